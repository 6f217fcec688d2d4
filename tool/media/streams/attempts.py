"""Every attempt that this node owns: who may publish and watch, what web commands, what is given up."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Iterator
from typing import NoReturn, TypeVar

from aiortc.rtcdtlstransport import RTCCertificate

from tool.domain.stream import Channel
from tool.link.messages import (
    ApplyRules,
    Behind,
    EndStream,
    EndWatching,
    MediaCommand,
    PublishGrant,
    TakeStill,
    WatchGrant,
)
from tool.media.looks.analysis import BEHIND_S
from tool.media.looks.parts import Parts
from tool.media.looks.rates import Rates
from tool.media.refusals import Refused
from tool.media.streams.attempt import NodeAttempt
from tool.media.streams.feed import Feed
from tool.media.transport.peer import Peer
from tool.media.transport.port import Port
from tool.media.transport.sdp import AnsweredStream, BadOffer, Door, Offer, read_offer, write_answer

T = TypeVar("T")

SWEEP_S = 0.5
TOLERANCE = 1.05
"""A pace that is slower than needed by no more than this is none that anybody has to be told of."""
REPORT_EVERY = 2
"""Receiver reports go out at every so many sweeps."""
MAX_ATTEMPTS = 2000
MAX_REMEMBERED = 10_000
"""Rules and endings of attempts that are not here (any more); the oldest is forgotten first."""
FORGET_S = 3600.0
"""An attempt without media and watchers for so long is ended."""


class NodeAttempts:
    """The registry. The port says at which addresses, and by which number, browsers reach it."""

    def __init__(self, port: Port, parts: Parts, certificate: RTCCertificate | None = None) -> None:
        self._port = port
        self._parts = parts
        self._certificate = certificate or RTCCertificate.generateCertificate()
        self._fingerprint = next(f.value for f in self._certificate.getFingerprints() if f.algorithm == "sha-256")
        self._attempts: dict[str, NodeAttempt] = {}
        self._rules: OrderedDict[str, ApplyRules] = OrderedDict()
        self._ended: OrderedDict[str, int] = OrderedDict()
        self._endings: set[asyncio.Task[None]] = set()

    def __len__(self) -> int:
        return len(self._attempts)

    @property
    def publishers(self) -> int:
        """How many streams arrive now, of all channels."""
        return sum(len(attempt.arriving) for attempt in self._attempts.values())

    @property
    def watchers(self) -> int:
        """How many watchers of these there are."""
        return sum(len(feed.watchers) for feed in self._feeds())

    @property
    def by_tcp(self) -> int:
        """How many connections, of publishers and watchers, go by ICE-TCP."""
        return sum(1 for feed in self._feeds() for peer in feed.peers if peer.by_tcp)

    @property
    def rates(self) -> Rates:
        """How often they are looked at."""
        return self._parts.rates

    def ages(self, now: float) -> dict[str, dict[str, float]]:
        """Return how long ago each attempt was last seen and heard (`Looks`); `now` is monotonic."""
        return {attempt_id: attempt.sightings.ages(now) for attempt_id, attempt in self._attempts.items()}

    def contested(self, now: float) -> dict[str, float]:
        """Return for which attempts two devices send, and how long ago that was seen (`Looks`); `now` is monotonic."""
        ages = ((attempt_id, attempt.contest.age(now)) for attempt_id, attempt in self._attempts.items())
        return {attempt_id: round(age, 1) for attempt_id, age in ages if age is not None}

    def behind(self) -> Behind | None:
        """Return how seldom detection looks, if that is its own doing and less often than the rules here need: pictures
        wait for it, or the processors are not enough for the pace."""
        analysis, rates = self._parts.analysis, self._parts.rates
        if not analysis.ready:
            return None
        wanted_s, even_s, wait_s = rates.interval_s, rates.paces.even_s, analysis.wait_s
        needed_s = min([BEHIND_S, *(attempt.needed_s for attempt in self._attempts.values())])
        if wait_s <= max(needed_s, 2 * wanted_s) and even_s <= TOLERANCE * max(needed_s, wanted_s):
            return None
        return Behind(every_s=round(max(wait_s, even_s), 1), wanted_s=wanted_s)

    def _feeds(self) -> Iterator[Feed]:
        return (feed for attempt in self._attempts.values() for feed in attempt.feeds.values())

    def open(self, grant: PublishGrant, channel: Channel) -> NodeAttempt:
        """Return the attempt of a publish token, following its rules unless web has commanded others since.

        Raise Refused (403) when the token is not good for this channel, or its opening of the attempt is over, and
        (503) when the node is full."""
        if channel not in grant.channels:
            raise Refused(403, "no_channel", f"This exam does not ask for the {channel}.")
        self._end_before(grant.attempt_id, grant.opening)
        if self._is_over(grant):
            raise Refused(403, "ended", "This attempt is over.")
        attempt = self._attempts.get(grant.attempt_id)
        commanded = self._rules.get(grant.attempt_id)
        if attempt is None:
            if len(self._attempts) >= MAX_ATTEMPTS:
                raise Refused(503, "full", "This media node has no room for another attempt.", retry_after_s=10)
            rules = commanded.rules if commanded is not None else grant.rules
            groups = commanded.groups if commanded is not None else grant.groups
            attempt = NodeAttempt(
                grant.attempt_id, grant.exam_id, rules, self._parts, opening=grant.opening, groups=groups
            )
            self._attempts[grant.attempt_id] = attempt
            if commanded is not None:
                attempt.apply(rules, commanded.baseline)
        elif commanded is None:
            attempt.apply(grant.rules)
            attempt.regroup(grant.groups)
        return attempt

    def _is_over(self, about: PublishGrant | ApplyRules) -> bool:
        """Whether the opening that this is about has ended: web said so, or a later one is known."""
        here = self._attempts.get(about.attempt_id)
        opening = max(self._ended.get(about.attempt_id, 0), here.opening - 1 if here is not None else 0)
        return about.opening <= opening

    def _end_before(self, attempt_id: str, opening: int) -> None:
        """This opening of the attempt is known to have begun: those before it are over, whether web's word that they
        have ended has come or not."""
        if opening > 1:
            self._end_up_to(attempt_id, opening - 1)

    def _end_up_to(self, attempt_id: str, opening: int) -> None:
        """End this opening of the attempt and all before, for good; a later one goes on."""
        _remember(self._ended, attempt_id, max(opening, self._ended.get(attempt_id, 0)))
        commanded = self._rules.get(attempt_id)
        if commanded is not None and commanded.opening <= opening:
            del self._rules[attempt_id]
        attempt = self._attempts.get(attempt_id)
        if attempt is not None and attempt.opening <= opening:
            self._end(attempt, "ended")

    def publish(self, grant: PublishGrant, channel: Channel, offer_text: str) -> tuple[str, str]:
        """Answer a WHIP offer; return (session id, answer). Raise Refused."""
        offer = _read(offer_text)
        feed = self.open(grant, channel).feeds[channel]
        session_id, publisher = _made(lambda: feed.publish(self._port, self._certificate, offer))
        self._parts.counters.published += 1
        return session_id, self._answer(publisher.peer, publisher.streams)

    def watch(self, grant: WatchGrant, channel: Channel, attempt_id: str, offer_text: str) -> tuple[str, str]:
        """Answer a WHEP offer; return (session id, answer). Raise Refused."""
        offer = _read(offer_text)
        attempt = self._attempts.get(attempt_id)
        if attempt is not None and attempt.exam_id != grant.exam_id:
            raise Refused(403, "other_exam", "The token is for another exam.")
        if attempt is not None and not grant.allowed.reach(attempt.groups):
            attempt = None  # as if there were none
        source = attempt.feeds[channel].publisher if attempt is not None else None
        if attempt is None or source is None:
            raise Refused(404, "no_stream", f"The examinee sends no {channel} now.", retry_after_s=1)
        feed = attempt.feeds[channel]
        session_id, watcher = _made(lambda: feed.watch(self._port, self._certificate, offer, source, grant))
        self._parts.counters.watched += 1
        return session_id, self._answer(watcher.peer, watcher.streams)

    def _answer(self, peer: Peer, streams: tuple[AnsweredStream, ...]) -> str:
        door = Door(self._port.hosts, self._port.port, peer.ufrag, self._port.password(peer.ufrag), self._fingerprint)
        return write_answer(door, streams)

    def stop_publishing(self, channel: Channel, attempt_id: str, session_id: str) -> bool:
        """End this WHIP session; return False if there is none of that name."""
        attempt = self._attempts.get(attempt_id)
        return attempt is not None and attempt.feeds[channel].stop_publishing(session_id)

    def stop_watching(self, channel: Channel, attempt_id: str, session_id: str) -> bool:
        """End this WHEP session; return False if there is none of that name."""
        attempt = self._attempts.get(attempt_id)
        return attempt is not None and attempt.feeds[channel].stop_watching(session_id)

    def command(self, command: MediaCommand) -> None:
        """Do what web says. Rules for an attempt that does not publish yet are kept until it does."""
        if isinstance(command, ApplyRules):
            self._apply(command)
        elif isinstance(command, EndStream):
            self._end_up_to(command.attempt_id, command.opening)
        elif isinstance(command, EndWatching):
            self._end_watching(command)
        elif (attempt := self._attempts.get(command.attempt_id)) is None:
            return
        elif isinstance(command, TakeStill):
            attempt.take_stills(command.incident_id, command.channels)
        elif command.opening == attempt.opening:
            attempt.calibrate(command.target, ended=command.ended)

    def _end_watching(self, command: EndWatching) -> None:
        """Cut somebody of the staff from all that they watch of an exam: pictures and streams."""
        self._parts.tiles.end_views(command.exam_id, command.person_id)
        for attempt in self._attempts.values():
            if attempt.exam_id == command.exam_id:
                for feed in attempt.feeds.values():
                    feed.cut_watchers(lambda grant: grant.person_id != command.person_id)

    def _apply(self, command: ApplyRules) -> None:
        self._end_before(command.attempt_id, command.opening)
        if self._is_over(command):
            return
        _remember(self._rules, command.attempt_id, command)
        attempt = self._attempts.get(command.attempt_id)
        if attempt is not None:
            attempt.apply(command.rules, command.baseline)
            attempt.regroup(command.groups)

    def _end(self, attempt: NodeAttempt, reason: str) -> None:
        self._attempts.pop(attempt.attempt_id, None)
        ending = asyncio.get_running_loop().create_task(attempt.end(reason))
        self._endings.add(ending)
        ending.add_done_callback(self._endings.discard)

    async def run(self) -> NoReturn:
        """Notice silence, give up what is dead, send receiver reports; until cancelled."""
        turn = 0
        while True:
            await asyncio.sleep(SWEEP_S)
            turn += 1
            self._sweep(self._parts.timeline.now(), reports=turn % REPORT_EVERY == 0)

    def _sweep(self, now: float, *, reports: bool) -> None:
        self._parts.rates.settle(self._parts.analysis.ready)
        for attempt in list(self._attempts.values()):
            attempt.sweep(now)
            if attempt.idle and now - attempt.idle_since > FORGET_S:
                self._end(attempt, "forgotten")
        if reports:
            for feed in self._feeds():
                feed.send_reports()

    async def close(self) -> None:
        """End every attempt because the node stops; their incidents are closed and reported."""
        for attempt in list(self._attempts.values()):
            self._end(attempt, "node_stopped")
        while self._endings:
            await asyncio.wait(self._endings)


def _read(offer_text: str) -> Offer:
    try:
        return read_offer(offer_text)
    except BadOffer as exc:
        raise Refused(400, "bad_offer", str(exc)) from exc


def _made(build: Callable[[], T]) -> T:
    try:
        return build()
    except BadOffer as exc:
        raise Refused(400, "bad_offer", str(exc)) from exc


def _remember(memory: OrderedDict[str, T], key: str, value: T) -> None:
    memory[key] = value
    memory.move_to_end(key)
    if len(memory) > MAX_REMEMBERED:
        memory.popitem(last=False)
