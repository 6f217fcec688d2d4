"""An examinee lets Invigil hand in for them: their browser takes the question to the LMS, and brings the answer back.

The answer comes to the address that an administrator's answers come to, so that the key in the LMS names one address
only; a mark at the beginning of the state tells them apart. The state is good once and for ten minutes. It is not bound
to a browser: whose leave it is, the LMS itself says, and another's is not taken (docs/decisions/0050)."""

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus

from flask import Response

from tool.domain.words import told
from tool.lms.own_leave import NO_ANSWER, LeaveRefused, OwnLeaves
from tool.monitoring.tenancy import onboarding
from tool.monitoring.work import NotFound
from tool.web.http.plain_pages import message
from tool.web.http.refusals import Refused
from tool.web.works import WebWorks

MARK = "own."
"""What the state of an examinee's question begins with."""
QUESTION_LIFETIME_S = 600.0
_MAX_CODE_CHARS = 2048
_TITLE_GIVEN = told("Thank you")
_GIVEN = told("If a proctor ends your exam, Invigil hands in what you have answered by then.")
_TITLE_NOT = told("No leave was given")
_BACK = told("Close this tab and go back to your exam.")
_TOO_LATE = told(
    "This page has been used or is too old. Press once more in the exam's window, or go on without it: nothing is lost."
)


@dataclass(frozen=True, slots=True)
class OwnLeaveDesk:
    """Asks for the leave and takes the answer, which comes to `redirect_uri`. `clock` gives Unix seconds; no unit of
    work is open while an LMS is called."""

    works: WebWorks
    leaves: OwnLeaves
    redirect_uri: str
    clock: Callable[[], float]

    def ask(self, attempt_id: str) -> str:
        """Return where the LMS asks this examinee; raise Refused."""
        with self.works() as work:
            payload = {"kind": "own_leave", "attempt": attempt_id}
            state = MARK + onboarding.issue_ticket(work, payload, self.clock(), QUESTION_LIFETIME_S)
        try:
            return self.leaves.question(attempt_id, self.redirect_uri, state)
        except LeaveRefused as exc:
            raise Refused("no_leave", str(exc), HTTPStatus.CONFLICT) from exc

    def done(self, state: str, code: str) -> Response | None:
        """Take the LMS's answer, once; return the page that says what came of it, None if nobody was asked here. An
        answer without a code is a no."""
        if not state.startswith(MARK):
            return None
        with self.works() as work:
            asked = onboarding.redeem_ticket(work, state.removeprefix(MARK), self.clock())
        if asked is None or asked.get("kind") != "own_leave":
            return _not_given(_TOO_LATE)
        if not code or len(code) > _MAX_CODE_CHARS:
            return _not_given(NO_ANSWER)
        try:
            self.leaves.answered(str(asked["attempt"]), code, self.redirect_uri)
        except LeaveRefused as exc:
            return _not_given(str(exc))
        except NotFound:
            return _not_given(_TOO_LATE)
        return message(_TITLE_GIVEN, _GIVEN, _BACK)


def _not_given(why: str) -> Response:
    return message(_TITLE_NOT, why, _BACK, code="no_leave", status=HTTPStatus.FORBIDDEN)
