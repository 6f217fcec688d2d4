"""A student's own dates for one assignment: shutting it for one person, and taking that back."""

from typing import Any

from integrations.base import Calls, IntegrationFailed
from integrations.canvas import api, endpoints
from integrations.quizzes import QuizInLms

TITLE = "Closed by Invigil"
"""Canvas shows it to teachers beside the dates; by it Invigil knows what it has made itself."""
_LOOKING, _CHANGING = "Reading the student's dates", "Closing the quiz for the student"
_KEPT = ("due_at", "unlock_at")
IN_A_GROUP = (
    "Canvas has other dates for this student together with other students, and takes no second ones: in Canvas, set "
    "“Until” for this student by hand."
)
BY_HAND = "In Canvas, set “Until” for this student back by hand: the dates were not made by Invigil."


def close(quiz: QuizInLms, user: str, at: float, calls: Calls) -> str:
    """Shut the quiz for one student from `at` (Unix seconds) on; return what was done. Tried again, it finds what it
    has made and makes nothing twice. Raise IntegrationFailed."""
    if not quiz.assignment:
        raise IntegrationFailed("This quiz has no assignment, so that no dates can be set for one student.",
                                retry=False, impossible=True)
    found = _found(quiz, user, calls)
    if found is None:
        api.send(
            endpoints.NEW_OVERRIDE, _CHANGING, calls, _ids(quiz), repeatable=False, looked=True, form=(
                ("assignment_override[student_ids][]", user), ("assignment_override[title]", TITLE),
                ("assignment_override[lock_at]", api.iso(at)),
            ),
        )
        return "Canvas has closed the quiz for this student."
    if _students(found) != {user}:
        raise IntegrationFailed(IN_A_GROUP, retry=False)
    until = api.unix(found.get("lock_at"))
    if until is not None and until <= at:
        return "The quiz is closed for this student in Canvas already."
    kept = tuple(
        (f"assignment_override[{name}]", value) for name in _KEPT if isinstance(value := found.get(name), str)
    )
    api.send(
        endpoints.CHANGE_OVERRIDE, _CHANGING, calls, {**_ids(quiz), "id": api.ident(found.get("id"))}, repeatable=True,
        form=(*kept, ("assignment_override[lock_at]", api.iso(at))),
    )
    return "Canvas has closed the quiz for this student, who had dates of their own."


def open_again(quiz: QuizInLms, user: str, at: float, calls: Calls) -> None:
    """Take back what `close` has made; do nothing if the quiz is not shut for the student at `at`. Raise
    IntegrationFailed if the dates are not Invigil's."""
    found = _found(quiz, user, calls) if quiz.assignment else None
    until = None if found is None else api.unix(found.get("lock_at"))
    if found is None or until is None or until > at:
        return
    if found.get("title") != TITLE or _students(found) != {user}:
        raise IntegrationFailed(BY_HAND, retry=False)
    try:
        api.send(
            endpoints.NO_OVERRIDE, "Opening the quiz for the student", calls,
            {**_ids(quiz), "id": api.ident(found.get("id"))}, repeatable=True,
        )
    except IntegrationFailed as exc:
        if exc.status != 404:
            raise


def _ids(quiz: QuizInLms) -> dict[str, str]:
    return {"course_id": quiz.course, "assignment_id": quiz.assignment}


def _found(quiz: QuizInLms, user: str, calls: Calls) -> dict[str, Any] | None:
    listed = api.entries(endpoints.OVERRIDES, _LOOKING, calls, _ids(quiz))
    return next((entry for entry, _ in listed if user in _students(entry)), None)


def _students(entry: dict[str, Any]) -> set[str]:
    listed = entry.get("student_ids")
    return {name for each in listed if (name := api.ident(each))} if isinstance(listed, list) else set()
