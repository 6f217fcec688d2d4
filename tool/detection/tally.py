"""Adds up what never lasts: for how long a condition held within the last minutes.

Docs: docs/decisions/0033-rules-over-windows.md."""

import math
from collections import deque
from dataclasses import dataclass, field
from operator import attrgetter

from tool.detection.window import Look, Stretch, worst_of
from tool.domain.incident_types.kind import AddsUp, Comparison

BIN_S = 10.0
"""Looks are forgotten by so many seconds at once, so that minutes of them take little memory."""


@dataclass(slots=True)
class _Bin:
    """What was seen within BIN_S seconds. `since`: when the condition held first; `early`: looks before that."""

    number: int
    looks: int = 0
    held: int = 0
    held_s: float = 0.0
    interval_s: float = 0.0
    since: float | None = None
    early: int = 0
    shown: dict[bool, Look] = field(default_factory=dict)
    """The worst look in which the condition held, and the last one in which it did not."""


class Tally:
    """Adds up for how long a condition held within the last minutes. A look stands for the time since the look before,
    but for no more than there usually is between two."""

    def __init__(self, adds_up: AddsUp | None, comparison: Comparison, debounce_s: float) -> None:
        self._comparison = comparison
        self._within_s = adds_up.within_s if adds_up else 0.0
        self._enough_s = adds_up.enough_s(debounce_s) if adds_up else math.inf
        self._bins: deque[_Bin] = deque()

    def clear(self) -> None:
        """Begin anew."""
        self._bins.clear()

    def add(self, look: Look, stands_for_s: float) -> None:
        """Take in a look that tells something."""
        if self._enough_s > self._within_s or look.held is None:
            return
        number = math.floor(look.at / BIN_S)
        if not self._bins or self._bins[-1].number != number:
            self._bins.append(_Bin(number))
        bin_ = self._bins[-1]
        bin_.looks += 1
        bin_.interval_s = max(bin_.interval_s, stands_for_s)
        if look.held:
            bin_.held += 1
            bin_.held_s += stands_for_s
            bin_.since = look.at if bin_.since is None else bin_.since
            bin_.shown[True] = worst_of(self._comparison, [*(bin_.shown[k] for k in bin_.shown if k), look])
        else:
            bin_.early += bin_.since is None
            bin_.shown[False] = look
        while self._bins[0].number < math.floor((look.at - self._within_s) / BIN_S):
            self._bins.popleft()

    def moments(self) -> set[float]:
        """Return when the condition held first, and when it was worst, within what is added up."""
        since = next((bin_.since for bin_ in self._bins if bin_.since is not None), None)
        if since is None:
            return set()
        return {since, worst_of(self._comparison, [bin_.shown[True] for bin_ in self._bins if True in bin_.shown]).at}

    def enough(self) -> Stretch | None:
        """Return the time over which the condition held often enough; None if it did not."""
        if sum(bin_.held_s for bin_ in self._bins) < self._enough_s:
            return None
        while self._bins[0].since is None:
            self._bins.popleft()
        since = self._bins[0].since
        shown = sorted((look for bin_ in self._bins for look in bin_.shown.values()), key=attrgetter("at"))
        looks = sum(bin_.looks for bin_ in self._bins) - self._bins[0].early
        return Stretch(
            since=since, looks=looks, held=sum(bin_.held for bin_ in self._bins),
            worst=worst_of(self._comparison, [look for look in shown if look.held]),
            interval_s=max(bin_.interval_s for bin_ in self._bins), shown=tuple(shown),
        )
