"""Which pictures of its camera an incident keeps: of its start, its worst moment and its end, none of them twice."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from tool.domain.incident import IncidentClosed, Still, StillRole
from tool.media.looks.negatives import Negative

SETTLES_S = 30.0
"""What has come more than once is over for good when it has not come again for so long (detection.look_watch)."""
MOST_PICTURES = 9
"""However often an incident comes back, no more pictures of its camera are kept."""


class Closing(NamedTuple):
    """The incident was closed at `at`, for the `times`-th time; it was worst, and ended, at these pictures."""

    at: float
    times: int
    worst: Negative | None
    end: Negative | None


@dataclass(eq=False, slots=True)
class Album:
    """Of one incident that a look opened. `start` makes the first picture; `report_at` (loop time): until then the
    report waits for it. `reported` is set once the incident is."""

    incident_id: str
    start: asyncio.Task[Still | None]
    report_at: float
    shown: set[float]
    """Of which looks there are pictures."""
    reported: asyncio.Event = field(default_factory=asyncio.Event)
    closing: Closing | None = None

    @property
    def has_start(self) -> bool:
        """Whether there is a picture of the start, or one on its way."""
        return not self.start.done() or (not self.start.cancelled() and self.start.result() is not None)

    def due(self, now: float) -> bool:
        """Whether its end is to be shown now: the first one at once, a later one when it has settled."""
        closing = self.closing
        return closing is not None and (closing.times == 1 or now - closing.at >= SETTLES_S)

    def last_pictures(self) -> Iterator[tuple[StillRole, Negative, int]]:
        """Yield what is to be shown of the end and was not shown yet, as (role, picture, times); then nothing any more.

        Of a look there is one picture: an incident that was worst when it began or ended has fewer than three."""
        closing, self.closing = self.closing, None
        if closing is None:
            return
        for role, negative in ((StillRole.WORST, closing.worst), (StillRole.END, closing.end)):
            if negative is not None and negative.at not in self.shown and len(self.shown) < MOST_PICTURES:
                self.shown.add(negative.at)
                yield role, negative, closing.times


def worst_moment(change: IncidentClosed) -> float:
    """Return the moment of the incident's worst look; `change` holds moments, not Unix times."""
    return change.ended_at - change.duration_s + change.trace.worst_after_s
