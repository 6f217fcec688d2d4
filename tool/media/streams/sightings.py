"""When an attempt was last seen and heard by this node: what is said to arrive counts only once something was made of
it."""

import asyncio
from collections.abc import Mapping

from tool.domain.stream import Channel
from tool.link.messages import MICROPHONE
from tool.media.looks.screenshots import Shots
from tool.media.streams.feed import Feed

PROVE_EVERY_S = 60.0
"""A channel that nobody looks at by itself is looked at so often, to see that it is a picture that arrives."""
TRY_EVERY_S = 10.0
GOOD_FOR_S = 90.0
"""So long after a picture was made of such a channel, what arrives on it counts as seen."""
_NEVER = float("-inf")


class Sightings:
    """Of one attempt. Times are monotonic seconds. `shots` are the channels that are not looked at by themselves."""

    def __init__(self, feeds: Mapping[Channel, Feed], shots: Mapping[Channel, Shots]) -> None:
        self._feeds = feeds
        self._shots = shots
        self._at: dict[str, float] = {}
        self._proved: dict[Channel, float] = {}
        self._tried: dict[Channel, float] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._heard = 0

    def saw(self, what: str, now: float) -> None:
        """It was there."""
        self._at[what] = now

    def ages(self, now: float) -> dict[str, float]:
        """Return how many seconds ago each was there."""
        return {what: round(now - at, 1) for what, at in self._at.items()}

    def sweep(self, now: float) -> None:
        """Note what arrives, and have a picture made of what has not been one lately."""
        for channel, shots in self._shots.items():
            if not self._feeds[channel].flowing:
                continue
            proved = self._proved.get(channel, _NEVER)
            if now - proved <= GOOD_FOR_S:
                self.saw(channel, now)
            if now - proved > PROVE_EVERY_S and now - self._tried.get(channel, _NEVER) > TRY_EVERY_S:
                self._tried[channel] = now
                task = asyncio.get_running_loop().create_task(self._prove(channel, shots, now))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)
        heard = sum(feed.heard for feed in self._feeds.values())
        if heard != self._heard:
            self._heard = heard
            self.saw(MICROPHONE, now)

    async def _prove(self, channel: Channel, shots: Shots, now: float) -> None:
        if await shots.take() is not None:
            self._proved[channel] = now
            self.saw(channel, now)
