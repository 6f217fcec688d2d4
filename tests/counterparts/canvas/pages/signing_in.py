"""Signing in without a password, the first page, and the theme's script."""

from flask import Blueprint, Response, redirect, request, session
from werkzeug.wrappers import Response as AnyResponse

from tests.counterparts.canvas.pages.layout import page
from tests.counterparts.canvas.rest.door import world
from tests.counterparts.canvas.sessions import somebody

blueprint = Blueprint("signing_in", __name__)


@blueprint.get("/login")
def ask() -> str:
    """Show who there is."""
    return page("Log in", "login.html", people=list(world().users.values()), then=_then())


@blueprint.get("/login/as/<login>")
def sign_in(login: str) -> AnyResponse:
    """Sign in as somebody, in a new session."""
    user = world().user_by_login(login)
    session.clear()
    session["user_id"] = user.id
    return redirect(_then())


@blueprint.get("/logout")
def sign_out() -> AnyResponse:
    """Sign out."""
    session.clear()
    return redirect("/login")


@blueprint.get("/")
def dashboard() -> str:
    """Show one's courses."""
    user = somebody(world())
    mine = [c for c in world().courses.values() if user.admin or user.id in c.enrolments]
    return page("Dashboard", "dashboard.html", courses=mine)


@blueprint.get("/theme.js")
def theme() -> Response:
    """Return the theme's own JavaScript, which is on every page."""
    return Response(world().theme_script, mimetype="text/javascript")


def _then() -> str:
    """Return where to go after signing in: a path of this site."""
    then = request.args.get("then", "/")
    return then if then.startswith("/") and not then.startswith("//") else "/"
