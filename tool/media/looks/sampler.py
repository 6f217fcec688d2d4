"""Decides when to look at one examinee's camera: at its pace, and exactly when a rule wants to know."""

import asyncio
import time
from collections.abc import Callable
from typing import Protocol

MIN_GAP_S = 0.32
"""Two looks are never closer than this, whatever the rules want: libwebrtc ignores a PLI within 0.3 s of the last."""
RETRY_S = 0.35
"""A key frame that has not come by then is asked for again."""
EARLY = 0.25
"""A picture that comes by itself may come by so much of an interval before its turn, or after it."""


class Timers(Protocol):
    """The part of the event loop that a sampler needs."""

    def time(self) -> float:
        """Return monotonic seconds."""
        ...

    def call_at(self, when: float, callback: Callable[[], object]) -> asyncio.TimerHandle:
        """Call `callback` at monotonic `when`."""
        ...


class Sampler:
    """Calls `look` about every `interval_s()`, and at `next_due()` (seconds of `clock`) when that is sooner, but not
    before `least_s()` have passed since the last look.

    `pending()` tells whether the last look still waits for its key frame."""

    def __init__(
        self,
        interval_s: Callable[[], float],
        *,
        least_s: Callable[[], float] = lambda: MIN_GAP_S,
        look: Callable[[], None],
        pending: Callable[[], bool],
        next_due: Callable[[], float | None],
        timers: Timers | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._interval_s = interval_s
        self._least_s = least_s
        self._look = look
        self._pending = pending
        self._next_due = next_due
        self._timers: Timers = timers or asyncio.get_running_loop()
        self._clock = clock
        self._last_look = float("-inf")
        self._handle: asyncio.TimerHandle | None = None

    def start(self) -> None:
        """Look now and go on; does nothing when already started."""
        if self._handle is None:
            self._fire()

    def stop(self) -> None:
        """Look no more."""
        if self._handle is not None:
            self._handle.cancel()
            self._handle = None

    def replan(self) -> None:
        """Ask the rules again when they want to know; call after each result and each change of rules."""
        if self._handle is not None:
            self._handle.cancel()
            self._plan()

    def _fire(self) -> None:
        self._last_look = self._timers.time()
        self._look()
        self._plan()

    def _plan(self) -> None:
        now = self._timers.time()
        when = self._last_look + self._interval_s()
        if self._pending():
            when = min(when, self._last_look + RETRY_S)
        due = self._next_due()
        if due is not None:
            due_at = max(now + max(0.0, due - self._clock()), self._last_look + self._least_s())
            if when > due_at - MIN_GAP_S:  # a look shortly before would only hold this one up
                when = due_at
        self._handle = self._timers.call_at(max(when, self._last_look + MIN_GAP_S), self._fire)


class Sieve:
    """Lets through, of pictures that come by themselves, one about every `interval_s()`, and one when a rule wants it.

    Pictures that are sent once a second never come exactly so: one may be a little early, and the next has its turn as
    if it had not been."""

    def __init__(self, interval_s: Callable[[], float], *, least_s: Callable[[], float] = lambda: MIN_GAP_S) -> None:
        self._interval_s = interval_s
        self._least_s = least_s
        self._turn = self._last = float("-inf")

    def lets_through(self, now: float, due: float | None) -> bool:
        """Return whether the picture that comes `now` is to be looked at; `due`: from when on a rule wants to know."""
        interval_s = self._interval_s()
        early_s, turn = EARLY * interval_s, self._turn + interval_s
        wanted = due is not None and due <= now and now - self._last >= self._least_s()
        if not wanted and now < turn - early_s:
            return False
        self._turn = min(max(turn, now - early_s), now + early_s)
        self._last = now
        return True
