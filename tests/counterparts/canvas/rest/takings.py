"""Classic quizzes being taken: who takes them, the log, more time, handing in. Sources: Canvas's pages on quiz
submissions, quiz submission events and quiz extensions."""

import secrets
from typing import Any

from tests.counterparts.canvas import refusals, takings
from tests.counterparts.canvas.moments import exactly, written
from tests.counterparts.canvas.quiz_records import Quiz, Taking
from tests.counterparts.canvas.rest.door import Caller, Rest, paged

rest = Rest("takings")
_BASE = "/api/v1/courses/:course_id/quizzes/:quiz_id"


@rest.route("GET", f"{_BASE}/submissions")
def listed(caller: Caller, course_id: int, quiz_id: int) -> Any:
    """Return who takes the quiz: everybody to staff, and what is overdue is graded then; others see themselves."""
    course, quiz = caller.course(course_id), caller.world.quiz(course_id, quiz_id)
    if course.has_staff(caller.user):
        takings.grade_overdue(caller.world, quiz)
        found = list(quiz.takings.values())
    else:
        found = [each for each in quiz.takings.values() if each.user_id == caller.user.id]
    return paged([shown(caller, quiz, each) for each in found], "quiz_submissions")


@rest.route("GET", f"{_BASE}/submission")
def own(caller: Caller, course_id: int, quiz_id: int) -> Any:
    """Return the caller's own taking, with the token that handing in needs."""
    caller.course(course_id)
    quiz = caller.world.quiz(course_id, quiz_id)
    found = [each for each in quiz.takings.values() if each.user_id == caller.user.id]
    return {"quiz_submissions": [shown(caller, quiz, each) for each in found]}


@rest.route("GET", f"{_BASE}/submissions/:id")
def one(caller: Caller, course_id: int, quiz_id: int, own_id: int) -> Any:
    """Return one taking."""
    quiz, taking = _found(caller, course_id, quiz_id, own_id)
    return {"quiz_submissions": [shown(caller, quiz, taking)]}


@rest.route("POST", f"{_BASE}/submissions")
def begin(caller: Caller, course_id: int, quiz_id: int) -> Any:
    """Begin the quiz as the caller; a quiz with a code wants it."""
    caller.course(course_id)
    quiz = caller.world.quiz(course_id, quiz_id)
    _check_code(quiz, caller)
    if quiz.takings.get(caller.user.id) is not None and quiz.takings[caller.user.id].state == "untaken":
        raise refusals.Refused(409, refusals.messages("a quiz submission already exists"))
    return {"quiz_submissions": [shown(caller, quiz, takings.begin(caller.world, quiz, caller.user.id))]}


@rest.route("POST", f"{_BASE}/submissions/:id/complete")
def complete(caller: Caller, course_id: int, quiz_id: int, own_id: int) -> Any:
    """Hand in: only whoever takes the quiz can, with the attempt's number and its token."""
    quiz, taking = _found(caller, course_id, quiz_id, own_id)
    if taking.user_id != caller.user.id:
        raise refusals.not_allowed()
    if "attempt" not in caller.params:
        raise refusals.bad_request("invalid attempt")
    if not secrets.compare_digest(str(caller.params.get("validation_token", "")), taking.validation_token):
        raise refusals.Refused(403, refusals.messages("invalid token"))
    if str(caller.params["attempt"]) != str(taking.attempt):
        raise refusals.bad_request("attempt is not the latest attempt")
    _check_code(quiz, caller)
    takings.hand_in(caller.world, quiz, taking)
    return {"quiz_submissions": [shown(caller, quiz, taking)]}


@rest.route("GET", f"{_BASE}/submissions/:id/time")
def time_left(caller: Caller, course_id: int, quiz_id: int, own_id: int) -> Any:
    """Return when the taking ends and how many seconds are left."""
    _, taking = _found(caller, course_id, quiz_id, own_id)
    left = None if taking.end_at is None else max(0, round(taking.end_at - caller.world.now()))
    return {"end_at": written(taking.end_at), "time_left": left}


@rest.route("GET", f"{_BASE}/submissions/:id/events")
def log(caller: Caller, course_id: int, quiz_id: int, own_id: int) -> Any:
    """Return the quiz log of one attempt (`attempt`, the latest at need), for staff, where the course keeps logs."""
    course = caller.staff(course_id)
    _, taking = _found(caller, course_id, quiz_id, own_id)
    if not course.quiz_log:
        raise refusals.not_allowed()
    attempt = int(caller.params.get("attempt") or taking.attempt or 1)
    lines = [
        {"id": str(line.id), "event_type": line.kind, "event_data": line.data, "created_at": exactly(line.at)}
        for line in taking.log if line.attempt == attempt
    ]
    return paged(lines, "quiz_submission_events")


@rest.route("POST", f"{_BASE}/extensions")
def extend(caller: Caller, course_id: int, quiz_id: int) -> Any:
    """Give people more time or more attempts, or end what runs in a minute (`extend_from_now`)."""
    course, quiz = caller.staff(course_id), caller.world.quiz(course_id, quiz_id)
    wanted = caller.params.get("quiz_extensions")
    if not isinstance(wanted, list):
        raise refusals.bad_request("missing required key :quiz_extensions")
    if not all(isinstance(each, dict) and str(each.get("user_id", "")).isdigit() for each in wanted):
        raise refusals.bad_request("missing required key :user_id")
    if not all(int(each["user_id"]) in course.enrolments for each in wanted):
        raise refusals.not_there()
    done = []
    for each in wanted:
        taking = takings.find(caller.world, quiz, int(each["user_id"]))
        takings.extend(caller.world, quiz, taking, each)
        done.append({
            "quiz_id": quiz.id, "user_id": taking.user_id, "extra_attempts": taking.extra_attempts,
            "extra_time": taking.extra_time, "manually_unlocked": taking.manually_unlocked,
            "end_at": written(taking.end_at),
        })
    return {"quiz_extensions": done}


@rest.route("GET", "/api/v1/quiz_submissions/:quiz_submission_id/questions")
def questions(caller: Caller, quiz_submission_id: int) -> Any:
    """Return the questions with the caller's answers."""
    quiz, taking = _own_running(caller, quiz_submission_id)
    return {"quiz_submission_questions": [
        {"id": q.id, "question_name": f"Question {number}", "question_text": q.text, "answer": taking.answers.get(q.id),
         "answers": [{"id": place, "text": text} for place, text in enumerate(q.answers)], "flagged": False}
        for number, q in enumerate(quiz.questions, 1)
    ]}


@rest.route("POST", "/api/v1/quiz_submissions/:quiz_submission_id/questions")
def answer(caller: Caller, quiz_submission_id: int) -> Any:
    """Keep the caller's answers."""
    quiz, taking = _own_running(caller, quiz_submission_id)
    if caller.params.get("validation_token") != taking.validation_token:
        raise refusals.Refused(403, refusals.messages("invalid token"))
    given = caller.params.get("quiz_questions", [])
    if not takings.save(caller.world, quiz, taking, {int(each["id"]): int(each["answer"]) for each in given}):
        raise refusals.bad_request("quiz submission is no longer open")
    return questions(caller, quiz_submission_id)


def _own_running(caller: Caller, taking_id: int) -> tuple[Quiz, Taking]:
    for quiz in caller.world.quizzes.values():
        for taking in quiz.takings.values():
            if taking.id == taking_id:
                if taking.user_id != caller.user.id:
                    raise refusals.not_allowed()
                return quiz, taking
    raise refusals.not_there()


def _found(caller: Caller, course_id: int, quiz_id: int, taking_id: int) -> tuple[Quiz, Taking]:
    course, quiz = caller.course(course_id), caller.world.quiz(course_id, quiz_id)
    taking = next((each for each in quiz.takings.values() if each.id == taking_id), None)
    if taking is None:
        raise refusals.not_there()
    if taking.user_id != caller.user.id and not course.has_staff(caller.user):
        raise refusals.not_allowed()
    return quiz, taking


def _check_code(quiz: Quiz, caller: Caller) -> None:
    if quiz.access_code and caller.params.get("access_code") != quiz.access_code:
        raise refusals.Refused(403, refusals.messages("invalid access code"))


def shown(caller: Caller, quiz: Quiz, taking: Taking) -> dict[str, Any]:
    """Return a taking as Canvas shows it; the token is for whoever takes the quiz."""
    world, ended = caller.world, taking.finished_at
    spent = None if taking.started_at is None else round((ended or world.now()) - taking.started_at)
    address = f"/courses/{quiz.course_id}/quizzes/{quiz.id}/submissions/{taking.id}"
    body = {
        "id": taking.id, "quiz_id": quiz.id, "quiz_version": quiz.version, "user_id": taking.user_id,
        "submission_id": taking.submission_id, "score": taking.score, "kept_score": taking.score,
        "started_at": written(taking.started_at), "end_at": written(taking.end_at), "finished_at": written(ended),
        "attempt": taking.attempt, "workflow_state": taking.state, "fudge_points": None,
        "quiz_points_possible": world.assignments[quiz.assignment_id].points,
        "extra_attempts": taking.extra_attempts or None, "extra_time": taking.extra_time or None,
        "manually_unlocked": taking.manually_unlocked or None, "has_seen_results": None, "time_spent": spent,
        "attempts_left": takings.attempts_left(quiz, taking), "html_url": world.url + address,
        "overdue_and_needs_submission": takings.overdue(world, taking), "excused?": False,
    }
    if taking.user_id == caller.user.id and taking.state == "untaken":
        body["validation_token"] = taking.validation_token
    return body
