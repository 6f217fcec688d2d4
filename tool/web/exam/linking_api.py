"""The HTTP routes that lead to an exam's settings and from there into the LMS: which exam it is about, adding it."""

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus

import msgspec
from flask import Blueprint, Response

from tool.monitoring.exam import linking, quizzes
from tool.monitoring.exam.courses import ExamCounts
from tool.monitoring.exam.records import Staff
from tool.web.http.json_calls import answer, bearer, body_of, limit_body
from tool.web.http.refusals import Refused
from tool.web.http.security import origin_of
from tool.web.http.sessions import Session, Sessions, require_set_up
from tool.web.launch.addresses import PageAddresses
from tool.web.launch.lti_forms import LtiForms
from tool.web.wire.course import OpenedPage
from tool.web.wire.exam import EarlierBody
from tool.web.wire.linking import BusyExam, InsteadBody, LinkBody, LinkingView, OfferedExam
from tool.web.works import WebWork, WebWorks


@dataclass(frozen=True, slots=True)
class LinkingServices:
    """What the routes need. `clock` gives Unix seconds."""

    works: WebWorks
    sessions: Sessions
    forms: LtiForms
    addresses: PageAddresses
    clock: Callable[[], float]


def linking_blueprint(services: LinkingServices) -> Blueprint:
    """Return the blueprint: /api/exams/…/linking, …/deep-link, …/earlier and …/set-up."""
    blueprint = Blueprint("linking", __name__, url_prefix="/api/exams/<exam_id>")
    blueprint.before_request(limit_body)

    @blueprint.get("/linking")
    def read_linking(exam_id: str) -> Response:
        session = _teacher_of(services, exam_id)
        with services.works() as work:
            return answer(_linking_view(work, session))

    @blueprint.post("/linking")
    def choose_another(exam_id: str) -> Response:
        session, body = _teacher_of(services, exam_id), body_of(InsteadBody)
        with services.works() as work:
            visit = linking.visit_of(work, session.linking_id)
            other = linking.instead(work, work.exams.get(exam_id), body.exam_id)
            moved = msgspec.structs.replace(session, exam_id=other.id)
            return answer(_opened(services, work, moved, str(visit.request["return_url"])))

    @blueprint.post("/deep-link")
    def add_to_course(exam_id: str) -> Response:
        session, body = _teacher_of(services, exam_id), body_of(LinkBody)
        with services.works() as work:
            exam, visit = linking.checked(work, exam_id, session.linking_id, body.confirmed_title)
        form = services.forms.deep_link(exam, visit)
        with services.works() as work:
            linking.placed(work, exam_id, Staff(session.person_id, session.person_name), services.clock())
        return answer(form)

    @blueprint.post("/earlier")
    def open_earlier(exam_id: str) -> Response:
        session, body = _teacher_of(services, exam_id), body_of(EarlierBody)
        with services.works() as work:
            other = quizzes.earlier_one(work, exam_id, body.exam_id)
            narrowed = msgspec.structs.replace(
                session, surface="console", exam_id=other.id, attempt_id=None, linking_id=None
            )
            return answer(_opened(services, work, narrowed))

    @blueprint.post("/set-up")
    def open_set_up(exam_id: str) -> Response:
        session = _teacher_of(services, exam_id)
        narrowed = msgspec.structs.replace(session, surface="setup", attempt_id=None, linking_id=None)
        with services.works() as work:
            return answer(_opened(services, work, narrowed))

    return blueprint


def _teacher_of(services: LinkingServices, exam_id: str) -> Session:
    session = require_set_up(services.sessions.read(bearer()))
    if session.exam_id != exam_id:
        raise Refused("not_found", "There is no such thing, or not in this exam.", HTTPStatus.NOT_FOUND)
    return session


def _opened(services: LinkingServices, work: WebWork, session: Session, *forms_go_to: str) -> OpenedPage:
    """Return the address of the page. It ends when the session that it comes from would have ended."""
    platform = work.platforms.get(session.platform_id)
    origins = [session.platform_origin, *(origin for url in forms_go_to if (origin := origin_of(url)))]
    ticket = services.sessions.ticket(work, session)
    return OpenedPage(
        url=services.addresses.opened_by(session.surface, platform.id, platform.auth_login_url, origins, ticket)
    )


def _linking_view(work: WebWork, session: Session) -> LinkingView:
    visit, exam = linking.visit_of(work, session.linking_id), work.exams.get(session.exam_id)
    busy = linking.in_the_way(work, exam, visit)
    return LinkingView(
        course_title=exam.course_title, asked_title=visit.asked_title,
        exams=[_offered(one) for one in linking.others(work, exam)],
        in_the_way=BusyExam(title=busy.title, open=busy.open) if busy else None,
    )


def _offered(one: ExamCounts) -> OfferedExam:
    exam = one.exam
    return OfferedExam(
        exam_id=exam.id, title=exam.title, preset=exam.policy.preset.value, standing=exam.standing,
        open=one.attempts.open, total=one.attempts.total, created_at=exam.created_at,
    )
