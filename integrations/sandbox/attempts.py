"""Attempts at a quiz: their states, their clock and their answers; every change is one transaction here."""

import secrets
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from integrations.sandbox.catalogue import Quiz
from integrations.sandbox.database import transaction
from integrations.sandbox.refusal import Refused

# What a browser sends at the last second may arrive a little after it.
GRACE_S = 5.0
ANSWER_LIMIT = 20_000


class State(StrEnum):
    """Where an attempt stands. `created` waits for the tool's StartAssessment; its clock does not run yet."""

    CREATED = "created"
    RUNNING = "running"
    PAUSED = "paused"
    TERMINATED = "terminated"
    SUBMITTED = "submitted"

    @property
    def is_open(self) -> bool:
        """Whether the examinee may still come back to it."""
        return self in (State.CREATED, State.RUNNING, State.PAUSED)


@dataclass(frozen=True, slots=True)
class Attempt:
    """One examinee's one go at a quiz. Times are Unix seconds; `link_id` is the proctoring link it is taken under."""

    id: int
    quiz_id: int
    person_id: str
    number: int
    state: State
    link_id: str | None
    session_data: str
    created_at: float
    started_at: float | None
    deadline: float | None
    paused_at: float | None
    extra_minutes: int
    finished_at: float | None
    end_note: str
    wants_end: bool
    comment: str

    def seconds_left(self, now: float) -> int | None:
        """Return the seconds left; a pause stops the clock. None before the start and after the end."""
        if self.deadline is None or not self.state.is_open:
            return None
        return max(0, round(self.deadline - (self.paused_at or now)))


def _attempt(row: sqlite3.Row) -> Attempt:
    values = dict(row)
    values["state"] = State(values["state"])
    values["wants_end"] = bool(values["wants_end"])
    return Attempt(**values)


def get(db: sqlite3.Connection, attempt_id: int, now: float) -> Attempt | None:
    """Return an attempt as it stands now; one whose time has run out is submitted by this."""
    row = db.execute("SELECT * FROM attempts WHERE id = ?", (attempt_id,)).fetchone()
    return None if row is None else _settled(db, _attempt(row), now)


def by_session_data(db: sqlite3.Connection, session_data: str, now: float) -> Attempt | None:
    """Return the attempt that this session_data was made for."""
    row = db.execute("SELECT * FROM attempts WHERE session_data = ?", (session_data,)).fetchone()
    return None if row is None else _settled(db, _attempt(row), now)


def numbered(db: sqlite3.Connection, link_id: str, person_id: str, number: int, now: float) -> Attempt | None:
    """Return a person's attempt of this number that is taken under this proctoring link."""
    row = db.execute(
        "SELECT * FROM attempts WHERE link_id = ? AND person_id = ? AND number = ?", (link_id, person_id, number)
    ).fetchone()
    return None if row is None else _settled(db, _attempt(row), now)


def of_quiz(db: sqlite3.Connection, quiz_id: int, now: float, person_id: str | None = None) -> list[Attempt]:
    """Return a quiz's attempts, newest first; only one person's if given."""
    rows = db.execute(
        "SELECT * FROM attempts WHERE quiz_id = ? AND (? IS NULL OR person_id = ?) ORDER BY created_at DESC, id DESC",
        (quiz_id, person_id, person_id),
    ).fetchall()
    return [_settled(db, _attempt(row), now) for row in rows]


def _settled(db: sqlite3.Connection, attempt: Attempt, now: float) -> Attempt:
    if attempt.state is not State.RUNNING or attempt.deadline is None or now <= attempt.deadline + GRACE_S:
        return attempt
    row = db.execute(
        "UPDATE attempts SET state = 'submitted', finished_at = deadline, end_note = 'Time was up.' "
        "WHERE id = ? AND state = 'running' AND deadline = ? RETURNING *",
        (attempt.id, attempt.deadline),
    ).fetchone()
    if row is None:
        row = db.execute("SELECT * FROM attempts WHERE id = ?", (attempt.id,)).fetchone()
    return _attempt(row)


def open_or_new(db: sqlite3.Connection, quiz: Quiz, person_id: str, link_id: str | None, now: float) -> Attempt:
    """Return the person's open attempt, or start a new one; without a proctoring link its clock runs at once."""
    proctored = link_id is not None
    with transaction(db):
        for attempt in of_quiz(db, quiz.id, now, person_id):
            if attempt.state.is_open:
                return attempt
        row = db.execute(
            "INSERT INTO attempts "
            "(quiz_id, person_id, number, state, link_id, session_data, created_at, started_at, deadline) "
            "SELECT ?, ?, coalesce(max(number), 0) + 1, ?, ?, ?, ?, ?, ? FROM attempts "
            "WHERE quiz_id = ? AND person_id = ? RETURNING *",
            (
                quiz.id,
                person_id,
                State.CREATED if proctored else State.RUNNING,
                link_id,
                secrets.token_urlsafe(32),
                now,
                None if proctored else now,
                None if proctored else now + quiz.minutes * 60,
                quiz.id,
                person_id,
            ),
        ).fetchone()
    return _attempt(row)


def begin(db: sqlite3.Connection, attempt: Attempt, minutes: int, wants_end: bool, now: float) -> None:
    """The proctoring tool let the examinee start: the clock runs. One that already runs goes on as it was."""
    db.execute(
        "UPDATE attempts SET state = 'running', started_at = ?, deadline = ? + 60 * extra_minutes, wants_end = ? "
        "WHERE id = ? AND state = 'created'",
        (now, now + minutes * 60, wants_end, attempt.id),
    )


def pause(db: sqlite3.Connection, attempt: Attempt, now: float) -> None:
    """Stop the clock; answers are refused from now on."""
    db.execute(
        "UPDATE attempts SET state = 'paused', paused_at = ? WHERE id = ? AND state = 'running'", (now, attempt.id)
    )


def resume(db: sqlite3.Connection, attempt: Attempt, now: float) -> None:
    """Let the clock run again; the time of the pause is credited."""
    db.execute(
        "UPDATE attempts SET state = 'running', deadline = deadline + (? - paused_at), paused_at = NULL "
        "WHERE id = ? AND state = 'paused'",
        (now, attempt.id),
    )


def extend(db: sqlite3.Connection, attempt: Attempt, minutes: int) -> None:
    """Add minutes to the attempt's time."""
    db.execute(
        "UPDATE attempts SET extra_minutes = extra_minutes + ?, deadline = deadline + 60 * ? WHERE id = ?",
        (minutes, minutes, attempt.id),
    )


def terminate(db: sqlite3.Connection, attempt: Attempt, note: str, now: float) -> None:
    """Close the attempt for good; the answers saved so far are kept."""
    db.execute(
        "UPDATE attempts SET state = 'terminated', finished_at = ?, paused_at = NULL, end_note = ? "
        "WHERE id = ? AND state IN ('created', 'running', 'paused')",
        (now, note, attempt.id),
    )


def submit(db: sqlite3.Connection, attempt_id: int, now: float) -> None:
    """The examinee hands in. Raises Refused (409) unless the attempt is running."""
    with transaction(db):
        attempt = _working(db, attempt_id, now)
        db.execute(
            "UPDATE attempts SET state = 'submitted', finished_at = ? WHERE id = ?",
            (min(now, attempt.deadline or now), attempt_id),
        )


def save(db: sqlite3.Connection, attempt_id: int, values: Mapping[int, str], now: float) -> int:
    """Keep answers, by id, to questions of this quiz; return how many. Raises Refused (409) unless running."""
    with transaction(db):
        attempt = _working(db, attempt_id, now)
        rows = db.execute("SELECT id FROM questions WHERE quiz_id = ?", (attempt.quiz_id,))
        known = {row["id"] for row in rows} & values.keys()
        for question_id in known:
            text = values[question_id][:ANSWER_LIMIT]
            if text.strip():
                db.execute("INSERT OR REPLACE INTO answers VALUES (?, ?, ?, ?)", (attempt_id, question_id, text, now))
            else:
                db.execute("DELETE FROM answers WHERE attempt_id = ? AND question_id = ?", (attempt_id, question_id))
    return len(known)


def _working(db: sqlite3.Connection, attempt_id: int, now: float) -> Attempt:
    attempt = get(db, attempt_id, now)
    if attempt is None:
        raise Refused("unknown_attempt", "There is no such attempt.", 404)
    if attempt.state is State.PAUSED:
        raise Refused("paused", "This attempt is paused. Answers are not taken until it goes on.", 409)
    if attempt.state is State.TERMINATED:
        raise Refused("terminated", "This attempt was ended by the proctor. What was saved before is kept.", 409)
    if attempt.state is State.SUBMITTED:
        raise Refused("submitted", "This attempt is submitted. It can no longer be changed.", 409)
    if attempt.state is State.CREATED:
        raise Refused("not_started", "This attempt has not begun yet.", 409)
    return attempt


def answers(db: sqlite3.Connection, attempt_id: int) -> dict[int, str]:
    """Return the saved answers by question id."""
    rows = db.execute("SELECT question_id, value FROM answers WHERE attempt_id = ?", (attempt_id,))
    return {row["question_id"]: row["value"] for row in rows}
