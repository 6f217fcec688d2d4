"""The pages a browser opens: home, health, and the shells of the browser application, each with its policy."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path

from flask import Blueprint, Response, abort, jsonify, request, send_from_directory

from tool.domain.words import told
from tool.web.http.plain_pages import message, page
from tool.web.http.security import CAPTURING, app_page_csp

SURFACES = ("widget", "console", "setup", "report", "course", "exams", "uef")
"""The pages that belong to one platform, which may frame them."""
ICON = "icon.svg"
"""What LMSs show beside the tool's name, on pages of their own."""

OriginsOf = Callable[[str, str], Iterable[str] | None]
"""Given ?platform= and ?origins=, return the origins of that platform; None if there is no such active platform."""


@dataclass(frozen=True, slots=True)
class Health:
    """How the process stands: `storage` is "ok", "busy", "full" or "down"; `unremoved` counts what is past its
    retention and could not be removed."""

    storage: str
    unremoved: int


def pages_blueprint(
    static_dir: Path, own_origin: str, media_origin: str, origins_of: OriginsOf, health: Callable[[], Health]
) -> Blueprint:
    """Return the blueprint: /, /healthz, /static/…, /admin and a shell per surface."""
    blueprint = Blueprint("pages", __name__)

    @blueprint.get("/")
    def home() -> Response:
        return page("home.html")

    @blueprint.get("/healthz")
    def healthz() -> tuple[Response, int]:
        """200 while pages can be served, if only to read (`storage` is then "busy" or "full", `ok` false)."""
        found = health()
        status = HTTPStatus.SERVICE_UNAVAILABLE if found.storage == "down" else HTTPStatus.OK
        ok = found.storage == "ok" and not found.unremoved
        return jsonify({"ok": ok, "storage": found.storage, "unremoved": found.unremoved}), status

    @blueprint.get("/static/<path:name>")
    def static(name: str) -> Response:
        return _static(static_dir, name)

    def shell(surface: str) -> Response:
        origins = origins_of(request.args.get("platform", ""), request.args.get("origins", ""))
        if origins is None:
            return _unknown_platform()
        page = _shell(static_dir, surface, app_page_csp(
            own_origin, media_origin, origins, framed_by_self=surface != "widget"
        ))
        if surface == "widget":
            page.headers["Permissions-Policy"] = CAPTURING
        return page

    @blueprint.get("/admin")
    def admin() -> Response:
        # Without a platform nobody may frame it: the operator's page, and the one after a registration.
        origins = origins_of(request.args.get("platform", ""), request.args.get("origins", "")) or ()
        return _shell(static_dir, "admin", app_page_csp(own_origin, media_origin, origins, framed_by_self=False))

    for surface in SURFACES:
        blueprint.add_url_rule(f"/{surface}", surface, shell, defaults={"surface": surface})
    return blueprint


def _static(static_dir: Path, name: str) -> Response:
    if name.endswith(".html"):
        abort(HTTPStatus.NOT_FOUND)  # shells are served below, with a policy
    response = send_from_directory(static_dir, name)
    if name.startswith("assets/"):
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    if name == ICON:
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def _shell(static_dir: Path, surface: str, policy: str) -> Response:
    file = static_dir / f"{surface}.html"
    if not file.is_file():
        return _not_built()
    response = Response(file.read_text(), mimetype="text/html")
    response.headers["Content-Security-Policy"] = policy
    response.headers["Cache-Control"] = "no-store"
    return response


def _unknown_platform() -> Response:
    return message(
        told("This page opens from your course"), told("The address does not belong to a connected LMS."),
        told("Open the quiz in your LMS and follow its proctoring link."),
        code="unknown_platform", status=HTTPStatus.NOT_FOUND,
    )


def _not_built() -> Response:
    return message(
        "The pages are not built yet", "This server has no built browser pages.",
        "Whoever runs the server: run `make build`, then reload this page.",
        code="not_built", status=HTTPStatus.SERVICE_UNAVAILABLE,
    )
