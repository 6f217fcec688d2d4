"""Packets of the microphone become stretches for those who listen, within bounds, and only while a rule asks."""

from types import SimpleNamespace
from typing import Any, cast

import pytest

from tests.fakes.rtp import FakeClock, FakeSource, packet
from tool.media.counters import Counters
from tool.media.hearing.jobs import SoundPacket
from tool.media.streams.ear import MAX_BYTES, MAX_PACKETS, STRETCH_S, Ear
from tool.media.streams.publisher import Publisher


class Examinee:
    """Sends packets of sound, 64 a second unless told otherwise: sums of that are exact."""

    def __init__(self) -> None:
        self.clock, self.counters = FakeClock(0.0), Counters()
        self.stretches: list[tuple[list[SoundPacket], float]] = []
        self.ear = Ear(self.counters, lambda packets, at: self.stretches.append((list(packets), at)), self.clock)
        self.source = self.session()
        self.ear.listen(True)
        self._seq = 0

    def session(self) -> FakeSource:
        source = FakeSource(self.clock, is_video=False)
        publisher = SimpleNamespace(of_kind=lambda is_video: [] if is_video else [source.ingress])
        self.ear.follow(cast(Publisher, cast(Any, publisher)))
        return source

    def send(self, seconds: float, *, every_s: float = 1 / 64, data: bytes = b"sound") -> None:
        for _ in range(round(seconds / every_s)):
            self._seq += 1
            self.source.receive(packet(self._seq, data, timestamp=self._seq * 960))
            self.clock.go(every_s)


@pytest.fixture
def examinee() -> Examinee:
    return Examinee()


def test_two_seconds_are_a_stretch_and_belong_to_their_end(examinee: Examinee) -> None:
    began = examinee.clock.now
    examinee.send(4.25)
    assert [len(packets) for packets, _ in examinee.stretches] == [128, 128]
    first, at = examinee.stretches[0]
    assert (first[0], first[-1].seq) == (SoundPacket(1, 960, b"sound"), 128)
    assert at == began + STRETCH_S - 1 / 64


def test_packets_that_come_seldom_are_a_stretch_too(examinee: Examinee) -> None:
    """DTX sends one every 400 ms."""
    examinee.send(5.0, every_s=0.5)
    assert [len(packets) for packets, _ in examinee.stretches] == [4, 4]


def test_what_began_long_before_a_silence_is_dropped(examinee: Examinee) -> None:
    examinee.send(1.0)
    examinee.clock.go(60.0)
    examinee.send(2.25)
    assert [packets[0].seq for packets, _ in examinee.stretches] == [65]


def test_a_flood_is_bounded_and_counted(examinee: Examinee) -> None:
    examinee.send(2.25, every_s=1 / 512)
    assert len(examinee.stretches[0][0]) == MAX_PACKETS
    assert examinee.counters.sound_packets_refused == 1024 - MAX_PACKETS
    large = Examinee()
    large.send(2.25, data=b"x" * 1400)
    assert sum(len(each.opus) for each in large.stretches[0][0]) <= MAX_BYTES


def test_it_listens_only_while_it_is_asked_to(examinee: Examinee) -> None:
    examinee.send(1.5)
    examinee.ear.listen(False)
    examinee.send(3.0)
    assert examinee.stretches == []
    examinee.ear.listen(True)
    examinee.send(2.25)
    assert [packets[0].seq for packets, _ in examinee.stretches] == [289]


def test_it_follows_the_session_that_takes_anothers_place(examinee: Examinee) -> None:
    examinee.send(1.0)
    before = examinee.source
    examinee.source = examinee.session()
    before.receive(packet(9999, b"late"))
    before.ingress.close()
    examinee.send(2.25)
    assert [packets[0].seq for packets, _ in examinee.stretches] == [65]
    assert len(examinee.stretches[0][0]) == 128
