"""How the web process says no: one exception with a stable code, a sentence for the person and an HTTP status."""

from http import HTTPStatus

from lti.errors import ItemsRefused
from tool.chat.messages import MessageRefused
from tool.domain.attempt import IllegalTransition
from tool.monitoring.attempts import AttemptRefused
from tool.monitoring.exams import ChoiceRefused
from tool.monitoring.guests import GuestRefused
from tool.monitoring.interventions import DecisionRefused
from tool.monitoring.ports import NotFound
from tool.monitoring.review import VerdictRefused
from tool.web.wire import ApiError


class Refused(Exception):
    """The request is not carried out. `message` says what to do and holds nothing secret."""

    def __init__(self, code: str, message: str, status: HTTPStatus = HTTPStatus.BAD_REQUEST) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.status = status

    @property
    def view(self) -> ApiError:
        """The refusal as the browser gets it."""
        return ApiError(code=self.code, message=self.message)


def refusal_of(error: Exception) -> Refused | None:
    """Return how an expected error of the floors below is said to a browser; None if the error is not expected."""
    if isinstance(error, Refused):
        return error
    if isinstance(error, AttemptRefused | ChoiceRefused | DecisionRefused | MessageRefused):
        return Refused(error.code, str(error), HTTPStatus.CONFLICT)
    if isinstance(error, GuestRefused | VerdictRefused):
        return Refused(error.code, str(error), HTTPStatus.CONFLICT)
    if isinstance(error, ItemsRefused):
        return Refused("not_taken_here", str(error), HTTPStatus.CONFLICT)
    if isinstance(error, IllegalTransition):
        return Refused("not_now", str(error), HTTPStatus.CONFLICT)
    if isinstance(error, NotFound):
        return Refused("not_found", "There is no such thing, or not in this exam.", HTTPStatus.NOT_FOUND)
    return None
