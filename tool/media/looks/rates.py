"""How often each examinee is looked at: about every second, more often where something is going on, and never for more
processor time than the settings give."""

import logging
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from statistics import median_low

from tool.link.messages import Rate
from tool.media.looks.shares import Paces, shared_out, towards
from tool.media.looks.turn import COSTLY, Shed, Turn

log = logging.getLogger(__name__)

BUSY_SHARE = 0.85
"""Detection processes are given work for so much of their time, so that no picture waits for long."""
SLOWER_IN_S, FASTER_IN_S = 2.0, 8.0
"""The pace gives way at once, and comes back slowly."""
REMEMBERED_S = 15.0
"""What was planned and what was spent are compared over about so long."""
MOST_SURPLUS = 4.0
BUSY_WEIGHT = 0.05
SAID_AGAIN_S = 600.0
SAID_FROM = 1.25
"""The log says that the budget is spent when looks are so many times further apart than they are set to be."""


@dataclass(frozen=True, slots=True)
class RateStats:
    """How often this node looks, for /stats, which anybody may read: so about nobody by name (`Looks.rates` is).

    `even_s` and `lively_s`: seconds between two looks at anybody, and where something is going on. `budget_cpus`:
    processors that looks may take; `cpu_s`: what they took since the start; `usual_cost_s`: what one takes.
    `examinees`: how many are looked at, by why at their pace. `shed`: looks that were left out, by reason."""

    even_s: float
    lively_s: float
    budget_cpus: float
    cpu_s: float
    usual_cost_s: float
    examinees: dict[str, int]
    shed: dict[str, int]


class Rates:
    """Gives every attempt its pace. All times are seconds of `clock`.

    `interval_s` is what the settings want, `cpus` how many processors' time looks may take. What a look takes is
    measured, and shared out by `settle`, which is called about twice a second. A picture that costs COSTLY times the
    usual is paid for by its own attempt alone: its next look waits until the usual would have cost as much."""

    def __init__(
        self, interval_s: float = 1.0, *, cpus: float = 1.0, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.interval_s = interval_s
        self.usual_s = 0.0
        self.paces = Paces(interval_s, interval_s)
        self._cpus = cpus
        self._clock = clock
        self._turns: dict[str, Turn] = {}
        self._shed = dict.fromkeys(Shed, 0.0)
        self._cpu_s = self._spent_s = 0.0
        self._busy_s: float | None = None
        self._spent_rate = self._planned_rate = 0.0
        self._settled_at = clock()
        self._said_at = float("-inf")

    def enter(self, attempt_id: str) -> Turn:
        """Return the pace of an attempt that is looked at from now on; give it back to `leave`."""
        turn = self._turns[attempt_id] = Turn(self.paces, self._clock)
        return turn

    def leave(self, attempt_id: str, turn: Turn) -> None:
        """The attempt is over, or this opening of it."""
        if self._turns.get(attempt_id) is turn:
            del self._turns[attempt_id]

    def spent(self, attempt_id: str, cpu_s: float, busy_s: float, *, looked_at: bool = True) -> None:
        """A detection process was busy with a picture of this attempt for `busy_s`, and took `cpu_s` of processor. What
        was not looked at, but made a picture to keep, is nobody's cost in particular."""
        self._cpu_s += cpu_s
        self._spent_s += cpu_s
        if not looked_at:
            return
        busy_s = min(busy_s, COSTLY * self._busy_s) if self._busy_s else busy_s
        self._busy_s = busy_s if self._busy_s is None else self._busy_s + BUSY_WEIGHT * (busy_s - self._busy_s)
        turn = self._turns.get(attempt_id)
        if turn is None:
            return
        alone = len(self._turns) == 1
        if turn.charge(cpu_s, 0.0 if alone else self.usual_s, self.paces.even_s):
            log.warning(
                "A picture of attempt %s costs %.0f times the usual: its next look is in %.0f s, others' are as before",
                attempt_id, cpu_s / self.usual_s, turn.penalty_s,
            )
        if turn.penalty_s:
            self._spent_s -= cpu_s  # it is paid for by waiting

    def shed(self, attempt_id: str, reason: Shed, looks: float = 1.0) -> None:
        """So many looks at this attempt that were due were left out, for this reason."""
        self._shed[reason] += looks
        if (turn := self._turns.get(attempt_id)) is not None:
            turn.shed[reason] += looks

    def settle(self, processes: int) -> None:
        """Share out anew what `processes` detection processes can do within the budget."""
        now = self._clock()
        elapsed_s, self._settled_at = now - self._settled_at, now
        turns = {attempt_id: turn for attempt_id, turn in self._turns.items() if turn.is_looked_at(now)}
        costs = [turn.cost_s for turn in turns.values() if turn.cost_s is not None]
        self.usual_s = median_low(costs) if costs else 0.0
        self._compare(turns.values(), elapsed_s, now)
        target = self._target(turns.values(), processes, now)
        self.paces = Paces(
            _moved(self.paces.even_s, target.even_s, elapsed_s), _moved(self.paces.lively_s, target.lively_s, elapsed_s)
        )
        for turn in self._turns.values():
            turn.follow(self.paces)
        for attempt_id, turn in turns.items():
            self._count_shed(attempt_id, turn, elapsed_s)
        self._say(now)

    def of_attempts(self) -> dict[str, Rate]:
        """Return of each attempt that is looked at how often, why so, and what was left out (`Looks`)."""
        now = self._clock()
        return {
            attempt_id: Rate(
                every_s=round(turn.every_s, 1), why=turn.why(self.paces, self.interval_s, now),
                shed={reason.value: int(count) for reason, count in turn.shed.items() if count >= 1},
            )
            for attempt_id, turn in self._turns.items() if turn.is_looked_at(now)
        }

    def stats(self) -> RateStats:
        """Return how it stands."""
        whys = [rate.why for rate in self.of_attempts().values()]
        return RateStats(
            even_s=round(self.paces.even_s, 2), lively_s=round(self.paces.lively_s, 2),
            budget_cpus=round(self._cpus, 2), cpu_s=round(self._cpu_s, 1), usual_cost_s=round(self.usual_s, 4),
            examinees={why: whys.count(why) for why in sorted(set(whys))},
            shed={reason.value: int(count) for reason, count in self._shed.items()},
        )

    def _compare(self, turns: Collection[Turn], elapsed_s: float, now: float) -> None:
        """Note what was spent and what had been planned: rules ask for looks in between, and pictures are kept."""
        planned = sum(self._cost_of(turn, now) / turn.interval_s for turn in turns if not turn.penalty_s)
        share = min(1.0, elapsed_s / REMEMBERED_S)
        if elapsed_s > 0:
            self._spent_rate += share * (self._spent_s / elapsed_s - self._spent_rate)
            self._planned_rate += share * (planned - self._planned_rate)
            self._spent_s = 0.0

    @property
    def _surplus(self) -> float:
        """How many times more is spent than planned; never less than 1: who sends nothing now may send again."""
        if self._planned_rate <= 0:
            return 1.0
        return min(MOST_SURPLUS, max(1.0, self._spent_rate / self._planned_rate))

    def _target(self, turns: Collection[Turn], processes: int, now: float) -> Paces:
        busy = (self._busy_s or 0.0) / (BUSY_SHARE * max(1, processes))
        calm: list[float] = []
        lively: list[float] = []
        for turn in turns:
            cost = max(self._surplus * self._cost_of(turn, now) / self._cpus, busy)
            (lively if turn.is_lively(now) else calm).append(cost)
        return shared_out(calm, lively, self.interval_s)

    def _cost_of(self, turn: Turn, now: float) -> float:
        """Return what a look at this attempt adds to what all share: what is beyond the usual it pays by waiting."""
        if turn.penalty_s:
            return turn.paid_s
        return self.usual_s if turn.cost_s is None or turn.is_costly(now) else turn.cost_s

    def _count_shed(self, attempt_id: str, turn: Turn, elapsed_s: float) -> None:
        even_s = self.paces.even_s
        if even_s > self.interval_s:
            self.shed(attempt_id, Shed.BUDGET, elapsed_s * (1.0 / self.interval_s - 1.0 / even_s))
        if turn.penalty_s > even_s:
            self.shed(attempt_id, Shed.COSTLY, elapsed_s * (1.0 / even_s - 1.0 / turn.penalty_s))

    def _say(self, now: float) -> None:
        if self.paces.even_s > SAID_FROM * self.interval_s and now - self._said_at >= SAID_AGAIN_S:
            self._said_at = now
            log.warning(
                "Each camera is looked at every %.1f s, not every %.1f s: that would take more than %.1f processors or "
                "than the detection processes have time for", self.paces.even_s, self.interval_s, self._cpus,
            )


def _moved(now_s: float, target_s: float, elapsed_s: float) -> float:
    return towards(now_s, target_s, elapsed_s, slower_in_s=SLOWER_IN_S, faster_in_s=FASTER_IN_S)
