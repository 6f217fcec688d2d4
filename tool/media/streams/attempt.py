"""One attempt on this node: what arrives of it on each channel, its rules, its looks, and what becomes of them."""

import asyncio
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Literal

from tool.detection.observer.observer import Observer
from tool.detection.pace import needed
from tool.detection.rules import RuleEngine
from tool.domain.baseline import Baseline, Target
from tool.domain.incident import IncidentChange, IncidentOpened
from tool.domain.observation import Observation
from tool.domain.rule import Rule
from tool.domain.stream import Channel, StreamPath, stills_of
from tool.media.events import new_id
from tool.media.looks.jobs import Look
from tool.media.looks.parts import Parts
from tool.media.looks.sampler import MIN_GAP_S, Sampler
from tool.media.looks.screenshots import Shots
from tool.media.looks.stills import Sight, Stills
from tool.media.streams.check_in import CheckIn
from tool.media.streams.contest import Contest
from tool.media.streams.feed import Feed
from tool.media.streams.labels import Labels
from tool.media.streams.publisher import SILENT_S
from tool.media.streams.sightings import Sightings
from tool.media.streams.sounds import Sounds
from tool.media.streams.traits import TRAITS

GAP_SAMPLES = 3
MIN_RULE_GAP_S = 10.0
JPEG_GAP_S = 0.2
"""Pictures of the degraded path that come faster are not looked at."""
_NEVER = float("-inf")


@dataclass(frozen=True, slots=True)
class Arrival:
    """How a channel arrives: by which path, and the kinds of what it carries."""

    path: StreamPath
    kinds: tuple[str, ...]


class NodeAttempt:
    """Owns the feeds and the rule state of one opening of an attempt. `arriving`: the channels that come in now.
    `needed_s`: looks further apart are not enough for its rules."""

    def __init__(
        self, attempt_id: str, exam_id: str, rules: tuple[Rule, ...], parts: Parts, *, opening: int = 1
    ) -> None:
        self.attempt_id = attempt_id
        self.opening = opening
        self.exam_id = exam_id
        self.arriving: dict[Channel, Arrival] = {}
        self.ended = False
        self.needed_s = needed(rules)
        self._objects_wanted = parts.objects.wanted(rules)
        self.idle_since = parts.timeline.now()
        self._parts = parts
        self._sounds = Sounds(attempt_id, exam_id, parts, self._heard)
        self._sounds.apply(rules)
        self._shots = {channel: self._make_shots(channel) for channel in Channel if not TRAITS[channel].looked_at}
        self.contest = Contest()
        self.feeds = {channel: self._make_feed(channel) for channel in Channel}
        self.sightings = Sightings(self.feeds, self._shots)
        self._looked_at = [feed for channel, feed in self.feeds.items() if TRAITS[channel].looked_at]
        self._stills = Stills(attempt_id, parts, self._shots)
        self._observer = Observer()
        self._check_in = CheckIn(
            self._observer, partial(parts.reporter.baseline_measured, attempt_id, opening), rules=bool(rules)
        )
        self._engine = RuleEngine(
            attempt_id, rules, new_id, gap_s=max(MIN_RULE_GAP_S, GAP_SAMPLES * parts.sample_interval_s)
        )
        self._sampler = Sampler(
            parts.sample_interval_s, look=self._ask_for_looks,
            pending=lambda: any(feed.key_frame_pending for feed in self._looked_at),
            next_due=self._next_due, clock=parts.timeline.now,
        )
        self._jpeg_taken_at: dict[Channel, float] = {}
        self._jpeg_seen_at: dict[Channel, float] = {}
        self._labels = Labels(parts.timeline)
        self._unsent: deque[tuple[IncidentChange, Sight | None]] = deque()
        self._sending: asyncio.Task[None] | None = None

    def _make_shots(self, channel: Channel) -> Shots:
        return Shots(
            self.attempt_id, channel, self._parts.counters,
            ask=lambda: self.feeds[channel].want_key_frame(MIN_GAP_S), develop=partial(self._develop, channel),
        )

    def _make_feed(self, channel: Channel) -> Feed:
        shots = self._shots.get(channel)
        return Feed(
            TRAITS[channel].takes, self.contest, on_change=partial(self._changed, channel),
            on_key_frame=partial(self._key_frame, channel) if shots is None else shots.key_frame,
            on_session=self._sounds.follow if TRAITS[channel].takes.sound else None,
        )

    @property
    def idle(self) -> bool:
        """Whether nothing arrives and nobody watches."""
        return not self.arriving and not any(feed.watchers for feed in self.feeds.values())

    # ---- streams

    def _changed(self, channel: Channel, reason: str) -> None:
        """Report how the channel arrives now, if that has changed."""
        before, now = self.arriving.get(channel), self._arrival(channel)
        if self.ended or now == before:
            return
        self.idle_since = self._parts.timeline.now()
        if now is not None:
            self.arriving[channel] = now
            self._pace()
            self._parts.reporter.stream_started(self.attempt_id, channel, now.path, now.kinds)
            return
        del self.arriving[channel]
        self._pace()
        if TRAITS[channel].tiles:
            self._parts.tiles.forget(self.exam_id, self.attempt_id)
        self._parts.reporter.stream_stopped(self.attempt_id, channel, reason or "silent")

    def _arrival(self, channel: Channel) -> Arrival | None:
        """Return how the channel arrives now. Between two sessions it counts as arriving as before."""
        feed, before = self.feeds[channel], self.arriving.get(channel)
        if feed.flowing and feed.publisher is not None:
            return Arrival("webrtc", feed.publisher.kinds)
        if self._parts.timeline.now() - self._jpeg_seen_at.get(channel, _NEVER) <= SILENT_S:
            return Arrival("frames", ("video",))
        return before if before is not None and before.path == "webrtc" and feed.between_sessions else None

    def _pace(self) -> None:
        """Ask for looks while anything that is looked at arrives in a way that has to be asked."""
        if any(TRAITS[channel].looked_at and now.path == "webrtc" for channel, now in self.arriving.items()):
            self._sampler.start()
        else:
            self._sampler.stop()

    def sweep(self, now: float) -> None:
        """Notice silence, dead connections and the want of looks; to be called about twice a second with the moment."""
        for feed in self.feeds.values():
            feed.sweep(now)
        if not self.ended:
            self.sightings.sweep(now)
            self._report(self._engine.lapse(now), None)

    # ---- looks

    def take_jpeg(self, channel: Channel, data: bytes) -> None:
        """Hand a picture of the degraded path to the detection processes, unless WebRTC works or it comes too soon."""
        now, arrival = self._parts.timeline.now(), self.arriving.get(channel)
        by_webrtc = arrival is not None and arrival.path == "webrtc"
        if self.ended or by_webrtc or now - self._jpeg_taken_at.get(channel, _NEVER) < JPEG_GAP_S:
            self._parts.counters.frames_replaced += 1
            return
        self._jpeg_taken_at[channel] = now
        if arrival is not None and self._parts.analysis.holds(self.attempt_id):
            self._jpeg_seen_at[channel] = now  # it arrives as before, though nobody may look at it
        self._look(channel, "jpeg", data, now, partial(self._jpeg_seen, channel))
        self._look_for_objects(channel, "jpeg", data, now)

    def calibrate(self, target: Target | None, *, ended: bool) -> None:
        """The examinee looks at this from now on; at None they have looked at all (`ended`), or broke it off."""
        if not self.ended:
            self._check_in.look_at(target, self._parts.timeline.now(), ended=ended)
            self._sampler.replan()

    def _next_due(self) -> float | None:
        """Return when a look would decide something, or help a calibration."""
        dues = (self._engine.next_due(), self._observer.wants_look(self._parts.timeline.now()))
        return min((due for due in dues if due is not None), default=None)

    def _ask_for_looks(self) -> None:
        for feed in self._looked_at:
            feed.want_key_frame(MIN_GAP_S / 2)

    def _key_frame(self, channel: Channel, vp8: bytes, arrived_at: float) -> None:
        self._look(channel, "vp8", vp8, arrived_at, partial(self._seen, channel))
        self._look_for_objects(channel, "vp8", vp8, arrived_at)

    def _look(
        self, channel: Channel, codec: Literal["vp8", "jpeg"], data: bytes, at: float, done: Callable[[Look], None]
    ) -> None:
        self._parts.analysis.submit(self._key(channel), codec, data, at, done, before=self._observer.before(at))

    def _look_for_objects(self, channel: Channel, codec: Literal["vp8", "jpeg"], data: bytes, at: float) -> None:
        if self._objects_wanted and TRAITS[channel].looked_at:
            self._parts.objects.offer(self.attempt_id, codec, data, at, partial(self._objects_seen, channel))

    def _objects_seen(self, channel: Channel, look: Look) -> None:
        """A look that is late cannot open anything about the time before; its picture is kept with what it opens."""
        if not self.ended:
            self._report(self._engine.observe(look.observations), Sight(channel, look))
            self._sampler.replan()

    def _jpeg_seen(self, channel: Channel, look: Look) -> None:
        if not look.error:
            self._jpeg_seen_at[channel] = self._parts.timeline.now()
            self._changed(channel, "")
        self._seen(channel, look)

    def _seen(self, channel: Channel, look: Look) -> None:
        if self.ended:
            return
        if look.error:
            self._parts.counters.frames_rejected += 1
            return
        sight = Sight(channel, look)
        self.sightings.saw(channel, self._parts.timeline.now())
        self._stills.saw(sight)
        if TRAITS[channel].tiles:
            captured_at = self._parts.timeline.label(look.at)
            self._parts.tiles.publish(self.exam_id, self.attempt_id, captured_at, look.tile)
        if look.facts is not None:
            self._report(self._engine.observe(self._observer.saw(look.facts, look.at)), sight)
        self._sampler.replan()

    def _heard(self, observations: tuple[Observation, ...]) -> None:
        if not self.ended:
            self._report(self._engine.observe(observations), None)

    def _develop(self, channel: Channel, vp8: bytes, arrived_at: float, done: Callable[[Look], None]) -> None:
        self._parts.analysis.submit(self._key(channel), "vp8", vp8, arrived_at, done, looked_at=False)

    def _key(self, channel: Channel) -> str:
        return f"{self.attempt_id}/{channel}"

    # ---- rules and incidents

    def apply(self, rules: tuple[Rule, ...], baseline: Baseline | None = None) -> None:
        """Follow these rules from now on. `baseline` is what web keeps of the check-in."""
        if not self.ended:
            self.needed_s = needed(rules)
            self._sounds.apply(rules)
            self._objects_wanted = self._parts.objects.wanted(rules)
            self._report(self._engine.apply(rules, self._parts.timeline.now()), None)
            self._check_in.apply(rules=bool(rules), baseline=baseline)
            self._sampler.replan()

    def _report(self, changes: Iterable[IncidentChange], sight: Sight | None) -> None:
        self._unsent.extend((self._labels.on(change), sight) for change in changes)
        if self._unsent and (self._sending is None or self._sending.done()):
            self._sending = asyncio.get_running_loop().create_task(self._send())

    async def _send(self) -> None:
        while self._unsent:
            change, sight = self._unsent[0]
            if isinstance(change, IncidentOpened):
                self._parts.counters.incidents_opened += 1
                change = await self._stills.opened(change, sight)
            self._parts.reporter.incident(change)
            self._unsent.popleft()
            if isinstance(change, IncidentOpened):
                self.take_stills(
                    change.incident_id, [c for c in stills_of(change.type) if sight is None or c in self._shots]
                )

    def take_stills(self, incident_id: str, channels: Iterable[Channel]) -> None:
        """Keep a picture of each of these channels for an incident that is reported already: the newest look, or one
        taken now if the channel arrives."""
        for channel in channels:
            if not self.ended and (TRAITS[channel].looked_at or channel in self.arriving):
                self._stills.keep(incident_id, channel)

    # ---- end

    async def end(self, reason: str) -> None:
        """Close incidents and streams, report both, and wait until all of it is in the spool."""
        if self.ended:
            return
        self._sampler.stop()
        self._sounds.end()
        for channel in self.feeds:
            self._parts.analysis.withdraw(self._key(channel))
        self._parts.objects.forget(self.attempt_id)
        self._report(self._engine.end(self._parts.timeline.now()), None)
        for channel in self.arriving:
            self._parts.reporter.stream_stopped(self.attempt_id, channel, reason)
        self.ended = True
        self.arriving = {}
        peers = [peer for feed in self.feeds.values() for peer in feed.peers]
        for peer in peers:
            peer.close(reason)
        self._parts.tiles.forget(self.exam_id, self.attempt_id)
        if self._sending is not None:
            await self._sending
        await self._stills.close()
        for peer in peers:
            await peer.wait_closed()
