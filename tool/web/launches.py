"""Where an accepted launch leads: it becomes a person, an exam and, for examinees, an attempt; then a page opens."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import urlencode

import msgspec
from flask import Response

from lti.errors import LaunchRefused
from lti.message import Launch, MessageType
from tool.domain.people import Person, Role
from tool.link.tokens import TokenRefused, Tokens
from tool.monitoring import attempts, exams, participants
from tool.monitoring.attempts import AttemptRefused
from tool.monitoring.exams import ExamFacts
from tool.monitoring.ports import NotFound
from tool.monitoring.records import Attempt, Exam, Participant
from tool.web.lti_forms import EXAM_PARAMETER, kept_request
from tool.web.plain_pages import message
from tool.web.security import origin_of
from tool.web.sessions import Session, Sessions
from tool.web.wire import Surface
from tool.web.works import WebWork, WebWorks

_PAGE_LIFETIME_S = 30 * 86400.0
_AGAIN = "Go back to the quiz in your course and start it from there."


class Explained(Exception):
    """The launch is fine, but there is nothing to open for it. The page says why; what was read is rolled back."""

    def __init__(
        self, code: str, title: str, explanation: str, remedy: str, status: HTTPStatus = HTTPStatus.OK
    ) -> None:
        super().__init__(code)
        self.code, self.title, self.explanation, self.remedy, self.status = code, title, explanation, remedy, status


class PageOrigins(msgspec.Struct, frozen=True):
    """Body of a "page" token: addresses of a platform, beside its login address, that a signed launch has named."""

    platform_id: str
    origins: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Arrival:
    """Who has come to what, and where it opens."""

    surface: Surface
    role: Role
    person: Participant
    exam: Exam
    attempt: Attempt | None = None


@dataclass(frozen=True, slots=True)
class Launches:
    """Answers accepted launches. `public_url` is the address of this process; `clock` gives Unix seconds."""

    works: WebWorks
    sessions: Sessions
    tokens: Tokens
    public_url: str
    clock: Callable[[], float]

    def __call__(self, launch: Launch) -> Response:
        """Return the redirect to the page that this launch opens, or a page that explains why none does."""
        try:
            with self.works() as work:
                arrival = self._arrive(work, launch)
                session = self._session(work, launch, arrival)
                ticket = self.sessions.ticket(work, session)
        except Explained as why:
            return message(why.title, why.explanation, why.remedy, code=why.code, status=why.status)
        except AttemptRefused as why:
            return message("This attempt cannot be opened", str(why), _AGAIN, code=why.code, status=HTTPStatus.CONFLICT)
        return self._open(launch, arrival.surface, ticket)

    def origins_of(self, platform_id: str, page_token: str) -> Iterable[str] | None:
        """Return the origins that may frame this platform's pages and take forms; None if it is not an active one."""
        try:
            with self.works() as work:
                platform = work.platforms.get(platform_id)
        except NotFound:
            return None
        if not platform.active:
            return None
        return sorted({*_own_origins(platform.auth_login_url), *self._named_origins(platform_id, page_token)})

    def _arrive(self, work: WebWork, launch: Launch) -> _Arrival:
        now = self.clock()
        person = participants.recognise(
            work, Person(launch.registration.id, launch.subject, launch.name, launch.email), now, locale=launch.locale
        )
        if launch.message_type is MessageType.DEEP_LINKING:
            return self._set_up(work, launch, person)
        exam = exams.resolve(work, _exam_facts(launch), now)
        if launch.message_type is MessageType.START_PROCTORING:
            return _Arrival("widget", Role.EXAMINEE, person, exam, _start(work, launch, exam, person, now))
        if launch.message_type is MessageType.END_ASSESSMENT:
            return _Arrival("widget", Role.EXAMINEE, person, exam, _end(work, launch, exam, person, now))
        if launch.message_type is MessageType.SUBMISSION_REVIEW:
            return _Arrival("report", _staff_role(launch), person, exam, _reviewed(work, launch, exam))
        if launch.is_staff:
            return _Arrival("console", _staff_role(launch), person, exam)
        attempt = attempts.open_attempt_of(work, exam.id, person.id)
        if attempt is None:
            raise Explained(
                "no_attempt", "You have no exam running here",
                "This page accompanies an exam while you take it.", _AGAIN,
            )
        return _Arrival("widget", Role.EXAMINEE, person, exam, attempt)

    def _set_up(self, work: WebWork, launch: Launch, person: Participant) -> _Arrival:
        role = _staff_role(launch)
        assert launch.deep_linking is not None
        draft = exams.draft(work, _exam_facts(launch), dict(kept_request(launch.deep_linking)), self.clock())
        return _Arrival("setup", role, person, draft)

    def _session(self, work: WebWork, launch: Launch, arrival: _Arrival) -> Session:
        institution = work.institutions.get(launch.registration.institution_id)
        return Session(
            surface=arrival.surface, role=arrival.role, person_id=arrival.person.id, person_name=arrival.person.name,
            institution=institution.name, platform_id=launch.registration.id, platform_origin=launch.platform_origin,
            locale=launch.locale, exam_id=arrival.exam.id,
            attempt_id=arrival.attempt.id if arrival.attempt else None, return_url=launch.return_url,
            deep_linking=arrival.surface == "setup", began_at=self.clock(),
        )

    def _open(self, launch: Launch, surface: Surface, ticket: str) -> Response:
        query = {"platform": launch.registration.id}
        more = sorted(_launch_origins(launch) - _own_origins(launch.registration.auth_login_url))
        if more:
            origins = PageOrigins(launch.registration.id, tuple(more))
            query["origins"] = self.tokens.mint("page", origins, _PAGE_LIFETIME_S)
        response = Response(status=HTTPStatus.SEE_OTHER)
        response.headers["Location"] = f"{self.public_url}/{surface}?{urlencode(query)}#ticket={ticket}"
        response.headers["Cache-Control"] = "no-store"
        return response

    def _named_origins(self, platform_id: str, page_token: str) -> tuple[str, ...]:
        if not page_token:
            return ()
        try:
            named = self.tokens.read("page", page_token, PageOrigins)
        except TokenRefused:
            return ()
        return named.origins if named.platform_id == platform_id else ()


def refused_page(refusal: LaunchRefused) -> Response:
    """Return the page of a refused launch: what happened, what to do, the right status."""
    return message(
        refusal.title, refusal.explanation, refusal.remedy, code=refusal.code, status=refusal.status
    )


def _exam_facts(launch: Launch) -> ExamFacts:
    ags = launch.ags
    return ExamFacts(
        platform_id=launch.registration.id, deployment_id=launch.deployment_id,
        resource_link_id=launch.resource_link_id,
        title=launch.resource_link_title or (launch.deep_linking.title if launch.deep_linking else ""),
        course_title=launch.context_title, context_id=launch.context_id, exam_id=launch.custom.get(EXAM_PARAMETER),
        lineitem=ags.lineitem if ags else None, lineitems=ags.lineitems if ags else None,
        ags_scopes=tuple(sorted(ags.scopes)) if ags else (),
    )


def _start(work: WebWork, launch: Launch, exam: Exam, person: Participant, now: float) -> Attempt:
    claim = launch.proctoring
    assert claim is not None
    facts = attempts.StartFacts(
        exam_id=exam.id, person_id=person.id, attempt_number=claim.attempt_number,
        deployment_id=launch.deployment_id, resource_link_id=launch.resource_link_id or "",
        start_assessment_url=claim.start_assessment_url, session_data=claim.session_data,
        resource_link_title=launch.resource_link_title, acs_url=claim.acs.url if claim.acs else None,
        acs_actions=claim.acs.actions if claim.acs else (), return_url=launch.return_url,
    )
    return attempts.open_or_create(work, facts, now)


def _end(work: WebWork, launch: Launch, exam: Exam, person: Participant, now: float) -> Attempt:
    claim = launch.end
    assert claim is not None
    mine = work.attempts.of_person(exam.id, person.id)
    same = [a for a in mine if str(a.attempt_number) == str(claim.attempt_number)]
    if not same:
        raise Explained(
            "no_attempt", "There is nothing to end here", "The exam that has ended was not proctored by Invigil.",
            "You can go back to your course.",
        )
    return attempts.submitted(work, same[-1].id, now, error_message=claim.error_message or "")


def _reviewed(work: WebWork, launch: Launch, exam: Exam) -> Attempt:
    subject = launch.for_user.user_id if launch.for_user else ""
    person = work.people.known(launch.registration.id, subject)
    attempt = attempts.latest_attempt_of(work, exam.id, person.id) if person else None
    if attempt is None:
        raise Explained(
            "no_attempt", "There is no report", "This person has not taken the exam under proctoring.",
            "Reports appear here once an attempt has begun.",
        )
    return attempt


def _staff_role(launch: Launch) -> Role:
    """Return the staff role of the launch; refuse the launch of anybody else."""
    if not launch.is_staff:
        raise Explained(
            "staff_only", "This is for teachers", "Your role in this course does not allow you to open this page.",
            "If you teach this course, ask its administrator to check your role.", HTTPStatus.FORBIDDEN,
        )
    names = [role.rsplit("#", 1)[-1].rsplit("/", 1)[-1] for role in launch.roles]
    if "Instructor" in names:
        return Role.TEACHER
    return Role.ADMIN if "Administrator" in names else Role.PROCTOR


def _own_origins(auth_login_url: str) -> set[str]:
    origin = origin_of(auth_login_url)
    return {origin} if origin else set()


def _launch_origins(launch: Launch) -> set[str]:
    """The origins that the signed launch says a browser will be sent to, or come from."""
    urls = [
        launch.return_url,
        launch.proctoring.start_assessment_url if launch.proctoring else None,
        launch.deep_linking.return_url if launch.deep_linking else None,
    ]
    return {origin for url in urls if url and (origin := origin_of(url))}
