"""The HTTP routes of the browser application: session, exam, report, evidence. Bearer tokens only, no cookies."""

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus

from flask import Blueprint, Response

from tool.domain.incident_types.kind import Severity
from tool.domain.intervention import Verdict
from tool.domain.policy import RuleChange
from tool.domain.preset import Preset
from tool.evidence.stores import EvidenceError, EvidenceStore
from tool.monitoring.exam import deliveries, exams, quizzes, review
from tool.monitoring.exam.exams import ExamChoice
from tool.monitoring.exam.groups import View
from tool.monitoring.exam.records import Staff
from tool.web.exam import snapshots
from tool.web.http.json_calls import answer, bearer, body_of, limit_body
from tool.web.http.refusals import Refused
from tool.web.http.sessions import Session, Sessions, require_set_up, require_staff
from tool.web.http.staff_view import view_of
from tool.web.live.lms_word import LmsWord
from tool.web.live.sight import Sight
from tool.web.live.snapshots import CapabilitiesOf
from tool.web.wire.exam import ExamBody, ExamView, ReportView, VerdictBody
from tool.web.wire.shared import TicketBody
from tool.web.works import WebWork, WebWorks


@dataclass(frozen=True, slots=True)
class ApiServices:
    """What the routes need. `clock` gives Unix seconds."""

    works: WebWorks
    sessions: Sessions
    evidence: EvidenceStore
    capabilities_of: CapabilitiesOf
    sight: Sight
    lms: LmsWord
    clock: Callable[[], float]


def api_blueprint(services: ApiServices) -> Blueprint:
    """Return the blueprint: POST /api/session[/renew], and the routes of exam, report and evidence."""
    blueprint = Blueprint("api", __name__, url_prefix="/api")
    blueprint.before_request(limit_body)

    @blueprint.post("/session")
    def open_session() -> Response:
        return answer(services.sessions.redeem(body_of(TicketBody).ticket))

    @blueprint.post("/session/renew")
    def renew_session() -> Response:
        return answer(services.sessions.renew(_session(services)))

    _exam_routes(blueprint, services)
    _report_routes(blueprint, services)
    return blueprint


def _exam_routes(blueprint: Blueprint, services: ApiServices) -> None:
    @blueprint.get("/exams/<exam_id>")
    def read_exam(exam_id: str) -> Response:
        _staff_of(services, exam_id)
        with services.works() as work:
            return answer(_exam_view(services, work, exam_id))

    @blueprint.put("/exams/<exam_id>")
    def write_exam(exam_id: str) -> Response:
        session, body = require_set_up(_staff_of(services, exam_id)), body_of(ExamBody)
        choice = _choice(body)
        with services.works() as work:
            by = Staff(session.person_id, session.person_name)
            exams.choose(work, exam_id, choice, by, services.clock())
            quizzes.wanted(work, exam_id, by, services.clock())
            return answer(_exam_view(services, work, exam_id))


def _exam_view(services: ApiServices, work: WebWork, exam_id: str) -> ExamView:
    return snapshots.exam_snapshot(work, exam_id, services.capabilities_of, services.sight, services.lms)


def _choice(body: ExamBody) -> ExamChoice:
    changes = {
        name: RuleChange(rule.enabled, rule.debounce_s, None if rule.severity is None else Severity(rule.severity))
        for name, rule in body.rules.items()
    }
    return ExamChoice(body.title, Preset(body.preset), body.values, changes)


def _report_routes(blueprint: Blueprint, services: ApiServices) -> None:
    @blueprint.get("/attempts/<attempt_id>/report")
    def read_report(attempt_id: str) -> Response:
        session = _session(services)
        with services.works() as work:
            return answer(_report(services, work, view_of(work, session), attempt_id))

    @blueprint.post("/attempts/<attempt_id>/verdict")
    def give_verdict(attempt_id: str) -> Response:
        session, body = require_staff(_session(services)), body_of(VerdictBody)
        with services.works() as work:
            view, by = view_of(work, session), Staff(session.person_id, session.person_name)
            attempt = view.attempt(work, attempt_id)
            review.judge(work, attempt.id, by, Verdict(body.verdict), body.note, services.clock())
            return answer(_report(services, work, view, attempt_id))

    @blueprint.post("/attempts/<attempt_id>/deliveries/<delivery_id>/again")
    def deliver_again(attempt_id: str, delivery_id: str) -> Response:
        session = _session(services)
        with services.works() as work:
            view, by = view_of(work, session), Staff(session.person_id, session.person_name)
            view.attempt(work, attempt_id)
            view.attempt(work, work.outbox.get(delivery_id).attempt_id)
            deliveries.again(work, view.exam_id, delivery_id, by, services.clock())
            return answer(_report(services, work, view, attempt_id))

    @blueprint.get("/evidence/<evidence_id>")
    def read_evidence(evidence_id: str) -> Response:
        session = _session(services)
        with services.works() as work:
            view, item = view_of(work, session), work.evidence.get(evidence_id)
            view.attempt(work, item.attempt_id)
        try:
            data = services.evidence.get(item.key)
        except EvidenceError as exc:
            raise Refused("not_found", "This picture is no longer kept.", HTTPStatus.NOT_FOUND) from exc
        response = Response(data, mimetype="image/jpeg")
        response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
        response.headers["Cache-Control"] = "private, max-age=600"
        return response


def _report(services: ApiServices, work: WebWork, view: View, attempt_id: str) -> ReportView:
    attempt = view.attempt(work, attempt_id)
    return snapshots.report(work, view.exam_id, attempt.id, services.sight, services.lms)


def _session(services: ApiServices) -> Session:
    return services.sessions.read(bearer())


def _staff_of(services: ApiServices, exam_id: str) -> Session:
    session = require_staff(_session(services))
    if session.exam_id != exam_id:
        raise Refused("not_found", "There is no such thing, or not in this exam.", HTTPStatus.NOT_FOUND)
    return session
