"""Every attempt that this node owns: who may publish and watch, what web commands, what is given up."""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from typing import NoReturn, TypeVar

from aiortc.rtcdtlstransport import RTCCertificate

from tool.domain.incident import Shows
from tool.domain.policy import Rule
from tool.link.messages import ApplyRules, MediaCommand, PublishGrant, TakeStill, WatchGrant
from tool.media.looks.parts import Parts
from tool.media.refusals import Refused
from tool.media.streams.attempt import Attempt
from tool.media.streams.channel import Channel
from tool.media.transport.peer import Peer
from tool.media.transport.port import Port
from tool.media.transport.sdp import AnsweredStream, BadOffer, Door, Offer, read_offer, write_answer

T = TypeVar("T")

SWEEP_S = 0.5
REPORT_EVERY = 2
"""Receiver reports go out at every so many sweeps."""
MAX_ATTEMPTS = 2000
MAX_REMEMBERED = 10_000
"""Rules and endings of attempts that are not here (any more); the oldest is forgotten first."""
FORGET_S = 3600.0
"""An attempt without media and watchers for so long is ended."""
_NOTHING_SENT: dict[Shows, str] = {
    "camera": "The examinee sends no media now.", "screen": "The examinee shares no screen now.",
}


class Attempts:
    """The registry. `public_host` and the port's number are what browsers are told."""

    def __init__(
        self, port: Port, parts: Parts, public_host: str, certificate: RTCCertificate | None = None
    ) -> None:
        self._port = port
        self._parts = parts
        self._public_host = public_host
        self._certificate = certificate or RTCCertificate.generateCertificate()
        self._fingerprint = next(f.value for f in self._certificate.getFingerprints() if f.algorithm == "sha-256")
        self._attempts: dict[str, Attempt] = {}
        self._rules: OrderedDict[str, tuple[Rule, ...]] = OrderedDict()
        self._ended: OrderedDict[str, None] = OrderedDict()
        self._endings: set[asyncio.Task[None]] = set()

    def __len__(self) -> int:
        return len(self._attempts)

    @property
    def publishers(self) -> int:
        """How many cameras and screens arrive now."""
        return sum(bool(a.path) + a.shared for a in self._attempts.values())

    @property
    def watchers(self) -> int:
        """How many watchers of cameras and screens there are."""
        return sum(len(channel.watchers) for channel in self._channels())

    @property
    def by_tcp(self) -> int:
        """How many connections, of publishers and watchers, go by ICE-TCP."""
        return sum(1 for channel in self._channels() for peer in channel.peers if peer.by_tcp)

    def _channels(self) -> Iterator[Channel]:
        return (channel for attempt in self._attempts.values() for channel in attempt.channels.values())

    def open(self, grant: PublishGrant) -> Attempt:
        """Return the attempt of a publish token, following its rules unless web has commanded others since.

        Raise Refused (403) when the attempt is over and (503) when the node is full."""
        attempt_id = grant.attempt_id
        if attempt_id in self._ended:
            raise Refused(403, "ended", "This attempt is over.")
        attempt = self._attempts.get(attempt_id)
        if attempt is None:
            if len(self._attempts) >= MAX_ATTEMPTS:
                raise Refused(503, "full", "This media node has no room for another attempt.", retry_after_s=10)
            rules = self._rules.get(attempt_id, grant.rules)
            attempt = self._attempts[attempt_id] = Attempt(attempt_id, grant.exam_id, rules, self._parts)
        elif attempt_id not in self._rules:
            attempt.apply(grant.rules)
        return attempt

    def publish(self, grant: PublishGrant, shows: Shows, offer_text: str) -> tuple[str, str]:
        """Answer a WHIP offer; return (session id, answer). Raise Refused."""
        if shows == "screen" and not grant.screen:
            raise Refused(403, "no_screen", "This exam does not ask for the screen.")
        offer = _read(offer_text)
        channel = self.open(grant).channels[shows]
        session_id, publisher = _made(lambda: channel.publish(self._port, self._certificate, offer))
        self._parts.counters.published += 1
        return session_id, self._answer(publisher.peer, publisher.streams)

    def watch(self, grant: WatchGrant, shows: Shows, attempt_id: str, offer_text: str) -> tuple[str, str]:
        """Answer a WHEP offer; return (session id, answer). Raise Refused."""
        offer = _read(offer_text)
        attempt = self._attempts.get(attempt_id)
        if attempt is not None and attempt.exam_id != grant.exam_id:
            raise Refused(403, "other_exam", "The token is for another exam.")
        source = attempt.channels[shows].publisher if attempt is not None else None
        if attempt is None or source is None:
            raise Refused(404, "no_stream", _NOTHING_SENT[shows], retry_after_s=1)
        channel = attempt.channels[shows]
        session_id, watcher = _made(lambda: channel.watch(self._port, self._certificate, offer, source))
        self._parts.counters.watched += 1
        return session_id, self._answer(watcher.peer, watcher.streams)

    def _answer(self, peer: Peer, streams: tuple[AnsweredStream, ...]) -> str:
        door = Door(self._public_host, self._port.port, peer.ufrag, self._port.password(peer.ufrag), self._fingerprint)
        return write_answer(door, streams)

    def stop_publishing(self, shows: Shows, attempt_id: str, session_id: str) -> bool:
        """End this WHIP session; return False if there is none of that name."""
        attempt = self._attempts.get(attempt_id)
        return attempt is not None and attempt.channels[shows].stop_publishing(session_id)

    def stop_watching(self, shows: Shows, attempt_id: str, session_id: str) -> bool:
        """End this WHEP session; return False if there is none of that name."""
        attempt = self._attempts.get(attempt_id)
        return attempt is not None and attempt.channels[shows].stop_watching(session_id)

    def command(self, command: MediaCommand) -> None:
        """Do what web says. Rules for an attempt that does not publish yet are kept until it does."""
        attempt = self._attempts.get(command.attempt_id)
        if isinstance(command, ApplyRules):
            _remember(self._rules, command.attempt_id, command.rules)
            if attempt is not None:
                attempt.apply(command.rules)
            return
        if isinstance(command, TakeStill):
            if attempt is not None:
                attempt.take_stills(command.incident_id, screen=command.screen)
            return
        _remember(self._ended, command.attempt_id, None)
        self._rules.pop(command.attempt_id, None)
        if attempt is not None:
            self._end(attempt, "ended")

    def _end(self, attempt: Attempt, reason: str) -> None:
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
            self._sweep(time.monotonic(), reports=turn % REPORT_EVERY == 0)

    def _sweep(self, now: float, *, reports: bool) -> None:
        for attempt in list(self._attempts.values()):
            attempt.sweep(now)
            if attempt.idle and now - attempt.idle_since > FORGET_S:
                self._end(attempt, "forgotten")
        if reports:
            for channel in self._channels():
                channel.send_reports()

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
