"""Keeps the pictures of one attempt's incidents: the newest look at a channel, or one taken then where none looks."""

import asyncio
import logging
from collections.abc import Coroutine, Mapping
from dataclasses import dataclass, replace

from tool.domain.incident import IncidentOpened, Still
from tool.domain.stream import Channel
from tool.evidence.stills import keep_still
from tool.evidence.stores import EvidenceError
from tool.media.looks.jobs import Look
from tool.media.looks.parts import Parts
from tool.media.looks.screenshots import Shots

log = logging.getLogger(__name__)

OLDEST_STILL_S = 30.0
"""A picture older than this says nothing about what happens now."""


@dataclass(frozen=True, slots=True)
class Sight:
    """A look, and the channel that it is of."""

    channel: Channel
    look: Look


class Stills:
    """Keeps and reports. An incident never waits for a picture that has to be taken: that is reported when it comes."""

    def __init__(self, attempt_id: str, parts: Parts, shots: Mapping[Channel, Shots]) -> None:
        self._attempt_id = attempt_id
        self._parts = parts
        self._shots = shots
        self._newest: dict[Channel, Sight] = {}
        self._keeping: set[asyncio.Task[None]] = set()

    def saw(self, sight: Sight) -> None:
        """This is the newest picture of its channel."""
        self._newest[sight.channel] = sight

    async def opened(self, incident: IncidentOpened, sight: Sight | None) -> IncidentOpened:
        """Return the incident with the picture that opened it, kept. If that fails it is reported without one."""
        still = None if sight is None else await self._kept(incident.incident_id, sight)
        return incident if still is None else replace(incident, still=still)

    def keep(self, incident_id: str, channel: Channel) -> None:
        """Keep a picture of this channel for an incident that is reported already: one taken now, or the newest look
        unless it is an old one."""
        shots, sight = self._shots.get(channel), self._newest.get(channel)
        if shots is not None:
            self._start(self._keep_shot(incident_id, channel, shots))
        elif sight is not None and self._parts.timeline.now() - sight.look.at <= OLDEST_STILL_S:
            self._start(self._keep(incident_id, sight))

    async def close(self) -> None:
        """Wait until what was taken is kept; what was not taken yet is given up."""
        for shots in self._shots.values():
            shots.close()
        await asyncio.gather(*self._keeping)

    def _start(self, keeping: Coroutine[None, None, None]) -> None:
        task = asyncio.get_running_loop().create_task(keeping)
        self._keeping.add(task)
        task.add_done_callback(self._keeping.discard)

    async def _keep_shot(self, incident_id: str, channel: Channel, shots: Shots) -> None:
        look = await shots.take()
        if look is not None:
            await self._keep(incident_id, Sight(channel, look))

    async def _keep(self, incident_id: str, sight: Sight) -> None:
        still = await self._kept(incident_id, sight)
        if still is not None:
            self._parts.reporter.still_taken(self._attempt_id, incident_id, sight.channel, still)

    async def _kept(self, incident_id: str, sight: Sight) -> Still | None:
        captured_at = self._parts.timeline.label(sight.look.at)
        try:
            return await asyncio.to_thread(
                keep_still, self._parts.store, self._attempt_id, incident_id, sight.look.still, captured_at,
                sight.channel,
            )
        except (EvidenceError, OSError):
            self._parts.counters.stills_failed += 1
            log.exception("A picture of incident %s (%s) could not be kept", incident_id, sight.channel)
            return None
