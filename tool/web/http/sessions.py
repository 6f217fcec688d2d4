"""Who is calling: one-time tickets that a launch ends in, bearer tokens that a page lives on, and their refusal."""

from collections.abc import Callable, Collection
from http import HTTPStatus
from typing import Literal, TypeVar

import msgspec

from tool.domain.people import Role
from tool.domain.words import told
from tool.link.tokens import TokenRefused, Tokens
from tool.monitoring.exam import guests
from tool.monitoring.exam.ports import Work
from tool.monitoring.tenancy import onboarding
from tool.monitoring.tenancy.records import Switcher
from tool.monitoring.work import NotFound
from tool.web.http.refusals import Refused
from tool.web.http.uef_session import UefSession, UefTicket
from tool.web.wire.admin import AdminSessionView
from tool.web.wire.course import CourseSessionView
from tool.web.wire.own import OwnSessionView
from tool.web.wire.shared import SessionView, Surface
from tool.web.works import WebWorks

LONGEST_SESSION_S = 12 * 3600.0
CONSENT_S = 600.0


class Session(msgspec.Struct, frozen=True, kw_only=True):
    """Who is at a page and what the page is about: the body of a session token, and the payload of a ticket.

    `acting` as in Attempt. `linking_id`: the visit by deep linking, for a set-up page that may answer the LMS.
    `guest_id` is set for an invited proctor, `until` is when the invitation ends. `beside_quiz`: the page is the panel
    that a script of ours puts beside the quiz, in the LMS's own page. `shell`: what the launch called the LMS's page
    around this one, and `shell_since` when the exam went on in that (Unix seconds by the LMS's clock)."""

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
    began_at: float
    kind: Literal["exam"] = "exam"
    acting: str = ""
    linking_id: str | None = None
    guest_id: str = ""
    until: float | None = None
    beside_quiz: bool = False
    shell: str = ""
    shell_since: float = 0.0


class AdminSession(msgspec.Struct, frozen=True, kw_only=True):
    """Who administers: one institution, or all of them (`institution_id` None: whoever runs this server). Never good
    for an exam.

    `platform_id` is the LMS that the person was launched from: once that is off, they are out. None for who came by
    `invigil admin` or from the page after a registration."""

    institution_id: str | None
    platform_id: str | None
    person_id: str | None
    person_name: str
    began_at: float
    kind: Literal["admin"] = "admin"


class CourseSession(msgspec.Struct, frozen=True, kw_only=True):
    """A staff member at the list of one course's exams (launched from the course's navigation).

    `course_id` is the LMS's own id of the course, "" if the launch did not tell it; `nrps_url` as in `Exam`."""

    platform_id: str
    context_id: str
    course_title: str
    role: Role
    person_id: str
    person_name: str
    institution: str
    platform_origin: str
    locale: str
    return_url: str | None
    began_at: float
    kind: Literal["course"] = "course"
    acting: str = ""
    deployment_id: str = ""
    course_id: str = ""
    nrps_url: str | None = None


class OwnSession(msgspec.Struct, frozen=True, kw_only=True):
    """An examinee at the list of their own exams in one course. `course_id` is the LMS's own id of the course, "" if
    the launch told none; `deployment_id` is what an attempt is made in."""

    platform_id: str
    deployment_id: str
    context_id: str
    course_id: str
    course_title: str
    person_id: str
    person_name: str
    institution: str
    platform_origin: str
    locale: str
    return_url: str | None
    began_at: float
    kind: Literal["own"] = "own"
    acting: str = ""


AnySession = Session | AdminSession | CourseSession | OwnSession | UefTicket
S = TypeVar("S", bound=msgspec.Struct)


class Sessions:
    """Turns launches into tickets, tickets into sessions, and bearer tokens back into sessions."""

    def __init__(self, works: WebWorks, tokens: Tokens, lifetime_s: float, clock: Callable[[], float]) -> None:
        self._works = works
        self._tokens = tokens
        self._lifetime_s = lifetime_s
        self._clock = clock

    def ticket(self, work: Work, session: AnySession, lifetime_s: float = onboarding.TICKET_LIFETIME_S) -> str:
        """Return a one-time ticket for `session`, good for `lifetime_s` seconds once `work` is committed."""
        return onboarding.issue_ticket(work, msgspec.to_builtins(session), self._clock(), lifetime_s)

    def redeem(self, ticket: str) -> SessionView:
        """Use the ticket up and return the session; raise Refused if there is no such ticket any more."""
        return self._view(self._redeemed(ticket, Session))

    def begin(self, session: Session) -> SessionView:
        """Return a session that begins without a launch: an invited proctor's."""
        return self._view(session)

    def read(self, bearer: str | None) -> Session:
        """Return the session of this token; raise Refused if there is none, or it is no longer good (see `check`)."""
        session = self.decode(bearer)
        self.check(session)
        return session

    def decode(self, bearer: str | None) -> Session:
        """Return the session of this token, without looking whether it has been ended meanwhile; raise Refused."""
        return self._read("session", bearer, Session)

    def check(self, session: Session) -> None:
        """Raise Refused if the session is 12 h old, the platform was switched off, or the invitation of a guest is over
        or revoked."""
        self._check_length(session.began_at)
        self._check_platform(session.platform_id)
        if session.guest_id:
            with self._works() as work:
                good = guests.is_good(work, session.guest_id, self._clock())
            if not good:
                raise not_invited()

    def ended(self, sessions: Collection[Session]) -> Callable[[Session], bool]:
        """Return which of these sessions `check` would refuse now, asking once for every platform and every guest."""
        platform_ids = {session.platform_id for session in sessions}
        guest_ids = {session.guest_id for session in sessions if session.guest_id}
        now = self._clock()
        good: set[str] = set()
        if sessions:
            with self._works() as work:
                active = {platform.id for platform in work.platforms.all() if platform.active} & platform_ids
                good = guests.good_among(work, guest_ids, now)

        def ended(session: Session) -> bool:
            return (
                now - session.began_at > LONGEST_SESSION_S or session.platform_id not in active
                or bool(session.guest_id and session.guest_id not in good)
            )

        return ended if sessions else lambda _: False

    def is_over(self, session: Session) -> bool:
        """Whether the time of a guest's invitation is over."""
        return session.until is not None and self._clock() >= session.until

    def renew(self, session: Session) -> SessionView:
        """Return the same session with a later end; raise Refused after 12 h, and as `check` does."""
        self._check_length(session.began_at)
        self.check(session)
        return self._view(session)

    def redeem_admin(self, ticket: str) -> AdminSessionView:
        """Use the ticket up and return the session of an admin page; raise Refused."""
        session = self._redeemed(ticket, AdminSession)
        self._check_admin(session)
        return self._admin_view(session)

    def read_admin(self, bearer: str | None) -> AdminSession:
        """Return the admin session of this token; raise Refused, also if the platform it came from was switched off."""
        session = self._read("admin", bearer, AdminSession)
        self._check_admin(session)
        return session

    def renew_admin(self, session: AdminSession) -> AdminSessionView:
        """Return the same session with a later end; raise Refused after 12 h, or if the institution is gone, or if the
        platform that it came from was switched off."""
        self._check_length(session.began_at)
        self._check_admin(session)
        if session.institution_id is not None:
            with self._works() as work:
                try:
                    work.institutions.get(session.institution_id)
                except NotFound:
                    raise _refused("session_over", "This institution is no longer here.") from None
        return self._admin_view(session)

    def redeem_course(self, ticket: str) -> CourseSessionView:
        """Use the ticket up and return the session of a course page; raise Refused."""
        return self._course_view(self._redeemed(ticket, CourseSession))

    def read_course(self, bearer: str | None) -> CourseSession:
        """Return the course session of this token; raise Refused, also if the platform was switched off."""
        session = self._read("course", bearer, CourseSession)
        self._check_platform(session.platform_id)
        return session

    def renew_course(self, session: CourseSession) -> CourseSessionView:
        """Return the same session with a later end; raise Refused after 12 h, or if the platform was switched off."""
        self._check_length(session.began_at)
        self._check_platform(session.platform_id)
        return self._course_view(session)

    def redeem_own(self, ticket: str) -> OwnSessionView:
        """Use the ticket up and return the session of an examinee's list of exams; raise Refused."""
        return self._own_view(self._redeemed(ticket, OwnSession))

    def read_own(self, bearer: str | None) -> OwnSession:
        """Return the session of this token; raise Refused, also if the platform was switched off."""
        session = self._read("own", bearer, OwnSession)
        self._check_platform(session.platform_id)
        return session

    def renew_own(self, session: OwnSession) -> OwnSessionView:
        """Return the same session with a later end; raise Refused after 12 h, or if the platform was switched off."""
        self._check_length(session.began_at)
        self._check_platform(session.platform_id)
        return self._own_view(session)

    def redeem_uef(self, ticket: str) -> UefTicket:
        """Use the ticket up and return what it holds; raise Refused."""
        found = self._redeemed(ticket, UefTicket)
        self._check_platform(found.session.platform_id)
        return found

    def read_uef(self, bearer: str | None) -> UefSession:
        """Return the session of a page that extends an LMS's own; raise Refused, also after 12 h or if the platform was
        switched off."""
        session = self._read("uef", bearer, UefSession)
        self._check_length(session.began_at)
        self._check_platform(session.platform_id)
        return session

    def uef_token(self, session: UefSession) -> tuple[str, float]:
        """Return a bearer token of this session and when it ends."""
        return self._tokens.mint("uef", session, self._lifetime_s), self._clock() + self._lifetime_s

    def consent_state(self, session: UefSession) -> str:
        """Return what goes along when the LMS's user is asked for leave, and comes back with it: the session, signed,
        good for ten minutes."""
        return self._tokens.mint("consent", session, CONSENT_S)

    def read_consent(self, state: str) -> UefSession:
        """Return the session that comes back with somebody's leave; raise Refused."""
        session = self._read("consent", state, UefSession)
        self._check_platform(session.platform_id)
        return session

    def _redeemed(self, ticket: str, kind: type[S]) -> S:
        with self._works() as work:
            payload = onboarding.redeem_ticket(work, ticket, self._clock())
        try:
            return msgspec.convert(payload, kind)
        except msgspec.ValidationError:
            raise _refused("ticket_used", "This link was used before or is older than a minute.") from None

    def _read(self, use: str, bearer: str | None, kind: type[S]) -> S:
        if not bearer:
            raise _refused("no_session", "This page is not signed in.")
        try:
            return self._tokens.read(use, bearer, kind)
        except TokenRefused as exc:
            raise _refused("session_over", "This page has been idle for too long.") from exc

    def _check_length(self, began_at: float) -> None:
        if self._clock() - began_at > LONGEST_SESSION_S:
            raise _refused("session_over", "This page has been open for 12 hours.")

    def _check_admin(self, session: AdminSession) -> None:
        if session.platform_id is not None:
            self._check_platform(session.platform_id)

    def _check_platform(self, platform_id: str) -> None:
        with self._works() as work:
            try:
                platform = work.platforms.get(platform_id)
            except NotFound:
                raise _platform_off("institution") from None
        if not platform.active:
            raise _platform_off(platform.switched_off_by)

    def _admin_view(self, session: AdminSession) -> AdminSessionView:
        return AdminSessionView(
            token=self._tokens.mint("admin", session, self._lifetime_s), expires_at=self._clock() + self._lifetime_s,
            operator=session.institution_id is None, person_name=session.person_name, platform_id=session.platform_id,
        )

    def _course_view(self, session: CourseSession) -> CourseSessionView:
        return CourseSessionView(
            token=self._tokens.mint("course", session, self._lifetime_s), expires_at=self._clock() + self._lifetime_s,
            person_name=session.person_name, institution=session.institution, course_title=session.course_title,
            platform_origin=session.platform_origin, locale=session.locale, return_url=session.return_url,
        )

    def _own_view(self, session: OwnSession) -> OwnSessionView:
        return OwnSessionView(
            token=self._tokens.mint("own", session, self._lifetime_s), expires_at=self._clock() + self._lifetime_s,
            person_name=session.person_name, institution=session.institution, course_title=session.course_title,
            platform_origin=session.platform_origin, locale=session.locale, return_url=session.return_url,
        )

    def _view(self, session: Session) -> SessionView:
        now = self._clock()
        lifetime_s = self._lifetime_s if session.until is None else min(self._lifetime_s, session.until - now)
        return SessionView(
            token=self._tokens.mint("session", session, lifetime_s),
            expires_at=now + lifetime_s,
            surface=session.surface,
            role=session.role.value,
            person_name=session.person_name,
            institution=session.institution,
            platform_origin=session.platform_origin,
            locale=session.locale,
            exam_id=session.exam_id,
            attempt_id=session.attempt_id,
            return_url=session.return_url,
            deep_linking=session.linking_id is not None,
        )


def require_staff(session: Session) -> Session:
    """Return the session if it is a staff member's; raise Refused otherwise."""
    if not session.role.is_staff:
        raise Refused("staff_only", "Only teachers and proctors of this exam can do that.", HTTPStatus.FORBIDDEN)
    return session


def require_set_up(session: Session) -> Session:
    """Return the session if its person may set exams up and invite proctors; raise Refused otherwise."""
    if not require_staff(session).role.sets_up:
        raise Refused("teachers_only", "Only teachers of this exam can do that.", HTTPStatus.FORBIDDEN)
    return session


def require_examinee(session: Session) -> str:
    """Return the id of the attempt that this examinee's session is about; raise Refused for any other session."""
    if session.role is not Role.EXAMINEE or session.attempt_id is None:
        raise Refused("examinee_only", told("Only the examinee of this attempt can do that."), HTTPStatus.FORBIDDEN)
    return session.attempt_id


def not_invited() -> Refused:
    """Return the refusal of a guest whose invitation is not, or no longer, good; it does not tell which."""
    return Refused(
        "not_invited", "This invitation is not valid any more. Ask the teacher for a new one.", HTTPStatus.UNAUTHORIZED
    )


def _platform_off(by: Switcher) -> Refused:
    said = (
        "Whoever runs this Invigil server has switched this connection off. Only they can switch it on again: ask them."
        if by == "operator" else
        "Your institution has switched this connection off. Whoever administers Invigil there can switch it on again."
    )
    return Refused("platform_off", said, HTTPStatus.UNAUTHORIZED)


def _refused(code: str, what: str) -> Refused:
    return Refused(code, f"{what} Open it again from your course.", HTTPStatus.UNAUTHORIZED)
