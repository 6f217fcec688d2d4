"""From what was heard to an incident: only where a rule asks, never from what is not known, and gone after a start."""

import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.fakes.rtp import FakeClock
from tool.detection.heard import NOTHING_DB, SoundFacts
from tool.domain.incident import IncidentClosed, IncidentOpened
from tool.domain.policy import Policy
from tool.domain.preset import Preset
from tool.domain.rule import Rule
from tool.domain.stream import Channel
from tool.domain.timeline import Timeline
from tool.evidence.stores import LocalStore
from tool.link.messages import IncidentWasClosed, IncidentWasOpened
from tool.media.counters import Counters
from tool.media.events import Reporter
from tool.media.hearing.jobs import Heard, SoundPacket
from tool.media.hearing.listening import Listening
from tool.media.looks.analysis import Analysis
from tool.media.looks.parts import Parts
from tool.media.looks.tiles import TileHub
from tool.media.streams.attempt import NodeAttempt

RULES = Policy.of(Preset.STANDARD).applied
EVERY_S = 2.0
SILENCE = SoundFacts(2.0, 2.0, 0.0, NOTHING_DB, NOTHING_DB, NOTHING_DB, NOTHING_DB, "m")
ROOM = SoundFacts(2.0, 2.0, 0.0, NOTHING_DB, -55.0, -45.0, -60.0, "m")
SPOKEN = SoundFacts(2.0, 2.0, 1.6, -28.0, -30.0, -20.0, -60.0, "m")


class FakeListening(Listening):
    """Hears at once what the test says."""

    def __init__(self) -> None:
        super().__init__((), 0.5, Counters())
        self.says: Heard = Heard(ROOM)

    def submit(self, attempt_id: str, packets: Iterable[SoundPacket], done: Callable[[Heard], None]) -> None:
        done(self.says)


class Node:
    def __init__(self, tmp_path: Path, rules: tuple[Rule, ...] = RULES) -> None:
        self.clock, self.listening, self.events = FakeClock(), FakeListening(), list[Any]()
        counters = Counters()
        self.tiles = TileHub(counters)
        self.view = self.tiles.join("e1")
        self._parts = Parts(
            counters, Analysis((), 1, counters), Reporter("n1", self.events.append), LocalStore(tmp_path), self.tiles,
            1.0, Timeline(time.time, self.clock), self.listening,
        )
        self.attempt = self.start(rules)

    def start(self, rules: tuple[Rule, ...] = RULES) -> NodeAttempt:
        """The attempt begins here, or anew after the node was started anew."""
        self.attempt = NodeAttempt("a1", "e1", rules, self._parts)
        return self.attempt

    async def hear(self, seconds: float, facts: SoundFacts | None) -> None:
        self.listening.says = Heard(facts)
        for _ in range(round(seconds / EVERY_S)):
            self.clock.go(EVERY_S)
            self.attempt._sounds._stretch([SoundPacket(1, 0, b"x")], self.clock.now)
            self.attempt.sweep(self.clock.now)
        if self.attempt._sending is not None:
            await self.attempt._sending

    @property
    def told(self) -> list[tuple[str, str]]:
        said: list[tuple[str, str]] = []
        for event in self.events:
            if isinstance(event, IncidentWasOpened):
                assert isinstance(event.incident, IncidentOpened)
                said.append(("opened", event.incident.type))
            elif isinstance(event, IncidentWasClosed):
                assert isinstance(event.incident, IncidentClosed)
                said.append(("closed", event.incident.type))
        return said


@pytest.fixture
async def node(tmp_path: Path) -> Node:
    return Node(tmp_path)


async def test_speech_that_lasts_is_an_incident_and_ends(node: Node) -> None:
    await node.hear(20, ROOM)
    await node.hear(10, SPOKEN)
    assert node.told == [("opened", "speech")]
    await node.hear(30, ROOM)
    assert node.told == [("opened", "speech"), ("closed", "speech")]


async def test_one_word_is_none(node: Node) -> None:
    await node.hear(20, ROOM)
    await node.hear(2, SPOKEN)
    await node.hear(20, ROOM)
    assert node.told == []


async def test_perfect_silence_for_two_minutes_is_told_and_any_sound_ends_it(node: Node) -> None:
    await node.hear(118, SILENCE)
    assert node.told == []
    await node.hear(8, SILENCE)
    assert node.told == [("opened", "microphone_silent")]
    await node.hear(2, ROOM)
    assert node.told == [("opened", "microphone_silent"), ("closed", "microphone_silent")]


async def test_what_cannot_be_decoded_or_was_left_out_is_not_silence(node: Node) -> None:
    await node.hear(300, None)
    await node.hear(300, SoundFacts(2.0, 0.0, 0.0, NOTHING_DB, NOTHING_DB, NOTHING_DB, NOTHING_DB, "m"))
    assert node.told == []


async def test_no_sound_at_all_is_unknown_and_ends_what_was_heard(node: Node) -> None:
    await node.hear(130, SILENCE)
    assert node.told == [("opened", "microphone_silent")]
    for _ in range(20):
        node.clock.go(1.0)
        node.attempt.sweep(node.clock.now)
    assert node.attempt._sending is not None
    await node.attempt._sending
    assert node.told[1:] == [("closed", "microphone_silent")]
    await node.hear(100, SILENCE)
    assert node.told[2:] == [], "what lay between is not known, so it begins anew"


async def test_a_node_that_is_started_anew_accuses_nobody_of_before(node: Node) -> None:
    await node.hear(100, SILENCE)
    node.start()
    await node.hear(100, SILENCE)
    await node.hear(2, SPOKEN)
    assert node.told == []


async def test_who_asks_about_talking_alone_is_listened_for(tmp_path: Path) -> None:
    node = Node(tmp_path, tuple(rule for rule in RULES if rule.type == "talking"))

    assert node.attempt._sounds._ear._open is True


async def test_nobody_listens_where_no_rule_asks(tmp_path: Path) -> None:
    node = Node(tmp_path, tuple(rule for rule in RULES if rule.type not in {"speech", "microphone_silent", "talking"}))
    taken = node.attempt._sounds._ear
    assert taken._open is False
    node.attempt.apply(RULES)
    assert taken._open is True


async def test_the_consoles_are_told_how_loud_it_is(node: Node) -> None:
    await node.hear(4, SPOKEN)
    message = await node.view.next()
    size = int.from_bytes(message[:4], "big")
    header = msgspec.json.decode(message[4 : 4 + size])
    assert (header["attempt_id"], header["loudness"], message[4 + size :]) == ("a1", 75, b"")


async def test_an_attempt_that_is_over_is_told_of_no_more(node: Node) -> None:
    await node.hear(20, SPOKEN)
    await node.attempt.end("ended")
    count = len(node.told)
    await node.hear(200, SILENCE)
    assert len(node.told) == count
    assert Channel.CAMERA in node.attempt.feeds
