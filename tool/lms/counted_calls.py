"""The ways out to one LMS for whoever must not ask too much of it: the same ones, counted."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import Any

from integrations.base import AttemptInLms, Calls, Column, ControlOrder, ExamInLms
from integrations.http import Call, Reply

EXACT_TO_S = 2.0
"""Answers tell the time in whole seconds and travel: a smaller difference between two clocks is none."""


class CountedCalls:
    """Serves `integrations.base.Calls`. `made` is how many went through the door, those that failed included; `ahead_s`
    by how many seconds the LMS's clock is ahead of ours, 0.0 unless that is more than EXACT_TO_S. `clock` gives Unix
    seconds."""

    def __init__(self, calls: Calls, clock: Callable[[], float]) -> None:
        self.made = 0
        self.ahead_s = 0.0
        self._calls = calls
        self._clock = clock

    def send(self, call: Call) -> Reply:
        """Make one call beyond LTI; return a 2xx answer."""
        self.made += 1
        asked_at = self._clock()
        reply = self._calls.send(call)
        at = _said_at(reply)
        if at is not None:
            ahead_s = at + 0.5 - (asked_at + self._clock()) / 2
            self.ahead_s = ahead_s if abs(ahead_s) > EXACT_TO_S else 0.0
        return reply

    def control(self, attempt: AttemptInLms, order: ControlOrder) -> str:
        """Call the Assessment Control Service."""
        return self._calls.control(attempt, order)

    def columns(self, exam: ExamInLms) -> Sequence[Column]:
        """Return the gradebook columns of the exam's course that are this tool's."""
        return self._calls.columns(exam)

    def remark(self, column: str, exam: ExamInLms, attempt: AttemptInLms, text: str, at: float) -> None:
        """Put a remark without a grade into a gradebook column."""
        self._calls.remark(column, exam, attempt, text, at)

    def note(self, memo: Mapping[str, Any]) -> None:
        """Keep JSON values beside the command that is being carried out."""
        self._calls.note(memo)


def _said_at(reply: Reply) -> float | None:
    """Return when the LMS answered by its own clock (Unix seconds), if it says so."""
    try:
        said = parsedate_to_datetime(reply.headers.get("date", ""))
    except ValueError:
        return None
    return (said if said.tzinfo is not None else said.replace(tzinfo=UTC)).timestamp()
