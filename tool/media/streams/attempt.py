"""One attempt on this node: its camera and its screen, its rules, its looks, and what becomes of them."""

import asyncio
import time
from collections import deque
from collections.abc import Callable, Iterable

from tool.detection.rules import RuleEngine
from tool.domain.incident import IncidentChange, IncidentOpened, Shows
from tool.domain.policy import Rule
from tool.media.events import new_id
from tool.media.looks.jobs import Look
from tool.media.looks.parts import Parts
from tool.media.looks.sampler import MIN_GAP_S, Sampler
from tool.media.looks.screenshots import Screenshots
from tool.media.looks.stills import Stills
from tool.media.streams.channel import Channel
from tool.media.streams.publisher import CAMERA, SCREEN, SILENT_S

GAP_SAMPLES = 3
MIN_RULE_GAP_S = 10.0
JPEG_GAP_S = 0.2
"""Pictures of the degraded path that come faster are not looked at."""


class Attempt:
    """Owns the channels and the rule state of one attempt. `path` is where the camera comes from now: "webrtc",
    "frames" or "" for nowhere; `shared` is whether the screen arrives."""

    def __init__(self, attempt_id: str, exam_id: str, rules: tuple[Rule, ...], parts: Parts) -> None:
        self.attempt_id = attempt_id
        self.exam_id = exam_id
        self.path = ""
        self.shared = False
        self.ended = False
        self.idle_since = time.monotonic()
        screenshots = Screenshots(
            attempt_id, parts.counters, ask=self._ask_for_screen, develop=self._develop_screen
        )
        self.channels: dict[Shows, Channel] = {
            "camera": Channel(CAMERA, on_change=self._camera_changed, on_key_frame=self._key_frame),
            "screen": Channel(SCREEN, on_change=self._screen_changed, on_key_frame=screenshots.key_frame),
        }
        self._camera, self._screen = self.channels["camera"], self.channels["screen"]
        self._parts = parts
        self._stills = Stills(attempt_id, parts, screenshots)
        self._engine = RuleEngine(
            attempt_id, rules, new_id, gap_s=max(MIN_RULE_GAP_S, GAP_SAMPLES * parts.sample_interval_s)
        )
        self._sampler = Sampler(
            parts.sample_interval_s, look=self._ask_for_look, pending=lambda: self._camera.key_frame_pending,
            next_due=self._engine.next_due, clock=parts.clock,
        )
        self._kinds: tuple[str, ...] = ()
        self._jpeg_taken_at = float("-inf")
        self._jpeg_seen_at = float("-inf")
        self._unsent: deque[tuple[IncidentChange, Look | None]] = deque()
        self._sending: asyncio.Task[None] | None = None

    @property
    def idle(self) -> bool:
        """Whether nothing arrives and nobody watches."""
        return not self.path and not self.shared and not any(c.watchers for c in self.channels.values())

    # ---- streams

    def _camera_changed(self, reason: str) -> None:
        """Report where the camera comes from now, if that has changed."""
        if self.ended:
            return
        path = ""
        kinds: tuple[str, ...] = ()
        if self._camera.flowing and self._camera.publisher is not None:
            path, kinds = "webrtc", self._camera.publisher.kinds
        elif time.monotonic() - self._jpeg_seen_at <= SILENT_S:
            path, kinds = "frames", ("video",)
        elif self.path == "webrtc" and self._camera.between_sessions:
            return
        if path == "webrtc":
            self._sampler.start()
        else:
            self._sampler.stop()
        if (path, kinds) == (self.path, self._kinds):
            return
        self.path, self._kinds = path, kinds
        self.idle_since = time.monotonic()
        if path:
            self._parts.reporter.stream_started(self.attempt_id, path, kinds)
        else:
            self._parts.tiles.forget(self.exam_id, self.attempt_id)
            self._parts.reporter.stream_stopped(self.attempt_id, reason or "silent")

    def _screen_changed(self, reason: str) -> None:
        """Report whether the screen arrives now, if that has changed."""
        shared = self._screen.flowing or (self.shared and self._screen.between_sessions)
        if self.ended or shared == self.shared:
            return
        self.shared = shared
        self.idle_since = time.monotonic()
        if shared:
            self._parts.reporter.screen_started(self.attempt_id)
        else:
            self._parts.reporter.screen_stopped(self.attempt_id, reason or "silent")

    def sweep(self, now: float) -> None:
        """Notice silence and dead connections; to be called about twice a second with monotonic time."""
        for channel in self.channels.values():
            channel.sweep(now)

    # ---- looks

    def take_jpeg(self, data: bytes) -> None:
        """Hand a picture of the degraded path to the detection processes, unless WebRTC works or it comes too soon."""
        now = time.monotonic()
        if self.path == "webrtc" or now - self._jpeg_taken_at < JPEG_GAP_S or self.ended:
            self._parts.counters.frames_replaced += 1
            return
        self._jpeg_taken_at = now
        self._parts.analysis.submit(self.attempt_id, "jpeg", data, self._parts.clock(), self._jpeg_seen)

    def _ask_for_look(self) -> None:
        self._camera.want_key_frame(MIN_GAP_S / 2)

    def _key_frame(self, vp8: bytes, arrived_at: float) -> None:
        self._parts.analysis.submit(self.attempt_id, "vp8", vp8, arrived_at, self._seen)

    def _jpeg_seen(self, look: Look) -> None:
        if not look.error:
            self._jpeg_seen_at = time.monotonic()
            self._camera_changed("")
        self._seen(look)

    def _seen(self, look: Look) -> None:
        if self.ended:
            return
        if look.error:
            self._parts.counters.frames_rejected += 1
            return
        self._stills.saw(look)
        self._parts.tiles.publish(self.exam_id, self.attempt_id, look.at, look.tile)
        self._report(self._engine.observe(look.observations), look)
        self._sampler.replan()

    def _ask_for_screen(self) -> None:
        self._screen.want_key_frame(MIN_GAP_S)

    def _develop_screen(self, vp8: bytes, arrived_at: float, done: Callable[[Look], None]) -> None:
        self._parts.analysis.submit(_screen_key(self.attempt_id), "vp8", vp8, arrived_at, done, "screen")

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
                change = await self._stills.opened(change, look)
            self._parts.reporter.incident(change)
            self._unsent.popleft()
            if isinstance(change, IncidentOpened) and self.shared and not self.ended:
                self._stills.keep_screen(change.incident_id)

    def take_stills(self, incident_id: str, *, screen: bool) -> None:
        """Keep the camera's newest picture of an incident that another process opened; one of the screen too, if that
        is wanted and it is shared."""
        if self.ended:
            return
        self._stills.keep_camera(incident_id)
        if screen and self.shared:
            self._stills.keep_screen(incident_id)

    # ---- end

    async def end(self, reason: str) -> None:
        """Close incidents and streams, report both, and wait until all of it is in the spool."""
        if self.ended:
            return
        self._sampler.stop()
        for key in (self.attempt_id, _screen_key(self.attempt_id)):
            self._parts.analysis.withdraw(key)
        self._report(self._engine.end(self._parts.clock()), None)
        if self.path:
            self._parts.reporter.stream_stopped(self.attempt_id, reason)
        if self.shared:
            self._parts.reporter.screen_stopped(self.attempt_id, reason)
        self.ended = True
        self.path, self.shared = "", False
        peers = [peer for channel in self.channels.values() for peer in channel.peers]
        for peer in peers:
            peer.close(reason)
        self._parts.tiles.forget(self.exam_id, self.attempt_id)
        if self._sending is not None:
            await self._sending
        await self._stills.close()
        for peer in peers:
            await peer.wait_closed()


def _screen_key(attempt_id: str) -> str:
    return f"{attempt_id}/screen"
