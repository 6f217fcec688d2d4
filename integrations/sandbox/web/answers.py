"""How the sandbox answers: security headers on every page, one look for errors, JSON for machines."""

import logging
from typing import Any

from flask import Flask, Response, g, make_response, redirect, render_template, request, url_for
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse

from integrations.sandbox.refusal import Refused
from integrations.sandbox.web.session import SignInNeeded

log = logging.getLogger(__name__)

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "font-src 'self'; base-uri 'none'; frame-ancestors 'self'"
)


WORDS = {
    404: "There is no such page here.",
    405: "This address cannot be used that way.",
    413: "That is too large to be taken.",
    500: "Something went wrong on our side. Try again; the details are in the site's log.",
}


def allow_frames(origins: tuple[str, ...]) -> None:
    """Let this answer's page show frames of these origins."""
    g.frames = origins


def allow_form_to(origins: tuple[str, ...]) -> None:
    """Let this answer's page post forms to these origins."""
    g.forms = origins


def add_headers(response: Response) -> Response:
    """Put the security headers onto an answer; pages are never cached."""
    frames = " ".join(("'self'", *g.get("frames", ())))
    forms = " ".join(("'self'", *g.get("forms", ())))
    response.headers["Content-Security-Policy"] = f"{POLICY}; frame-src {frames}; form-action {forms}"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "same-origin"
    if request.endpoint != "static":
        response.headers["Cache-Control"] = "no-store"
    return response


def wants_page() -> bool:
    """Whether a browser asked, and so people will read the answer."""
    return "text/html" in request.headers.get("Accept", "")


def refused(problem: Refused) -> Response:
    """Answer a refusal, as a page or as JSON {error, error_description}, and log it without personal data."""
    log.warning("refused %s %s: %s (%d)", request.method, request.path, problem.code, problem.status)
    if wants_page():
        return error_page(problem.status, problem.message, problem.code)
    response = make_response({"error": problem.code, "error_description": problem.message}, problem.status)
    if problem.status == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


def error_page(status: int, message: str, code: str = "") -> Response:
    """Return a page that says what went wrong."""
    return make_response(render_template("error.html", status=status, message=message, code=code), status)


def failed(problem: HTTPException) -> AnyResponse:
    """Answer Flask's own errors (404, 405, …) in the sandbox's look."""
    status = problem.code or 500
    if status < 400:
        return problem.get_response()
    if wants_page():
        own_words = problem.description != type(problem).description
        return error_page(status, str(problem.description) if own_words else WORDS.get(status, problem.name))
    headers = [(k, v) for k, v in problem.get_headers() if k == "Allow"]
    body: dict[str, Any] = {"error": problem.name.lower().replace(" ", "_"), "error_description": problem.description}
    return make_response(body, status, headers)


def sign_in_first(_problem: SignInNeeded) -> AnyResponse:
    """Send a browser to the log-in page and back; tell a script 401."""
    if request.method == "GET" and not request.is_json:
        return redirect(url_for("accounts.login", next=request.full_path.rstrip("?")), 303)
    return make_response({"error": "signed_out", "error_description": "Sign in again."}, 401)


def install(app: Flask) -> None:
    """Register all of this with the application."""
    app.after_request(add_headers)
    app.register_error_handler(Refused, refused)
    app.register_error_handler(HTTPException, failed)
    app.register_error_handler(SignInNeeded, sign_in_first)
