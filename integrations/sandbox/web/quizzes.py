"""The course page and the quiz page, with what a teacher can do there."""

from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from integrations.sandbox import attempts, catalogue, controls, handles, tools
from integrations.sandbox.attempts import State
from integrations.sandbox.catalogue import Person, Quiz, Role
from integrations.sandbox.database import transaction
from integrations.sandbox.lti13 import claims as c
from integrations.sandbox.lti13.launches import Message
from integrations.sandbox.lti13.placements import Placement
from integrations.sandbox.tools import Link
from integrations.sandbox.web import session as current
from integrations.sandbox.web.context import db, now
from integrations.sandbox.web.tool_pages import open_tool

blueprint = Blueprint("quizzes", __name__)

SETUP_LIFE_S = 4 * 3600
MAX_MINUTES = 600


@blueprint.get("/courses/<int:course_id>")
def course(course_id: int) -> str:
    """Show a course with its quizzes."""
    course, person, role = current.course_and_role(course_id)
    entries = [
        {
            "quiz": quiz,
            "proctored": tools.link_of_quiz(db(), quiz.id) is not None,
            "questions": len(catalogue.questions(db(), quiz.id)),
            "latest": next(iter(attempts.of_quiz(db(), quiz.id, now(), person.id)), None),
        }
        for quiz in catalogue.quizzes(db(), course_id)
    ]
    people = catalogue.members(db(), course_id) if role.is_staff else []
    usable = [tool for tool in tools.all_tools(db()) if tool.active] if role.is_staff else []
    return render_template("course.html", course=course, role=role, entries=entries, people=people, tools=usable)


@blueprint.get("/quizzes/<int:quiz_id>")
def show(quiz_id: int) -> str:
    """Show a quiz: to examinees with their attempts, to staff with everyone's."""
    quiz, person, role = current.quiz_and_role(quiz_id)
    link = tools.link_of_quiz(db(), quiz_id)
    known = {
        "quiz": quiz,
        "course": catalogue.course(db(), quiz.course_id),
        "role": role,
        "link": link,
        "tool": tools.by_id(db(), link.tool_id) if link else None,
        "questions": catalogue.questions(db(), quiz_id),
    }
    if not role.is_staff:
        mine = attempts.of_quiz(db(), quiz_id, now(), person.id)
        opened = next((a for a in mine if a.state.is_open), None)
        return render_template("quiz_examinee.html", **known, attempts=mine, opened=opened, now=now())
    usable = [t for t in tools.all_tools(db()) if t.active and c.DEEP_LINKING_REQUEST in t.details.messages]
    return render_template("quiz_staff.html", **known, tools=usable, rows=attempt_rows(quiz))


@blueprint.get("/quizzes/<int:quiz_id>/attempts")
def attempt_table(quiz_id: int) -> str:
    """Return the attempts table alone, for the page to refresh itself."""
    quiz, _ = current.staff_quiz(quiz_id)
    return render_template("attempt_table.html", rows=attempt_rows(quiz))


def attempt_rows(quiz: Quiz) -> list[dict[str, Any]]:
    """Return what staff see of a quiz's attempts, newest first."""
    total = len(catalogue.questions(db(), quiz.id))
    return [
        {
            "attempt": attempt,
            "person": catalogue.person(db(), attempt.person_id),
            "left": attempt.seconds_left(now()),
            "saved": len(attempts.answers(db(), attempt.id)),
            "total": total,
            "controls": controls.of_attempt(db(), attempt.id),
        }
        for attempt in attempts.of_quiz(db(), quiz.id, now())
    ]


@blueprint.post("/quizzes/<int:quiz_id>/settings")
def change(quiz_id: int) -> AnyResponse:
    """Change a quiz's title and time limit."""
    quiz, _ = current.teachers_quiz(quiz_id)
    current.check_form_token()
    title, minutes = request.form.get("title", "").strip(), request.form.get("minutes", type=int)
    if not title or len(title) > 200 or minutes is None or not 1 <= minutes <= MAX_MINUTES:
        abort(400, f"A quiz needs a title (up to 200 characters) and a time limit from 1 to {MAX_MINUTES} minutes.")
    catalogue.change_quiz(db(), quiz.id, title, minutes)
    return redirect(url_for("quizzes.show", quiz_id=quiz.id), 303)


@blueprint.post("/quizzes/<int:quiz_id>/attempts")
def start(quiz_id: int) -> AnyResponse:
    """Start an attempt, or go on with the one that is open."""
    quiz, person, role = current.quiz_and_role(quiz_id)
    current.check_form_token()
    if role is not Role.LEARNER:
        abort(403, "Only students take this quiz.")
    link = tools.link_of_quiz(db(), quiz_id)
    attempt = attempts.open_or_new(db(), quiz, person.id, link.id if link else None, now())
    return redirect(url_for("attempts.show", attempt_id=attempt.id), 303)


@blueprint.get("/quizzes/<int:quiz_id>/proctoring/add")
def add_proctoring(quiz_id: int) -> AnyResponse:
    """Open the tool's set-up page in this window, by LtiDeepLinkingRequest."""
    quiz, person = current.teachers_quiz(quiz_id)
    tool_id = request.args.get("tool", 0, type=int)
    data = handles.issue(db(), "deep_link", {"quiz_id": quiz.id, "tool_id": tool_id}, now() + SETUP_LIFE_S)
    return _launch(quiz, person, c.DEEP_LINKING_REQUEST, tool_id, data=data)


@blueprint.get("/quizzes/<int:quiz_id>/proctoring/settings")
def change_proctoring(quiz_id: int) -> AnyResponse:
    """Open the tool's settings of this quiz's link in this window, by LtiResourceLinkRequest."""
    quiz, person = current.teachers_quiz(quiz_id)
    link = _link(quiz)
    return _launch(quiz, person, c.RESOURCE_LINK_REQUEST, link.tool_id, link_id=link.id, placement=Placement.SETTINGS)


@blueprint.post("/quizzes/<int:quiz_id>/proctoring/remove")
def remove_proctoring(quiz_id: int) -> AnyResponse:
    """Take proctoring off a quiz."""
    quiz, _ = current.teachers_quiz(quiz_id)
    current.check_form_token()
    with transaction(db()):
        tools.remove_link(db(), quiz.id, now())
        catalogue.stop_waiting(db(), quiz.id)
    return redirect(url_for("quizzes.show", quiz_id=quiz.id), 303)


@blueprint.get("/quizzes/<int:quiz_id>/proctoring/done")
def proctoring_done(quiz_id: int) -> str:
    """Tell the teacher, in the set-up window, that the tool's answer has arrived."""
    quiz, _ = current.teachers_quiz(quiz_id)
    return render_template("proctoring_done.html", quiz=quiz, link=tools.link_of_quiz(db(), quiz.id))


@blueprint.get("/quizzes/<int:quiz_id>/console")
def console(quiz_id: int) -> AnyResponse:
    """Open the tool's live console in this window, by LtiResourceLinkRequest."""
    quiz, person = current.staff_quiz(quiz_id)
    link = _link(quiz)
    return _launch(quiz, person, c.RESOURCE_LINK_REQUEST, link.tool_id, link_id=link.id)


def _link(quiz: Quiz) -> Link:
    link = tools.link_of_quiz(db(), quiz.id)
    if link is None:
        abort(404, "This quiz is not proctored.")
    return link


def _launch(
    quiz: Quiz, person: Person, message_type: str, tool_id: int, *, link_id: str | None = None, data: str | None = None,
    placement: str = "",
) -> AnyResponse:
    back = url_for("quizzes.show", quiz_id=quiz.id)
    message = Message(
        message_type, tool_id, person.id, quiz.course_id, back, link_id=link_id, data=data, title=quiz.title,
        placement=placement,
    )
    return open_tool(message)


@blueprint.app_template_filter("state_words")
def state_words(state: State) -> str:
    """Return an attempt's state as people read it."""
    words = {
        State.CREATED: "Checking in",
        State.RUNNING: "In progress",
        State.PAUSED: "Paused",
        State.TERMINATED: "Ended by proctor",
        State.SUBMITTED: "Submitted",
    }
    return words[state]
