"""Whose turn it is to be called: several LMSs beside each other, each once at a time, the silent ones apart."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

Spawn = Callable[[Callable[[], None]], object]
PLACES_OF_ANSWERING, PLACES_OF_SILENT = 6, 2
"""Calls at a time, eight in all. An LMS that did not answer last time waits in a queue of its own: fifteen dead ones,
each holding a call until it times out, must not make one wait that lives."""
FIRST_REST_S, LONGEST_REST_S = 30.0, 120.0


@dataclass(slots=True)
class _Queue:
    places: int
    waiting: deque[str] = field(default_factory=deque)
    workers: int = 0


@dataclass(slots=True)
class ReportingLine:
    """Calls `tell` with the ids of platforms; it says whether the platform took it and raises nothing. A platform that
    did not is left alone for half a minute, then twice as long each time, up to two minutes, counted from the end of
    the call. `clock` gives Unix seconds."""

    tell: Callable[[str], bool]
    clock: Callable[[], float]
    _answering: _Queue = field(default_factory=lambda: _Queue(PLACES_OF_ANSWERING))
    _silent: _Queue = field(default_factory=lambda: _Queue(PLACES_OF_SILENT))
    _in_line: set[str] = field(default_factory=set)
    _failures: dict[str, int] = field(default_factory=dict)
    _rests: dict[str, float] = field(default_factory=dict)

    def call(self, platforms: list[str], spawn: Spawn) -> None:
        """Have these called as soon as there is a place, but for those that are in the line already or rest. `spawn`
        runs a function, beside the caller or at once."""
        now = self.clock()
        for platform_id in platforms:
            if platform_id not in self._in_line and self._rests.get(platform_id, now) <= now:
                self._in_line.add(platform_id)
                (self._silent if platform_id in self._failures else self._answering).waiting.append(platform_id)
        for queue in (self._answering, self._silent):
            for _ in range(min(queue.places - queue.workers, len(queue.waiting))):
                queue.workers += 1
                spawn(partial(self._work, queue))

    def rested(self, platform_id: str) -> None:
        """There is a reason to think that it answers again: it need not wait any longer."""
        self._rests.pop(platform_id, None)
        self._failures.pop(platform_id, None)

    def _work(self, queue: _Queue) -> None:
        try:
            while queue.waiting:
                self._call(queue.waiting.popleft())
        finally:
            queue.workers -= 1

    def _call(self, platform_id: str) -> None:
        try:
            took = self.tell(platform_id)
        finally:
            self._in_line.discard(platform_id)
        if took:
            self._failures.pop(platform_id, None)
            self._rests.pop(platform_id, None)
            return
        failures = self._failures[platform_id] = self._failures.get(platform_id, 0) + 1
        rest_s = min(FIRST_REST_S * 2.0 ** min(failures - 1, 10), LONGEST_REST_S)
        self._rests[platform_id] = self.clock() + rest_s
