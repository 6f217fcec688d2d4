"""The HTTP routes about the quiz that an exam proctors by the LMS's own API: how it stands, again, no more."""

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus

from flask import Blueprint, Response

from tool.monitoring.exam import courses, quizzes
from tool.monitoring.exam.records import Staff
from tool.web.http.json_calls import answer, bearer, body_of, limit_body
from tool.web.http.refusals import Refused
from tool.web.http.sessions import Session, Sessions, require_set_up, require_staff
from tool.web.live import views
from tool.web.wire.gate import GateStanding, StopBody
from tool.web.works import WebWork, WebWorks


@dataclass(frozen=True, slots=True)
class GateServices:
    """What the routes need. `clock` gives Unix seconds."""

    works: WebWorks
    sessions: Sessions
    clock: Callable[[], float]


def gate_blueprint(services: GateServices) -> Blueprint:
    """Return the blueprint: GET /api/exams/…/gate, POST …/gate/again and …/gate/stop."""
    blueprint = Blueprint("gate", __name__, url_prefix="/api/exams/<exam_id>/gate")
    blueprint.before_request(limit_body)

    @blueprint.get("")
    def read_gate(exam_id: str) -> Response:
        _staff_of(services, exam_id)
        with services.works() as work:
            return answer(_standing(work, exam_id))

    @blueprint.post("/again")
    def set_again(exam_id: str) -> Response:
        by = _teacher_of(services, exam_id)
        with services.works() as work:
            quizzes.again(work, exam_id, by, services.clock())
            return answer(_standing(work, exam_id))

    @blueprint.post("/stop")
    def stop_proctoring(exam_id: str) -> Response:
        by, body = _teacher_of(services, exam_id), body_of(StopBody)
        with services.works() as work:
            quizzes.stop(work, exam_id, body.confirmed_title, by, services.clock())
            return answer(_standing(work, exam_id))

    return blueprint


def _standing(work: WebWork, exam_id: str) -> GateStanding:
    open_attempts = courses.counted(work, [work.exams.get(exam_id)])[0].attempts.open
    return GateStanding(gate=views.gate_view(work.bound_quizzes.find(exam_id)), open_attempts=open_attempts)


def _teacher_of(services: GateServices, exam_id: str) -> Staff:
    session = require_set_up(_staff_of(services, exam_id))
    return Staff(session.person_id, session.person_name)


def _staff_of(services: GateServices, exam_id: str) -> Session:
    session = require_staff(services.sessions.read(bearer()))
    if session.exam_id != exam_id:
        raise Refused("not_found", "There is no such thing, or not in this exam.", HTTPStatus.NOT_FOUND)
    return session
