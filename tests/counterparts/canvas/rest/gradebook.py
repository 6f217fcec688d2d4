"""Rows of the gradebook: a person's submission of an assignment with its remarks, label and grade.
Source: Canvas's page on submissions."""

from typing import Any

from tests.counterparts.canvas.moments import written
from tests.counterparts.canvas.quiz_records import Assignment, Comment, Submission
from tests.counterparts.canvas.refusals import bad_request, not_allowed, not_there
from tests.counterparts.canvas.rest.door import Caller, Rest, paged

rest = Rest("gradebook")
_BASE = "/api/v1/courses/:course_id/assignments/:assignment_id"
_LATE_POLICIES = ("late", "missing", "extended", "none")


@rest.route("GET", "/api/v1/courses/:course_id/assignments")
def assignments(caller: Caller, course_id: int) -> Any:
    """Return the assignments of a course."""
    caller.course(course_id)
    return paged([_assignment(caller, a) for a in caller.world.assignments.values() if a.course_id == course_id])


@rest.route("GET", "/api/v1/courses/:course_id/assignments/:id")
def assignment(caller: Caller, course_id: int, own_id: int) -> Any:
    """Return one assignment."""
    caller.course(course_id)
    return _assignment(caller, caller.world.assignment(course_id, own_id))


@rest.route("GET", f"{_BASE}/submissions/:user_id")
def one(caller: Caller, course_id: int, assignment_id: int, user_id: int) -> Any:
    """Return a person's row, with its remarks if asked by `include[]=submission_comments`."""
    found, row = _row(caller, course_id, assignment_id, user_id)
    staff = caller.world.course(course_id).has_staff(caller.user)
    if not staff and user_id != caller.user.id:
        raise not_allowed()
    return shown(caller, found, row, comments=caller.includes("submission_comments"), staff=staff)


@rest.route("PUT", f"{_BASE}/submissions/:user_id")
def change(caller: Caller, course_id: int, assignment_id: int, user_id: int) -> Any:
    """Add a remark, set or clear a label, grade."""
    caller.staff(course_id)
    found, row = _row(caller, course_id, assignment_id, user_id)
    _label(caller, row, caller.params.get("submission", {}))
    _grade(caller, found, row, caller.params.get("submission", {}))
    said = caller.params.get("comment", {})
    if isinstance(said, dict) and said.get("text_comment"):
        attempt = int(said["attempt"]) if str(said.get("attempt", "")).isdigit() else row.attempt
        if attempt is not None and attempt > (row.attempt or 0):
            raise bad_request("Submission attempt must exist")
        row.comments.append(Comment(
            caller.world.next_id("comment"), caller.user.id, str(said["text_comment"]), caller.world.now(), attempt
        ))
    return shown(caller, found, row, comments=True, staff=True)


def _label(caller: Caller, row: Submission, wanted: dict[str, Any]) -> None:
    if "custom_grade_status_id" in wanted:
        given = str(wanted["custom_grade_status_id"])
        if given and (not given.isdigit() or int(given) not in caller.world.statuses):
            raise not_there()
        row.status_id, row.late_policy = (int(given), None) if given else (None, row.late_policy)
    if "late_policy_status" in wanted:
        if wanted["late_policy_status"] not in _LATE_POLICIES:
            raise bad_request("late_policy_status is not included in the list")
        row.late_policy, row.status_id = wanted["late_policy_status"], None


def _grade(caller: Caller, found: Assignment, row: Submission, wanted: dict[str, Any]) -> None:
    if "posted_grade" not in wanted:
        return
    try:
        row.score = float(wanted["posted_grade"]) if wanted["posted_grade"] else None
    except ValueError:
        raise bad_request("The grade is not a number") from None
    row.state = "graded" if row.score is not None else row.state
    if not found.post_manually:
        row.posted_at = caller.world.now()


def _row(caller: Caller, course_id: int, assignment_id: int, user_id: int) -> tuple[Assignment, Submission]:
    course, found = caller.course(course_id), caller.world.assignment(course_id, assignment_id)
    if user_id not in course.students():
        raise not_there()
    return found, caller.world.submission(found, user_id)


def shown(
    caller: Caller, found: Assignment, row: Submission, *, comments: bool, staff: bool
) -> dict[str, Any]:
    """Return a row as Canvas shows it; students see grade and remarks once they are posted."""
    open_to_all = staff or row.posted_at is not None
    score = row.score if open_to_all else None
    body: dict[str, Any] = {
        "id": row.id, "assignment_id": found.id, "user_id": row.user_id, "attempt": row.attempt,
        "submission_type": found.kind if row.attempt else None, "workflow_state": row.state,
        "submitted_at": written(row.submitted_at), "score": score, "grade": None if score is None else f"{score:g}",
        "posted_at": written(row.posted_at), "custom_grade_status_id": row.status_id,
        "late_policy_status": row.late_policy, "late": row.late_policy == "late",
        "missing": row.late_policy == "missing", "excused": None, "grade_matches_current_submission": True,
        "preview_url": f"{caller.world.url}/courses/{found.course_id}/assignments/{found.id}/submissions/{row.user_id}",
    }
    if comments:
        body["submission_comments"] = [_comment(caller, each) for each in row.comments if open_to_all]
    return body


def _comment(caller: Caller, comment: Comment) -> dict[str, Any]:
    author = caller.world.users.get(comment.author_id or 0)
    return {
        "id": comment.id, "author_id": comment.author_id, "author_name": author.name if author else None,
        "comment": comment.text, "created_at": written(comment.at), "edited_at": None, "attempt": comment.attempt,
        "author": {"id": author.id, "display_name": author.name} if author else {},
    }


def _assignment(caller: Caller, found: Assignment) -> dict[str, Any]:
    quiz = next((q.id for q in caller.world.quizzes.values() if q.assignment_id == found.id), None)
    kinds = {"online_quiz": ["online_quiz"]}.get(found.kind, ["external_tool"])
    return {
        "id": found.id, "course_id": found.course_id, "name": found.name, "points_possible": found.points,
        "submission_types": kinds, "is_quiz_assignment": found.kind == "online_quiz", "quiz_id": quiz,
        "is_quiz_lti_assignment": found.kind == "new_quiz", "published": found.published,
        "post_manually": found.post_manually, "only_visible_to_overrides": found.only_overrides,
        "unlock_at": written(found.unlock_at), "due_at": written(found.due_at), "lock_at": written(found.lock_at),
        "html_url": f"{caller.world.url}/courses/{found.course_id}/assignments/{found.id}",
    }
