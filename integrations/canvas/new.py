"""New Quizzes: what Canvas's second quiz engine says of a quiz. It tells nobody who is taking one."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlsplit

from integrations.base import Calls
from integrations.canvas import api, endpoints
from integrations.quizzes import HandOver, ListedQuiz, QuizInLms

KIND = "new"
_READING = "Reading the quiz"


def listed(course: str, calls: Calls) -> Iterator[ListedQuiz]:
    """Go through the New Quizzes of a course."""
    found = api.entries(endpoints.NEW_QUIZZES, "Listing the New Quizzes", calls, {"course_id": course})
    for entry, page in found:
        if api.ident(entry.get("id")):
            yield _quiz(entry, course, page)


def read(quiz: QuizInLms, calls: Calls) -> ListedQuiz:
    """Return how the quiz stands; raise IntegrationFailed."""
    entry = api.body(api.send(endpoints.NEW_QUIZ, _READING, calls, _ids(quiz)), _READING)
    return _quiz({**entry, "id": quiz.id}, quiz.course, quiz.url)


def set_code(quiz: QuizInLms, code: str, calls: Calls) -> None:
    """Have the quiz ask for this code, or for none."""
    settings = "quiz[quiz_settings]"
    form = (
        (f"{settings}[require_student_access_code]", "true" if code else "false"),
        (f"{settings}[student_access_code]", code),
    )
    api.send(endpoints.CHANGE_NEW_QUIZ, "Changing the quiz", calls, _ids(quiz), form=form, repeatable=True)


def hand_over(quiz: QuizInLms, code: str) -> HandOver:
    """Return the quiz's page and the code to type there: it is asked for in a frame of another origin."""
    return HandOver(quiz.url, code)


def _ids(quiz: QuizInLms) -> dict[str, str]:
    return {"course_id": quiz.course, "assignment_id": quiz.id}


def _quiz(entry: dict[str, Any], course: str, page: str) -> ListedQuiz:
    """Return the quiz; `page` is an address on the LMS, on which the quiz has its own page as an assignment."""
    name, said = api.ident(entry["id"]), entry.get("quiz_settings")
    settings = said if isinstance(said, dict) else {}
    limited = settings.get("has_time_limit") is True
    limit_s = api.whole(settings.get("session_time_limit_in_seconds")) if limited else None
    quiz = QuizInLms(
        kind=KIND, course=course, id=name, assignment=name, title=api.words(entry.get("title")),
        url=_page(page, course, name), time_limit_min=max(limit_s // 60, 1) if limit_s and limit_s > 0 else None,
        attempts=_attempts(settings.get("multiple_attempts")),
    )
    asks = settings.get("require_student_access_code") is True
    return ListedQuiz(
        quiz, published=entry.get("published") is True,
        code=api.words(settings.get("student_access_code")) if asks else "",
        opens_at=api.unix(entry.get("unlock_at")), closes_at=api.unix(entry.get("lock_at")),
    )


def _page(known: str, course: str, assignment: str) -> str:
    parts = urlsplit(known)
    return f"{parts.scheme}://{parts.netloc}/courses/{quote(course, safe='')}/assignments/{quote(assignment, safe='')}"


def _attempts(said: Any) -> int | None:
    if not isinstance(said, dict) or said.get("multiple_attempts_enabled") is not True:
        return 1
    most = api.whole(said.get("max_attempts"))
    return most if said.get("attempt_limit") is True and most is not None and most > 0 else None
