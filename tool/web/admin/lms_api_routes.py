"""The routes by which an LMS's own API is connected: the admin page's own, and the two that a new tab goes through."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from flask import Blueprint, Response, request

from lti.launch import state_mark
from tool.monitoring.tenancy.institutions import Administrator
from tool.web.admin.lms_api import BEGIN_PATH, DONE_PATH, AnswerRefused, ApiDesk, Connected
from tool.web.admin.requests import Said, administrator, asked, session_of
from tool.web.http.json_calls import answer
from tool.web.http.limits import RefusalLimit
from tool.web.http.plain_pages import message
from tool.web.http.sessions import Sessions
from tool.web.wire.admin import AdminView, ConnectApiBody, PlacementsMade, PlacementView
from tool.web.works import WebWork

COOKIE = "invigil_api_"
"""Followed by a mark of the state, so that two tabs do not meet."""
MAX_BODY_BYTES = 65_536
OwnAnswers = Callable[[str, str], Response | None]
"""Takes the answer (state and code) that an examinee's browser brings; returns None if it is none of theirs."""


def lms_api_blueprint(
    desk: ApiDesk, sessions: Sessions, shown: Callable[[WebWork, Administrator], AdminView], refusals: RefusalLimit,
    own: OwnAnswers,
) -> Blueprint:
    """Return the blueprint: /api/admin/platforms/<platform_id>/api and below, /connect/api/begin and …/done.

    `shown` makes the admin page's record as it is now; `own` takes answers that examinees bring."""
    blueprint = Blueprint("lms_api", __name__)

    @blueprint.before_request
    def limit() -> None:
        request.max_content_length = MAX_BODY_BYTES

    _page_routes(blueprint, desk, sessions, shown)
    _tab_routes(blueprint, desk, refusals, own)
    return blueprint


def _page_routes(
    blueprint: Blueprint, desk: ApiDesk, sessions: Sessions, shown: Callable[[WebWork, Administrator], AdminView]
) -> None:
    @blueprint.post("/api/admin/platforms/<platform_id>/api")
    def ask(platform_id: str) -> Response:
        body = asked(sessions, ConnectApiBody)
        with Said():
            return answer(desk.ask(session_of(sessions), platform_id, body))

    @blueprint.post("/api/admin/platforms/<platform_id>/api/application")
    def connect(platform_id: str) -> Response:
        body, by = asked(sessions, ConnectApiBody), administrator(sessions)
        with Said():
            desk.connect(by, platform_id, body)
        return snapshot(by)

    @blueprint.post("/api/admin/platforms/<platform_id>/api/disconnect")
    def disconnect(platform_id: str) -> Response:
        by = administrator(sessions)
        with Said():
            desk.disconnect(by, platform_id)
        return snapshot(by)

    @blueprint.post("/api/admin/platforms/<platform_id>/api/placements")
    def place(platform_id: str) -> Response:
        by = administrator(sessions)
        with Said():
            placed = desk.place(by, platform_id)
        return answer(PlacementsMade(
            placements=[PlacementView(title=one.title, state=one.state, text=one.words) for one in placed]
        ))

    def snapshot(by: Administrator) -> Response:
        with Said(), desk.works() as work:
            return answer(shown(work, by))


def _tab_routes(blueprint: Blueprint, desk: ApiDesk, refusals: RefusalLimit, own: OwnAnswers) -> None:
    facts = _cookie_facts(desk.public_url)

    @blueprint.get(BEGIN_PATH)
    def begin() -> Response:
        underway = desk.begin(request.args.get("ticket", ""))
        response = Response(status=HTTPStatus.FOUND, headers={"Location": underway.url})
        name = COOKIE + state_mark(underway.state)
        response.set_cookie(name, underway.browser_secret, max_age=int(underway.left_s), **facts)
        return _private(response)

    @blueprint.get(DONE_PATH)
    def done() -> Response:
        state = request.args.get("state", "")
        theirs = own(state, request.args.get("code", ""))
        if theirs is not None:
            return _private(refusals(theirs) if theirs.status_code >= HTTPStatus.BAD_REQUEST else theirs)
        name = COOKIE + state_mark(state)
        try:
            connected = desk.done(
                state, request.cookies.get(name, ""), request.args.get("code", ""), request.args.get("error", "")
            )
            response = _connected_page(connected)
        except AnswerRefused as why:
            response = refusals(_refused_page(why))
        if name in request.cookies:
            response.delete_cookie(name, **facts)
        return _private(response)

    @blueprint.errorhandler(AnswerRefused)
    def refused(why: AnswerRefused) -> Response:
        return _private(refusals(_refused_page(why)))


def _cookie_facts(public_url: str) -> dict[str, Any]:
    """Host-only, not for scripts; Lax: it comes along when the LMS sends the tab back, and with nothing else."""
    return {
        "path": DONE_PATH, "httponly": True, "samesite": "Lax", "secure": public_url.startswith("https://"),
    }


def _private(response: Response) -> Response:
    """The address of this answer holds what is good once: no site is told it, and nobody keeps the answer."""
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "no-store"
    return response


def _connected_page(connected: Connected) -> Response:
    close = "Close this tab and go back to Invigil's admin page. Test the connection there."
    if not connected.missing:
        return message(f"{connected.platform} is connected", "Invigil may use the LMS's own API now.", close)
    return message(
        f"{connected.platform} is connected, but not for everything",
        f"The LMS did not grant: {', '.join(connected.missing)}. What needs it will not work.",
        f"Allow it at the API key in the LMS and connect once more, or leave it so. {close}",
    )


def _refused_page(why: AnswerRefused) -> Response:
    return message(why.title, why.explanation, why.remedy, code=why.code, status=HTTPStatus.FORBIDDEN)
