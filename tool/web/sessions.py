"""Who is calling: one-time tickets that a launch ends in, bearer tokens that a page lives on, and their refusal."""

from collections.abc import Callable
from http import HTTPStatus

import msgspec

from tool.domain.people import Role
from tool.link.tokens import TokenRefused, Tokens
from tool.monitoring import onboarding
from tool.monitoring.ports import NotFound, Work
from tool.web.refusals import Refused
from tool.web.wire import SessionView, Surface
from tool.web.works import WebWorks

LONGEST_SESSION_S = 12 * 3600.0


class Session(msgspec.Struct, frozen=True, kw_only=True):
    """Who is at a page and what the page is about: the body of a session token, and the payload of a ticket."""

    surface: Surface
    role: Role
    person_id: str
    person_name: str
    institution: str
    platform_id: str
    platform_origin: str
    locale: str
    exam_id: str
    attempt_id: str | None
    return_url: str | None
    deep_linking: bool
    began_at: float


class Sessions:
    """Turns launches into tickets, tickets into sessions, and bearer tokens back into sessions."""

    def __init__(self, works: WebWorks, tokens: Tokens, lifetime_s: float, clock: Callable[[], float]) -> None:
        self._works = works
        self._tokens = tokens
        self._lifetime_s = lifetime_s
        self._clock = clock

    def ticket(self, work: Work, session: Session) -> str:
        """Return a one-time ticket for `session`, good for 60 s once `work` is committed."""
        return onboarding.issue_ticket(work, msgspec.to_builtins(session), self._clock())

    def redeem(self, ticket: str) -> SessionView:
        """Use the ticket up and return the session; raise Refused if there is no such ticket any more."""
        with self._works() as work:
            payload = onboarding.redeem_ticket(work, ticket, self._clock())
        if payload is None:
            raise _refused("ticket_used", "This link was used before or is older than a minute.")
        return self._view(msgspec.convert(payload, Session))

    def read(self, bearer: str | None) -> Session:
        """Return the session of this token; raise Refused if there is none or it is no longer good."""
        if not bearer:
            raise _refused("no_session", "This page is not signed in.")
        try:
            return self._tokens.read("session", bearer, Session)
        except TokenRefused as exc:
            raise _refused("session_over", "This page has been idle for too long.") from exc

    def renew(self, session: Session) -> SessionView:
        """Return the same session with a later end; raise Refused after 12 h, or if the platform was switched off."""
        if self._clock() - session.began_at > LONGEST_SESSION_S:
            raise _refused("session_over", "This page has been open for 12 hours.")
        with self._works() as work:
            try:
                active = work.platforms.get(session.platform_id).active
            except NotFound:
                active = False
        if not active:
            raise _refused("platform_off", "Your institution has switched this connection off.")
        return self._view(session)

    def _view(self, session: Session) -> SessionView:
        return SessionView(
            token=self._tokens.mint("session", session, self._lifetime_s),
            expires_at=self._clock() + self._lifetime_s,
            surface=session.surface,
            role=session.role.value,
            person_name=session.person_name,
            institution=session.institution,
            platform_origin=session.platform_origin,
            locale=session.locale,
            exam_id=session.exam_id,
            attempt_id=session.attempt_id,
            return_url=session.return_url,
            deep_linking=session.deep_linking,
        )


def require_staff(session: Session) -> Session:
    """Return the session if it is a staff member's; raise Refused otherwise."""
    if not session.role.is_staff:
        raise Refused("staff_only", "Only teachers and proctors of this exam can do that.", HTTPStatus.FORBIDDEN)
    return session


def require_examinee(session: Session) -> str:
    """Return the id of the attempt that this examinee's session is about; raise Refused for any other session."""
    if session.role is not Role.EXAMINEE or session.attempt_id is None:
        raise Refused("examinee_only", "Only the examinee of this attempt can do that.", HTTPStatus.FORBIDDEN)
    return session.attempt_id


def _refused(code: str, what: str) -> Refused:
    return Refused(code, f"{what} Open it again from your course.", HTTPStatus.UNAUTHORIZED)
