"""HTTP routes of the page that extends an LMS's own pages: its user's leave, a test's panel, a test's saved settings.

The page may be anybody's who is signed in to the LMS. So every request about a course first asks the LMS whether this
person sets exams up there; no call to it is made within a unit of work."""

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus

from flask import Blueprint, Response, request

from integrations import registry
from integrations.base import Calls, Integration, IntegrationFailed
from tool.db.sealing import CannotUnseal, Sealer
from tool.domain.people import Role
from tool.lms.consents import Consents
from tool.monitoring.exam import extension
from tool.web.exam.uef_panel import lines_of
from tool.web.http.json_calls import answer, bearer, body_of, limit_body
from tool.web.http.refusals import Refused
from tool.web.http.sessions import CONSENT_S, Session, Sessions
from tool.web.http.uef_session import UefSession, UefTicket
from tool.web.launch.addresses import PageAddresses
from tool.web.wire.shared import TicketBody
from tool.web.wire.uef import UefPanelView, UefSessionView, UefSettingsBody
from tool.web.works import WebWorks, found_or_made

_MAX_CODE_CHARS = 2048
_NOT_CONNECTED = HTTPStatus.SERVICE_UNAVAILABLE
"""Not a refusal of this person: the page says what is missing, and is good again once that is done."""


@dataclass(frozen=True, slots=True)
class UefServices:
    """What the routes need. `calls` gives the ways out to a platform by its id; `clock` gives Unix seconds."""

    works: WebWorks
    sessions: Sessions
    sealer: Sealer
    consents: Consents
    calls: Callable[[str], Calls]
    addresses: PageAddresses
    public_url: str
    clock: Callable[[], float]


def uef_blueprint(services: UefServices) -> Blueprint:
    """Return the blueprint: POST /api/uef/session[/renew], GET /uef/consented, GET /api/uef/exam, POST
    /api/uef/settings."""
    blueprint = Blueprint("uef_api", __name__)
    blueprint.before_request(limit_body)

    @blueprint.post("/api/uef/session")
    def open_session() -> Response:
        found = services.sessions.redeem_uef(body_of(TicketBody).ticket)
        token = _unsealed(services, found.user_token)
        return answer(_view(services, found.session, "" if token else _consent_url(services, found), token))

    @blueprint.post("/api/uef/session/renew")
    def renew_session() -> Response:
        return answer(_view(services, services.sessions.read_uef(bearer()), "", ""))

    @blueprint.get("/uef/consented")
    def consented() -> Response:
        return _consented(services, request.args.get("state", ""), request.args.get("code", ""))

    @blueprint.get("/api/uef/exam")
    def read_exam() -> Response:
        session = services.sessions.read_uef(bearer())
        _require_teacher(services, session, request.args.get("course", ""))
        return answer(_panel(services, session, request.args.get("content", "")))

    @blueprint.post("/api/uef/settings")
    def settings_saved() -> Response:
        session, body = services.sessions.read_uef(bearer()), body_of(UefSettingsBody)
        _require_teacher(services, session, body.course_id)
        saved = extension.Saved(
            session.platform_id, session.deployment_id, body.course_id, body.content_id, enabled=body.enabled,
            title=_title(services, session, body),
        )
        found_or_made(lambda: _kept(services, saved, session.person_id))
        return answer(_panel(services, session, body.content_id))

    return blueprint


def _kept(services: UefServices, saved: extension.Saved, person_id: str) -> None:
    with services.works() as work:
        extension.settings_saved(work, saved, person_id, services.clock())


def _view(services: UefServices, session: UefSession, consent_url: str, user_token: str) -> UefSessionView:
    token, expires_at = services.sessions.uef_token(session)
    return UefSessionView(
        token=token, expires_at=expires_at, platform_origin=session.platform_origin, handle=session.handle,
        locale=session.locale, consent_url=consent_url, user_token=user_token,
    )


def _integration(services: UefServices, platform_id: str) -> Integration:
    with services.works() as work:
        platform = work.platforms.get(platform_id)
    return registry.of_platform(platform.family, platform.issuer)


def _consent_url(services: UefServices, found: UefTicket) -> str:
    """Return where the LMS asks its user for leave. The state that comes back is the session, signed: it opens nothing
    without a code of the LMS's, and a code works once."""
    proof = _unsealed(services, found.proof)
    try:
        application = services.consents.application(found.session.platform_id)
    except IntegrationFailed as failed:
        raise Refused("not_connected", str(failed), _NOT_CONNECTED) from failed
    if not proof:
        raise Refused("not_connected", "The LMS did not say by what it knows its user again.", _NOT_CONNECTED)
    with services.works() as work:
        api = work.platforms.api(found.session.platform_id)
    return _integration(services, found.session.platform_id).consent_url(
        "" if api is None else api.origin, application.client_id, _redirect_uri(services),
        services.sessions.consent_state(found.session), proof,
    )


def _consented(services: UefServices, state: str, code: str) -> Response:
    """Turn the code into the user's token and open the page anew with it."""
    session = services.sessions.read_consent(state)
    if not code or len(code) > _MAX_CODE_CHARS:
        raise Refused("no_consent", "The LMS's user did not give their leave.", HTTPStatus.FORBIDDEN)
    try:
        token = services.consents.granted(session.platform_id, code, _redirect_uri(services))
    except IntegrationFailed as failed:
        raise Refused("lms_failed", str(failed), HTTPStatus.BAD_GATEWAY) from failed
    with services.works() as work:
        platform = work.platforms.get(session.platform_id)
        ticket = services.sessions.ticket(
            work, UefTicket(session=session, proof="", user_token=services.sealer.seal(token))
        )
    location = services.addresses.opened_by(
        "uef", platform.id, platform.auth_login_url, (session.platform_origin,), ticket
    )
    response = Response(status=HTTPStatus.SEE_OTHER, headers={"Location": location})
    response.headers["Cache-Control"] = "no-store"
    return response


def _redirect_uri(services: UefServices) -> str:
    return f"{services.public_url}/uef/consented"


def _unsealed(services: UefServices, sealed: str) -> str:
    try:
        return services.sealer.unseal(sealed) if sealed else ""
    except CannotUnseal as exc:
        raise Refused("session_over", "Reload the LMS's page.", HTTPStatus.GONE) from exc


def _require_teacher(services: UefServices, session: UefSession, course: str) -> None:
    """Refuse whoever does not set exams up in this course, as the LMS has it now."""
    try:
        calls = services.calls(session.platform_id)
        good = bool(course) and _integration(services, session.platform_id).teaches(course, session.subject, calls)
    except IntegrationFailed as failed:
        raise Refused("lms_failed", str(failed), HTTPStatus.BAD_GATEWAY) from failed
    if not good:
        raise Refused("teachers_only", "Only teachers of this course can do that.", HTTPStatus.FORBIDDEN)


def _title(services: UefServices, session: UefSession, body: UefSettingsBody) -> str:
    """Return the title of a test that is new here. Without it the exam is made all the same: a teacher can name it."""
    with services.works() as work:
        known = work.exams.by_link(session.platform_id, body.content_id) is not None
    if known or not body.enabled:
        return ""
    try:
        calls = services.calls(session.platform_id)
        return _integration(services, session.platform_id).test_title(body.course_id, body.content_id, calls)
    except IntegrationFailed:
        return ""


def _panel(services: UefServices, session: UefSession, content_id: str) -> UefPanelView:
    with services.works() as work:
        exam = work.exams.by_link(session.platform_id, content_id)
        if exam is None:
            return UefPanelView(lines=lines_of(None), setup_url="")
        platform = work.platforms.get(session.platform_id)
        ticket = services.sessions.ticket(work, _at_setup(session, exam.id), CONSENT_S)
    url = services.addresses.opened_by(
        "setup", platform.id, platform.auth_login_url, (session.platform_origin,), ticket
    )
    return UefPanelView(lines=lines_of(exam.policy), setup_url=url)


def _at_setup(session: UefSession, exam_id: str) -> Session:
    """The same person at the set-up page of one exam, in a tab of its own."""
    return Session(
        surface="setup", role=Role.TEACHER, person_id=session.person_id, person_name=session.person_name,
        institution=session.institution, platform_id=session.platform_id, platform_origin=session.platform_origin,
        locale=session.locale, exam_id=exam_id, attempt_id=None, return_url=None, began_at=session.began_at,
    )
