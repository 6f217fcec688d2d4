"""One attempt on this node: its streams, its rules, its looks, and what becomes of them."""

import asyncio
import logging
import time
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from tool.detection.rules import RuleEngine
from tool.domain.incident import IncidentChange, IncidentOpened, Still
from tool.domain.policy import Rule
from tool.evidence.stills import keep_still
from tool.evidence.stores import EvidenceError, EvidenceStore
from tool.media.analysis import Analysis
from tool.media.counters import Counters
from tool.media.events import Reporter, new_id
from tool.media.jobs import Look
from tool.media.publisher import SILENT_S, Publisher
from tool.media.sampler import MIN_GAP_S, Sampler
from tool.media.tiles import TileHub
from tool.media.watcher import Watcher

log = logging.getLogger(__name__)

MAX_WATCHERS = 32
"""More watchers of one attempt: the oldest is closed."""
GAP_SAMPLES = 3
MIN_RULE_GAP_S = 10.0
OLDEST_STILL_S = 30.0
"""A picture older than this says nothing about what happens now."""
JPEG_GAP_S = 0.2
"""Pictures of the degraded path that come faster are not looked at."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What all attempts of a node share."""

    counters: Counters
    analysis: Analysis
    reporter: Reporter
    store: EvidenceStore
    tiles: TileHub
    sample_interval_s: float
    clock: Callable[[], float] = time.time


class Attempt:
    """Owns the publisher's session, the watchers and the rule state of one attempt. `path` is where media comes from
    now: "webrtc", "frames" or "" for nowhere."""

    def __init__(self, attempt_id: str, exam_id: str, rules: tuple[Rule, ...], parts: Parts) -> None:
        self.attempt_id = attempt_id
        self.exam_id = exam_id
        self.path = ""
        self.ended = False
        self.idle_since = time.monotonic()
        self.publisher: Publisher | None = None
        self.session_id = ""
        self.watchers: dict[str, Watcher] = {}
        self._parts = parts
        self._engine = RuleEngine(
            attempt_id, rules, new_id, gap_s=max(MIN_RULE_GAP_S, GAP_SAMPLES * parts.sample_interval_s)
        )
        self._sampler = Sampler(
            parts.sample_interval_s, look=self._ask_for_look, pending=self._look_pending,
            next_due=self._engine.next_due, clock=parts.clock,
        )
        self._kinds: tuple[str, ...] = ()
        self._replaced_at = float("-inf")
        self._jpeg_taken_at = float("-inf")
        self._jpeg_seen_at = float("-inf")
        self._unsent: deque[tuple[IncidentChange, Look | None]] = deque()
        self._sending: asyncio.Task[None] | None = None
        self._newest: Look | None = None
        self._keeping: set[asyncio.Task[None]] = set()

    # ---- streams

    def publish(self, publisher: Publisher, session_id: str) -> None:
        """Take a new session of the examinee; the one before it ends and its watchers follow."""
        before, self.publisher, self.session_id = self.publisher, publisher, session_id
        if before is not None:
            self._replaced_at = time.monotonic()
            before.close("replaced")
        for watcher in self.watchers.values():
            watcher.follow(publisher)

    def watch(self, watcher: Watcher, session_id: str) -> None:
        """Take a watcher in."""
        if len(self.watchers) >= MAX_WATCHERS:
            self.watchers[next(iter(self.watchers))].close("too_many_watchers")
        self.watchers[session_id] = watcher

    def media_flows(self) -> None:
        """Media of the current session begins, or begins again."""
        self._refresh("")

    def publisher_closed(self, publisher: Publisher, reason: str) -> None:
        """A session of the examinee is over."""
        if publisher is self.publisher:
            self.publisher = None
            self.session_id = ""
            self._refresh(reason)

    def watcher_closed(self, watcher: Watcher, _reason: str) -> None:
        """A watcher is gone."""
        self.watchers = {key: w for key, w in self.watchers.items() if w is not watcher}

    def _refresh(self, reason: str) -> None:
        """Report where media comes from now, if that has changed."""
        if self.ended:
            return
        now = time.monotonic()
        path = ""
        kinds: tuple[str, ...] = ()
        if self.publisher is not None and self.publisher.flowing:
            path, kinds = "webrtc", self.publisher.kinds
        elif now - self._jpeg_seen_at <= SILENT_S:
            path, kinds = "frames", ("video",)
        elif self.path == "webrtc" and self.publisher is not None and now - self._replaced_at <= SILENT_S:
            return
        if path == "webrtc":
            self._sampler.start()
        else:
            self._sampler.stop()
        if (path, kinds) == (self.path, self._kinds):
            return
        self.path, self._kinds = path, kinds
        self.idle_since = now
        if path:
            self._parts.reporter.stream_started(self.attempt_id, path, kinds)
        else:
            self._parts.tiles.forget(self.exam_id, self.attempt_id)
            self._parts.reporter.stream_stopped(self.attempt_id, reason or "silent")

    def sweep(self, now: float) -> None:
        """Notice silence and dead connections; to be called about twice a second with monotonic time."""
        if self.publisher is not None:
            self.publisher.check_silence(now)
            expired = self.publisher.peer.expired(now)
            if expired:
                self.publisher.close(expired)
        for watcher in list(self.watchers.values()):
            expired = watcher.peer.expired(now)
            if expired:
                watcher.close(expired)
        self._refresh("silent")

    # ---- looks

    def key_frame(self, vp8: bytes, arrived_at: float) -> None:
        """Hand a key frame of the camera to the detection processes."""
        self._parts.analysis.submit(self.attempt_id, "vp8", vp8, arrived_at, self._seen)

    def take_jpeg(self, data: bytes) -> None:
        """Hand a picture of the degraded path to the detection processes, unless WebRTC works or it comes too soon."""
        now = time.monotonic()
        if self.path == "webrtc" or now - self._jpeg_taken_at < JPEG_GAP_S or self.ended:
            self._parts.counters.frames_replaced += 1
            return
        self._jpeg_taken_at = now
        self._parts.analysis.submit(self.attempt_id, "jpeg", data, self._parts.clock(), self._jpeg_seen)

    def _ask_for_look(self) -> None:
        camera = self.publisher.camera if self.publisher is not None else None
        if camera is not None and camera.collector is not None:
            camera.collector.wanted = True
            camera.request_key_frame(MIN_GAP_S / 2)

    def _look_pending(self) -> bool:
        camera = self.publisher.camera if self.publisher is not None else None
        return camera is not None and camera.collector is not None and camera.collector.wanted

    def _jpeg_seen(self, look: Look) -> None:
        if not look.error:
            self._jpeg_seen_at = time.monotonic()
            self._refresh("")
        self._seen(look)

    def _seen(self, look: Look) -> None:
        if self.ended:
            return
        if look.error:
            self._parts.counters.frames_rejected += 1
            return
        self._newest = look
        self._parts.tiles.publish(self.exam_id, self.attempt_id, look.at, look.tile)
        self._report(self._engine.observe(look.observations), look)
        self._sampler.replan()

    # ---- rules and incidents

    def apply(self, rules: tuple[Rule, ...]) -> None:
        """Follow these rules from now on."""
        if not self.ended:
            self._report(self._engine.apply(rules, self._parts.clock()), None)
            self._sampler.replan()

    def _report(self, changes: Iterable[IncidentChange], look: Look | None) -> None:
        self._unsent.extend((change, look) for change in changes)
        if self._unsent and (self._sending is None or self._sending.done()):
            self._sending = asyncio.get_running_loop().create_task(self._send())

    async def _send(self) -> None:
        while self._unsent:
            change, look = self._unsent[0]
            if isinstance(change, IncidentOpened):
                self._parts.counters.incidents_opened += 1
                change = await self._with_still(change, look)
            self._parts.reporter.incident(change)
            self._unsent.popleft()

    async def _with_still(self, incident: IncidentOpened, look: Look | None) -> IncidentOpened:
        """Keep the picture that opened the incident. If that fails the incident is reported without it."""
        still = None if look is None else await self._kept(incident.incident_id, look)
        return incident if still is None else replace(incident, still=still)

    def take_still(self, incident_id: str) -> None:
        """Keep the newest picture as the still of an incident that another process opened, and report it."""
        look = self._newest
        if look is None or self.ended or self._parts.clock() - look.at > OLDEST_STILL_S:
            return
        task = asyncio.get_running_loop().create_task(self._keep(incident_id, look))
        self._keeping.add(task)
        task.add_done_callback(self._keeping.discard)

    async def _keep(self, incident_id: str, look: Look) -> None:
        still = await self._kept(incident_id, look)
        if still is not None:
            self._parts.reporter.still_taken(self.attempt_id, incident_id, still)

    async def _kept(self, incident_id: str, look: Look) -> Still | None:
        try:
            return await asyncio.to_thread(
                keep_still, self._parts.store, self.attempt_id, incident_id, look.still, look.at
            )
        except (EvidenceError, OSError):
            self._parts.counters.stills_failed += 1
            log.exception("The still of incident %s could not be kept", incident_id)
            return None

    # ---- end

    async def end(self, reason: str) -> None:
        """Close incidents and streams, report both, and wait until all of it is in the spool."""
        if self.ended:
            return
        self._sampler.stop()
        self._parts.analysis.withdraw(self.attempt_id)
        self._report(self._engine.end(self._parts.clock()), None)
        if self.path:
            self._parts.reporter.stream_stopped(self.attempt_id, reason)
        self.ended = True
        self.path = ""
        peers = [session.peer for session in (self.publisher, *self.watchers.values()) if session is not None]
        for peer in peers:
            peer.close(reason)
        self._parts.tiles.forget(self.exam_id, self.attempt_id)
        if self._sending is not None:
            await self._sending
        await asyncio.gather(*self._keeping)
        for peer in peers:
            await peer.wait_closed()
