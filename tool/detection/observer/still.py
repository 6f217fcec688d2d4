"""Notices that the picture of somebody has not moved at all: a frozen camera, or a photograph before it.

Docs: docs/decisions/0043-the-scene.md."""

from tool.detection.facts import FrameFacts
from tool.detection.observer.view import Grey, alike, area

STANDS = 0.996
"""A picture that stands still is so alike to itself, through a sensor's noise and a codec at 80 kbit/s (.998 was the
least). A face that is held as still as can be falls below it about every second look."""
LEAST_WIDTH = 0.1
"""The movement of a face narrower than this part of the picture cannot be told from noise."""
MOST_GAP_S = 5.0
"""Of what there was in a longer silence nothing is known."""


class Stillness:
    """For how long the face, and the picture around it, have been as they are now."""

    def __init__(self) -> None:
        self._since: tuple[float, Grey] | None = None
        self._last_at = float("-inf")

    def seconds(self, facts: FrameFacts, view: Grey | None, at: float) -> float | None:
        """Take in a look at `at`; return for how long nothing has moved, 0.0 if something has.

        None: that is not known, since nobody is there or the face is small. An empty room stands still, too."""
        silence_s, self._last_at = at - self._last_at, at
        nearest = max(facts.boxes, key=lambda box: box.area, default=None)
        if nearest is None or view is None or nearest.width < LEAST_WIDTH:
            self._since = None
            return None
        part = area(nearest)
        if self._since is not None and silence_s <= MOST_GAP_S:
            since, then = self._since
            if alike(view[part], then[part]) >= STANDS and alike(view, then) >= STANDS:
                return at - since
        self._since = at, view
        return 0.0
