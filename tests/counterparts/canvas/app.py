"""The web application: the rooms, and what every request goes through: faults, throttle, one at a time, the journal."""

import json
import secrets

from flask import Flask, Response, g, request
from werkzeug.exceptions import HTTPException, NotFound

from tests.counterparts.canvas import refusals
from tests.counterparts.canvas.journal import Fault, Received
from tests.counterparts.canvas.lti import grades, launching, notices, platform, registration, roster
from tests.counterparts.canvas.pages import accounts, courses, gradebook, quizzes, signing_in, taking
from tests.counterparts.canvas.pages.layout import page
from tests.counterparts.canvas.refusals import Refused
from tests.counterparts.canvas.rest import (
    columns,
    graphql,
    new_quizzes,
    oauth,
    overrides,
    people,
)
from tests.counterparts.canvas.rest import gradebook as rows
from tests.counterparts.canvas.rest import quizzes as classic
from tests.counterparts.canvas.rest import takings as quiz_takings
from tests.counterparts.canvas.rest.door import bearer
from tests.counterparts.canvas.sessions import COOKIE
from tests.counterparts.canvas.world import CanvasWorld

ROOMS = (classic.rest, quiz_takings.rest, overrides.rest, rows.rest, columns.rest, new_quizzes.rest, people.rest)
LONGEST_HANG_S = 60.0


def scopes() -> tuple[str, ...]:
    """Return every scope that this Canvas knows, as developer keys list them."""
    return tuple(sorted(scope for room in ROOMS for scope in room.scopes))


def build_app(world: CanvasWorld) -> Flask:
    """Return the application that serves a world."""
    app = Flask(__name__, template_folder="pages/templates", static_folder=None)
    app.secret_key = secrets.token_bytes(32)
    app.config.update(SESSION_COOKIE_NAME=COOKIE, SESSION_COOKIE_SAMESITE="Lax", MAX_CONTENT_LENGTH=2_000_000)
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.extensions["canvas_world"] = world
    for room in ROOMS:
        app.register_blueprint(room.blueprint)
    for module in (graphql, oauth, platform, registration, launching, grades, roster, notices, signing_in, accounts,
                   courses, quizzes, taking, gradebook):
        app.register_blueprint(module.blueprint)
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(NotFound, _not_found)
    app.before_request(lambda: _enter(world))
    app.after_request(lambda answer: _leave(world, answer))
    app.teardown_request(lambda _: _let_go(world))
    return app


def _enter(world: CanvasWorld) -> Response | None:
    g.body = request.get_data(cache=True).decode(errors="replace")
    g.fault = world.journal.fault(request.method, request.path)
    if g.fault is not None and not g.fault.after:
        return _suffer(g.fault)
    token = bearer() if request.path.startswith("/api/") else ""
    if token:
        if not world.throttle.enter(token):
            return _too_many()
        g.charged = token
    world.lock.acquire()
    g.locked = True
    return None


def _leave(world: CanvasWorld, answer: Response) -> Response:
    _let_go(world)
    fault: Fault | None = g.get("fault")
    if fault is not None and fault.after:
        answer = _suffer(fault)
    if "left" in g:
        answer.headers["X-Rate-Limit-Remaining"] = f"{g.left:.4f}"
        answer.headers["X-Request-Cost"] = f"{world.throttle.cost:.4f}"
    if answer.mimetype == "text/html":
        answer.headers.setdefault("X-Frame-Options", "SAMEORIGIN")
    world.journal.keep(Received(
        world.now(), request.method, request.path, request.query_string.decode(), g.body, answer.status_code
    ))
    return answer


def _let_go(world: CanvasWorld) -> None:
    if g.pop("locked", False):
        world.lock.release()
    token = g.pop("charged", None)
    if token is not None:
        g.left = world.throttle.leave(token)


def _suffer(fault: Fault) -> Response:
    if fault.hang is not None:
        fault.hang.wait(LONGEST_HANG_S)
    if fault.status == 403:
        return _too_many()
    body = {"errors": [{"message": "An error occurred.", "error_code": "internal_server_error"}], "error_report_id": 1}
    return Response(json.dumps(body), fault.status, mimetype="application/json")


def _too_many() -> Response:
    """Answer as Canvas's throttle does, which is plain text and no 429."""
    headers = {"X-Rate-Limit-Remaining": "0.0", "Content-Type": "text/plain; charset=utf-8"}
    return Response("403 Forbidden (Rate Limit Exceeded)\n", 403, headers)


def _refused(refused: Refused) -> Response:
    """Answer with JSON at the API, elsewhere with a page for people."""
    if not request.path.startswith(("/api/", "/login/oauth2/token")):
        said = "; ".join(each["message"] for each in refused.body.get("errors", []))
        return Response(page("Access Denied", "plain.html", said=said), refused.status)
    return Response(json.dumps(refused.body), refused.status, refused.headers, mimetype="application/json")


def _not_found(error: NotFound) -> Response | HTTPException:
    return _refused(refusals.not_there()) if request.path.startswith("/api/") else error
