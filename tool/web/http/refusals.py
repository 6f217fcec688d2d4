"""How the web process says no: one exception with a stable code, a sentence for the person and an HTTP status."""

from collections.abc import Mapping
from http import HTTPStatus
from types import MappingProxyType

from lti.errors import ItemsRefused
from tool.chat.messages import MessageRefused
from tool.domain.attempt import IllegalTransition
from tool.domain.words import told
from tool.monitoring.exam.attempts import AttemptRefused
from tool.monitoring.exam.decisions import DecisionRefused
from tool.monitoring.exam.deliveries import DeliveryRefused
from tool.monitoring.exam.exams import ChoiceRefused
from tool.monitoring.exam.guests import GuestRefused
from tool.monitoring.exam.review import VerdictRefused
from tool.monitoring.work import NotFound, StorageFull, StorageTrouble, passes
from tool.web.http.language import Language
from tool.web.wire.shared import ApiError

_NO_VALUES: Mapping[str, int] = MappingProxyType({})


class Refused(Exception):
    """The request is not carried out. `message` says what to do and holds nothing secret.

    `sentence`: what an examinee is told, where that is not the message itself; `values` are filled in. `field` names
    what is wrong in a form."""

    def __init__(
        self, code: str, message: str, status: HTTPStatus = HTTPStatus.BAD_REQUEST, *, sentence: str = "",
        values: Mapping[str, int] = _NO_VALUES, field: str = "",
    ) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.status = status
        self.sentence = sentence or message
        self.values = values
        self.field = field

    @property
    def view(self) -> ApiError:
        """The refusal as a staff member's browser gets it."""
        return ApiError(code=self.code, message=self.message, field=self.field)

    def told_in(self, language: Language) -> ApiError:
        """Return the refusal as an examinee's browser gets it."""
        return ApiError(code=self.code, message=language.say(self.sentence, **self.values))


def broken() -> Refused:
    """Return what is said when the fault is ours."""
    return Refused(
        "failed", told("That did not work because of a fault on the server. Try again."),
        HTTPStatus.INTERNAL_SERVER_ERROR,
    )


def _no_storage(error: StorageTrouble) -> Refused:
    """Return what is said while the database cannot take it: nothing was changed, and the same may be sent again."""
    if isinstance(error, StorageFull):
        sentence = told("The server has no room to keep this now. Nothing that was kept is lost. Try again later.")
        return Refused("storage_full", sentence, HTTPStatus.INSUFFICIENT_STORAGE)
    sentence = told("The server is busy and could not keep this. Try again in a moment.")
    return Refused("busy", sentence, HTTPStatus.SERVICE_UNAVAILABLE)


def not_understood(error: Exception) -> Refused:
    """Return the refusal of a request that is not one of the records in `tool.web.wire.live`."""
    return Refused(
        "bad_request", f"The request is not as it must be: {error}",
        sentence=told("The server does not understand this page. Reload it."),
    )


def refusal_of(error: Exception) -> Refused | None:
    """Return how an expected error of the floors below is said to a browser; None if the error is not expected."""
    if isinstance(error, Refused):
        return error
    if isinstance(error, MessageRefused):
        return Refused(error.code, str(error), HTTPStatus.CONFLICT, sentence=error.sentence, values=error.values)
    if isinstance(error, ChoiceRefused):
        return Refused(error.code, str(error), HTTPStatus.CONFLICT, field=error.field)
    if isinstance(error, AttemptRefused | DecisionRefused | DeliveryRefused | GuestRefused | VerdictRefused):
        return Refused(error.code, str(error), HTTPStatus.CONFLICT)
    if isinstance(error, ItemsRefused):
        return Refused("not_taken_here", str(error), HTTPStatus.CONFLICT)
    if isinstance(error, IllegalTransition):
        sentence = told("That is not possible as your exam stands now. Reload this page.")
        return Refused("not_now", str(error), HTTPStatus.CONFLICT, sentence=sentence)
    if isinstance(error, StorageTrouble) and passes(error):
        return _no_storage(error)
    if isinstance(error, NotFound):
        return Refused("not_found", told("There is no such thing, or not in this exam."), HTTPStatus.NOT_FOUND)
    return None
