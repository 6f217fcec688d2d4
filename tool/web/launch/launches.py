"""Where an accepted launch leads: it becomes a session, and the page that the session is for opens."""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from http import HTTPStatus

import msgspec
from flask import Response

from integrations.places import HANDLE_PARAMETER, shell_named, told_by
from lti import claims
from lti.errors import LaunchRefused
from lti.message import Launch
from tool.domain.words import told
from tool.link.tokens import Tokens
from tool.monitoring.exam.attempts import AttemptRefused
from tool.monitoring.tenancy import onboarding
from tool.monitoring.tenancy.records import Institution
from tool.monitoring.work import NotFound
from tool.web.http.language import language_asked
from tool.web.http.plain_pages import message
from tool.web.http.security import origin_of
from tool.web.http.sessions import (
    AdminSession,
    AnySession,
    CourseSession,
    OwnSession,
    Session,
    Sessions,
)
from tool.web.http.uef_session import UefSession, UefTicket
from tool.web.launch.addresses import PageAddresses
from tool.web.launch.arrivals import (
    AGAIN,
    AdminArrival,
    Arrival,
    CourseArrival,
    ExamArrival,
    Explained,
    ExtensionArrival,
    OwnArrival,
    arrive,
)
from tool.web.launch.description import LAUNCH_PATH
from tool.web.launch.groups_told import keep_groups
from tool.web.launch.quizzes_asked import quiz_asked_for
from tool.web.wire.shared import Surface
from tool.web.works import WebWorks, found_or_made

_NOTED_S = 60.0
_SCRIPT_NOTED_S = 3600.0
_HANDLE = "invigil"
"""Under which an LMS knows its proctoring service, where the launch does not say."""


@dataclass(frozen=True, slots=True)
class Launches:
    """Answers accepted launches. `public_url` is the address of this process; `clock` gives Unix seconds; `seal` makes
    unreadable what must not lie open in a ticket; `noted` is when each platform's last launch was written down,
    `scripts` when its last one from our script in its pages was: once a minute, and once an hour, will do."""

    works: WebWorks
    sessions: Sessions
    tokens: Tokens
    public_url: str
    clock: Callable[[], float]
    seal: Callable[[str], str]
    noted: dict[str, float] = field(default_factory=dict, init=False)
    scripts: dict[str, float] = field(default_factory=dict, init=False)

    def __call__(self, launch: Launch) -> Response:
        """Return the redirect to the page that this launch opens, or a page that explains why none does."""
        now = self.clock()
        language = language_asked(launch.locale)
        launch = replace(launch, locale=launch.locale or language.tag)
        self._note(launch.registration.id, told_by(launch.custom).api, launch.platform_family.lower(), now)
        self._note_script(launch, now)
        lifetime_s = onboarding.TICKET_LIFETIME_S if launch.bound else onboarding.HELD_TICKET_LIFETIME_S
        try:
            surface, ticket = found_or_made(lambda: self._arrived(launch, now, lifetime_s))
        except Explained as why:
            return message(
                why.title, why.explanation, why.remedy, code=why.code, status=why.status, language=language,
                tells=(why.tells_page, _page_origin(launch)) if why.tells_page else None,
            )
        except AttemptRefused as why:
            title = told("This attempt cannot be opened")
            return message(title, str(why), AGAIN, code=why.code, status=HTTPStatus.CONFLICT, language=language)
        return self._open(launch, surface, ticket)

    def origins_of(self, platform_id: str, page_token: str) -> Iterable[str] | None:
        """Return the origins that may frame this platform's pages and take forms; None if it is not an active one."""
        try:
            with self.works() as work:
                platform = work.platforms.get(platform_id)
        except NotFound:
            return None
        if not platform.active:
            return None
        return self._addresses.origins(platform_id, platform.auth_login_url, page_token)

    def _arrived(self, launch: Launch, now: float, lifetime_s: float) -> tuple[Surface, str]:
        """Return the page that the launch comes to, and the ticket for it; raise Explained or AttemptRefused."""
        with self.works() as work:
            institution = work.institutions.get(launch.registration.institution_id)
            arrival = arrive(work, launch, institution, f"{self.public_url}{LAUNCH_PATH}", now)
            if isinstance(arrival, ExamArrival):
                keep_groups(work, launch, arrival)
            surface, session = _session(launch, institution, arrival, now, self.seal)
            if isinstance(session, Session) and self._by_script(launch):
                session = msgspec.structs.replace(session, beside_quiz=True)
            if isinstance(session, Session) and session.attempt_id is not None:
                shell, since = shell_named(launch.custom)
                session = msgspec.structs.replace(session, shell=shell, shell_since=since)
            return surface, self.sessions.ticket(work, session, lifetime_s)

    def _note(self, platform_id: str, api: str, family: str, now: float) -> None:
        """Keep the time of the launch, in a transaction of its own: it has come in whatever becomes of it."""
        if 0 <= now - self.noted.get(platform_id, -math.inf) <= _NOTED_S:
            return
        with self.works() as work:
            work.platforms.launched(platform_id, now, origin_of(api) or "", family)
        self.noted[platform_id] = now

    def _note_script(self, launch: Launch, now: float) -> None:
        """Keep when our script in the LMS's pages was last seen at work."""
        platform_id = launch.registration.id
        recent = 0 <= now - self.scripts.get(platform_id, -math.inf) <= _SCRIPT_NOTED_S
        if recent or not self._by_script(launch):
            return
        with self.works() as work:
            work.platforms.script_seen(platform_id, now)
        self.scripts[platform_id] = now

    def _by_script(self, launch: Launch) -> bool:
        """Whether our script in the LMS's pages had this launch made, beside a quiz."""
        return quiz_asked_for(launch, f"{self.public_url}{LAUNCH_PATH}") is not None

    @property
    def _addresses(self) -> PageAddresses:
        return PageAddresses(self.tokens, self.public_url)

    def _open(self, launch: Launch, surface: Surface, ticket: str) -> Response:
        platform = launch.registration
        response = Response(status=HTTPStatus.SEE_OTHER)
        response.headers["Location"] = self._addresses.opened_by(
            surface, platform.id, platform.auth_login_url, _named_origins(launch), ticket
        )
        response.headers["Cache-Control"] = "no-store"
        return response


def refused_page(refusal: LaunchRefused) -> Response:
    """Return the page of a refused launch: what happened, what to do, the right status."""
    return message(
        refusal.title, refusal.explanation, refusal.remedy, code=refusal.code, status=refusal.status
    )


def _session(
    launch: Launch, institution: Institution, arrival: Arrival, now: float, seal: Callable[[str], str]
) -> tuple[Surface, AnySession]:
    person = arrival.person
    if isinstance(arrival, ExtensionArrival):
        return "uef", UefTicket(
            session=UefSession(
                platform_id=launch.registration.id, deployment_id=launch.deployment_id, person_id=person.id,
                person_name=person.name, subject=launch.subject, institution=institution.name,
                platform_origin=_page_origin(launch), handle=launch.custom.get(HANDLE_PARAMETER) or _HANDLE,
                locale=launch.locale, began_at=now,
            ),
            proof=seal(arrival.proof), user_token="",
        )
    if isinstance(arrival, AdminArrival):
        return "admin", AdminSession(
            institution_id=institution.id, platform_id=launch.registration.id, person_id=person.id,
            person_name=person.name, began_at=now,
        )
    if isinstance(arrival, CourseArrival):
        return "course", CourseSession(
            platform_id=launch.registration.id, context_id=launch.context_id, course_title=launch.context_title,
            role=arrival.role, person_id=person.id, person_name=person.name, institution=institution.name,
            platform_origin=_page_origin(launch), locale=launch.locale, return_url=launch.return_url, began_at=now,
            acting=launch.acting, deployment_id=launch.deployment_id, course_id=arrival.course_id,
            nrps_url=launch.nrps_url,
        )
    if isinstance(arrival, OwnArrival):
        return "exams", OwnSession(
            platform_id=launch.registration.id, deployment_id=launch.deployment_id, context_id=launch.context_id,
            course_id=arrival.course_id, course_title=launch.context_title, person_id=person.id,
            person_name=person.name, institution=institution.name, platform_origin=_page_origin(launch),
            locale=launch.locale, return_url=launch.return_url, began_at=now, acting=launch.acting,
        )
    return arrival.surface, Session(
        surface=arrival.surface, role=arrival.role, person_id=person.id, person_name=person.name,
        institution=institution.name, platform_id=launch.registration.id, platform_origin=_page_origin(launch),
        locale=launch.locale, exam_id=arrival.exam.id, attempt_id=arrival.attempt.id if arrival.attempt else None,
        return_url=_way_back(launch, arrival), linking_id=arrival.linking_id, began_at=now, acting=launch.acting,
    )


def _way_back(launch: Launch, arrival: ExamArrival) -> str | None:
    """Where the page leads back to. Who takes a quiz that a code opens has come by the way of a tool in a frame, whose
    end is no page for people: they go to the quiz."""
    attempt = arrival.attempt
    return attempt.return_url if attempt is not None and attempt.by_code else launch.return_url


def _page_origin(launch: Launch) -> str:
    """The origin of the LMS's own pages: that of an address there which the signed launch names.

    Not of the issuer, which hosted LMSs share among all customers, and the login address only for want of a better
    one: it may be on a host of its own."""
    return next(iter(_named_origins(launch)), launch.platform_origin)


def _own_address(launch: Launch) -> str | None:
    """The address that the LMS says it has (LTI 1.3, tool_platform.url): where many share an issuer, it tells whose
    pages these are, and a launch of a hidden frame names no other."""
    platform = launch.claims.get(claims.TOOL_PLATFORM)
    url = platform.get("url") if isinstance(platform, dict) else None
    return url if isinstance(url, str) else None


def _named_origins(launch: Launch) -> list[str]:
    """The origins that the signed launch says a browser comes from, or will be sent to; the former first."""
    urls = [
        launch.return_url,
        launch.proctoring.start_assessment_url if launch.proctoring else None,
        launch.deep_linking.return_url if launch.deep_linking else None,
        _own_address(launch),
    ]
    return [origin for url in urls if url and (origin := origin_of(url))]
