"""A feed: one session publishes at a time, watchers follow it, and what it tells of itself."""

import time
from typing import Any

import pytest
from aiortc import rtp as rtcp
from aiortc.rtcdtlstransport import RTCCertificate

from tests.factories.offers import AUDIO, HEAD, VIDEO, sdp
from tests.fakes.rtp import packet
from tool.domain.stream import Channel
from tool.link.messages import WatchGrant
from tool.media.counters import Counters
from tool.media.streams import feed as feed_module
from tool.media.streams.contest import Contest
from tool.media.streams.feed import Feed
from tool.media.streams.publisher import Publisher, Takes
from tool.media.streams.traits import TRAITS
from tool.media.transport.addresses import LOOPBACK, Reach
from tool.media.transport.port import Port
from tool.media.transport.sdp import BadOffer, read_offer

CAMERA, SCREEN = TRAITS[Channel.CAMERA].takes, TRAITS[Channel.SCREEN].takes
CERTIFICATE = RTCCertificate.generateCertificate()
SENDS = read_offer(sdp(HEAD, AUDIO, VIDEO))
SENDS_SOUND = read_offer(sdp(HEAD, AUDIO))
RECEIVES = read_offer(sdp(HEAD, AUDIO, VIDEO).replace("a=sendonly", "a=recvonly"))
WATCHER = WatchGrant(exam_id="e", person_id="p")


class Stage:
    def __init__(self, takes: Takes = SCREEN) -> None:
        self.port = Port(Counters(), b"k" * 32, Reach((LOOPBACK,)))
        self.told: list[tuple[str, bool]] = []
        self.contest = Contest()
        self.feed = Feed(
            takes, self.contest, on_change=lambda reason: self.told.append((reason, self.feed.flowing)),
            on_key_frame=lambda vp8, at: None,
        )

    def publish(self, offer: Any = SENDS) -> tuple[str, Publisher]:
        return self.feed.publish(self.port, CERTIFICATE, offer)

    def watch(self) -> tuple[str, Any]:
        assert self.feed.publisher is not None
        return self.feed.watch(self.port, CERTIFICATE, RECEIVES, self.feed.publisher, WATCHER)


def flow(publisher: Publisher, now: float = 1.0) -> None:
    publisher.on_rtp(packet(1, ssrc=200), now)


async def test_a_camera_has_sound_and_a_screen_has_none() -> None:
    _, camera = Stage(CAMERA).publish()
    _, screen = Stage(SCREEN).publish()
    assert [s.direction for s in camera.streams] == ["recvonly", "recvonly"]
    assert [s.direction for s in screen.streams] == ["inactive", "recvonly"]
    assert (camera.kinds, screen.kinds) == (("audio", "video"), ("video",))


async def test_sound_alone_is_no_screen_and_leaves_the_session_before_it() -> None:
    stage = Stage()
    session_id, publisher = stage.publish()
    flow(publisher)
    with pytest.raises(BadOffer, match="no VP8 video"):
        stage.publish(SENDS_SOUND)
    assert stage.feed.flowing
    assert stage.feed.stop_publishing(session_id)


async def test_each_kind_of_session_has_a_bit_rate_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    limits = []
    for takes in (CAMERA, SCREEN):
        _, publisher = Stage(takes).publish()
        flow(publisher)
        sent: list[bytes] = []
        publisher.peer.connected = True
        monkeypatch.setattr(publisher.peer, "send_rtcp", sent.append)
        publisher.send_reports()
        [remb] = [p for p in rtcp.RtcpPacket.parse(sent[0]) if isinstance(p, rtcp.RtcpPsfbPacket)]
        limits.append(rtcp.unpack_remb_fci(remb.fci)[0])
    assert limits == pytest.approx([CAMERA.bits_per_s, SCREEN.bits_per_s], rel=0.001)
    assert SCREEN.bits_per_s < CAMERA.bits_per_s


async def test_a_new_session_takes_the_place_of_the_one_before_and_watchers_follow() -> None:
    stage = Stage()
    first_id, first = stage.publish()
    flow(first)
    _, watcher = stage.watch()
    followed = []
    watcher.follow = followed.append
    second_id, second = stage.publish()
    assert (first.peer.closed, stage.feed.publisher, followed) == (True, second, [second])
    assert (stage.feed.flowing, stage.feed.between_sessions) == (False, True)
    assert not stage.feed.stop_publishing(first_id)
    flow(second)
    assert stage.feed.flowing
    assert stage.feed.stop_publishing(second_id)
    assert not stage.feed.stop_publishing(second_id)
    assert (stage.feed.publisher, stage.feed.between_sessions) == (None, False)
    assert stage.told == [("", True), ("", True), ("stopped", False)]


async def test_a_first_session_takes_nobodys_place() -> None:
    stage = Stage()
    stage.publish()
    assert not stage.feed.between_sessions


async def test_silence_is_told_and_so_is_the_return() -> None:
    stage = Stage()
    _, publisher = stage.publish()
    flow(publisher, now=100.0)
    publisher.peer.connected, publisher.peer.last_seen = True, 100.0
    stage.feed.sweep(103.9)
    stage.feed.sweep(104.1)
    flow(publisher, now=105.0)
    assert stage.told == [("", True), ("silent", True), ("silent", False), ("", True)]


async def test_dead_connections_are_given_up() -> None:
    stage = Stage()
    _, publisher = stage.publish()
    _, watcher = stage.watch()
    publisher.peer.created_at = watcher.peer.created_at = 100.0
    stage.feed.sweep(116.0)
    assert (publisher.peer.closed, watcher.peer.closed) == (True, True)
    assert stage.feed.peers == []
    assert stage.told[0] == ("not_connected", False)


async def test_one_watcher_too_many_takes_the_oldests_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed_module, "MAX_WATCHERS", 2)
    stage = Stage()
    stage.publish()
    (oldest_id, oldest), (second_id, second), (_, third) = (stage.watch() for _ in range(3))
    assert [w.peer.closed for w in (oldest, second, third)] == [True, False, False]
    assert len(stage.feed.watchers) == 2
    assert not stage.feed.stop_watching(oldest_id)
    assert stage.feed.stop_watching(second_id)


class SlowPath:
    """A TCP connection with something unsent."""

    owner = None

    def __init__(self, unsent: int) -> None:
        self._unsent = unsent

    def unsent(self) -> int:
        return self._unsent

    def send(self, data: bytes) -> None:
        """Nothing comes of it."""

    def close(self) -> None:
        """Nothing to do."""


async def test_a_slow_line_gets_through_a_key_frame_of_a_screen() -> None:
    held_back = []
    for takes, unsent in ((CAMERA, 200_000), (SCREEN, 200_000), (SCREEN, 500_000)):
        stage = Stage(takes)
        stage.publish()
        _, watcher = stage.watch()
        watcher.peer._path = SlowPath(unsent)
        held_back.append(watcher.peer.congested)
    assert held_back == [True, False, True]


async def test_a_key_frame_is_pending_until_it_is_handed_over() -> None:
    stage = Stage()
    assert not stage.feed.key_frame_pending
    stage.feed.want_key_frame(0.3)
    _, publisher = stage.publish()
    stage.feed.want_key_frame(0.3)
    assert stage.feed.key_frame_pending
    assert stage.port.counters.plis_sent == 1
    publisher.on_rtp(packet(2, b"\x10\x00frame", marker=128, ssrc=200), 1.0)
    assert not stage.feed.key_frame_pending


def test_every_channel_has_its_row_of_traits() -> None:
    assert set(TRAITS) == set(Channel)
    assert [channel for channel, traits in TRAITS.items() if traits.tiles] == [Channel.CAMERA]


class Way:
    """A path of which only the far end counts."""

    owner = None

    def __init__(self, host: str) -> None:
        self.address = (host, 4000)

    def send(self, data: bytes) -> None:
        pass

    def unsent(self) -> int:
        return 0

    def close(self) -> None:
        pass


async def test_two_devices_that_take_the_place_from_each_other_are_seen() -> None:
    stage = Stage()

    def sends_from(host: str) -> None:
        _, publisher = stage.publish()
        publisher.peer.use(Way(host), nominated=True)
        flow(publisher, time.monotonic())

    for host in ("10.0.0.1", "10.0.0.1", "10.0.0.2"):  # loaded anew, and then on another network
        sends_from(host)
    assert stage.contest.age(time.monotonic()) is None
    sends_from("10.0.0.1")
    assert stage.contest.age(time.monotonic()) == pytest.approx(0, abs=1)


async def test_a_place_that_was_given_up_before_is_not_taken_from_anybody() -> None:
    stage = Stage()
    for host in ("10.0.0.1", "10.0.0.2", "10.0.0.1", "10.0.0.2"):
        _, publisher = stage.publish()
        publisher.peer.use(Way(host), nominated=True)
        flow(publisher, time.monotonic() - 2)  # the last packet had come two seconds before the next session
    assert stage.contest.age(time.monotonic()) is None
