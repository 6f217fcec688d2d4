"""Keeps the pictures of one attempt's incidents: of the looks that tell of one, or taken then where none looks.

Docs: docs/decisions/0039-pictures-of-incidents.md."""

import asyncio
import logging
from collections.abc import Collection, Coroutine, Mapping
from dataclasses import replace

from tool.domain.incident import IncidentChange, IncidentClosed, IncidentOpened, IncidentReopened, Still, StillRole
from tool.domain.stream import Channel
from tool.evidence.stills import keep_still
from tool.evidence.stores import EvidenceError
from tool.media.looks.album import Album, Closing, worst_moment
from tool.media.looks.negatives import Negative, Negatives
from tool.media.looks.parts import Parts
from tool.media.looks.screenshots import Shots

log = logging.getLogger(__name__)

OLDEST_STILL_S = 30.0
"""A picture older than this says nothing about what happens now."""
REPORT_WAITS_S = 1.0
"""For so long an incident waits for its first picture; after that it is reported without, and the picture follows."""
DEVELOP_S = 15.0
"""A picture that is not developed by then is lost."""
CLOSE_WAITS_S = 5.0
"""At the end of an attempt pictures on their way are waited for so long."""


class Stills:
    """Keeps and reports. Give it every picture that was looked at (`saw`), every change of an incident (`follow`) and,
    after those, the moments of which pictures are wanted (`keep_only`)."""

    def __init__(self, attempt_id: str, parts: Parts, shots: Mapping[Channel, Shots]) -> None:
        self._attempt_id = attempt_id
        self._parts = parts
        self._shots = shots
        self._newest: dict[Channel, Negative] = {}
        self._negatives = Negatives(parts.negatives)
        self._albums: dict[str, Album] = {}
        """By type: of each there is one incident at a time."""
        self._keeping: set[asyncio.Task[Still | None]] = set()

    def saw(self, negative: Negative) -> None:
        """This is the newest picture of its channel."""
        self._newest[negative.channel] = negative

    def newest(self, channel: Channel) -> Negative | None:
        """Return the newest picture of a channel, unless it is an old one."""
        negative = self._newest.get(channel)
        is_old = negative is None or self._parts.timeline.now() - negative.at > OLDEST_STILL_S
        return None if is_old else negative

    def keep_only(self, seen: Negative, moments: Collection[float]) -> None:
        """Of all pictures so far, and the one just `seen`, only those of these moments may be wanted from now on."""
        closings = [album.closing for album in self._albums.values() if album.closing is not None]
        shown = {each.at for closing in closings for each in (closing.worst, closing.end) if each is not None}
        self._negatives.keep(seen, {*moments, *shown})

    def follow(self, change: IncidentChange, seen: Negative | None) -> Album | None:
        """Take in a change, in moments, that came of the look just `seen` (None: not of a look). Return the album of an
        incident that it opens, for `with_start`; None if a picture of it can only be taken later."""
        album = self._albums.get(change.type)
        if isinstance(change, IncidentOpened):
            if album is not None:
                self._show_end(album)
            self._albums.pop(change.type, None)
            return None if seen is None else self._begin(change, seen)
        if album is None or album.incident_id != change.incident_id:
            return None
        if isinstance(change, IncidentReopened):
            album.closing = None
        else:
            self._close(album, change, seen)
        return None

    async def with_start(self, change: IncidentOpened, album: Album | None) -> IncidentOpened:
        """Return the incident with the picture of its start, if that is ready in time; otherwise it will follow."""
        if album is None:
            return change
        left_s = album.report_at - asyncio.get_running_loop().time()
        await asyncio.wait([album.start], timeout=max(0.0, left_s))
        if not album.start.done():
            self._run(self._follow_up(album))
            return change
        return replace(change, still=album.start.result())

    def keep(self, incident_id: str, channel: Channel) -> None:
        """Keep a picture of this channel for an incident that is reported already: one taken now, or the newest look
        unless it is an old one. Where there is a picture of its start, or one on its way, that is enough."""
        if channel in self._shots:
            self._run(self._keep_shot(incident_id, channel, self._shots[channel]))
            return
        negative = self.newest(channel)
        begun = any(album.has_start for album in self._albums.values() if album.incident_id == incident_id)
        if negative is not None and not begun:
            self._run(self._keep_now(incident_id, negative))

    def sweep(self, now: float) -> None:
        """Show the end of what has not come again; to be called every now and then with the moment."""
        for album in self._albums.values():
            if album.due(now):
                self._show_end(album)

    async def close(self) -> None:
        """Wait until what was taken is kept, but not for ever; what was not taken yet is given up."""
        for album in self._albums.values():
            self._show_end(album)
        for shots in self._shots.values():
            shots.close()
        if self._keeping:
            _, late = await asyncio.wait(self._keeping, timeout=CLOSE_WAITS_S)
            self._parts.counters.stills_lost += len(late)
            for task in late:
                task.cancel()
        self._negatives.keep(None, ())

    def _begin(self, change: IncidentOpened, seen: Negative) -> Album:
        negative = self._negatives.first(change.started_at, seen)
        start = self._run(self._kept(change.incident_id, negative, StillRole.START))
        report_at = asyncio.get_running_loop().time() + REPORT_WAITS_S
        album = self._albums[change.type] = Album(change.incident_id, start, report_at, {negative.at})
        return album

    def _close(self, album: Album, change: IncidentClosed, seen: Negative | None) -> None:
        worst = self._negatives.of(worst_moment(change), seen)
        end = self._negatives.of(change.ended_at, seen)
        album.closing = Closing(self._parts.timeline.now(), change.times, worst, end)
        if album.due(album.closing.at):
            self._show_end(album)

    def _show_end(self, album: Album) -> None:
        for role, negative, times in album.last_pictures():
            self._run(self._keep_later(album, negative, role, times))

    def _run(self, keeping: Coroutine[None, None, Still | None]) -> asyncio.Task[Still | None]:
        task = asyncio.get_running_loop().create_task(keeping)
        self._keeping.add(task)
        task.add_done_callback(self._keeping.discard)
        return task

    async def _follow_up(self, album: Album) -> None:
        still = await album.start
        await self._tell(album, still, Channel.CAMERA)

    async def _keep_later(self, album: Album, negative: Negative, role: StillRole, times: int) -> None:
        still = await self._kept(album.incident_id, negative, role, times)
        await self._tell(album, still, negative.channel)

    async def _tell(self, album: Album, still: Still | None, channel: Channel) -> None:
        await album.reported.wait()
        if still is not None:
            self._parts.reporter.still_taken(self._attempt_id, album.incident_id, channel, still)

    async def _keep_shot(self, incident_id: str, channel: Channel, shots: Shots) -> None:
        look = await shots.take()
        still = None if look is None else await self._stored(incident_id, look.still, look.at, channel)
        if still is not None:
            self._parts.reporter.still_taken(self._attempt_id, incident_id, channel, still)

    async def _keep_now(self, incident_id: str, negative: Negative) -> None:
        still = await self._kept(incident_id, negative, StillRole.START)
        if still is not None:
            self._parts.reporter.still_taken(self._attempt_id, incident_id, negative.channel, still)

    async def _kept(self, incident_id: str, negative: Negative, role: StillRole, times: int = 1) -> Still | None:
        """Develop a picture and keep it; return None if either fails, which is counted."""
        channel, codec, data, at = negative
        try:
            async with asyncio.timeout(DEVELOP_S):
                look = await self._parts.analysis.develop(self._attempt_id, channel, codec, data, at)
        except TimeoutError:
            look = None
        if look is None or look.error:
            self._parts.counters.stills_lost += 1
            log.warning("A picture of incident %s (%s) could not be developed", incident_id, channel)
            return None
        return await self._stored(incident_id, look.still, at, channel, role, times)

    async def _stored(
        self, incident_id: str, jpeg: bytes, at: float, channel: Channel, role: StillRole = StillRole.START,
        times: int = 1,
    ) -> Still | None:
        try:
            return await asyncio.to_thread(
                keep_still, self._parts.store, self._attempt_id, incident_id, jpeg, self._parts.timeline.label(at),
                channel, role, times,
            )
        except (EvidenceError, OSError):
            self._parts.counters.stills_failed += 1
            log.exception("A picture of incident %s (%s) could not be kept", incident_id, channel)
            return None
