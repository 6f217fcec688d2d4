"""How long pictures wait for detection: more than they should when the node has more to look at than it can."""

import time
from collections import deque
from collections.abc import Callable
from statistics import median

WINDOW_S = 30.0
"""What was waited before that says nothing about now."""
MAX_WAITS = 1000


class Lag:
    """The waits of late. Drop policy: beyond MAX_WAITS the oldest are forgotten."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._waits: deque[tuple[float, float]] = deque(maxlen=MAX_WAITS)

    def note(self, wait_s: float) -> None:
        """A picture was looked at so long after there was one to look at."""
        self._waits.append((self._clock(), wait_s))

    @property
    def wait_s(self) -> float:
        """The usual wait (the median, in seconds): a hiccup is none. 0 when nothing was looked at lately."""
        now = self._clock()
        while self._waits and now - self._waits[0][0] > WINDOW_S:
            self._waits.popleft()
        return median(wait_s for _, wait_s in self._waits) if self._waits else 0.0
