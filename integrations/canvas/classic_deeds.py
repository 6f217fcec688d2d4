"""Decisions about an attempt at a Classic Quiz: more time, the end, and another attempt.

Canvas adds up what it is sent, so that each deed looks first: what an earlier try was to change is noted, and a later
one compares (docs/decisions/0047)."""

from collections.abc import Mapping
from typing import Any

from integrations.base import AttemptInLms, Calls, Command, Done, IntegrationFailed
from integrations.canvas import api, classic, endpoints, handing_in, overrides
from integrations.canvas.classic import Row
from integrations.quizzes import QuizInLms

_MINUTE_S = 60.0
_TOLERANCE_S = 30.0
"""By less than this, an end that Canvas tells has not moved."""
_END, _TIME, _ATTEMPTS, _CLOSING = "end_at", "extra_time", "extra_attempts", "closing_end_at"
"""What is noted: the end before it is moved, and the totals to be set."""
UNTIMED = "this quiz has no time limit, so there is nothing to add to. If it closes too soon, move “Until” in Canvas"
OPEN_STILL = "Closed in Invigil's panel; Canvas keeps this attempt open, since the quiz has no time limit."


def extra_time(command: Command, quiz: QuizInLms, attempt: AttemptInLms, calls: Calls) -> Done:
    """Give more minutes: a running attempt ends later; one to come is longer. Raise IntegrationFailed."""
    minutes, row = command.minutes or 0, classic.rows(quiz, calls).get(attempt.user)
    if row is not None and row.running and row.ends_at is not None:
        return _later(command, quiz, row, minutes, calls)
    if _END in command.memo:
        raise IntegrationFailed("The attempt is over in Canvas: there is nothing left to prolong.", retry=False)
    if quiz.time_limit_min is None:
        raise IntegrationFailed(f"Noted in the report only: {UNTIMED}.", retry=False, impossible=True)
    had = 0 if row is None else row.extra_time
    total = _noted(command.memo, _TIME, max(had + minutes, attempt.extra_minutes if row is None else 0), calls)
    _extend(quiz, attempt.user, "extra_time", total, calls, repeatable=True)
    return Done(f"Canvas gives this student {total} extra minutes in all at the next start.")


def terminate(command: Command, quiz: QuizInLms, attempt: AttemptInLms, calls: Calls) -> Done:
    """End the attempt: Canvas takes what was answered within a minute. Without a time limit it can only be kept from
    being started again. Raise IntegrationFailed."""
    row = classic.rows(quiz, calls).get(attempt.user)
    running = row if row is not None and row.running else None
    said = "" if running is None else _ended(command, quiz, running, attempt, calls)
    if running is None and row is not None and row.over and quiz.attempts == 1 and not row.extra_attempts:
        return Done("Canvas had this attempt as handed in already.")
    if running is not None and quiz.attempts == 1 and quiz.time_limit_min is not None:
        return Done(said)
    try:
        closed = overrides.close(quiz, attempt.user, command.at, calls)
    except IntegrationFailed as exc:
        if exc.retry or not said:
            raise
        closed = str(exc)
    return Done(f"{said} {closed}".strip())


def readmit(command: Command, quiz: QuizInLms, attempt: AttemptInLms, calls: Calls) -> Done:
    """Let the student start again: with dates as before, and one more attempt if none is left. Raise
    IntegrationFailed."""
    overrides.open_again(quiz, attempt.user, command.at, calls)
    row = classic.rows(quiz, calls).get(attempt.user)
    if _ATTEMPTS not in command.memo and _may_start(row, quiz):
        return Done("The student can start again in Canvas.")
    total = _noted(command.memo, _ATTEMPTS, 1 + (0 if row is None else row.extra_attempts), calls)
    _extend(quiz, attempt.user, "extra_attempts", total, calls, repeatable=True)
    return Done("Canvas gives the student one more attempt; what was answered stays in the one before.")


def _later(command: Command, quiz: QuizInLms, row: Row, minutes: int, calls: Calls) -> Done:
    """Move the end of a running attempt, unless an earlier try has."""
    done = Done(f"Canvas gives {minutes} more minutes to the running attempt.")
    before = command.memo.get(_END)
    if isinstance(before, int | float) and _moved(row.ends_at, before, minutes):
        return done
    before = row.ends_at or 0.0
    calls.note({_END: before})
    answer = _extend(quiz, row.user, "extend_from_end_at", minutes, calls, repeatable=False)
    after = _end_in(answer, row.user)
    if after is not None and not _moved(after, before, minutes):
        raise IntegrationFailed(
            "Canvas took the request and did not move the end of the attempt: give the time in Canvas (Moderate this "
            "quiz).", retry=False,
        )
    return done


def _ended(command: Command, quiz: QuizInLms, row: Row, attempt: AttemptInLms, calls: Calls) -> str:
    """Move the end of a running attempt to a minute from now, unless it is that near or an earlier try has. Without a
    time limit there is no end to be moved: it is handed in, if the student lets us."""
    if quiz.time_limit_min is None or row.ends_at is None:
        return _handed_in(quiz, calls) if attempt.own_leave else OPEN_STILL
    done = "Canvas ends the attempt within a minute and keeps what was answered."
    before = command.memo.get(_CLOSING)
    if row.ends_at <= command.at + _MINUTE_S:
        return done
    if isinstance(before, int | float) and abs(row.ends_at - before) > 1.0:
        return done
    calls.note({_CLOSING: row.ends_at})
    _extend(quiz, row.user, "extend_from_now", 1, calls, repeatable=False)
    return done


def _handed_in(quiz: QuizInLms, calls: Calls) -> str:
    """Hand in by the student's own leave; what comes of it is said, and what may still come of it is tried again."""
    try:
        handing_in.hand_in(quiz, calls)
    except IntegrationFailed as exc:
        if exc.retry:
            raise
        return f"{OPEN_STILL} {exc}"
    return handing_in.HANDED_IN


def _may_start(row: Row | None, quiz: QuizInLms) -> bool:
    if row is None or quiz.attempts is None or not (row.over or row.running):
        return True
    return row.attempt < quiz.attempts + row.extra_attempts


def _moved(end: float | None, before: float, minutes: int) -> bool:
    return end is not None and end >= before + minutes * _MINUTE_S - _TOLERANCE_S


def _noted(memo: Mapping[str, Any], name: str, total: int, calls: Calls) -> int:
    """Return the total to be set: the one that an earlier try has noted, else this one, which is noted now."""
    known = api.whole(memo.get(name))
    if known is not None:
        return known
    calls.note({name: total})
    return total


def _extend(quiz: QuizInLms, user: str, name: str, value: int, calls: Calls, *, repeatable: bool) -> Any:
    form = (("quiz_extensions[][user_id]", user), (f"quiz_extensions[][{name}]", str(value)))
    ids = {"course_id": quiz.course, "quiz_id": quiz.id}
    return api.send(
        endpoints.EXTEND, "Changing the student's time", calls, ids, form=form, repeatable=repeatable, looked=True
    )


def _end_in(answer: Any, user: str) -> float | None:
    """Return the end that Canvas tells after an extension, None if it tells none."""
    listed = answer.get("quiz_extensions") if isinstance(answer, dict) else None
    ends = [
        api.unix(each.get("end_at")) for each in (listed if isinstance(listed, list) else ())
        if isinstance(each, dict) and api.ident(each.get("user_id")) == user
    ]
    return ends[0] if ends else None
