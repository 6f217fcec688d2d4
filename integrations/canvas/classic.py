"""Classic Quizzes: what Canvas says of a quiz, of who takes it and of what its own log has noted."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from integrations.base import Calls, IntegrationFailed
from integrations.canvas import api, endpoints
from integrations.quizzes import HandOver, ListedQuiz, LogEntry, LogWord, QuizInLms, Taking

KIND = "classic"
_NEW_TYPE = "quizzes.next"
_READING, _CHANGING = "Reading the quiz", "Changing the quiz"
_OVER = frozenset({"complete", "pending_review"})
_RUNNING = "untaken"
_WORDS = {
    "page_blurred": LogWord.PAGE_LEFT, "page_focused": LogWord.PAGE_BACK, "question_answered": LogWord.ANSWERED,
}
NO_LOG = (
    "Canvas keeps no quiz log in this course: an administrator can switch on “Quiz Log Auditing” in the course's "
    "feature options."
)


@dataclass(frozen=True, slots=True)
class Row:
    """What Canvas keeps of one student and one quiz. `running` and `over` are both False before the first start.
    `extra_time` (minutes) and `extra_attempts` are those given so far. Times are Unix seconds."""

    user: str
    submission: str
    attempt: int
    running: bool
    over: bool
    started_at: float | None
    ends_at: float | None
    ended_at: float | None
    extra_time: int
    extra_attempts: int


def listed(course: str, calls: Calls) -> Iterator[ListedQuiz]:
    """Go through the Classic Quizzes of a course; New Quizzes that Canvas lists here are left out."""
    found = api.entries(endpoints.QUIZZES, "Listing the quizzes", calls, {"course_id": course})
    for entry, _ in found:
        if entry.get("quiz_type") != _NEW_TYPE and api.ident(entry.get("id")):
            yield _quiz(entry, course)


def read(quiz: QuizInLms, calls: Calls) -> ListedQuiz:
    """Return how the quiz stands. Raise IntegrationFailed, also if the account may not see access codes."""
    entry = api.body(api.send(endpoints.QUIZ, _READING, calls, _ids(quiz)), _READING)
    if "access_code" not in entry or not api.ident(entry.get("id")):
        raise IntegrationFailed(
            "Canvas does not show the access code of this quiz to the account that connected its API: connect it with "
            "an account that may edit quizzes.", retry=False,
        )
    return _quiz(entry, quiz.course)


def set_code(quiz: QuizInLms, code: str, calls: Calls) -> None:
    """Have the quiz ask for this code, or for none; students get no message about it."""
    form = (("quiz[access_code]", code), ("quiz[notify_of_update]", "false"))
    api.send(endpoints.CHANGE_QUIZ, _CHANGING, calls, _ids(quiz), form=form, repeatable=True)


def hand_over(quiz: QuizInLms, code: str) -> HandOver:
    """Return the page that starts the quiz, with the code in its address."""
    return HandOver(f"{quiz.url.partition('?')[0].rstrip('/')}/take?access_code={quote(code, safe='')}")


def rows(quiz: QuizInLms, calls: Calls) -> dict[str, Row]:
    """Return what Canvas keeps of each student of the quiz, the latest attempt of each. Canvas grades what is overdue
    when it is asked."""
    ids = {"course_id": quiz.course, "quiz_id": quiz.id}
    found: dict[str, Row] = {}
    for entry, _ in api.entries(endpoints.TAKINGS, "Reading who takes the quiz", calls, ids, root="quiz_submissions"):
        row = _row(entry)
        if row is not None and (row.user not in found or found[row.user].attempt <= row.attempt):
            found[row.user] = row
    return found


def takings(quiz: QuizInLms, calls: Calls) -> list[Taking]:
    """Return who takes the quiz or has taken it."""
    return [
        Taking(r.user, r.submission, r.attempt, r.over, r.started_at, r.ends_at, r.ended_at)
        for r in rows(quiz, calls).values() if r.running or r.over
    ]


def log(quiz: QuizInLms, taking: Taking, calls: Calls) -> list[LogEntry]:
    """Return what the quiz log has of one taking, oldest first. Raise IntegrationFailed if the course keeps none."""
    ids = {"course_id": quiz.course, "quiz_id": quiz.id, "id": taking.submission}
    lines = api.entries(
        endpoints.LOG, "Reading the quiz log", calls, ids, root="quiz_submission_events",
        query=f"attempt={taking.attempt}&{api.PER_PAGE}",
    )
    try:
        found = [entry for line, _ in lines if (entry := _entry(line)) is not None]
    except IntegrationFailed as exc:
        if exc.status == 400:
            raise IntegrationFailed(NO_LOG, retry=False, status=400, impossible=True) from exc
        raise
    return sorted(found, key=lambda entry: entry.at)


def _ids(quiz: QuizInLms) -> dict[str, str]:
    return {"course_id": quiz.course, "id": quiz.id}


def _quiz(entry: dict[str, Any], course: str) -> ListedQuiz:
    limit, attempts = api.whole(entry.get("time_limit")), api.whole(entry.get("allowed_attempts"))
    quiz = QuizInLms(
        kind=KIND, course=course, id=api.ident(entry["id"]), assignment=api.ident(entry.get("assignment_id")),
        title=api.words(entry.get("title")), url=api.words(entry.get("html_url")),
        time_limit_min=limit if limit is not None and limit > 0 else None,
        attempts=attempts if attempts is not None and attempts > 0 else None,
    )
    return ListedQuiz(
        quiz, published=entry.get("published") is True, code=api.words(entry.get("access_code")),
        opens_at=api.unix(entry.get("unlock_at")), closes_at=api.unix(entry.get("lock_at")),
    )


def _row(entry: dict[str, Any]) -> Row | None:
    user, state = api.ident(entry.get("user_id")), entry.get("workflow_state")
    if not user or state == "preview":
        return None
    return Row(
        user=user, submission=api.ident(entry.get("id")), attempt=api.whole(entry.get("attempt")) or 1,
        running=state == _RUNNING, over=state in _OVER if isinstance(state, str) else False,
        started_at=api.unix(entry.get("started_at")), ends_at=api.unix(entry.get("end_at")),
        ended_at=api.unix(entry.get("finished_at")), extra_time=max(api.whole(entry.get("extra_time")) or 0, 0),
        extra_attempts=max(api.whole(entry.get("extra_attempts")) or 0, 0),
    )


def _entry(line: dict[str, Any]) -> LogEntry | None:
    name, at, said = api.ident(line.get("id")), api.unix(line.get("created_at")), line.get("event_type")
    if not name or at is None:
        return None
    return LogEntry(name, at, _WORDS.get(said, LogWord.OTHER) if isinstance(said, str) else LogWord.OTHER)
