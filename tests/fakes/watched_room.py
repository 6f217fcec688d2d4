"""Examinees whose cameras are looked at, on a clock by hand: the pace and the samplers are real, pictures and detection
processes are numbers."""

import asyncio
import heapq
from collections.abc import Callable
from itertools import count, pairwise

from tests.fakes.rtp import FakeTimer
from tool.media.looks.rates import Rates
from tool.media.looks.sampler import Sampler
from tool.media.looks.turn import Shed

LOOK_S = 0.008
"""What a look takes of a processor, unless said otherwise."""
ON_THE_WAY_S = 0.05
SETTLE_S = 0.5


class HandClock:
    """Time that passes when a test says so; good for many timers."""

    def __init__(self) -> None:
        self.now = 1000.0
        self._timers: list[tuple[float, int, Callable[[], object], FakeTimer]] = []
        self._numbers = count()

    def time(self) -> float:
        return self.now

    def call_at(self, when: float, callback: Callable[[], object]) -> asyncio.TimerHandle:
        timer = FakeTimer()
        heapq.heappush(self._timers, (when, next(self._numbers), callback, timer))
        return timer

    def go(self, seconds: float) -> None:
        end = self.now + seconds
        while self._timers and self._timers[0][0] <= end:
            when, _, callback, timer = heapq.heappop(self._timers)
            if not timer.stopped:
                self.now = max(self.now, when)
                callback()
        self.now = end


class Chair:
    """One examinee. `cost_s`: what a look at their picture takes; `stirred`: whether something is going on; `due`: when
    a rule wants to know."""

    def __init__(self, room: "Room", name: str) -> None:
        self.name, self.cost_s, self.stirred, self.due = name, LOOK_S, False, None
        self.looks: list[float] = []
        self.turn = room.rates.enter(name)
        self._room = room
        self.sampler = Sampler(
            lambda: self.turn.interval_s, least_s=lambda: max(0.32, self.turn.penalty_s), look=self._look,
            pending=lambda: False, next_due=lambda: self.due, timers=room.clock, clock=room.clock.time,
        )

    cost_s: float
    due: float | None

    def _look(self) -> None:
        clock = self._room.clock
        clock.call_at(clock.now + ON_THE_WAY_S, lambda: self._room.submit(self))

    def seen(self) -> None:
        self.looks.append(self._room.clock.now)
        if self.due is not None and self.due <= self._room.clock.now:
            self.due = None  # a look at that time or after is what the rule waited for
        self.turn.looked(stirred=self.stirred)
        self.sampler.replan()

    def gaps(self, last_s: float) -> list[float]:
        """The intervals between its looks in so many last seconds."""
        since = self._room.clock.now - last_s
        looks = [at for at in self.looks if at >= since]
        return [b - a for a, b in pairwise(looks)]


class Room:
    """A node with so many examinees, who begin within a second, and detection processes that need `slower` times the
    processor time that they take."""

    def __init__(self, people: int, *, cpus: float = 1.0, processes: int = 1, slower: float = 1.0) -> None:
        self.clock = HandClock()
        self.rates = Rates(1.0, cpus=cpus, clock=self.clock.time)
        self.processes, self.slower = processes, slower
        self.cpu_s, self.longest_wait_s = 0.0, 0.0
        self._free = processes
        self._waiting: dict[str, tuple[Chair, float]] = {}
        self.chairs = [Chair(self, f"a{n}") for n in range(people)]
        for n, chair in enumerate(self.chairs):
            self.clock.call_at(self.clock.now + n / people, chair.sampler.start)
        self._settle()

    def passes(self, seconds: float) -> None:
        self.clock.go(seconds)

    def submit(self, chair: Chair) -> None:
        waits = self._waiting.get(chair.name)
        if waits is not None:
            self.rates.shed(chair.name, Shed.REPLACED)
        self._waiting[chair.name] = (chair, self.clock.now if waits is None else waits[1])
        self._next()

    def _next(self) -> None:
        while self._free and self._waiting:
            chair, since = self._waiting.pop(next(iter(self._waiting)))
            self.longest_wait_s = max(self.longest_wait_s, self.clock.now - since)
            self._free -= 1
            cost_s = chair.cost_s
            self.clock.call_at(self.clock.now + cost_s * self.slower, lambda c=chair, s=cost_s: self._done(c, s))

    def _done(self, chair: Chair, cost_s: float) -> None:
        self._free += 1
        self.cpu_s += cost_s
        self.rates.spent(chair.name, cost_s, cost_s * self.slower)
        chair.seen()
        self._next()

    def _settle(self) -> None:
        self.rates.settle(self.processes)
        self.clock.call_at(self.clock.now + SETTLE_S, self._settle)
