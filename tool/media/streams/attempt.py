"""One attempt on this node: what arrives of it on each channel, its rules, its looks, and what becomes of them."""

import asyncio
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial

from tool.detection.observer.observer import Observer
from tool.detection.pace import needed
from tool.detection.rules import RuleEngine
from tool.domain.baseline import Baseline, Target
from tool.domain.incident import IncidentChange, IncidentOpened
from tool.domain.observation import Observation
from tool.domain.rule import Rule
from tool.domain.stream import Channel, StreamPath, stills_of
from tool.media.events import new_id
from tool.media.looks.album import Album
from tool.media.looks.jobs import Look
from tool.media.looks.negatives import Negative
from tool.media.looks.objects import Wanted
from tool.media.looks.parts import Parts
from tool.media.looks.sampler import MIN_GAP_S, Sampler, Sieve
from tool.media.looks.screenshots import Shots
from tool.media.looks.stills import Stills
from tool.media.looks.stir import Stir
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
        self, attempt_id: str, exam_id: str, rules: tuple[Rule, ...], parts: Parts, *, opening: int = 1,
        groups: tuple[str, ...] | None = None,
    ) -> None:
        self.attempt_id = attempt_id
        self.opening = opening
        self.exam_id = exam_id
        self.groups = groups
        self.arriving: dict[Channel, Arrival] = {}
        self.ended = False
        self.needed_s = needed(rules)
        self._objects_wanted = Wanted.by(rules)
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
        self._observer.apply(rules)
        self._settle(rules)
        self._check_in = CheckIn(
            self._observer, partial(parts.reporter.baseline_measured, attempt_id, opening), rules=bool(rules)
        )
        self._engine = RuleEngine(
            attempt_id, rules, new_id, gap_s=max(MIN_RULE_GAP_S, GAP_SAMPLES * parts.rates.interval_s)
        )
        self._turn = parts.rates.enter(attempt_id)
        self._stir = Stir(self._engine)
        self._sampler = Sampler(
            lambda: self._turn.interval_s, least_s=self._least_s, look=self._ask_for_looks,
            pending=lambda: any(feed.key_frame_pending for feed in self._looked_at),
            next_due=self._next_due, clock=parts.timeline.now,
        )
        self._sieves = {channel: Sieve(lambda: self._turn.interval_s, least_s=self._least_s) for channel in Channel}
        self._jpeg_seen_at: dict[Channel, float] = {}
        self._labels = Labels(parts.timeline)
        self._unsent: deque[tuple[IncidentChange, Album | None, bool]] = deque()
        self._sending: asyncio.Task[None] | None = None
        self._tile_at = _NEVER
        parts.tiles.attend(exam_id, self._show)
        parts.tiles.regroup(exam_id, attempt_id, groups)

    def _least_s(self) -> float:
        return max(MIN_GAP_S, self._turn.penalty_s)

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
            for channel in self.arriving:
                if TRAITS[channel].looked_at and self._turn.is_resting(now):
                    self.sightings.saw(channel, now)
            self._stills.sweep(now)
            self._report(self._engine.lapse(now), None)

    # ---- looks

    def take_jpeg(self, channel: Channel, data: bytes) -> None:
        """Hand a picture of the degraded path to the detection processes, unless WebRTC works or it comes too soon."""
        now, arrival = self._parts.timeline.now(), self.arriving.get(channel)
        by_webrtc = arrival is not None and arrival.path == "webrtc"
        if self.ended or by_webrtc:
            self._parts.counters.frames_replaced += 1
            return
        passes = self._sieves[channel].lets_through(now, self._engine.next_due())
        if arrival is not None and (not passes or self._parts.analysis.holds(self.attempt_id)):
            self._jpeg_seen_at[channel] = now  # it arrives as before, though nobody may look at it, or not yet
        if not passes:
            self._parts.counters.frames_early += 1
            return
        self._look(Negative(channel, "jpeg", data, now), self._jpeg_seen)

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
        self._look(Negative(channel, "vp8", vp8, arrived_at), self._seen)

    def _look(self, negative: Negative, done: Callable[[Negative, Look], None]) -> None:
        channel, codec, data, at = negative
        is_shown = TRAITS[channel].tiles and self._parts.tiles.watched(self.exam_id)
        self._parts.analysis.submit(
            self._key(channel), codec, data, at, partial(done, negative), tile=is_shown,
            before=self._observer.before(at), gaze=self._observer.wants_eyes(at),
        )
        if TRAITS[channel].looked_at:
            self._parts.objects.offer(
                self.attempt_id, codec, data, at, partial(self._objects_seen, negative), self._objects_wanted,
                doubt=self._observer.persons.wanted,
            )

    def _objects_seen(self, negative: Negative, look: Look) -> None:
        """A look that is late cannot open anything about the time before; its picture is kept with what it opens."""
        if self.ended:
            return
        seen = look.observations
        if look.persons is not None:
            seen = (*seen, *self._observer.persons.found(look.persons, look.at))
        self._judge(seen, negative)
        self._sampler.replan()

    def _jpeg_seen(self, negative: Negative, look: Look) -> None:
        if not look.error:
            self._jpeg_seen_at[negative.channel] = self._parts.timeline.now()
            self._changed(negative.channel, "")
        self._seen(negative, look)

    def _seen(self, negative: Negative, look: Look) -> None:
        if self.ended:
            return
        if look.error:
            self._parts.counters.frames_rejected += 1
            self._sampler.replan()
            return
        self.sightings.saw(negative.channel, self._parts.timeline.now())
        self._stills.saw(negative)
        self._publish(look)
        seen = () if look.facts is None else self._observer.saw(look.facts, look.at)
        self._judge(seen, negative)
        self._turn.looked(stirred=self._stir.saw(seen))
        self._sampler.replan()

    def _judge(self, observations: tuple[Observation, ...], seen: Negative) -> None:
        """Have the rules judge what was made of the picture just seen, and keep the picture as long as they may want it
        shown."""
        self._report(self._engine.observe(observations), seen)
        self._stills.keep_only(seen, self._engine.moments())

    # ---- tiles

    def _show(self) -> None:
        """A console begins to look: make a tile of the newest picture, rather than have it wait for the next look."""
        for channel in self.arriving:
            newest = self._stills.newest(channel) if TRAITS[channel].tiles else None
            if newest is not None:
                self._parts.analysis.submit(
                    self._tile_key(channel), newest.codec, newest.data, newest.at, self._publish, wanted="tile"
                )

    def _publish(self, look: Look) -> None:
        if look.tile and look.at >= self._tile_at and not self.ended:
            self._tile_at = look.at
            captured_at = self._parts.timeline.label(look.at)
            self._parts.tiles.publish(self.exam_id, self.attempt_id, captured_at, look.tile)

    def _tile_key(self, channel: Channel) -> str:
        return f"{self._key(channel)}/tile"

    def _heard(self, observations: tuple[Observation, ...]) -> None:
        if not self.ended:
            self._observer.heard(observations)
            self._report(self._engine.observe(observations), None)

    def _develop(self, channel: Channel, vp8: bytes, arrived_at: float, done: Callable[[Look], None]) -> None:
        self._parts.analysis.submit(self._key(channel), "vp8", vp8, arrived_at, done, wanted="screen")

    def _key(self, channel: Channel) -> str:
        return f"{self.attempt_id}/{channel}"

    # ---- rules and incidents

    def apply(self, rules: tuple[Rule, ...], baseline: Baseline | None = None) -> None:
        """Follow these rules from now on. `baseline` is what web keeps of the check-in."""
        if not self.ended:
            self.needed_s = needed(rules)
            self._observer.apply(rules)
            self._sounds.apply(rules)
            self._objects_wanted = Wanted.by(rules)
            self._settle(rules)
            self._report(self._engine.apply(rules, self._parts.timeline.now()), None)
            self._check_in.apply(rules=bool(rules), baseline=baseline)
            self._sampler.replan()

    def regroup(self, groups: tuple[str, ...] | None) -> None:
        """The examinee is in these groups from now on: who watches and looks after none of them is cut."""
        if self.ended or groups == self.groups:
            return
        self.groups = groups
        self._parts.tiles.regroup(self.exam_id, self.attempt_id, groups)
        for feed in self.feeds.values():
            feed.cut_watchers(lambda grant: grant.allowed.reach(groups))

    def _settle(self, rules: tuple[Rule, ...]) -> None:
        """Check-in is over when the first rules apply; one that is paused, and has none, goes on with the same."""
        if rules:
            self._observer.settle()

    def _report(self, changes: Iterable[IncidentChange], seen: Negative | None) -> None:
        """Report what has changed; `seen` is the picture that did it, None if it was none."""
        for change in changes:
            album = self._stills.follow(change, seen)
            self._unsent.append((self._labels.on(change), album, seen is not None))
        if self._unsent and (self._sending is None or self._sending.done()):
            self._sending = asyncio.get_running_loop().create_task(self._send())

    async def _send(self) -> None:
        while self._unsent:
            change, album, was_seen = self._unsent[0]
            if isinstance(change, IncidentOpened):
                self._parts.counters.incidents_opened += 1
                change = await self._stills.with_start(change, album)
            self._parts.reporter.incident(change)
            self._unsent.popleft()
            if album is not None:
                album.reported.set()
            if isinstance(change, IncidentOpened):
                self.take_stills(
                    change.incident_id, [c for c in stills_of(change.type) if not was_seen or c in self._shots]
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
            self._parts.analysis.withdraw(self._tile_key(channel))
        self._parts.objects.forget(self.attempt_id)
        self._parts.rates.leave(self.attempt_id, self._turn)
        self._report(self._engine.end(self._parts.timeline.now()), None)
        for channel in self.arriving:
            self._parts.reporter.stream_stopped(self.attempt_id, channel, reason)
        self.ended = True
        self.arriving = {}
        peers = [peer for feed in self.feeds.values() for peer in feed.peers]
        for peer in peers:
            peer.close(reason)
        self._parts.tiles.forget(self.exam_id, self.attempt_id)
        self._parts.tiles.depart(self.exam_id, self.attempt_id, self._show)
        if self._sending is not None:
            await self._sending
        await self._stills.close()
        for peer in peers:
            await peer.wait_closed()
