"""One attempt's place among those that are looked at: its pace, what its looks cost, what it did not get."""

from collections.abc import Callable
from enum import StrEnum
from statistics import median

from tool.link.messages import Pace
from tool.media.looks.shares import Paces

COSTLY, COSTLY_FROM_S = 5.0, 0.05
"""A picture that costs so many times the usual, and so many seconds of a processor, is paid for by its attempt alone.
What costs less holds up nobody: a dark picture is looked at more than once, and that is our way, not theirs."""
MOST_PENALTY_S = 60.0
"""However much it cost, the next look is no later: looks a minute apart can still be joined (tool.detection.pace)."""
COSTLY_FOR_S = 30.0
"""For so long after one, an attempt counts as one with costly pictures."""
LIVELY_FOR_S = 5.0
"""For so long after the last look at which something was going on, looks stay close."""
REMEMBERED = 5
COST_WEIGHT = 0.2
"""How much of what a look cost is news about what this attempt's looks usually cost."""
PRESENT_S = 10.0
PRESENT_LOOKS = 3
"""Who was not looked at for so long, and for so many intervals, sends nothing and takes no part."""
OVERDUE = 1.5
_NEVER = float("-inf")


class Shed(StrEnum):
    """Why a look that was due was left out: the budget is spent; the attempt's own pictures cost too much; a newer
    picture came before this one was looked at; its pictures end detection processes; the process died over it."""

    BUDGET = "budget"
    COSTLY = "costly"
    REPLACED = "replaced"
    SET_ASIDE = "set_aside"
    LOST = "lost"


class Turn:
    """How often one attempt is looked at. All times are seconds of `clock`.

    `interval_s`: the pace of now. `penalty_s`: the next look is not sooner, whatever the rules want, since the last one
    was costly; 0 if it was not. `cost_s`: what a look at it usually takes of a processor, None before the first;
    `paid_s`: what a costly one comes to, spread over the wait: the usual, unless the wait was cut short."""

    def __init__(self, paces: Paces, clock: Callable[[], float]) -> None:
        self.cost_s: float | None = None
        self.penalty_s = self.paid_s = 0.0
        self.shed = dict.fromkeys(Shed, 0.0)
        self._clock = clock
        self._paces = paces
        self._looked_at = self._stirred_at = self._costly_at = _NEVER
        self._gaps: list[float] = []
        self._said = False

    @property
    def interval_s(self) -> float:
        """How long after the last look the next is due."""
        lively = self.is_lively(self._clock())
        return max(self._paces.lively_s if lively else self._paces.even_s, self.penalty_s)

    @property
    def every_s(self) -> float:
        """How often it is really looked at: the middle one of the last few intervals; the pace before there are any."""
        return median(self._gaps) if self._gaps else self.interval_s

    def is_looked_at(self, now: float) -> bool:
        """Whether pictures of it come and are looked at."""
        return now - self._looked_at <= max(PRESENT_S, PRESENT_LOOKS * self.interval_s)

    def is_resting(self, now: float) -> bool:
        """Whether the last look was so lately that the next is not overdue: what arrives meanwhile counts as seen."""
        return now - self._looked_at <= OVERDUE * self.interval_s

    def is_lively(self, now: float) -> bool:
        """Whether something is going on, or was a moment ago."""
        return now - self._stirred_at <= LIVELY_FOR_S

    def is_costly(self, now: float) -> bool:
        """Whether its pictures lately cost far more than the usual."""
        return self.penalty_s > 0 or now - self._costly_at <= COSTLY_FOR_S

    def why(self, paces: Paces, interval_s: float, now: float) -> Pace:
        """Return why it is looked at at its pace and not as the settings say, which is "even"."""
        if self.is_costly(now):
            return "costly"
        if paces.even_s > interval_s * 1.05:
            return "budget"
        return "lively" if self.is_lively(now) and paces.lively_s < interval_s * 0.95 else "even"

    def follow(self, paces: Paces) -> None:
        """These are the paces of the node from now on."""
        self._paces = paces

    def looked(self, *, stirred: bool) -> None:
        """It was looked at now. `stirred`: something is going on before its camera."""
        now = self._clock()
        if self.is_looked_at(now):
            self._gaps = [*self._gaps, now - self._looked_at][-REMEMBERED:]
        else:
            self._gaps = []
        self._looked_at = now
        if stirred:
            self._stirred_at = now

    def charge(self, cpu_s: float, usual_s: float, even_s: float) -> bool:
        """Note what a look took, where `usual_s` is what it takes of others (0: not known); return whether it was
        costly and that was never said before.

        After a costly one as much time has to pass as would make it cost what the usual does at the pace `even_s`."""
        costly = usual_s > 0 and cpu_s > max(COSTLY * usual_s, COSTLY_FROM_S)
        counted = min(cpu_s, COSTLY * usual_s) if usual_s > 0 else cpu_s
        self.cost_s = counted if self.cost_s is None else self.cost_s + COST_WEIGHT * (counted - self.cost_s)
        self.penalty_s = 0.0
        if not costly:
            return False
        self.penalty_s = min(MOST_PENALTY_S, even_s * cpu_s / usual_s)
        self.paid_s = cpu_s * even_s / self.penalty_s
        self._costly_at = self._clock()
        news, self._said = not self._said, True
        return news
