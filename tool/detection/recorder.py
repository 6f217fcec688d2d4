"""Writes down how an incident goes, in bounded memory however long that is."""

from tool.detection.window import Look, Stretch, worst_of
from tool.domain.incident_types.kind import Comparison
from tool.domain.trace import MOST_POINTS, Point, Trace, packed, thinned

BEFORE_S = 30.0
"""A series begins so long before its incident, as far as somebody looked then."""


class Recorder:
    """Of one incident. It is told of every look from its opening on, those between two spells too."""

    def __init__(self, comparison: Comparison, opened_by: Stretch) -> None:
        self._comparison = comparison
        self._since = opened_by.since
        self._looks = self._known = opened_by.looks
        self._held = opened_by.held
        self._worst = opened_by.worst
        self._shown = [look for look in opened_by.shown if look.at >= opened_by.since - BEFORE_S]
        self._every = self._passed = 1

    @property
    def worst_at(self) -> float:
        """When the worst look was, so far."""
        return self._worst.at

    def saw(self, look: Look) -> None:
        """Take in the next look."""
        self._known += look.held is not None
        if look.held:
            self._held += 1
            self._looks = self._known
            self._worst = worst_of(self._comparison, (self._worst, look))
        self._passed += 1
        if self._passed >= self._every or look is self._worst:
            self._shown.append(look)
            self._passed = 0
        if len(self._shown) > 4 * MOST_POINTS:
            self._shown = [look for n, look in enumerate(self._shown) if n % 2 == 0 or look is self._worst]
            self._every *= 2

    def trace(self) -> Trace:
        """Return how it went so far, up to the last look in which the condition held."""
        points = (Point(round(look.at - self._since, 2), _figure(look), look.held is not None) for look in self._shown)
        worst_after_s = round(self._worst.at - self._since, 2)
        return Trace(
            looks=self._looks, held=self._held, worst=_figure(self._worst) or 0.0, worst_after_s=worst_after_s,
            series=packed(thinned(points, worst_after_s)),
        )


def _figure(look: Look) -> float | None:
    return None if look.value is None else round(look.value, 3)

