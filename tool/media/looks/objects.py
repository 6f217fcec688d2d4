"""Decides whose picture is looked at for objects: each attempt's newest one every few seconds, within a budget."""

import asyncio
import logging
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Literal

from tool.domain.incident_types.objects import SIGNALS
from tool.domain.rule import Rule
from tool.media.counters import Counters
from tool.media.looks.analysis import JOB_S, START_S, Analysis
from tool.media.looks.jobs import Look
from tool.media.looks.lag import Lag

log = logging.getLogger(__name__)

SAVED_S = 0.5
"""So much processor time, in seconds, can be saved up while nobody is looked at, and then spent at once."""
LOST_S = JOB_S + 1.0
"""A look that has not come back by then is lost: its process died over it, or was replaced."""
SAID_AGAIN_S = 600.0


@dataclass(frozen=True, slots=True)
class ObjectStats:
    """How looking for objects stands, for /stats. `unusable`: why nothing is looked for, empty if it is.

    `every_s`: how often an attempt is looked at of late (the median; 0: nobody was). `shed`: looks that were due and
    left out because the budget was spent."""

    unusable: str
    ready: int
    waiting: int
    every_s: float
    looks: int
    shed: int
    lost: int
    unreadable: int
    cpu_s: float


@dataclass(slots=True)
class _Picture:
    codec: Literal["vp8", "jpeg"]
    data: bytes
    at: float
    done: Callable[[Look], None]


class ObjectLooks:
    """A queue of its own in front of the process that looks for objects, which starts with the first picture.

    An attempt is looked at every `interval_s`, if `share` of one processor is enough for all; otherwise all are looked
    at less often, in turn. Drop policy: of an attempt at most one picture waits, the newest; before its turn none is
    taken at all. Of the time that is waited beyond a turn, each `interval_s` counts as a look that was shed.

    `unusable` says why nothing can be looked for here (see tool.detection.object_models); then no picture is taken."""

    def __init__(
        self, analysis: Analysis, counters: Counters, *, interval_s: float = 5.0, share: float = 0.3,
        unusable: str = "", clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._analysis = analysis
        self._counters = counters
        self._interval_s = interval_s
        self._share = share
        self._clock = clock
        self._unusable = unusable
        self._able_at = clock()
        self._waiting: dict[str, _Picture] = {}
        self._due: dict[str, float] = {}
        self._looked_at: dict[str, float] = {}
        self._pace = Lag(clock)
        self._asked: tuple[str, float] | None = None
        self._saved_s, self._counted_at = SAVED_S, clock()
        self._looks = self._unreadable = 0
        self._cpu_s = self._late_s = 0.0
        self._said_at = float("-inf")
        self._wanted = asyncio.Event()

    @property
    def unusable(self) -> str:
        """Why nothing is looked for: what it takes is not there, or its process does not start. Empty if it is."""
        starts_s = self._clock() - self._able_at
        if not self._unusable and self._asked and not self._analysis.ready and starts_s > START_S:
            return f"The process that looks for objects does not start since {starts_s:.0f} s; the log says why."
        return self._unusable

    @property
    def unmeasured(self) -> tuple[str, ...]:
        """The signals of which nothing is known here."""
        return tuple(sorted(SIGNALS)) if self.unusable else ()

    def wanted(self, rules: Iterable[Rule]) -> bool:
        """Whether one of these rules is about objects."""
        return not self._unusable and any(
            rule.enabled and rule.is_known and rule.kind.signal in SIGNALS for rule in rules
        )

    def offer(
        self, attempt_id: str, codec: Literal["vp8", "jpeg"], data: bytes, at: float, done: Callable[[Look], None]
    ) -> None:
        """Here is an attempt's newest picture, which arrived at `at`. `done` gets what was seen, if it is looked at."""
        now = self._clock()
        due = self._due.setdefault(attempt_id, now)
        if self._unusable or now < due or self._analysis.holds(attempt_id):
            return
        if attempt_id not in self._waiting:
            self._due[attempt_id] = now
        self._waiting[attempt_id] = _Picture(codec, data, at, done)
        self._next(now)

    def forget(self, attempt_id: str) -> None:
        """The attempt is over."""
        due = self._due.pop(attempt_id, 0.0)
        if self._waiting.pop(attempt_id, None) is not None:
            self._waited(self._clock() - due)
        self._looked_at.pop(attempt_id, None)
        self._analysis.withdraw(_key(attempt_id))

    def stats(self) -> ObjectStats:
        """Return how it stands."""
        return ObjectStats(
            unusable=self.unusable, ready=self._analysis.ready, waiting=len(self._waiting),
            every_s=round(self._pace.wait_s, 1), looks=self._looks,
            shed=int(self._late_s / self._interval_s), lost=self._counters.frames_lost, unreadable=self._unreadable,
            cpu_s=round(self._cpu_s, 1),
        )

    async def run(self) -> None:
        """Keep the process, from the first picture on, until cancelled."""
        await self._wanted.wait()
        await self._analysis.run()

    def _waited(self, late_s: float) -> None:
        """A picture waited for so long beyond its turn."""
        self._late_s += late_s
        if late_s >= self._interval_s and self._clock() - self._said_at >= SAID_AGAIN_S:
            self._said_at = self._clock()
            log.warning(
                "Objects are looked for less often than every %.0f s: that would cost more than %.0f %% of a processor",
                self._interval_s, self._share * 100,
            )

    def _next(self, now: float) -> None:
        """Have the next picture looked at, if the process is free and the budget allows it."""
        self._saved_s = min(SAVED_S, self._saved_s + self._share * (now - self._counted_at))
        self._counted_at = now
        if self._analysis.ready or self._asked is None:
            self._able_at = now
        if self._saved_s <= 0 or not self._waiting or self._busy(now):
            return
        attempt_id = next(iter(self._waiting))
        picture = self._waiting.pop(attempt_id)
        self._waited(now - self._due[attempt_id])
        self._due[attempt_id] = now + self._interval_s
        self._asked = (attempt_id, now)
        self._wanted.set()
        self._analysis.submit(
            _key(attempt_id), picture.codec, picture.data, picture.at, partial(self._looked, self._asked, picture.done)
        )

    def _busy(self, now: float) -> bool:
        """Whether a look is on its way. The process may still have to start; over some pictures it dies."""
        if self._asked is None:
            return False
        attempt_id, since = self._asked
        if now - since < (LOST_S if self._analysis.ready else START_S):
            return True
        self._analysis.withdraw(_key(attempt_id))
        return False

    def _looked(self, asked: tuple[str, float], done: Callable[[Look], None], look: Look) -> None:
        now, attempt_id = self._clock(), asked[0]
        if self._asked == asked:
            self._asked = None
        self._cpu_s += look.cpu_s
        self._saved_s -= look.cpu_s
        if look.error:
            self._unreadable += 1
        else:
            self._looks += 1
            if attempt_id in self._due:
                self._pace_noted(attempt_id, now)
            done(look)
        self._next(now)

    def _pace_noted(self, attempt_id: str, now: float) -> None:
        if attempt_id in self._looked_at:
            self._pace.note(now - self._looked_at[attempt_id])
        self._looked_at[attempt_id] = now


def no_objects(why: str = "Looking for objects is not set up.") -> ObjectLooks:
    """Return one that looks at nothing, and says why."""
    counters = Counters()
    return ObjectLooks(Analysis((), 1, counters), counters, unusable=why)


def _key(attempt_id: str) -> str:
    return f"{attempt_id}/objects"
