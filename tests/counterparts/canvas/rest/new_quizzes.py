"""New Quizzes: list, one, changing it, accommodations. Sources: Canvas's pages on New Quizzes and on accommodations."""

from typing import Any

from tests.counterparts.canvas.moments import read, written
from tests.counterparts.canvas.quiz_records import NewQuiz
from tests.counterparts.canvas.refusals import Refused, bad_request, messages
from tests.counterparts.canvas.rest.door import Caller, Rest, paged
from tests.counterparts.canvas.rest.params import truth

rest = Rest("new_quizzes")
_COURSE = "/api/quiz/v1/courses/:course_id"
_MOST_EXTRA_MINUTES = 10_080


@rest.route("GET", f"{_COURSE}/quizzes")
def listed(caller: Caller, course_id: int) -> Any:
    """Return the New Quizzes of a course."""
    caller.staff(course_id)
    return paged([shown(caller, quiz) for quiz in caller.world.new_quizzes.values() if quiz.course_id == course_id])


@rest.route("GET", f"{_COURSE}/quizzes/:assignment_id")
def one(caller: Caller, course_id: int, assignment_id: int) -> Any:
    """Return one New Quiz."""
    caller.staff(course_id)
    return shown(caller, caller.world.new_quiz(course_id, assignment_id))


@rest.route("PATCH", f"{_COURSE}/quizzes/:assignment_id")
def change(caller: Caller, course_id: int, assignment_id: int) -> Any:
    """Change what `quiz[...]` names, settings one by one."""
    caller.staff(course_id)
    quiz, wanted = caller.world.new_quiz(course_id, assignment_id), caller.params.get("quiz")
    if not isinstance(wanted, dict):
        raise bad_request("param is missing or the value is empty: quiz")
    assignment = caller.world.assignments[quiz.assignment_id]
    if wanted.get("title"):
        quiz.title = assignment.name = wanted["title"]
    for name in ("unlock_at", "due_at", "lock_at"):
        if name in wanted:
            setattr(assignment, name, read(wanted[name]))
    _settings(quiz, wanted.get("quiz_settings", {}))
    return shown(caller, quiz)


def _settings(quiz: NewQuiz, wanted: dict[str, Any]) -> None:
    for name, value in wanted.items():
        if isinstance(quiz.settings.get(name), bool):
            value = truth(value)
        elif name == "session_time_limit_in_seconds":
            value = int(value or 0)
        quiz.settings[name] = value
    if quiz.settings["require_student_access_code"] and not quiz.settings["student_access_code"]:
        quiz.settings["require_student_access_code"] = False
        raise Refused(422, messages("student_access_code can't be blank"))


@rest.route("POST", f"{_COURSE}/accommodations")
def accommodate(caller: Caller, course_id: int) -> Any:
    """Give people more time in all New Quizzes of a course; running ones too, if asked. The body is a JSON array."""
    return _accommodate(caller, course_id, None)


@rest.route("POST", f"{_COURSE}/quizzes/:assignment_id/accommodations")
def accommodate_in_quiz(caller: Caller, course_id: int, assignment_id: int) -> Any:
    """Give people more time in one New Quiz; what runs is left as it is."""
    return _accommodate(caller, course_id, caller.world.new_quiz(course_id, assignment_id))


def _accommodate(caller: Caller, course_id: int, only: NewQuiz | None) -> dict[str, Any]:
    course, wanted = caller.staff(course_id), caller.params.get("_json")
    if not isinstance(wanted, list) or not wanted:
        raise bad_request("Request body must be an array of accommodations")
    done: list[dict[str, Any]] = []
    failed: list[dict[str, Any]] = []
    for each in wanted:
        user, extra = each.get("user_id"), each.get("extra_time", 0)
        if user not in course.students():
            failed.append({"user_id": user, "error": "User not found in course"})
        elif not isinstance(extra, int) or not 0 <= extra <= _MOST_EXTRA_MINUTES:
            failed.append({"user_id": user, "error": "Invalid extra_time"})
        else:
            _give(caller, course_id, only, user, each)
            done.append({"user_id": user})
    if failed and not done:
        said = "No accommodations were saved"
    else:
        said = "Accommodations processed with errors" if failed else "Accommodations processed"
    return {"message": said, "successful": done, "failed": failed}


def _give(caller: Caller, course_id: int, only: NewQuiz | None, user: int, wanted: dict[str, Any]) -> None:
    world, extra = caller.world, int(wanted.get("extra_time", 0))
    key = (course_id if only is None else only.assignment_id, user)
    before = int(world.accommodations.get(key, {}).get("extra_time", 0))
    world.accommodations[key] = dict(wanted)
    if only is not None or not wanted.get("apply_to_in_progress_quiz_sessions"):
        return
    for quiz in world.new_quizzes.values():
        session = quiz.sessions.get(user)
        if quiz.course_id == course_id and session and not session.over and session.ends_at is not None:
            session.ends_at += 60 * (extra - before)


def shown(caller: Caller, quiz: NewQuiz) -> dict[str, Any]:
    """Return a New Quiz as its API shows it; `id` is that of its assignment."""
    assignment = caller.world.assignments[quiz.assignment_id]
    settings = {**quiz.settings}
    if not settings["require_student_access_code"]:
        settings["student_access_code"] = None
    return {
        "id": str(quiz.assignment_id), "title": quiz.title, "instructions": "", "assignment_group_id": "1",
        "points_possible": assignment.points, "published": assignment.published, "grading_type": "points",
        "unlock_at": written(assignment.unlock_at), "due_at": written(assignment.due_at),
        "lock_at": written(assignment.lock_at), "quiz_settings": settings,
    }
