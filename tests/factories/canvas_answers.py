"""What Canvas answers, as its documentation shows it: for the tests of its adapter."""

from typing import Any

from integrations.base import AttemptInLms, ExamInLms
from integrations.canvas import endpoints
from integrations.canvas.api import iso
from integrations.quizzes import ApiConnection, QuizInLms

AT = 1_800_000_000.0
ORIGIN = "https://canvas.test"
CLASSIC = QuizInLms("classic", "7", "12", "34", "Midterm", f"{ORIGIN}/courses/7/quizzes/12", 60, 1)
UNTIMED = QuizInLms("classic", "7", "12", "34", "Midterm", f"{ORIGIN}/courses/7/quizzes/12", None, 1)
NEW = QuizInLms("new", "7", "35", "35", "Final", f"{ORIGIN}/courses/7/assignments/35", 60, 1)
API = ApiConnection(ORIGIN, frozenset(endpoints.SCOPES), AT)
ATTEMPT = AttemptInLms("sub-1", "s1", 1, "link-1", user="500", extra_minutes=5)


def exam(quiz: QuizInLms = CLASSIC, api: ApiConnection | None = API) -> ExamInLms:
    """An exam with a quiz of Canvas's."""
    return ExamInLms("exam-1", "link-1", "course-1", quiz=quiz, api=api)


def quiz_json(**changes: Any) -> dict[str, Any]:
    """A Classic Quiz."""
    return {
        "id": 12, "title": "Midterm", "html_url": f"{ORIGIN}/courses/7/quizzes/12", "quiz_type": "assignment",
        "time_limit": 60, "allowed_attempts": 1, "published": True, "access_code": None, "assignment_id": 34,
        "unlock_at": "2027-01-15T08:00:00Z", "lock_at": None,
    } | changes


def new_json(**changes: Any) -> dict[str, Any]:
    """A New Quiz."""
    settings = {
        "has_time_limit": True, "session_time_limit_in_seconds": 3600, "require_student_access_code": True,
        "student_access_code": "abc", "multiple_attempts": {"multiple_attempts_enabled": False},
    }
    return {"id": "35", "title": "Final", "published": True, "quiz_settings": settings} | changes


def taking_json(**changes: Any) -> dict[str, Any]:
    """What Canvas keeps of student 500, who takes a Classic Quiz until half an hour after AT."""
    return {
        "id": 900, "quiz_id": 12, "user_id": 500, "attempt": 1, "workflow_state": "untaken",
        "started_at": iso(AT - 1800), "end_at": iso(AT + 1800), "finished_at": None, "extra_time": None,
        "extra_attempts": None,
    } | changes


def takings_json(**changes: Any) -> dict[str, Any]:
    """The list with that one student."""
    return {"quiz_submissions": [taking_json(**changes)]}


def override_json(**changes: Any) -> dict[str, Any]:
    """Dates of student 500 alone, made by Invigil."""
    return {"id": 77, "title": "Closed by Invigil", "student_ids": [500], "lock_at": iso(AT)} | changes
