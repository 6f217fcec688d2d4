"""A Classic quiz being taken in a browser: the code, the questions, saving, the log, handing in."""

from typing import Any

from flask import Blueprint, jsonify, redirect, request
from werkzeug.wrappers import Response

from tests.counterparts.canvas import sessions, takings
from tests.counterparts.canvas.lti.launching import member
from tests.counterparts.canvas.moments import written
from tests.counterparts.canvas.pages.layout import page
from tests.counterparts.canvas.pages.quizzes import front
from tests.counterparts.canvas.quiz_records import Quiz, Taking
from tests.counterparts.canvas.records import Course, User
from tests.counterparts.canvas.refusals import Refused, bad_request, messages, not_there
from tests.counterparts.canvas.rest.door import world

blueprint = Blueprint("quiz_taking", __name__)
_BASE = "/courses/<int:course_id>/quizzes/<int:quiz_id>"
_BROWSER_KINDS = ("page_blurred", "page_focused", "question_viewed", "question_flagged", "session_started")


@blueprint.route(f"{_BASE}/take", methods=["GET", "POST"])
def take(course_id: int, quiz_id: int) -> str | Response:
    """Show the questions, or ask for the access code first.

    The code may come with the address or by the form; the session keeps it, and every page compares it with the
    quiz's present one, so that a changed code asks again. A GET begins nothing: *Take the quiz* is a POST."""
    course, user, quiz = _opened(course_id, quiz_id)
    if takings.locked(world(), quiz, user.id):
        return page(quiz.title, "plain.html", course=course, said="This quiz is locked.")
    given = request.values.get("access_code")
    if quiz.access_code and given is not None and given == quiz.access_code:
        sessions.enter_code(quiz.id, given)
    if quiz.access_code and sessions.entered_code(quiz.id) != quiz.access_code:
        wrong = given is not None
        return page(quiz.title, "access_code.html", course=course, quiz=quiz, wrong=wrong)
    taking = quiz.takings.get(user.id)
    running = taking is not None and taking.state == "untaken"
    if not running:
        if request.method == "GET":
            return front(course, user, quiz)
        taking = takings.begin(world(), quiz, user.id)
    if taking is None:
        raise not_there()
    if takings.overdue(world(), taking):
        return _over(course_id, quiz, taking)
    return _questions(course, user, quiz, taking)


def _questions(course: Course, user: User, quiz: Quiz, taking: Taking) -> str:
    left = None if taking.end_at is None else max(0, round(taking.end_at - world().now()))
    return page(
        quiz.title, "take.html", course=course, quiz=quiz, taking=taking, seconds_left=left,
        base=f"/courses/{course.id}/quizzes/{quiz.id}",
    )


@blueprint.post(f"{_BASE}/submissions/backup")
def backup(course_id: int, quiz_id: int) -> Response:
    """Keep answers while the quiz is taken, and say when it ends. No code is asked here."""
    _, user, quiz = _opened(course_id, quiz_id)
    taking = _running(quiz, user.id)
    if not takings.save(world(), quiz, taking, _answers(request.get_json(silent=True) or {})):
        raise bad_request("quiz submission is overdue")
    left = None if taking.end_at is None else round(taking.end_at - world().now())
    return jsonify({"backup": True, "end_at": written(taking.end_at), "time_left": left})


@blueprint.post(f"{_BASE}/submissions/<int:taking_id>/events")
def events(course_id: int, quiz_id: int, taking_id: int) -> tuple[str, int]:
    """Take what the quiz's page has seen into the log."""
    _, user, quiz = _opened(course_id, quiz_id)
    taking = _running(quiz, user.id)
    if taking.id != taking_id:
        raise not_there()
    for each in (request.get_json(silent=True) or {}).get("quiz_submission_events", []):
        if each.get("event_type") in _BROWSER_KINDS:
            takings.write(world(), taking, each["event_type"], each.get("event_data"))
    return "", 204


@blueprint.post(f"{_BASE}/submissions")
def submit(course_id: int, quiz_id: int) -> Response:
    """Hand in."""
    _, user, quiz = _opened(course_id, quiz_id)
    taking = _running(quiz, user.id)
    if request.form.get("validation_token") != taking.validation_token:
        raise Refused(403, messages("invalid token"))
    takings.save(world(), quiz, taking, _answers(request.form))
    return _over(course_id, quiz, taking)


def _over(course_id: int, quiz: Quiz, taking: Taking) -> Response:
    """Hand in and forget the code that was entered: another attempt asks for it."""
    takings.hand_in(world(), quiz, taking)
    sessions.forget_code(quiz.id)
    return redirect(f"/courses/{course_id}/quizzes/{quiz.id}")


def _opened(course_id: int, quiz_id: int) -> tuple[Course, User, Quiz]:
    course, user = member(course_id)
    quiz = world().quiz(course_id, quiz_id)
    if not world().assignments[quiz.assignment_id].published:
        raise not_there()
    return course, user, quiz


def _running(quiz: Quiz, user_id: int) -> Taking:
    taking = quiz.takings.get(user_id)
    if taking is None or taking.state != "untaken":
        raise bad_request("quiz submission is already complete")
    return taking


def _answers(given: Any) -> dict[int, int]:
    """Return the answers among the fields `question_<id>`."""
    found = {name.removeprefix("question_"): value for name, value in given.items() if name.startswith("question_")}
    return {int(name): int(value) for name, value in found.items() if name.isdigit() and str(value).isdigit()}
