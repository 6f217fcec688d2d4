"""How often the examinee whom a proctor has open is looked at, told to that proctor when it changes."""

from collections.abc import Callable

from tool.web.live.onlookers import Onlookers
from tool.web.live.sight import Sight
from tool.web.wire.live import PaceView

FINE_BELOW_S = 3.0
"""Below this the pace is told in half seconds, above in whole ones: not every look is news."""

Tell = Callable[[str, PaceView], None]


def pace_view(sight: Sight, attempt_id: str) -> PaceView | None:
    """Return how often the attempt's camera is looked at; None while it is not, or nobody says so."""
    rate = sight.rate(attempt_id)
    if rate is None:
        return None
    every_s = round(rate.every_s * 2) / 2 if rate.every_s < FINE_BELOW_S else round(rate.every_s)
    return PaceView(attempt_id=attempt_id, every_s=every_s or round(rate.every_s, 1), why=rate.why)


class PaceTeller:
    """`tell` sends a view to one console connection. What a console was told with the attempt's detail may come once
    more."""

    def __init__(self, sight: Sight, onlookers: Onlookers, tell: Tell) -> None:
        self._sight = sight
        self._onlookers = onlookers
        self._tell = tell
        self._told: dict[str, PaceView] = {}

    def tick(self) -> None:
        """Tell what has changed; to be called about once a second."""
        before, self._told = self._told, {}
        for connection, attempt_id in self._onlookers.all().items():
            view = pace_view(self._sight, attempt_id) or PaceView(attempt_id=attempt_id, every_s=None, why="even")
            self._told[connection] = view
            if before.get(connection) != view:
                self._tell(connection, view)
