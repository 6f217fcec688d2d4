"""The looks of one rule: whether its condition held in most of them for long enough.

Docs: docs/decisions/0033-rules-over-windows.md."""

import math
from bisect import insort
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from operator import attrgetter
from typing import NamedTuple

from tool.domain.incident_types.kind import Comparison

MOSTLY = 0.6
"""A condition holds over a window if it held in this share of the looks of which something is known."""
FEW_LOOKS = 5
"""A window is as long as the rule asks, or longer if it would hold no more looks than this after its first."""
FLICKER_LOOKS = 4
"""Of fewer known looks all must agree: two that are wrong open nothing, and close nothing, with a right one between."""

class Look(NamedTuple):
    """One look at the moment `at`. `held`: whether the condition held; None if the look does not tell. `value` is None
    if nothing was measured."""

    at: float
    value: float | None
    held: bool | None
    model: str = ""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A time over which a condition held: since when; in how many of the known looks; the worst look; the longest time
    between two; and looks that show how it went, from before it too."""

    since: float
    looks: int
    held: int
    worst: Look
    interval_s: float
    shown: tuple[Look, ...]


class Looks:
    """The newest looks of one rule, without a gap between them."""

    def __init__(self, comparison: Comparison, looks: Iterable[Look] = ()) -> None:
        self._comparison = comparison
        self._looks = deque(looks)

    def __iter__(self) -> Iterator[Look]:
        return iter(self._looks)

    def add(self, look: Look) -> None:
        """Take in the newest look."""
        self._looks.append(look)

    def insert(self, look: Look) -> None:
        """Take in a look that comes late, unless it is from before all that is remembered."""
        if self._looks and look.at >= self._looks[0].at:
            before = list(self._looks)
            insort(before, look, key=attrgetter("at"))
            self._looks = deque(before)

    def clear(self) -> None:
        """Forget all of them."""
        self._looks.clear()

    def forget(self, before: float) -> None:
        """Drop the looks from before that moment that no window needs: the last one of them may be its first."""
        while len(self._looks) > FEW_LOOKS + 1 and self._looks[1].at < before:
            self._looks.popleft()

    def due(self, held: bool, lasting_s: float, since: float = -math.inf) -> float | None:
        """Return when a look would decide whether the condition held (or did not) for `lasting_s`, counted from one
        that is from `since` or later; None if there is no such look."""
        if not self._looks:
            return None
        dues = (look.at + lasting_s for look in self._looks if look.held is held and look.at >= since)
        return next((due for due in dues if due > self._looks[-1].at), None)

    def mostly(
        self, held: bool, lasting_s: float, pace_s: float | None, since: float = -math.inf
    ) -> Stretch | None:
        """Return the shortest window up to the newest look over which the condition held (or did not); None if it did
        not (or did). It is `lasting_s` long or longer, begins and ends with such a look, and MOSTLY of its known looks
        are such (all, if they are few). More than half of its looks are known; and of those that there would be at the
        usual pace, half at least."""
        looks = list(self._looks)
        if not looks or looks[-1].held is not held:
            return None
        now, known, such, decided = looks[-1].at, 0, 0, False
        for after, first in enumerate(reversed(looks)):
            if first.at < since or (decided and after > FEW_LOOKS):
                break
            known += first.held is not None
            such += first.held is held
            length_s = now - first.at
            decided = now >= first.at + lasting_s
            if decided and first.held is held and _is_most(such, known) and _is_known(known, after, length_s, pace_s):
                return self._stretch(looks, len(looks) - 1 - after, held)
        return None

    def _stretch(self, looks: list[Look], first: int, held: bool) -> Stretch:
        within = looks[first:]
        such = [look for look in within if look.held is held]
        return Stretch(
            since=looks[first].at, looks=sum(look.held is not None for look in within), held=len(such),
            worst=worst_of(self._comparison, such),
            interval_s=max((after.at - before.at for before, after in pairwise(within)), default=0.0),
            shown=tuple(looks),
        )


def _is_most(such: int, known: int) -> bool:
    return such == known or (known >= FLICKER_LOOKS and such >= MOSTLY * known)


def _is_known(known: int, after: int, length_s: float, pace_s: float | None) -> bool:
    """Whether enough is known of a window of that length with so many looks after its first."""
    expected = length_s / pace_s if pace_s else 0.0
    return not after or (2 * (known - 1) > after and 2 * (known - 1) >= expected)


def worst_of(comparison: Comparison, looks: Iterable[Look]) -> Look:
    """Return the first of the looks with the measurement that is furthest beyond a threshold."""
    measured = [look for look in looks if look.value is not None]
    if comparison is Comparison.BELOW:
        return min(measured, key=lambda look: look.value or 0.0)
    return max(measured, key=lambda look: look.value or 0.0)
