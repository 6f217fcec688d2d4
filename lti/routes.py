"""The four LTI addresses of the tool, as a Flask blueprint; the only file of this library that knows Flask."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, g, jsonify, request
from werkzeug.exceptions import RequestEntityTooLarge

from lti import keys as tool_keys
from lti import refusals
from lti.errors import LaunchRefused
from lti.jwks import JwksCache
from lti.launch import STATE_LIFETIME_S, LoginBegun, accept, begin_login, state_mark
from lti.message import Launch
from lti.ports import LaunchStates, Registrations, ToolKeys

MAX_BODY_BYTES = 262_144
MAX_LOGIN_COOKIES = 16
_COOKIE = "invigil_login_"
_COOKIE_FACTS: dict[str, Any] = {
    "path": "/lti", "httponly": True, "secure": True, "samesite": "None", "partitioned": True,
}


def to_platform(begun: LoginBegun) -> Response:
    """Send the browser on to the platform: the answer to a login where no page is needed in between."""
    return Response(status=302, headers={"Location": begun.url})


@dataclass(frozen=True, slots=True)
class LtiServices:
    """What the routes need. `launch_url` is the public address of POST /lti/launch, exactly as it is registered.

    `on_login` answers a login that has begun; the routes add the cookie that binds it to the browser. `on_launch`
    answers an accepted launch (it may raise LaunchRefused too), `on_refused` a refused one (with the refusal's status),
    `on_register` an admin's dynamic registration: openid_configuration, registration_token and invitation."""

    registrations: Registrations
    states: LaunchStates
    jwks: JwksCache
    keys: ToolKeys
    launch_url: str
    on_launch: Callable[[Launch], Response]
    on_refused: Callable[[LaunchRefused], Response]
    on_register: Callable[[str, str | None, str | None], Response]
    on_login: Callable[[LoginBegun], Response] = to_platform
    clock: Callable[[], float] = time.time


def lti_blueprint(services: LtiServices) -> Blueprint:
    """Return the blueprint: GET+POST /lti/login, POST /lti/launch, GET /lti/jwks.json, GET /lti/register."""
    blueprint = Blueprint("lti", __name__, url_prefix="/lti")
    blueprint.after_request(_finish)

    @blueprint.before_request
    def limit() -> None:
        request.max_content_length = MAX_BODY_BYTES

    @blueprint.errorhandler(LaunchRefused)
    def refused(refusal: LaunchRefused) -> Response:
        return services.on_refused(refusal)

    @blueprint.errorhandler(RequestEntityTooLarge)
    def too_large(_: RequestEntityTooLarge) -> Response:
        return services.on_refused(refusals.too_large())

    @blueprint.route("/login", methods=["GET", "POST"])
    def login() -> Response:
        params = request.form if request.method == "POST" and request.form else request.args
        begun = begin_login(
            params.to_dict(),
            registrations=services.registrations,
            states=services.states,
            launch_url=services.launch_url,
            now=services.clock(),
        )
        response = services.on_login(begun)
        _keep(response, begun)
        return response

    @blueprint.post("/launch")
    def launch() -> Response:
        form = request.form.to_dict()
        accepted = accept(
            form,
            registrations=services.registrations,
            states=services.states,
            jwks=services.jwks,
            now=services.clock(),
            browser_secret=_kept(form.get("state", "")),
        )
        return services.on_launch(accepted)

    @blueprint.get("/jwks.json")
    def jwks() -> Response:
        response = jsonify(tool_keys.jwks(services.keys.all()))
        response.headers["Cache-Control"] = "public, max-age=300"
        return response

    @blueprint.get("/register")
    def register() -> Response:
        configuration = request.args.get("openid_configuration", "")
        if not configuration:
            raise refusals.no_registration_address()
        return services.on_register(
            configuration, request.args.get("registration_token"), request.args.get("invitation")
        )

    return blueprint


def _finish(response: Response) -> Response:
    response.headers.setdefault("Cache-Control", "no-store")
    response.headers.setdefault("Referrer-Policy", "no-referrer")
    if "login_cookie" in g:
        response.delete_cookie(g.login_cookie, **_COOKIE_FACTS)
    return response


def _kept(state: str) -> str | None:
    """Return what the browser has kept of this login; whatever becomes of the launch, the answer removes it."""
    name = _COOKIE + state_mark(state)
    if name in request.cookies:
        g.login_cookie = name
    return request.cookies.get(name)


def _keep(response: Response, begun: LoginBegun) -> None:
    """Give the browser its secret, in a cookie of this login's own, so that logins in several tabs do not meet.

    Browsers send the oldest cookies first: of logins that nobody finished, the oldest are dropped."""
    response.set_cookie(_COOKIE + state_mark(begun.state), begun.browser_secret, STATE_LIFETIME_S, **_COOKIE_FACTS)
    lying = [name for name in request.cookies if name.startswith(_COOKIE)]
    surplus = max(0, len(lying) + 1 - MAX_LOGIN_COOKIES)
    for name in lying[:min(surplus, MAX_LOGIN_COOKIES)]:
        response.delete_cookie(name, **_COOKIE_FACTS)
