"""Keeps the pictures of one attempt's incidents: the camera's newest, and the shared screen as it is then."""

import asyncio
import logging
from collections.abc import Coroutine
from dataclasses import replace

from tool.domain.incident import IncidentOpened, Shows, Still
from tool.evidence.stills import keep_still
from tool.evidence.stores import EvidenceError
from tool.media.looks.jobs import Look
from tool.media.looks.parts import Parts
from tool.media.looks.screenshots import Screenshots

log = logging.getLogger(__name__)

OLDEST_STILL_S = 30.0
"""A picture older than this says nothing about what happens now."""


class Stills:
    """Keeps and reports. An incident never waits for a picture of the screen: that is reported when it comes."""

    def __init__(self, attempt_id: str, parts: Parts, screenshots: Screenshots) -> None:
        self._attempt_id = attempt_id
        self._parts = parts
        self._screenshots = screenshots
        self._newest: Look | None = None
        self._keeping: set[asyncio.Task[None]] = set()

    def saw(self, look: Look) -> None:
        """This is the camera's newest picture."""
        self._newest = look

    async def opened(self, incident: IncidentOpened, look: Look | None) -> IncidentOpened:
        """Return the incident with the picture that opened it, kept. If that fails it is reported without one."""
        still = None if look is None else await self._kept("camera", incident.incident_id, look)
        return incident if still is None else replace(incident, still=still)

    def keep_camera(self, incident_id: str) -> None:
        """Keep the camera's newest picture for an incident that is reported already; nothing if it is an old one."""
        look = self._newest
        if look is not None and self._parts.clock() - look.at <= OLDEST_STILL_S:
            self._start(self._keep("camera", incident_id, look))

    def keep_screen(self, incident_id: str) -> None:
        """Take a picture of the shared screen now and keep it for an incident that is reported already."""
        self._start(self._keep_screen(incident_id))

    async def close(self) -> None:
        """Wait until what was taken is kept; what was not taken yet is given up."""
        self._screenshots.close()
        await asyncio.gather(*self._keeping)

    def _start(self, keeping: Coroutine[None, None, None]) -> None:
        task = asyncio.get_running_loop().create_task(keeping)
        self._keeping.add(task)
        task.add_done_callback(self._keeping.discard)

    async def _keep_screen(self, incident_id: str) -> None:
        look = await self._screenshots.take()
        if look is not None:
            await self._keep("screen", incident_id, look)

    async def _keep(self, shows: Shows, incident_id: str, look: Look) -> None:
        still = await self._kept(shows, incident_id, look)
        if still is not None:
            self._parts.reporter.still_taken(self._attempt_id, incident_id, still, shows)

    async def _kept(self, shows: Shows, incident_id: str, look: Look) -> Still | None:
        try:
            return await asyncio.to_thread(
                keep_still, self._parts.store, self._attempt_id, incident_id, look.still, look.at, shows
            )
        except (EvidenceError, OSError):
            self._parts.counters.stills_failed += 1
            log.exception("A picture of incident %s (%s) could not be kept", incident_id, shows)
            return None
