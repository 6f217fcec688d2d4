"""Taking a quiz: the shell of a proctored attempt, the pages, saving, submitting, and the launches beside them."""

import re
from typing import Any

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from integrations.sandbox import attempts, catalogue, controls, tools
from integrations.sandbox.attempts import Attempt, State
from integrations.sandbox.catalogue import Person, Quiz
from integrations.sandbox.lti13 import claims as c
from integrations.sandbox.lti13.launches import Message
from integrations.sandbox.refusal import Refused
from integrations.sandbox.web import session as current
from integrations.sandbox.web.answers import allow_frames
from integrations.sandbox.web.context import db, now
from integrations.sandbox.web.tool_pages import open_tool, permissions

blueprint = Blueprint("attempts", __name__, url_prefix="/attempts/<int:attempt_id>")

FIELD = re.compile(r"q(\d{1,9})")


def _is_proctored(attempt: Attempt) -> bool:
    return attempt.link_id is not None


def _at_top() -> bool:
    """Whether the browser says that it shows this page in its own right and not in the shell's frame."""
    return request.headers.get("Sec-Fetch-Dest") == "document"


@blueprint.get("")
def show(attempt_id: int) -> AnyResponse | str:
    """Show the shell of a proctored attempt; a plain one goes straight to its pages."""
    attempt, quiz, person = current.own_attempt(attempt_id)
    if not _is_proctored(attempt):
        where = "attempts.page" if attempt.state.is_open else "attempts.result"
        return redirect(url_for(where, attempt_id=attempt_id), 303)
    link = tools.link(db(), attempt.link_id or "")
    tool = tools.by_id(db(), link.tool_id) if link else None
    origins = tool.origins if tool else ()
    allow_frames(origins)
    begun = attempt.state is not State.CREATED
    frame = "attempts.page" if attempt.state.is_open else "attempts.result"
    return render_template(
        "shell.html",
        attempt=attempt,
        quiz=quiz,
        person=person,
        tool=tool,
        origins=origins,
        begun=begun,
        quiz_url=url_for(frame, attempt_id=attempt_id) if begun else "",
        widget_url=_widget_url(attempt) if tool else "",
        allow=permissions(origins),
        left=attempt.seconds_left(now()),
    )


def _widget_url(attempt: Attempt) -> str:
    if attempt.state is State.CREATED:
        what = "check-in"
    elif attempt.state is State.SUBMITTED and attempt.wants_end:
        what = "end"
    else:
        what = "widget"
    return url_for("attempts.launch", attempt_id=attempt.id, what=what)


@blueprint.get("/state")
def state(attempt_id: int) -> dict[str, Any]:
    """Return how the attempt stands on the server, as JSON."""
    attempt, _, _ = current.own_attempt(attempt_id)
    return _standing(attempt)


def _standing(attempt: Attempt) -> dict[str, Any]:
    return {
        "state": attempt.state,
        "seconds_left": attempt.seconds_left(now()),
        "note": attempt.end_note,
        "wants_end": attempt.wants_end,
        "answers_saved": len(attempts.answers(db(), attempt.id)),
    }


@blueprint.get("/launch/<what>")
def launch(attempt_id: int, what: str) -> AnyResponse:
    """Send the examinee's widget frame to the tool: `check-in`, `widget` or `end`."""
    attempt, quiz, person = current.own_attempt(attempt_id)
    types = {
        "check-in": (c.START_PROCTORING, attempt.state is State.CREATED),
        "widget": (c.RESOURCE_LINK_REQUEST, attempt.state is not State.CREATED),
        "end": (c.END_ASSESSMENT, attempt.state is State.SUBMITTED and attempt.wants_end),
    }
    if what not in types or not _is_proctored(attempt):
        abort(404)
    message_type, fits = types[what]
    if not fits:
        raise Refused("invalid_state", "The attempt has moved on. Reload the page.", 409)
    return _send(attempt, quiz, person, message_type, "iframe", url_for("attempts.show", attempt_id=attempt_id))


@blueprint.get("/report")
def report(attempt_id: int) -> AnyResponse:
    """Open the tool's report on this attempt for staff, by LtiSubmissionReviewRequest."""
    attempt, quiz, person = current.attempt_for_staff(attempt_id)
    if not _is_proctored(attempt):
        abort(404, "This attempt was not proctored.")
    back = url_for("quizzes.show", quiz_id=quiz.id)
    return _send(attempt, quiz, person, c.SUBMISSION_REVIEW_REQUEST, "window", back)


def _send(attempt: Attempt, quiz: Quiz, person: Person, message_type: str, where: str, back: str) -> AnyResponse:
    link = tools.link(db(), attempt.link_id or "")
    message = Message(
        message_type,
        link.tool_id if link else 0,
        person.id,
        quiz.course_id,
        back,
        where,
        link_id=attempt.link_id,
        attempt_id=attempt.id,
    )
    return open_tool(message)


@blueprint.get("/pages/")
@blueprint.get("/pages/<int:number>")
def page(attempt_id: int, number: int = 1) -> AnyResponse | str:
    """Show one page of the quiz with the answers saved so far."""
    attempt, quiz, _ = current.own_attempt(attempt_id)
    blocked = _blocked(attempt, quiz)
    if blocked is not None:
        return blocked
    questions = catalogue.questions(db(), quiz.id)
    pages = max((q.page for q in questions), default=1)
    if not 1 <= number <= pages:
        abort(404)
    return render_template(
        "quiz_page.html",
        attempt=attempt,
        quiz=quiz,
        number=number,
        pages=pages,
        questions=[q for q in questions if q.page == number],
        answers=attempts.answers(db(), attempt_id),
        answered_pages=_answered_pages(questions, attempt_id),
        left=attempt.seconds_left(now()),
    )


def _answered_pages(questions: list[catalogue.Question], attempt_id: int) -> set[int]:
    saved = attempts.answers(db(), attempt_id)
    return {q.page for q in questions} - {q.page for q in questions if q.id not in saved}


def _blocked(attempt: Attempt, quiz: Quiz) -> AnyResponse | None:
    """Return the answer to give instead of a page of questions, None if the attempt is running and in its shell."""
    if _is_proctored(attempt) and _at_top():
        return redirect(url_for("attempts.show", attempt_id=attempt.id), 303)
    if attempt.state is State.SUBMITTED and request.method == "GET":
        return redirect(url_for("attempts.result", attempt_id=attempt.id), 303)
    if attempt.state is State.RUNNING:
        return None
    return make_response(render_template("blocked.html", attempt=attempt, quiz=quiz), 409)


@blueprint.post("/pages/<int:number>")
def keep(attempt_id: int, number: int) -> AnyResponse:
    """Save a page's answers and go where the button leads: `next`, `previous`, `save`, `finish` or a page number."""
    attempt, quiz, _ = current.own_attempt(attempt_id)
    current.check_form_token()
    blocked = _blocked(attempt, quiz)
    if blocked is not None:
        return blocked
    attempts.save(db(), attempt_id, _form_answers(), now())
    go = request.form.get("go", "save")
    if go == "finish":
        return redirect(url_for("attempts.summary", attempt_id=attempt_id), 303)
    step = {"next": 1, "previous": -1}.get(go, 0)
    goal = int(go) if go.isdecimal() else number + step
    return redirect(url_for("attempts.page", attempt_id=attempt_id, number=goal), 303)


def _form_answers() -> dict[int, str]:
    found = {}
    for name, value in request.form.items():
        match = FIELD.fullmatch(name)
        if match:
            found[int(match[1])] = value
    return found


@blueprint.post("/answers")
def autosave(attempt_id: int) -> Response:
    """Save answers sent by script as a form, while the examinee works. 409 JSON when the attempt takes none."""
    current.own_attempt(attempt_id)
    current.check_form_token()
    attempts.save(db(), attempt_id, _form_answers(), now())
    attempt, _, _ = current.own_attempt(attempt_id)
    return make_response({"saved_at": now(), **_standing(attempt)})


@blueprint.get("/summary")
def summary(attempt_id: int) -> AnyResponse | str:
    """Show what is answered, before submitting."""
    attempt, quiz, _ = current.own_attempt(attempt_id)
    blocked = _blocked(attempt, quiz)
    if blocked is not None:
        return blocked
    return render_template(
        "summary.html",
        attempt=attempt,
        quiz=quiz,
        questions=catalogue.questions(db(), quiz.id),
        answers=attempts.answers(db(), attempt_id),
        left=attempt.seconds_left(now()),
    )


@blueprint.post("/submit")
def submit(attempt_id: int) -> AnyResponse:
    """Hand in. When time is up the page sends its last answers along."""
    attempt, quiz, _ = current.own_attempt(attempt_id)
    current.check_form_token()
    if attempt.state is not State.SUBMITTED:
        blocked = _blocked(attempt, quiz)
        if blocked is not None:
            return blocked
        attempts.save(db(), attempt_id, _form_answers(), now())
        attempts.submit(db(), attempt_id, now())
    return redirect(url_for("attempts.result", attempt_id=attempt_id), 303)


@blueprint.get("/result")
def result(attempt_id: int) -> AnyResponse | str:
    """Show an attempt that is over to the examinee, or any attempt to staff."""
    person = current.required_person()
    attempt = attempts.get(db(), attempt_id, now())
    mine = attempt is not None and attempt.person_id == person.id
    attempt, quiz, _ = current.own_attempt(attempt_id) if mine else current.attempt_for_staff(attempt_id)
    if mine and attempt.state.is_open:
        return redirect(url_for("attempts.show", attempt_id=attempt_id), 303)
    return render_template(
        "result.html",
        attempt=attempt,
        quiz=quiz,
        course=catalogue.course(db(), quiz.course_id),
        mine=mine,
        examinee=catalogue.person(db(), attempt.person_id),
        questions=catalogue.questions(db(), quiz.id),
        answers=attempts.answers(db(), attempt_id),
        controls=[] if mine else controls.of_attempt(db(), attempt_id),
        framed=_is_proctored(attempt) and mine and not _at_top(),
    )
