"""How often a node can look at everybody: what a look takes, shared out so that all of it fits into what there is."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

FAST_S = 0.5
"""Where something is going on, looks are so far apart as long as there is room for that."""
MOST_S = 20.0
"""However many there are, everybody is looked at so often: nobody is forgotten, and what is too much is queued."""


@dataclass(frozen=True, slots=True)
class Paces:
    """Seconds between two looks at an examinee: `even_s` at anybody, `lively_s` where something is going on."""

    even_s: float
    lively_s: float


def shared_out(calm: Sequence[float], lively: Sequence[float], interval_s: float) -> Paces:
    """Return the paces at which all looks together just fit, and none faster than `interval_s`, or FAST_S where
    something is going on.

    `calm` and `lively` say of each examinee which part of all that may be spent in a second one look takes: at 0.01, a
    hundred looks a second fit. When not even `interval_s` fits for all, everybody is looked at less often by the same
    factor, whatever is going on. What is left over when it does fit goes to the lively ones, to all alike."""
    everybody, fast_s = sum(calm) + sum(lively), min(FAST_S, interval_s)
    free = 1.0 - everybody / interval_s
    if free <= 0:
        even_s = min(everybody, max(MOST_S, interval_s))
        return Paces(even_s, even_s)
    faster = 1.0 / fast_s - 1.0 / interval_s
    wanted = sum(lively) * faster
    granted = min(1.0, free / wanted) if wanted > 0 else 1.0
    return Paces(interval_s, 1.0 / (1.0 / interval_s + granted * faster))


def towards(now_s: float, target_s: float, elapsed_s: float, *, slower_in_s: float, faster_in_s: float) -> float:
    """Return the pace after `elapsed_s` on its way to `target_s`: two thirds of the way in `slower_in_s` where that is
    slower, in `faster_in_s` where it is faster. So a hiccup is none, and no pace swings to and fro."""
    within_s = slower_in_s if target_s > now_s else faster_in_s
    return target_s + (now_s - target_s) * math.exp(-elapsed_s / within_s)
