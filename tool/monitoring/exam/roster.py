"""Who has not started: the course's class list held against the attempts of an exam.

The class list is the LMS's. It is read while somebody watches and kept in memory only (tool/lms/class_lists.py)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from tool.monitoring.exam.ports import Work


@dataclass(frozen=True, slots=True)
class Enrolled:
    """Somebody who learns in the exam's course. `subject` is the platform's id of the person; `name` is "" where the
    LMS tells none; `groups` are those of the course that they are in, None where that is not known."""

    subject: str
    name: str
    groups: tuple[str, ...] | None = None


ListStanding = Literal["reading", "read", "none", "failed"]
"""It has been asked for; it is there; the LMS gives none; it could not be read."""


@dataclass(frozen=True, slots=True)
class ClassList:
    """An exam's class list as it stands. `learners` are of `read_at` (Unix seconds), also while it cannot be read
    anew."""

    standing: ListStanding
    learners: tuple[Enrolled, ...] = ()
    read_at: float | None = None


def not_started(work: Work, exam_id: str, enrolled: Sequence[Enrolled]) -> list[Enrolled]:
    """Return those who have no attempt at the exam, by name; those without a name last."""
    attempts = work.attempts.in_exam(exam_id)
    people = work.people.many(sorted({attempt.person_id for attempt in attempts}))
    started = {person.subject for person in people.values()}
    missing = [each for each in enrolled if each.subject not in started]
    return sorted(missing, key=lambda each: (not each.name, each.name.casefold(), each.subject))
