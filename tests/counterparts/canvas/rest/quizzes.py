"""Classic quizzes: the list, one quiz, changing it, trying a code. Source: Canvas's page on quizzes."""

from typing import Any

from tests.counterparts.canvas import takings
from tests.counterparts.canvas.moments import read, written
from tests.counterparts.canvas.quiz_records import Quiz
from tests.counterparts.canvas.refusals import bad_field, not_there
from tests.counterparts.canvas.rest.door import Caller, Rest, paged
from tests.counterparts.canvas.rest.params import truth

rest = Rest("quizzes")
_BASE = "/api/v1/courses/:course_id/quizzes"
_LONGEST = 255


@rest.route("GET", _BASE)
def listed(caller: Caller, course_id: int) -> Any:
    """Return the quizzes of a course; students see those that are published. `search_term` picks by title."""
    course, world = caller.course(course_id), caller.world
    staff, term = course.has_staff(caller.user), str(caller.params.get("search_term", "")).lower()
    found = [
        quiz for quiz in world.quizzes.values()
        if quiz.course_id == course_id and term in quiz.title.lower()
        and (staff or world.assignments[quiz.assignment_id].published)
    ]
    return paged([shown(caller, quiz) for quiz in found])


@rest.route("GET", f"{_BASE}/:id")
def one(caller: Caller, course_id: int, own_id: int) -> Any:
    """Return a quiz."""
    caller.course(course_id)
    return shown(caller, visible(caller, course_id, own_id))


@rest.route("PUT", f"{_BASE}/:id")
def change(caller: Caller, course_id: int, own_id: int) -> Any:
    """Change what `quiz[...]` names, and leave the rest."""
    caller.staff(course_id)
    quiz, wanted = caller.world.quiz(course_id, own_id), caller.params.get("quiz", {})
    assignment = caller.world.assignments[quiz.assignment_id]
    if "title" in wanted:
        if not wanted["title"] or len(wanted["title"]) > _LONGEST:
            raise bad_field("title", "is too long (maximum is 255 characters)" if wanted["title"] else "can't be blank")
        quiz.title = assignment.name = wanted["title"]
    if "access_code" in wanted:
        quiz.access_code = wanted["access_code"] or None
    if "ip_filter" in wanted:
        quiz.ip_filter = wanted["ip_filter"] or None
    if "time_limit" in wanted:
        quiz.time_limit = int(wanted["time_limit"]) if str(wanted["time_limit"]).isdigit() else None
    for name in ("unlock_at", "due_at", "lock_at"):
        if name in wanted:
            setattr(assignment, name, read(wanted[name]))
    if "published" in wanted:
        assignment.published = truth(wanted["published"])
    if "only_visible_to_overrides" in wanted:
        assignment.only_overrides = truth(wanted["only_visible_to_overrides"])
    return shown(caller, quiz)


@rest.route("POST", f"{_BASE}/:id/validate_access_code")
def validate(caller: Caller, course_id: int, own_id: int) -> Any:
    """Say whether a code is the quiz's."""
    caller.course(course_id)
    quiz = visible(caller, course_id, own_id)
    return quiz.access_code is not None and caller.params.get("access_code") == quiz.access_code


def visible(caller: Caller, course_id: int, quiz_id: int) -> Quiz:
    """Return a quiz that the caller may see; raise Refused (404)."""
    quiz = caller.world.quiz(course_id, quiz_id)
    published = caller.world.assignments[quiz.assignment_id].published
    if not published and not caller.world.course(course_id).has_staff(caller.user):
        raise not_there()
    return quiz


def shown(caller: Caller, quiz: Quiz) -> dict[str, Any]:
    """Return a quiz as this caller sees it: the code itself is for staff."""
    world = caller.world
    assignment = world.assignments[quiz.assignment_id]
    staff, address = world.course(quiz.course_id).has_staff(caller.user), f"/courses/{quiz.course_id}/quizzes/{quiz.id}"
    user = None if staff else caller.user.id
    dates = {
        name: written(getattr(assignment, name) if user is None else assignment.date(name, user))
        for name in ("unlock_at", "due_at", "lock_at")
    }
    body = {
        "id": quiz.id, "title": quiz.title, "html_url": world.url + address,
        "mobile_url": f"{world.url}{address}?force_user=1&persist_headless=1", "description": "",
        "quiz_type": quiz.kind, "assignment_group_id": 1, "assignment_id": quiz.assignment_id,
        "time_limit": quiz.time_limit, "shuffle_answers": False, "hide_results": None,
        "show_correct_answers": True, "scoring_policy": "keep_highest", "allowed_attempts": quiz.allowed_attempts,
        "one_question_at_a_time": False, "cant_go_back": False, "question_count": len(quiz.questions),
        "points_possible": assignment.points, "published": assignment.published, "unpublishable": True,
        "has_access_code": quiz.access_code is not None, "ip_filter": quiz.ip_filter, "version_number": quiz.version,
        "locked_for_user": not staff and takings.locked(world, quiz, caller.user.id),
        "only_visible_to_overrides": assignment.only_overrides, "one_time_results": False,
        "post_to_sis": None, **dates,
    }
    if staff:
        body["access_code"] = quiz.access_code
    return body
