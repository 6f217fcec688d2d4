"""The HTTP routes of a course's page: its exams in numbers, and the way from there into one of them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from flask import Blueprint, Response

from tool.monitoring.exam import courses, takings
from tool.monitoring.exam.courses import ExamCounts
from tool.monitoring.exam.takings import Stray
from tool.web.http.json_calls import answer, bearer, body_of, limit_body
from tool.web.http.sessions import CourseSession, Session, Sessions, require_set_up
from tool.web.http.staff_view import views_from_course
from tool.web.launch.addresses import PageAddresses
from tool.web.live import views
from tool.web.live.lms_word import stray_view
from tool.web.wire.course import CourseExam, CourseView, OpenedPage, OpenExamBody
from tool.web.wire.gate import GateView
from tool.web.wire.shared import TicketBody
from tool.web.works import WebWorks

MOST_STRAYS = 100
"""So many of those who were in a quiz without Invigil are named in the list; the number says how many there were."""


@dataclass(frozen=True, slots=True)
class CourseServices:
    """What the routes need. `clock` gives Unix seconds."""

    works: WebWorks
    sessions: Sessions
    addresses: PageAddresses
    clock: Callable[[], float]


def course_blueprint(services: CourseServices) -> Blueprint:
    """Return the blueprint: POST /api/course/session[/renew], GET /api/course, POST /api/course/exams/…/open."""
    blueprint = Blueprint("course", __name__, url_prefix="/api/course")
    blueprint.before_request(limit_body)

    @blueprint.post("/session")
    def open_session() -> Response:
        return answer(services.sessions.redeem_course(body_of(TicketBody).ticket))

    @blueprint.post("/session/renew")
    def renew_session() -> Response:
        return answer(services.sessions.renew_course(services.sessions.read_course(bearer())))

    @blueprint.get("")
    def read_course() -> Response:
        session = services.sessions.read_course(bearer())
        with services.works() as work:
            exams = courses.exams_of(work, session.platform_id, session.context_id)
            bound = work.bound_quizzes.in_context(session.platform_id, session.context_id)
            seen = views_from_course(work, session, [one.exam for one in exams])
            exams = courses.in_view(work, exams, seen)
            whole = [exam_id for exam_id, view in seen.items() if view.groups.everybody]
            strays = takings.strays(work, session.platform_id, whole)
        gates = {each.id: views.gate_view(each) for each in bound}
        return answer(
            CourseView(
                course_title=session.course_title, may_set_up=session.role.sets_up,
                exams=[_exam_view(one, gates.get(one.exam.id), strays.get(one.exam.id, [])) for one in exams],
            )
        )

    @blueprint.post("/exams/<exam_id>/open")
    def open_exam(exam_id: str) -> Response:
        session, body = services.sessions.read_course(bearer()), body_of(OpenExamBody)
        opened = narrowed(session, exam_id, body.surface)
        if body.surface == "setup":
            require_set_up(opened)
        with services.works() as work:
            courses.exam_within(work, session.platform_id, session.context_id, exam_id)
            platform = work.platforms.get(session.platform_id)
            ticket = services.sessions.ticket(work, opened)
        return answer(
            OpenedPage(
                url=services.addresses.opened_by(
                    body.surface, platform.id, platform.auth_login_url, (session.platform_origin,), ticket
                )
            )
        )

    return blueprint


def narrowed(session: CourseSession, exam_id: str, surface: Literal["console", "setup"]) -> Session:
    """Return the same person's session at one exam of the course. It ends when the course's would have ended."""
    return Session(
        surface=surface, role=session.role, person_id=session.person_id, person_name=session.person_name,
        institution=session.institution, platform_id=session.platform_id, platform_origin=session.platform_origin,
        locale=session.locale, exam_id=exam_id, attempt_id=None, return_url=session.return_url,
        began_at=session.began_at, acting=session.acting,
    )


def _exam_view(one: ExamCounts, gate: GateView | None, strays: list[Stray]) -> CourseExam:
    exam, counts = one.exam, one.attempts
    return CourseExam(
        exam_id=exam.id, title=exam.title, preset=exam.policy.preset.value, linked=exam.resource_link_id is not None,
        waiting=counts.waiting, open=counts.open, total=counts.total, flagged=counts.flagged,
        created_at=exam.created_at, gate=gate, strays=[stray_view(each) for each in strays[:MOST_STRAYS]],
        stray_count=len(strays),
    )
