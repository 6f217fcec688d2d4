"""Attempts in Learn's gradebook: who is at work, who has handed in, and the notes that staff read beside one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from integrations.base import AttemptInLms, Calls, ExamInLms, IntegrationFailed
from integrations.blackboard import api, words
from integrations.quizzes import QuizInLms, Taking

_OPEN = frozenset({"NotAttempted", "InProgress", "Suspended", "InMoreProgress"})
_OVER = frozenset({"NeedsGrading", "Completed", "NeedsMoreGrading", "Abandoned", "Canceled"})
_READING = "Reading the attempts"
_FIELDS = "id,userId,status,created,attemptReceipt"


@dataclass(frozen=True, slots=True)
class Found:
    """One attempt: its address, and what Learn says of it."""

    path: str
    says: Mapping[str, Any]

    @property
    def is_open(self) -> bool:
        """Whether the examinee may be at work still."""
        return api.text(self.says, "status") in _OPEN


def takings(quiz: QuizInLms, calls: Calls) -> list[Taking]:
    """Return the latest attempt of everybody at a test; `quiz.assignment` is its gradebook column, looked up by the
    content item (`quiz.id`) where it is "". The `user` of each is Learn's primary id, as launches tell it."""
    column = quiz.assignment or column_of(quiz.course, quiz.id, calls)
    latest: dict[str, Taking] = {}
    for entry in _in_order(api.listed(calls, api.attempts_path(quiz.course, column), _READING, "gradebook",
                                      {"fields": _FIELDS})):
        user, status = api.text(entry, "userId"), api.text(entry, "status")
        if not user or status not in _OPEN | _OVER:
            continue
        before = latest.get(user)
        latest[user] = Taking(
            user=user, submission=api.text(entry, "id"), attempt=1 if before is None else before.attempt + 1,
            over=status in _OVER, started_at=_moment(entry, "created"), ended_at=_handed_in(entry),
        )
    return list(latest.values())


def column_of(course: str, content: str, calls: Calls) -> str:
    """Return the gradebook column of a content item; raise IntegrationFailed if it has none."""
    query = {"contentId": content}
    for entry in api.listed(calls, api.columns_path(course), "Reading the gradebook columns", "gradebook", query):
        if api.text(entry, "contentId") in (content, "") and api.text(entry, "id"):
            return api.text(entry, "id")
    raise IntegrationFailed(words.NO_TEST, retry=False)


def add_note(exam: ExamInLms, attempt: AttemptInLms, notes: str, feedback: str, calls: Calls) -> None:
    """Add a line to an attempt's notes, and to its feedback unless that is "". What is there already stays, and the
    same line is never there twice. Raise IntegrationFailed, to be tried again while the attempt runs.

    Only these two fields go there: a status "Completed" would post a grade."""
    there = found(exam, attempt, calls)
    if there.is_open:
        raise IntegrationFailed(words.NOT_YET, retry=True, after_s=600.0)
    added = {"notes": notes, "feedback": feedback}
    fresh = {name: _with(api.text(there.says, name), line) for name, line in added.items() if line}
    changed = {name: value for name, value in fresh.items() if value != api.text(there.says, name)}
    if changed:
        api.send(calls, "PATCH", there.path, "Writing the notes of the attempt", "gradebook", changed)


def found(exam: ExamInLms, attempt: AttemptInLms, calls: Calls) -> Found:
    """Return an attempt as Learn has it now; raise IntegrationFailed if it has none."""
    quiz = exam.quiz
    course, content = (quiz.course, quiz.id) if quiz else (exam.context_id, attempt.resource_link_id)
    column = quiz.assignment if quiz and quiz.assignment else column_of(course, content, calls)
    path = f"{api.attempts_path(course, column)}/{api.ref(_chosen(course, column, attempt, calls))}"
    says = api.send(calls, "GET", path, "Reading the attempt", "gradebook")
    return Found(path, says if isinstance(says, dict) else {})


def _chosen(course: str, column: str, attempt: AttemptInLms, calls: Calls) -> str:
    """Return the id of the attempt: the one that is known, else that with the number of the launch, else the latest."""
    if attempt.submission:
        return attempt.submission
    query = {"userId": attempt.user or f"uuid:{attempt.subject}", "fields": _FIELDS}
    found = _in_order(api.listed(calls, api.attempts_path(course, column), _READING, "gradebook", query))
    ids = [api.text(entry, "id") for entry in found if api.text(entry, "id")]
    if not ids:
        raise IntegrationFailed(words.NO_ATTEMPT, retry=True, after_s=600.0)
    number = str(attempt.number)
    index = int(number) - 1 if number.isascii() and number.isdigit() and len(number) < 5 else -1
    return ids[index] if 0 <= index < len(ids) else ids[-1]


def _with(there: str, line: str) -> str:
    if line in there:
        return there
    return f"{there}\n{line}" if there else line


def _in_order(entries: Any) -> Sequence[Mapping[str, Any]]:
    return sorted(entries, key=lambda entry: _moment(entry, "created") or 0.0)


def _handed_in(entry: Mapping[str, Any]) -> float | None:
    receipt = entry.get("attemptReceipt")
    return _moment(receipt, "submissionDate") if isinstance(receipt, dict) else None


def _moment(entry: Mapping[str, Any], name: str) -> float | None:
    """Return a time as Unix seconds, None where there is none that can be read."""
    try:
        return datetime.fromisoformat(api.text(entry, name)).timestamp()
    except (ValueError, OverflowError):
        return None
