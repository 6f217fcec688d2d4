"""Decides whose picture is looked at for objects, and when: each attempt's newest every few seconds, sooner for people
where no face is seen, within a budget."""

import asyncio
import logging
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Literal

from tool.domain.incident_types.objects import SIGNALS as THINGS
from tool.domain.incident_types.persons import FACELESS_PERSON
from tool.domain.incident_types.persons import SIGNALS as PERSONS
from tool.domain.rule import Rule
from tool.media.counters import Counters
from tool.media.looks.analysis import JOB_S, START_S, Analysis
from tool.media.looks.jobs import Look
from tool.media.looks.turns import Picture, Turns

log = logging.getLogger(__name__)

SAVED_S = 0.5
"""So much processor time, in seconds, can be saved up while nobody is looked at, and then spent at once."""
LOST_S = JOB_S + 1.0
"""A look that has not come back by then is lost: its process died over it, or was replaced."""
SAID_AGAIN_S = 600.0
PERSONS_EVERY_S = 2.0
"""As long as it matters who is there, people are looked for so often."""
MOST_BEFORE = 3
"""So many looks for people come before one of the others has its turn, however many wait."""


@dataclass(frozen=True, slots=True)
class ObjectStats:
    """How looking for objects stands, for /stats. `unusable`: why nothing is looked for, empty if it is.

    `every_s`: how often an attempt is looked at of late (the median; 0: nobody was). `shed`: looks that were due and
    left out because the budget was spent. `persons` and `persons_shed` are the looks for people between the turns,
    which are not among the others."""

    unusable: str
    ready: int
    waiting: int
    every_s: float
    looks: int
    shed: int
    persons: int
    persons_shed: int
    lost: int
    unreadable: int
    cpu_s: float


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the rules of an attempt ask for: things; people, as soon as there is doubt who is there; and in turn."""

    things: bool = False
    persons: bool = False
    in_turn: bool = False

    @classmethod
    def by(cls, rules: Iterable[Rule]) -> "Wanted":
        """Return what these rules ask for."""
        signals = {rule.kind.signal for rule in rules if rule.enabled and rule.is_known}
        things = bool(signals & THINGS)
        return cls(things, bool(signals & PERSONS), things or FACELESS_PERSON in signals)


class ObjectLooks:
    """Two queues in front of the process that looks for objects, which starts with the first picture.

    An attempt is looked at every `interval_s`; and for people only, before all others, every PERSONS_EVERY_S while it
    matters who is there. If `share` of one processor is not enough for that, all are looked at less often, in turn, and
    what is shed is counted (`Turns`).

    `unusable` says why nothing can be looked for here (see tool.detection.object_models); then no picture is taken."""

    def __init__(
        self, analysis: Analysis, counters: Counters, *, interval_s: float = 5.0, share: float = 0.3,
        unusable: str = "", clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._analysis = analysis
        self._counters = counters
        self._share = share
        self._clock = clock
        self._unusable = unusable
        self._able_at = clock()
        self._turns, self._soon = Turns(interval_s, clock), Turns(PERSONS_EVERY_S, clock)
        self._before = 0
        self._asked: tuple[str, float] | None = None
        self._saved_s, self._counted_at = SAVED_S, clock()
        self._looks = self._persons = self._unreadable = 0
        self._cpu_s = 0.0
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
        return tuple(sorted(THINGS | PERSONS)) if self.unusable else ()

    def offer(
        self, attempt_id: str, codec: Literal["vp8", "jpeg"], data: bytes, at: float, done: Callable[[Look], None],
        wanted: Wanted, *, doubt: bool = False,
    ) -> None:
        """Here is an attempt's newest picture, which arrived at `at`. `done` gets what was seen, if it is looked at.

        `doubt`: it matters now who is there, since no face is seen, or another number of them."""
        if self._unusable or self._analysis.holds(attempt_id):
            return
        if wanted.in_turn:
            self._turns.offer(attempt_id, Picture(codec, data, at, done, not wanted.things))
        if wanted.persons and doubt:
            self._soon.offer(attempt_id, Picture(codec, data, at, done, persons_only=True))
        else:
            self._soon.withdraw(attempt_id)
        self._next(self._clock())

    def forget(self, attempt_id: str) -> None:
        """The attempt is over."""
        self._turns.forget(attempt_id)
        self._soon.forget(attempt_id)
        self._analysis.withdraw(_key(attempt_id))

    def stats(self) -> ObjectStats:
        """Return how it stands."""
        return ObjectStats(
            unusable=self.unusable, ready=self._analysis.ready, waiting=len(self._turns) + len(self._soon),
            every_s=round(self._turns.every_s, 1), looks=self._looks, shed=self._turns.shed, persons=self._persons,
            persons_shed=self._soon.shed, lost=self._counters.frames_lost, unreadable=self._unreadable,
            cpu_s=round(self._cpu_s, 1),
        )

    async def run(self) -> None:
        """Keep the process, from the first picture on, until cancelled."""
        await self._wanted.wait()
        await self._analysis.run()

    def _next(self, now: float) -> None:
        """Have the next picture looked at, if the process is free and the budget allows it."""
        self._saved_s = min(SAVED_S, self._saved_s + self._share * (now - self._counted_at))
        self._counted_at = now
        if self._analysis.ready or self._asked is None:
            self._able_at = now
        turns = self._whose()
        if self._saved_s <= 0 or not turns or self._busy(now):
            return
        self._before = self._before + 1 if turns is self._soon else 0
        attempt_id, picture, late_s = turns.next()
        self._say(late_s, turns.interval_s)
        self._asked = (attempt_id, now)
        self._wanted.set()
        self._analysis.submit(
            _key(attempt_id), picture.codec, picture.data, picture.at,
            partial(self._looked, self._asked, turns, picture.done), persons_only=picture.persons_only,
        )

    def _whose(self) -> Turns:
        """Return the queue that comes next; an empty one if nobody waits."""
        return self._soon if self._soon and not (self._turns and self._before >= MOST_BEFORE) else self._turns

    def _say(self, late_s: float, interval_s: float) -> None:
        """Tell the log that a picture waited for `late_s` beyond its turn, if that is long and was not said lately."""
        if late_s >= interval_s and self._clock() - self._said_at >= SAID_AGAIN_S:
            self._said_at = self._clock()
            log.warning(
                "Objects are looked for less often than every %.0f s: that would cost more than %.0f %% of a processor",
                interval_s, self._share * 100,
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

    def _looked(self, asked: tuple[str, float], turns: Turns, done: Callable[[Look], None], look: Look) -> None:
        if self._asked == asked:
            self._asked = None
        self._cpu_s += look.cpu_s
        self._saved_s -= look.cpu_s
        if look.error:
            self._unreadable += 1
        else:
            self._looks += turns is self._turns
            self._persons += turns is self._soon
            turns.looked(asked[0])
            done(look)
        self._next(self._clock())


def no_objects(why: str = "Looking for objects is not set up.") -> ObjectLooks:
    """Return one that looks at nothing, and says why."""
    counters = Counters()
    return ObjectLooks(Analysis((), 1, counters), counters, unusable=why)


def _key(attempt_id: str) -> str:
    return f"{attempt_id}/objects"
