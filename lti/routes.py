"""The four LTI addresses of the tool, as a Flask blueprint; the only file of this library that knows Flask."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from flask import Blueprint, Response, jsonify, request
from werkzeug.exceptions import RequestEntityTooLarge

from lti import keys as tool_keys
from lti import refusals
from lti.errors import LaunchRefused
from lti.jwks import JwksCache
from lti.launch import accept, begin_login
from lti.message import Launch
from lti.ports import LaunchStates, Registrations, ToolKeys

MAX_BODY_BYTES = 262_144


@dataclass(frozen=True, slots=True)
class LtiServices:
    """What the routes need. `launch_url` is the public address of POST /lti/launch, exactly as it is registered.

    `on_launch` answers an accepted launch (it may raise LaunchRefused too), `on_refused` a refused one (with the
    refusal's status), `on_register` an admin's dynamic registration: openid_configuration, registration_token and
    invitation."""

    registrations: Registrations
    states: LaunchStates
    jwks: JwksCache
    keys: ToolKeys
    launch_url: str
    on_launch: Callable[[Launch], Response]
    on_refused: Callable[[LaunchRefused], Response]
    on_register: Callable[[str, str | None, str | None], Response]
    clock: Callable[[], float] = time.time


def lti_blueprint(services: LtiServices) -> Blueprint:
    """Return the blueprint: GET+POST /lti/login, POST /lti/launch, GET /lti/jwks.json, GET /lti/register."""
    blueprint = Blueprint("lti", __name__, url_prefix="/lti")

    @blueprint.before_request
    def limit() -> None:
        request.max_content_length = MAX_BODY_BYTES

    @blueprint.after_request
    def private(response: Response) -> Response:
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers.setdefault("Referrer-Policy", "no-referrer")
        return response

    @blueprint.errorhandler(LaunchRefused)
    def refused(refusal: LaunchRefused) -> Response:
        return services.on_refused(refusal)

    @blueprint.errorhandler(RequestEntityTooLarge)
    def too_large(_: RequestEntityTooLarge) -> Response:
        return services.on_refused(refusals.too_large())

    @blueprint.route("/login", methods=["GET", "POST"])
    def login() -> Response:
        params = request.form if request.method == "POST" and request.form else request.args
        url = begin_login(
            params.to_dict(),
            registrations=services.registrations,
            states=services.states,
            launch_url=services.launch_url,
            now=services.clock(),
        )
        return Response(status=302, headers={"Location": url})

    @blueprint.post("/launch")
    def launch() -> Response:
        accepted = accept(
            request.form.to_dict(),
            registrations=services.registrations,
            states=services.states,
            jwks=services.jwks,
            now=services.clock(),
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
