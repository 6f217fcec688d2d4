"""RTP parsing and writing, histories, and reading VP8 descriptors."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tool.media.transport.rtp import (
    History,
    Packet,
    RtpPacket,
    distance,
    parse,
    starts_key_frame,
    unwrap_rtx,
    vp8_offset,
    wrap_rtx,
    write,
)


def test_extensions_contributors_and_padding_are_stripped() -> None:
    header = struct.pack("!BBHLL", 0x80 | 0x20 | 0x10 | 2, 0x80 | 96, 7, 9, 5)
    data = header + b"CSRC" * 2 + b"\xbe\xde\x00\x01" + b"\x10A\x00\x00" + b"payload" + b"\x00\x00\x03"
    assert parse(data) == RtpPacket(96, 128, 7, 9, 5, b"payload")


@pytest.mark.parametrize(
    "data",
    [
        b"", b"\x80" * 11, b"\x00" * 12, b"\x8f\x60" + b"\x00" * 10, b"\x90\x60" + b"\x00" * 10,
        b"\x90\x60" + b"\x00" * 10 + b"\xbe\xde\xff\xff", b"\xa0\x60" + b"\x00" * 9 + b"\x09",
    ],
)
def test_lengths_that_do_not_add_up_are_refused(data: bytes) -> None:
    assert parse(data) is None


@given(st.binary(max_size=200))
def test_parsing_never_raises(data: bytes) -> None:
    parse(data)
    vp8_offset(data)
    starts_key_frame(data)
    unwrap_rtx(data)


@given(
    st.integers(0, 127), st.sampled_from([0, 128]), st.integers(0, 65535), st.integers(0, 2**32 - 1),
    st.integers(0, 2**32 - 1), st.binary(max_size=50),
)
def test_what_is_written_is_read_back(
    kind: int, marker: int, seq: int, timestamp: int, ssrc: int, payload: bytes
) -> None:
    assert parse(write(kind | marker, seq, timestamp, ssrc, payload)) == (kind, marker, seq, timestamp, ssrc, payload)


def test_distance_goes_over_the_wrap() -> None:
    assert distance(2, 65534) == 4
    assert distance(65534, 2) == -4
    assert distance(0, 0) == 0


def test_a_history_forgets_what_is_overwritten() -> None:
    history = History(8)
    for seq in range(65530, 65546):
        history.put(Packet(seq & 0xFFFF, 0, 0, b""))
    assert history.get(9) is not None
    assert history.get(2) is not None
    assert history.get(1) is None
    assert history.get(65535) is None


def test_a_retransmission_carries_its_old_number() -> None:
    assert unwrap_rtx(wrap_rtx(65535, b"x")) == (65535, b"x")
    assert unwrap_rtx(b"\x00") is None


@pytest.mark.parametrize(
    ("payload", "offset"),
    [
        (b"\x10\x00", 1), (b"\x90\x80\x11\x00", 3), (b"\x90\x80\x81\x11\x00", 4), (b"\x90\xf0\x81\x11\x01\x40\x00", 6),
        (b"\x90\x20\x01\x00", 3), (b"", -1), (b"\x10", -1), (b"\x90\x80", -1), (b"\x90\x80\x81\x11", -1),
    ],
)
def test_the_vp8_descriptor_has_many_lengths(payload: bytes, offset: int) -> None:
    assert vp8_offset(payload) == offset


def test_only_the_first_packet_of_a_key_frame_starts_one() -> None:
    assert starts_key_frame(b"\x10\x00")
    assert starts_key_frame(b"\x90\x80\x11\x50")
    assert not starts_key_frame(b"\x10\x01"), "an inter frame"
    assert not starts_key_frame(b"\x00\x00"), "not the start of a partition"
    assert not starts_key_frame(b"\x11\x00"), "another partition"
