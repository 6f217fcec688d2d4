"""Signing in and out: a page with everyone on it and one-click links for demos. A sandbox has no passwords."""

from flask import Blueprint, Response, abort, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response as AnyResponse

from integrations.sandbox import catalogue
from integrations.sandbox.seed import BIOLOGY, MIDTERM
from integrations.sandbox.web import lti_messages
from integrations.sandbox.web import session as current
from integrations.sandbox.web.context import db

blueprint = Blueprint("accounts", __name__)

DEMO = {"teacher": "tess", "proctor": "paul", "examinee": "ada", "admin": "admin"}


def _local(path: str) -> str:
    """Return `path` if it leads into this site, else the start page."""
    safe = path.startswith("/") and not path.startswith("//") and "\\" not in path and path.isprintable()
    return path if safe else "/"


@blueprint.get("/login")
def login() -> str:
    """Show everyone who can sign in, by role."""
    return render_template("login.html", people=catalogue.everyone(db()), next=_local(request.args.get("next", "/")))


@blueprint.post("/login")
def enter() -> AnyResponse:
    """Sign in as the chosen person."""
    current.check_form_token()
    person = catalogue.person_by_login(db(), request.form.get("person", ""))
    if person is None:
        abort(400, "There is no such person here.")
    current.sign_in(person)
    return redirect(_local(request.form.get("next", "/")), 303)


@blueprint.post("/logout")
def leave() -> AnyResponse:
    """Sign out."""
    current.check_form_token()
    session.clear()
    return redirect(url_for("accounts.login"), 303)


@blueprint.get("/demo/<role>")
def demo(role: str) -> AnyResponse:
    """Sign in by one click: /demo/teacher, /demo/proctor, /demo/admin, /demo/examinee?as=ben; `quiz` picks the page,
    `storage` what this browser's pages offer to tools."""
    login_name = request.args.get("as", DEMO[role]) if role in DEMO else None
    person = catalogue.person_by_login(db(), login_name) if login_name else None
    if person is None:
        abort(404, "There is no such demo log-in.")
    is_learner = catalogue.role_in(db(), BIOLOGY, person.id) is catalogue.Role.LEARNER
    if (role == "examinee") != is_learner:
        abort(404, "This person does not have that role.")
    current.sign_in(person)
    lti_messages.choose()
    if role == "admin":
        return redirect(url_for("admin.overview"), 303)
    return redirect(url_for("quizzes.show", quiz_id=request.args.get("quiz", MIDTERM, type=int)), 303)


@blueprint.get("/")
def start() -> AnyResponse | str:
    """Show the courses; with only one, go there."""
    person = current.required_person()
    mine = [c for c in catalogue.courses(db()) if person.is_admin or catalogue.role_in(db(), c.id, person.id)]
    if len(mine) == 1:
        return redirect(url_for("quizzes.course", course_id=mine[0].id), 303)
    return render_template("courses.html", courses=mine)


@blueprint.get("/healthz")
def health() -> Response:
    """Say that the process and its database are up."""
    db().execute("SELECT 1 FROM courses LIMIT 1")
    return Response("ok\n", content_type="text/plain")
