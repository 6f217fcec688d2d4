"""When was it that a page measured what it tells now? Its clock is not believed, nor are long silences of its making.

Both times of a reading, when it was measured and when it was sent, are the page's; only how far they are apart counts.
A reading that arrives on a connection that is up was measured just now. Only what was measured while the connection
was down, or while it could not be kept here, may be older; so nobody can write a past that was not."""

import math
from collections.abc import Callable
from dataclasses import dataclass

OLDEST_READING_S = 600.0
"""So much of a silence is believed: about what a page can keep."""
SLACK_S = 15.0
"""On a connection that is up: a page slowed down in a hidden tab, a message sent again, a network that stutters."""
UNNOTICED_S = 14.0
"""A connection that is dead may have been so for this long before it is known."""
CATCH_UP_S = 20.0
"""So soon after it is back a page has told what happened meanwhile."""
LONGEST_WAY_S = 10.0
"""A message that took longer than this, compared with the fastest, was sent by a clock that was set meanwhile."""
_DRIFT = 0.001
"""Seconds by which a page's clock may run away from ours in a second."""


@dataclass(slots=True)
class _Line:
    """The connection to one attempt's page. `down_from`: when the silence began that its readings may be about."""

    there: bool
    since: float
    down_from: float
    caught_up: bool = False
    refused_since: float | None = None
    ahead_s: float = 0.0
    heard_at: float | None = None

    def hear(self, now: float, sent_at: float) -> None:
        """A message came: note how far our clock is ahead of the page's, by the message that was fastest on its way,
        so that one that was slow moves nothing."""
        ahead_s = now - sent_at if math.isfinite(sent_at) else self.ahead_s
        if self.heard_at is not None:
            known = self.ahead_s + _DRIFT * (now - self.heard_at)
            ahead_s = min(ahead_s, known) if ahead_s - known < LONGEST_WAY_S else ahead_s
        self.ahead_s, self.heard_at = ahead_s, now


class Arrivals:
    """The connections of all attempts' pages. `now` gives moments: seconds of a clock that never steps.

    After a start of this process nothing is known of anybody: a page that comes back may tell of the time before."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._born = now()
        self._lines: dict[str, _Line] = {}

    def came(self, attempt_id: str) -> None:
        """The attempt's page is connected."""
        line = self._line(attempt_id)
        if not line.there:
            line.there, line.since, line.caught_up, line.heard_at = True, self._now(), False, None

    def went(self, attempt_id: str) -> None:
        """No page of the attempt is connected any more."""
        line = self._line(attempt_id)
        if line.there:
            now = self._now()
            line.down_from = now - UNNOTICED_S if self._is_level(line, now) else line.down_from
            line.there, line.since = False, now

    def heard(self, attempt_id: str, sent_at: float) -> None:
        """A message of the page has come that it sent at this time, by its own clock."""
        self._line(attempt_id).hear(self._now(), sent_at)

    def moment(self, attempt_id: str, at: float) -> float:
        """Return the moment of a reading that was measured at this time, by the clock of the message `heard` last."""
        line, now = self._line(attempt_id), self._now()
        measured = at + line.ahead_s
        floor = now - SLACK_S
        if line.refused_since is not None:
            floor = min(floor, line.refused_since - SLACK_S)
        if not self._is_level(line, now):
            floor = min(floor, line.down_from)
        measured = measured if math.isfinite(measured) else now
        return min(max(measured, floor, now - OLDEST_READING_S), now)

    def refused(self, attempt_id: str) -> None:
        """What the page told could not be kept: it will be sent again, and is older then."""
        line = self._line(attempt_id)
        line.refused_since = self._now() if line.refused_since is None else line.refused_since

    def taken(self, attempt_id: str, newest: float) -> None:
        """Readings are kept, the newest of which was measured at that moment."""
        line = self._line(attempt_id)
        line.refused_since = None
        line.caught_up = line.caught_up or (line.there and newest >= line.since)

    def is_awaited(self, attempt_id: str) -> bool:
        """Whether the page may still tell what happened meanwhile, so that time alone must decide nothing: it is away,
        or has just come back. That it is away is known to all, and no sign of guilt or innocence."""
        line, now = self._line(attempt_id), self._now()
        return not line.there or not (line.caught_up or now - line.since > CATCH_UP_S)

    def forget(self, attempt_id: str) -> None:
        """The attempt is over: forget its page, if that is away."""
        if not self._line(attempt_id).there:
            self._lines.pop(attempt_id, None)

    def _line(self, attempt_id: str) -> _Line:
        known = self._lines.get(attempt_id)
        return known or self._lines.setdefault(attempt_id, _Line(False, self._born, self._born - OLDEST_READING_S))

    @staticmethod
    def _is_level(line: _Line, now: float) -> bool:
        return line.there and (line.caught_up or now - line.since > 3 * CATCH_UP_S)
