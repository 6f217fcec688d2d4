"""Takes a picture of a channel when one is wanted: a key frame, asked for then, decoded elsewhere."""

import asyncio
import logging
from collections.abc import Callable

from tool.domain.stream import Channel
from tool.media.counters import Counters
from tool.media.looks.jobs import Look
from tool.media.looks.sampler import Timers

log = logging.getLogger(__name__)

ASKED_AT_S = (0.0, 2.5)
"""When the browser is asked for a key frame: again only after a while, since one of a full screen takes a second or two
to arrive."""
GIVE_UP_S = 6.0


class Shots:
    """One picture at a time: who wants one while another is on its way gets that.

    `ask` asks the browser for a key frame, which `key_frame` must be given; `develop(vp8, at, done)` has it turned into
    a JPEG, which may fail silently. What has not come after GIVE_UP_S is counted and does not come at all."""

    def __init__(
        self, attempt_id: str, channel: Channel, counters: Counters, *, ask: Callable[[], None],
        develop: Callable[[bytes, float, Callable[[Look], None]], None], timers: Timers | None = None,
    ) -> None:
        self._attempt_id = attempt_id
        self._channel = channel
        self._counters = counters
        self._ask = ask
        self._develop = develop
        self._timers: Timers = timers or asyncio.get_running_loop()
        self._coming: asyncio.Future[Look | None] | None = None
        self._plans: list[asyncio.TimerHandle] = []
        self._closed = False

    async def take(self) -> Look | None:
        """Return a picture of the channel as it is now, in `still`; None when none comes."""
        if self._closed:
            return None
        if self._coming is None:
            self._coming = asyncio.get_running_loop().create_future()
            now = self._timers.time()
            self._plans = [self._timers.call_at(now + later, self._ask) for later in ASKED_AT_S]
            self._plans.append(self._timers.call_at(now + GIVE_UP_S, self._give_up))
        return await asyncio.shield(self._coming)

    def key_frame(self, vp8: bytes, arrived_at: float) -> None:
        """Take the key frame that was asked for."""
        coming = self._coming
        if coming is not None:
            self._stop_asking()
            self._develop(vp8, arrived_at, lambda look: self._developed(coming, look))

    def close(self) -> None:
        """The attempt is over: whoever waits, or comes later, gets nothing."""
        self._closed = True
        self._settle(None)

    def _developed(self, coming: asyncio.Future[Look | None], look: Look) -> None:
        if coming is not self._coming:
            return
        if look.error:
            self._miss(look.error)
            return
        self._counters.shots_taken += 1
        self._settle(look)

    def _give_up(self) -> None:
        self._miss(f"It did not come within {GIVE_UP_S:.0f} s.")

    def _miss(self, why: str) -> None:
        self._counters.shots_missed += 1
        log.warning("There is no picture of the %s of attempt %s: %s", self._channel, self._attempt_id, why)
        self._settle(None)

    def _stop_asking(self) -> None:
        for plan in self._plans[:-1]:
            plan.cancel()

    def _settle(self, look: Look | None) -> None:
        for plan in self._plans:
            plan.cancel()
        self._plans = []
        coming, self._coming = self._coming, None
        if coming is not None:
            coming.set_result(look)
