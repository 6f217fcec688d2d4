"""The HTTP routes of an examinee's own exams in a course: the list, and the way from there into one of them."""

from collections.abc import Callable
from dataclasses import dataclass

import msgspec
from flask import Blueprint, Response

from tool.domain.people import Role
from tool.monitoring.exam import attempts, by_code
from tool.monitoring.exam.by_code import OwnExam
from tool.monitoring.exam.quiz_records import BoundQuiz
from tool.monitoring.exam.records import Attempt
from tool.monitoring.work import NotFound
from tool.web.http.json_calls import answer, bearer, body_of, limit_body
from tool.web.http.sessions import OwnSession, Session, Sessions, require_examinee
from tool.web.launch.addresses import PageAddresses
from tool.web.wire.course import OpenedPage
from tool.web.wire.own import OwnExamsView, OwnExamView
from tool.web.wire.shared import TicketBody
from tool.web.works import WebWork, WebWorks, found_or_made


@dataclass(frozen=True, slots=True)
class OwnServices:
    """What the routes need. `clock` gives Unix seconds."""

    works: WebWorks
    sessions: Sessions
    addresses: PageAddresses
    clock: Callable[[], float]


def own_blueprint(services: OwnServices) -> Blueprint:
    """Return the blueprint: POST /api/own/session[/renew], GET /api/own, POST /api/own/exams/…/open, and
    POST /api/session/window."""
    blueprint = Blueprint("own", __name__, url_prefix="/api")
    blueprint.before_request(limit_body)

    @blueprint.post("/own/session")
    def open_session() -> Response:
        return answer(services.sessions.redeem_own(body_of(TicketBody).ticket))

    @blueprint.post("/own/session/renew")
    def renew_session() -> Response:
        return answer(services.sessions.renew_own(services.sessions.read_own(bearer())))

    @blueprint.get("/own")
    def read_own() -> Response:
        session = services.sessions.read_own(bearer())
        with services.works() as work:
            exams = [_exam_view(by_code.own_exam(work, bound, session.person_id)) for bound in _quizzes(work, session)]
        return answer(OwnExamsView(course_title=session.course_title, exams=exams))

    @blueprint.post("/own/exams/<exam_id>/open")
    def open_exam(exam_id: str) -> Response:
        session = services.sessions.read_own(bearer())
        return answer(found_or_made(lambda: _attempt_opened(services, session, exam_id)))

    @blueprint.post("/session/window")
    def open_in_window() -> Response:
        session = services.sessions.read(bearer())
        require_examinee(session)
        with services.works() as work:
            own = msgspec.structs.replace(session, beside_quiz=False, shell="", shell_since=0.0)
            return answer(_opened(services, work, own))

    return blueprint


def _quizzes(work: WebWork, session: OwnSession) -> list[BoundQuiz]:
    return by_code.of_course(work, session.platform_id, session.context_id, session.course_id, session.person_id)


def _attempt_opened(services: OwnServices, session: OwnSession, exam_id: str) -> OpenedPage:
    with services.works() as work:
        bound = next((each for each in _quizzes(work, session) if each.id == exam_id), None)
        if bound is None:
            raise NotFound("There is no such exam in this course.")
        attempt = _attempt(work, session, bound, services.clock())
        return _opened(services, work, _narrowed(session, attempt))


def _attempt(work: WebWork, session: OwnSession, bound: BoundQuiz, now: float) -> Attempt:
    facts = attempts.StartFacts(
        exam_id=bound.id, person_id=session.person_id, attempt_number=None, deployment_id=session.deployment_id,
        resource_link_id="", start_assessment_url="", session_data="", return_url=bound.url or session.return_url,
        acting=session.acting,
    )
    return attempts.open_by_code(work, facts, bound.attempts, now)


def _opened(services: OwnServices, work: WebWork, session: Session) -> OpenedPage:
    """The address that opens the widget once. The session in it ends when the one that asks would have ended."""
    platform = work.platforms.get(session.platform_id)
    ticket = services.sessions.ticket(work, session)
    return OpenedPage(
        url=services.addresses.opened_by(
            "widget", platform.id, platform.auth_login_url, (session.platform_origin,), ticket
        )
    )


def _narrowed(session: OwnSession, attempt: Attempt) -> Session:
    """The same person at one attempt of theirs."""
    return Session(
        surface="widget", role=Role.EXAMINEE, person_id=session.person_id, person_name=session.person_name,
        institution=session.institution, platform_id=session.platform_id, platform_origin=session.platform_origin,
        locale=session.locale, exam_id=attempt.exam_id, attempt_id=attempt.id, return_url=attempt.return_url,
        began_at=session.began_at, acting=session.acting,
    )


def _exam_view(own: OwnExam) -> OwnExamView:
    return OwnExamView(
        exam_id=own.bound.id, title=own.title, state=own.state.value, time_limit_min=own.bound.time_limit_min,
        taken=own.taken,
    )
