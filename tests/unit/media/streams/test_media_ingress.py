"""What a published stream does about loss, and what it reports."""

from aiortc import rtp as rtcp

from tests.fakes.rtp import DELTA_START, KEY_START, RTX, SSRC, FakeClock, FakeSource, packet
from tool.media.streams.ingress import NACK_TRIES, PLI_INTERVAL_S, RENACK_S
from tool.media.streams.keyframes import MAX_PACKETS
from tool.media.transport.rtp import HISTORY_SIZE, wrap_rtx


def source(frames: list[object] | None = None) -> tuple[FakeSource, FakeClock]:
    clock = FakeClock()
    return FakeSource(clock, frames=frames), clock


def test_a_gap_is_asked_for_at_once_and_again_until_it_is_filled() -> None:
    stream, clock = source()
    stream.receive(packet(65534), packet(1))
    assert stream.nacks == [[0, 65535]]
    stream.receive(packet(0))
    clock.go(RENACK_S)
    assert stream.nacks[1:] == [[65535]]
    stream.receive(packet(99, wrap_rtx(65535, DELTA_START), payload_type=RTX, ssrc=SSRC + 1))
    clock.go(10 * RENACK_S)
    assert len(stream.nacks) == 2
    assert stream.ingress.history.get(65535) is not None


def test_what_never_comes_is_given_up_for_a_key_frame() -> None:
    stream, clock = source()
    stream.receive(packet(1), packet(3))
    clock.go(2 * NACK_TRIES * RENACK_S)
    assert len(stream.nacks) == NACK_TRIES
    assert stream.plis == 1


def test_a_large_gap_asks_for_a_key_frame_only() -> None:
    stream, _ = source()
    stream.receive(packet(1), packet(2000))
    assert stream.nacks == []
    assert stream.plis == 1


def test_sound_is_not_asked_for_again() -> None:
    clock = FakeClock()
    stream = FakeSource(clock, is_video=False)
    stream.receive(packet(1), packet(5))
    clock.go(1)
    assert stream.sent == []


def test_key_frames_are_not_asked_for_too_often() -> None:
    stream, clock = source()
    assert stream.ingress.request_key_frame()
    assert not stream.ingress.request_key_frame()
    clock.go(PLI_INTERVAL_S + 0.001)
    assert stream.ingress.request_key_frame()
    assert stream.plis == 2


def test_padding_counts_as_received_so_that_nobody_asks_for_it() -> None:
    stream, _ = source()
    stream.receive(packet(1), packet(2, b""), packet(3))
    assert stream.nacks == []


def test_the_receiver_report_counts_loss_over_the_wrap() -> None:
    stream, _ = source()
    stream.receive(packet(65535), packet(0), packet(3), packet(4))
    report = rtcp.RtcpPacket.parse(stream.ingress.receiver_report())[0].reports[0]
    assert (report.ssrc, report.packets_lost, report.highest_sequence) == (SSRC, 2, 65536 + 4)
    assert report.fraction_lost == 2 * 256 // 6
    stream.receive(packet(5))
    report = rtcp.RtcpPacket.parse(stream.ingress.receiver_report())[0].reports[0]
    assert report.fraction_lost == 0


def test_the_receiver_report_echoes_the_last_sender_report() -> None:
    stream, clock = source()
    stream.receive(packet(1))
    stream.ingress.receive_report(rtcp.RtcpSenderInfo(0x1122334455667788, 1, 1, 1))
    clock.go(0.5)
    report = rtcp.RtcpPacket.parse(stream.ingress.receiver_report())[0].reports[0]
    assert (report.lsr, report.dlsr) == (0x33445566, 32768)


def test_a_wanted_key_frame_is_handed_over_whole() -> None:
    frames: list[object] = []
    stream, clock = source(frames)
    collector = stream.ingress.collector
    assert collector is not None
    whole = [packet(10, KEY_START, timestamp=5), packet(11, b"\x00b", timestamp=5),
             packet(12, b"\x00c", timestamp=5, marker=128)]
    stream.receive(*whole)
    assert frames == [], "nobody wanted it"
    collector.wanted = True
    stream.receive(packet(13, DELTA_START, timestamp=6, marker=128))
    arrived = clock.now
    stream.receive(packet(14, KEY_START, timestamp=7))
    clock.go(0.1)
    stream.receive(packet(16, b"\x00c", timestamp=7, marker=128))
    assert frames == [], "a packet is missing"
    stream.receive(packet(3, wrap_rtx(15, b"\x00b"), payload_type=RTX, timestamp=7))
    assert frames == [(b"\x00bc", arrived)]
    assert not collector.wanted


def test_a_key_frame_larger_than_the_history_is_handed_over_whole() -> None:
    frames: list[object] = []
    stream, _ = source(frames)
    assert stream.ingress.collector is not None
    stream.ingress.collector.wanted = True
    count = HISTORY_SIZE + 100
    stream.receive(packet(65000, KEY_START, timestamp=5))
    stream.receive(*(packet(65000 + n, timestamp=5) for n in range(1, count)))
    stream.receive(packet(65000 + count, timestamp=5, marker=128))
    assert [vp8 for vp8, _ in frames] == [b"\x00" + b"\x55" * count]  # type: ignore[misc]


def test_a_key_frame_that_never_ends_is_not_taken_and_takes_no_room() -> None:
    frames: list[object] = []
    stream, _ = source(frames)
    collector = stream.ingress.collector
    assert collector is not None
    collector.wanted = True
    stream.receive(packet(0, KEY_START, timestamp=5))
    stream.receive(*(packet(n, timestamp=5) for n in range(1, 2 * MAX_PACKETS)))
    stream.receive(packet(2 * MAX_PACKETS, timestamp=5, marker=128))
    assert (frames, len(collector._parts)) == ([], MAX_PACKETS)
    stream.receive(packet(2 * MAX_PACKETS + 1, KEY_START + b"z", timestamp=8, marker=128))
    assert [vp8 for vp8, _ in frames] == [b"\x00z"]  # type: ignore[misc]


def test_a_key_frame_that_stays_incomplete_makes_way_for_the_next() -> None:
    frames: list[object] = []
    stream, _ = source(frames)
    assert stream.ingress.collector is not None
    stream.ingress.collector.wanted = True
    stream.receive(packet(10, KEY_START, timestamp=5), packet(12, b"\x00c", timestamp=5, marker=128))
    stream.receive(packet(13, KEY_START + b"z", timestamp=8, marker=128))
    assert [vp8 for vp8, _ in frames] == [b"\x00z"]  # type: ignore[misc]
