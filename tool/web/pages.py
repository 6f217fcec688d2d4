"""The pages a browser opens: home, health, and the four shells of the browser application, each with its policy."""

from collections.abc import Callable, Iterable
from http import HTTPStatus
from pathlib import Path

from flask import Blueprint, Response, abort, jsonify, request, send_from_directory

from tool.web.plain_pages import message, page
from tool.web.security import app_page_csp

SURFACES = ("widget", "console", "setup", "report")

OriginsOf = Callable[[str, str], Iterable[str] | None]
"""Given ?platform= and ?origins=, return the origins of that platform; None if there is no such active platform."""


def pages_blueprint(
    static_dir: Path, own_origin: str, media_origin: str, origins_of: OriginsOf, healthy: Callable[[], bool]
) -> Blueprint:
    """Return the blueprint: /, /healthz, /widget, /console, /setup, /report, /static/…"""
    blueprint = Blueprint("pages", __name__)

    @blueprint.get("/")
    def home() -> Response:
        return page("home.html", public_url=own_origin)

    @blueprint.get("/healthz")
    def health() -> tuple[Response, int]:
        ok = healthy()
        return jsonify({"ok": ok}), HTTPStatus.OK if ok else HTTPStatus.SERVICE_UNAVAILABLE

    @blueprint.get("/static/<path:name>")
    def static(name: str) -> Response:
        if name.endswith(".html"):
            abort(HTTPStatus.NOT_FOUND)  # shells are served below, with a policy
        response = send_from_directory(static_dir, name)
        if name.startswith("assets/"):
            response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response

    def shell(surface: str) -> Response:
        origins = origins_of(request.args.get("platform", ""), request.args.get("origins", ""))
        if origins is None:
            return _unknown_platform()
        file = static_dir / f"{surface}.html"
        if not file.is_file():
            return _not_built()
        response = Response(file.read_text(), mimetype="text/html")
        response.headers["Content-Security-Policy"] = app_page_csp(
            own_origin, media_origin, origins, framed_by_self=surface != "widget"
        )
        response.headers["Cache-Control"] = "no-store"
        return response

    for surface in SURFACES:
        blueprint.add_url_rule(f"/{surface}", surface, shell, defaults={"surface": surface})
    return blueprint


def _unknown_platform() -> Response:
    return message(
        "This page opens from your course", "The address does not belong to a connected LMS.",
        "Open the quiz in your LMS and follow its proctoring link.",
        code="unknown_platform", status=HTTPStatus.NOT_FOUND,
    )


def _not_built() -> Response:
    return message(
        "The pages are not built yet", "This server has no built browser pages.",
        "Whoever runs the server: run `make build`, then reload this page.",
        code="not_built", status=HTTPStatus.SERVICE_UNAVAILABLE,
    )
