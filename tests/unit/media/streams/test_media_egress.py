"""How a stream reaches a watcher: numbers without gaps, whatever happens to the source."""

import itertools

from aiortc import rtp as rtcp

from tests.fakes.rtp import DELTA_START, KEY_START, FakeClock, FakeOutlet, FakeSource, packet
from tool.media.counters import Counters
from tool.media.streams.egress import WAIT_PLI_S, Egress
from tool.media.transport.rtp import unwrap_rtx

OUT, OUT_RTX = 120, 121


class Watched:
    """A source, a watcher, and the stream between them."""

    def __init__(self, *, rtx: bool = True, is_video: bool = True) -> None:
        self.clock = FakeClock()
        self.outlet = FakeOutlet()
        self.counters = Counters()
        self.source = FakeSource(self.clock, is_video=is_video)
        self.egress = Egress(
            self.outlet, self.counters, is_video=is_video, payload_type=OUT, rtx_type=OUT_RTX if rtx else None,
            clock=self.clock,
        )
        self.egress.attach(self.source.ingress)

    def gaps(self) -> list[int]:
        """Differences between the numbers of consecutive packets sent."""
        seqs = self.outlet.seqs
        return [(b - a) & 0xFFFF for a, b in itertools.pairwise(seqs)]


def test_it_begins_with_a_key_frame_and_asks_for_one() -> None:
    watched = Watched()
    assert watched.source.plis == 1
    watched.source.receive(packet(1, DELTA_START), packet(2))
    watched.clock.go(WAIT_PLI_S + 0.01)
    watched.source.receive(packet(3, DELTA_START))
    assert watched.outlet.rtp == []
    assert watched.source.plis == 2
    watched.source.receive(packet(4, KEY_START, timestamp=77), packet(5, timestamp=77, marker=128))
    first, second = watched.outlet.rtp
    assert (first.payload_type, first.ssrc, first.timestamp, first.payload) == (OUT, watched.egress.ssrc, 77, KEY_START)
    assert second.marker == 128
    assert watched.gaps() == [1]


def test_sound_begins_at_once() -> None:
    watched = Watched(is_video=False)
    watched.source.receive(packet(1))
    assert len(watched.outlet.rtp) == 1


def test_numbers_go_over_the_wrap_of_either_side() -> None:
    watched = Watched()
    watched.source.receive(packet(65000, KEY_START))
    for seq in range(65001, 65001 + 70000):
        watched.source.receive(packet(seq))
    assert len(watched.outlet.rtp) == 70001
    assert set(watched.gaps()) == {1}


def test_packets_from_before_the_beginning_are_not_sent() -> None:
    watched = Watched()
    watched.source.receive(packet(10), packet(12, KEY_START), packet(11), packet(13))
    assert [p.payload for p in watched.outlet.rtp] == [KEY_START, packet(13).payload]


def test_order_and_loss_are_passed_on_as_they_are() -> None:
    watched = Watched()
    watched.source.receive(packet(1, KEY_START), packet(4), packet(3))
    assert watched.gaps() == [3, 0xFFFF]


def test_a_nack_is_answered_on_the_retransmission_stream() -> None:
    watched = Watched()
    watched.source.receive(packet(1, KEY_START), packet(2, b"\x00two", timestamp=9))
    lost = watched.outlet.seqs[1]
    watched.egress.repeat([lost])
    again = watched.outlet.rtp[-1]
    assert (again.payload_type, again.ssrc, again.timestamp) == (OUT_RTX, watched.egress.rtx_ssrc, 9)
    assert unwrap_rtx(again.payload) == (lost, b"\x00two")
    assert watched.counters.packets_repeated == 1


def test_without_retransmission_stream_the_packet_itself_is_repeated() -> None:
    watched = Watched(rtx=False)
    watched.source.receive(packet(1, KEY_START), packet(2, b"\x00two"))
    watched.egress.repeat([watched.outlet.seqs[1]])
    assert watched.outlet.rtp[-1] == watched.outlet.rtp[1]


def test_what_is_too_old_or_was_never_sent_is_not_repeated() -> None:
    watched = Watched()
    watched.source.receive(packet(1), packet(2, KEY_START))
    for seq in range(3, 700):
        watched.source.receive(packet(seq))
    sent = len(watched.outlet.rtp)
    first = watched.outlet.seqs[0]
    watched.egress.repeat([first, (first - 1) & 0xFFFF, (watched.outlet.seqs[-1] + 1) & 0xFFFF])
    assert len(watched.outlet.rtp) == sent


def test_sender_reports_are_passed_on_with_own_name_and_counts() -> None:
    watched = Watched()
    watched.source.ingress.receive_report(rtcp.RtcpSenderInfo(1 << 40, 500, 9, 9))
    assert watched.outlet.rtcp == [], "nothing was sent yet"
    watched.source.receive(packet(1, KEY_START))
    watched.source.ingress.receive_report(rtcp.RtcpSenderInfo(1 << 41, 900, 9, 9))
    early, late = watched.outlet.rtcp
    assert early.sender_info.ntp_timestamp == 1 << 40, "a watcher who comes late is told at once"
    assert (late.ssrc, late.sender_info.rtp_timestamp, late.sender_info.packet_count) == (watched.egress.ssrc, 900, 1)


def test_a_congested_watcher_gets_no_video_until_a_key_frame_after_it() -> None:
    watched = Watched()
    watched.source.receive(packet(1, KEY_START), packet(2))
    watched.outlet.congested = True
    watched.source.receive(packet(3), packet(4))
    watched.outlet.congested = False
    watched.source.receive(packet(5), packet(6, KEY_START, timestamp=3000), packet(7, timestamp=3000))
    assert [p.payload for p in watched.outlet.rtp[2:]] == [KEY_START, packet(7).payload]
    assert watched.gaps() == [1, 1, 1]
    assert watched.outlet.rtp[-1].timestamp == 3000, "the same source keeps its clock"
    assert watched.counters.video_held_back == 2


def test_another_source_goes_on_without_a_gap_in_numbers_and_time() -> None:
    watched = Watched()
    watched.source.receive(packet(1, KEY_START, timestamp=100_000))
    other = FakeSource(watched.clock)
    watched.egress.attach(other.ingress)
    watched.clock.go(2.0)
    watched.source.receive(packet(2))
    other.receive(packet(60_000, DELTA_START), packet(60_001, KEY_START, timestamp=5))
    assert watched.gaps() == [1]
    assert watched.outlet.rtp[-1].timestamp == 100_000 + 180_000
    watched.egress.repeat([watched.outlet.seqs[0]])
    assert len(watched.outlet.rtp) == 2, "the former source's packets are not to be had any more"
    other.ingress.close()
    assert watched.egress.source is None
