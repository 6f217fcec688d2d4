"""Whose picture is looked at next, where not all can be: each attempt's newest, every few seconds, in turn."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from tool.media.looks.jobs import Look
from tool.media.looks.lag import Lag


@dataclass(frozen=True, slots=True)
class Picture:
    """One that can be looked at: encoded, and when it arrived. `done` gets what was seen. `persons_only` is as a Job
    has it."""

    codec: Literal["vp8", "jpeg"]
    data: bytes
    at: float
    done: Callable[[Look], None]
    persons_only: bool


class Turns:
    """Attempts wait for their turn, which each has every `interval_s` at most.

    Drop policy: of an attempt at most one picture waits, the newest; before its turn none is taken at all. Of the time
    that is waited beyond a turn, each `interval_s` counts as a look that was shed."""

    def __init__(self, interval_s: float, clock: Callable[[], float] = time.monotonic) -> None:
        self.interval_s = interval_s
        self._clock = clock
        self._waiting: dict[str, Picture] = {}
        self._due: dict[str, float] = {}
        self._looked_at: dict[str, float] = {}
        self._pace = Lag(clock)
        self._late_s = 0.0

    def __len__(self) -> int:
        """Return how many pictures wait."""
        return len(self._waiting)

    @property
    def shed(self) -> int:
        """How many looks that were due were left out."""
        return int(self._late_s / self.interval_s)

    @property
    def every_s(self) -> float:
        """How often an attempt is looked at of late (the median, in seconds; 0: nobody was)."""
        return self._pace.wait_s

    def offer(self, attempt_id: str, picture: Picture) -> None:
        """Here is an attempt's newest picture. It waits if the attempt is due."""
        now = self._clock()
        if now < self._due.setdefault(attempt_id, now):
            return
        if attempt_id not in self._waiting:
            self._due[attempt_id] = now
        self._waiting[attempt_id] = picture

    def next(self) -> tuple[str, Picture, float]:
        """Take the picture that waits longest; return whose it is, and by how many seconds it is late. There must be
        one."""
        now, attempt_id = self._clock(), next(iter(self._waiting))
        late_s = now - self._due[attempt_id]
        self._late_s += late_s
        self._due[attempt_id] = now + self.interval_s
        return attempt_id, self._waiting.pop(attempt_id), late_s

    def looked(self, attempt_id: str) -> None:
        """The picture that was taken has been looked at."""
        now = self._clock()
        if attempt_id not in self._due:
            return
        if attempt_id in self._looked_at:
            self._pace.note(now - self._looked_at[attempt_id])
        self._looked_at[attempt_id] = now

    def withdraw(self, attempt_id: str) -> None:
        """Nobody has to look at this attempt any more for now."""
        if self._waiting.pop(attempt_id, None) is not None:
            self._late_s += self._clock() - self._due[attempt_id]
            self._due.pop(attempt_id)

    def forget(self, attempt_id: str) -> None:
        """The attempt is over."""
        self.withdraw(attempt_id)
        self._due.pop(attempt_id, None)
        self._looked_at.pop(attempt_id, None)
