"""What every route of the admin page does: see who asks, read what was sent, put refusals into words."""

from http import HTTPStatus
from typing import TypeVar

import msgspec

from tool.monitoring.tenancy.institutions import Administrator, AdminRefused
from tool.monitoring.tenancy.ports import AlreadyThere, InUse
from tool.monitoring.work import NotFound
from tool.web.http.json_calls import bearer, body_of
from tool.web.http.refusals import Refused
from tool.web.http.sessions import AdminSession, Sessions

B = TypeVar("B", bound=msgspec.Struct)


class Said:
    """Turns refusals of the floor below into those of the admin page; nothing tells another tenant's from no one's."""

    def __enter__(self) -> None:
        """Nothing to prepare."""

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        if isinstance(error, NotFound):
            raise Refused("not_found", "There is no such thing here.", HTTPStatus.NOT_FOUND) from error
        if isinstance(error, AdminRefused):
            status = HTTPStatus.FORBIDDEN if error.code == "operator_only" else HTTPStatus.CONFLICT
            raise Refused(error.code, str(error), status) from error
        if isinstance(error, AlreadyThere):
            raise Refused("already_registered", str(error), HTTPStatus.CONFLICT) from error
        if isinstance(error, InUse):
            raise Refused("in_use", str(error), HTTPStatus.CONFLICT) from error


def session_of(sessions: Sessions) -> AdminSession:
    """Return the admin session that the request carries; raise Refused."""
    return sessions.read_admin(bearer())


def administrator(sessions: Sessions) -> Administrator:
    """Return who asks; raise Refused."""
    session = session_of(sessions)
    return Administrator(session.institution_id, session.person_id)


def asked(sessions: Sessions, kind: type[B]) -> B:
    """Return the body, once it is known that somebody with a session sent it."""
    session_of(sessions)
    return body_of(kind)
