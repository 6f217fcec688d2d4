"""The HTTP routes of a course's quizzes, as its LMS lists them: look at them, and proctor one."""

from dataclasses import dataclass
from http import HTTPStatus

from flask import Blueprint, Response

from integrations.quizzes import ListedQuiz
from tool.lms.quiz_lists import ListState, QuizList, QuizLists
from tool.monitoring.exam import quizzes
from tool.monitoring.exam.quiz_records import BoundQuiz
from tool.monitoring.exam.quizzes import CourseFacts, QuizFacts
from tool.monitoring.exam.records import Exam, Staff
from tool.web.exam.course_api import CourseServices, narrowed
from tool.web.http.json_calls import answer, bearer, body_of, limit_body
from tool.web.http.refusals import Refused
from tool.web.http.sessions import CourseSession, require_set_up
from tool.web.live import views
from tool.web.wire.course import OpenedPage
from tool.web.wire.gate import CourseQuiz, CourseQuizzes, ProctorBody
from tool.web.works import found_or_made


@dataclass(frozen=True, slots=True)
class QuizServices:
    """What the routes need."""

    course: CourseServices
    lists: QuizLists


def quizzes_blueprint(services: QuizServices) -> Blueprint:
    """Return the blueprint: GET and POST /api/course/quizzes."""
    blueprint = Blueprint("quizzes", __name__, url_prefix="/api/course/quizzes")
    blueprint.before_request(limit_body)
    course = services.course

    @blueprint.get("")
    def read_quizzes() -> Response:
        session = course.sessions.read_course(bearer())
        found = services.lists.of(session.platform_id, session.course_id)
        with course.works() as work:
            bound = work.bound_quizzes.in_course(session.platform_id, session.course_id)
        here = {(each.kind, each.quiz_id): each for each in bound if each.context_id == session.context_id}
        return answer(
            CourseQuizzes(
                state=found.state.value, words=found.words, quizzes=[
                    _quiz_view(listed, found, here.get((listed.quiz.kind, listed.quiz.id))) for listed in found.quizzes
                ],
            )
        )

    @blueprint.post("")
    def proctor_quiz() -> Response:
        session, body = course.sessions.read_course(bearer()), body_of(ProctorBody)
        require_set_up(narrowed(session, "", "setup"))
        found = services.lists.of(session.platform_id, session.course_id)
        listed = _listed(services.lists, found, session, body)
        exam = _bound(services, session, listed, found.holds.get(listed.quiz.kind))
        with course.works() as work:
            platform = work.platforms.get(session.platform_id)
            ticket = course.sessions.ticket(work, narrowed(session, exam.id, "setup"))
        return answer(
            OpenedPage(
                url=course.addresses.opened_by(
                    "setup", platform.id, platform.auth_login_url, (session.platform_origin,), ticket
                )
            )
        )

    return blueprint


def _listed(lists: QuizLists, found: QuizList, session: CourseSession, body: ProctorBody) -> ListedQuiz:
    """Return the quiz as the LMS lists it in this course: what the browser says of it is not taken for it."""
    if found.state is not ListState.READY:
        words = found.words or "Quizzes of this LMS are proctored from the quiz's own settings there."
        raise Refused("no_list", words, HTTPStatus.CONFLICT)
    listed = next((one for one in found.quizzes if (one.quiz.kind, one.quiz.id) == (body.kind, body.quiz_id)), None)
    if listed is None:
        lists.forget(session.platform_id, session.course_id)
        raise Refused("not_found", "The LMS lists no such quiz in this course. Reload the page.", HTTPStatus.NOT_FOUND)
    return listed


def _bound(services: QuizServices, session: CourseSession, listed: ListedQuiz, holds: int | None) -> Exam:
    """Return the exam of this quiz; `holds` as in `BoundQuiz`. When somebody else has just made it, that one."""
    quiz = listed.quiz
    course = CourseFacts(
        session.platform_id, session.deployment_id, session.context_id, session.course_id, session.course_title,
        session.nrps_url,
    )
    facts = QuizFacts(
        quiz.kind, quiz.id, quiz.title, quiz.assignment, quiz.url, quiz.time_limit_min, quiz.attempts, holds
    )
    by, now = Staff(session.person_id, session.person_name), services.course.clock()

    def bind() -> Exam:
        with services.course.works() as work:
            return quizzes.bind(work, course, facts, by, now)

    return found_or_made(bind)


def _quiz_view(listed: ListedQuiz, found: QuizList, bound: BoundQuiz | None) -> CourseQuiz:
    quiz = listed.quiz
    return CourseQuiz(
        kind=quiz.kind, kind_words=found.kinds.get(quiz.kind, quiz.kind), quiz_id=quiz.id, title=quiz.title,
        published=listed.published, has_code=listed.code != "", opens_at=listed.opens_at, closes_at=listed.closes_at,
        time_limit_min=quiz.time_limit_min, exam_id=None if bound is None else bound.id, gate=views.gate_view(bound),
    )
