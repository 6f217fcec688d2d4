"""How long events wait that web could not apply, and when it is clear that it never will."""

import time
from collections.abc import Callable
from dataclasses import dataclass

FIRST_REST_S, LONGEST_REST_S = 0.5, 60.0
TRIES, PATIENCE_S = 8, 300.0
"""An event fails so often, and for so long, before it is set aside."""
LONG_PATIENCE_S = 3600.0
"""For so long while nothing at all is applied and several subjects fail: that may well be web's own fault."""
TRIES_AFTERWARDS = 2
"""So often fail the next ones of a subject of which one was set aside: hundreds may wait behind it."""


@dataclass(slots=True)
class _Rest:
    """Of one subject. `failing_s`: for how long it has failed, without the times at which web took nothing at all."""

    since: float
    last: float
    name: str = ""
    tries: int = 0
    failing_s: float = 0.0
    until: float = 0.0
    given_up: bool = False


class Rests:
    """The subjects of which web could not apply an event. Their events rest, longer each time, while others go on.

    Kept in memory: after a start of the node the patience begins anew, and nothing is lost by that."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._rests: dict[str, _Rest] = {}
        self._applied_at = self._trouble_at = float("-inf")

    def applied(self, subject: str) -> None:
        """Web has applied an event of this subject."""
        self._rests.pop(subject, None)
        self._applied_at = self._clock()

    def trouble(self) -> None:
        """Web as a whole takes nothing now: what fails meanwhile, and the time that it takes, counts against no
        event."""
        self._trouble_at = self._clock()

    def failed(self, subject: str, name: str) -> bool:
        """Web works, but could not apply this event. Return True when it is to be set aside; otherwise it rests."""
        now = self._clock()
        rest = self._rests.setdefault(subject, _Rest(now, now))
        if rest.last > self._trouble_at:
            rest.failing_s += now - rest.last
        if rest.name != name:
            rest.name, rest.tries = name, 0
        rest.tries += 1
        rest.last = now
        if self._never_will(rest):
            rest.given_up, rest.until = True, now
            return True
        rest.until = now + min(LONGEST_REST_S, FIRST_REST_S * 2 ** min(rest.tries - 1, 10))
        return False

    def forget(self, subject: str) -> None:
        """Nothing of this subject waits any more."""
        self._rests.pop(subject, None)

    def resting(self) -> dict[str, float]:
        """Return the subjects that rest now, with the seconds until each is tried again."""
        now = self._clock()
        return {subject: rest.until - now for subject, rest in self._rests.items() if rest.until > now}

    def _never_will(self, rest: _Rest) -> bool:
        if rest.given_up:
            return rest.tries >= TRIES_AFTERWARDS
        web_works = self._applied_at >= rest.since or len(self._rests) == 1
        return rest.tries >= TRIES and rest.failing_s >= (PATIENCE_S if web_works else LONG_PATIENCE_S)
