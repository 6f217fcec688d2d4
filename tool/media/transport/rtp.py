"""RTP as a forwarder needs it (RFC 3550, 4588, 7741): parse once, keep, and write a fresh header per watcher."""

import struct
from typing import NamedTuple

SEQ_MASK = 0xFFFF
TS_MASK = 0xFFFFFFFF
HISTORY_SIZE = 512
"""Packets kept per video stream: 11 s of a camera at 400 kbps, 2 s of a busy screen; NACKs come within one."""

_HEADER = struct.Struct("!BBHLL")
_U16 = struct.Struct("!H")


class RtpPacket(NamedTuple):
    """One received packet without header extensions, contributing sources and padding. `marker` is 0 or 128."""

    payload_type: int
    marker: int
    seq: int
    timestamp: int
    ssrc: int
    payload: bytes


class Packet(NamedTuple):
    """What is forwarded: retransmissions have already got back their own number. `marker` is 0 or 128."""

    seq: int
    marker: int
    timestamp: int
    payload: bytes


def parse(data: bytes) -> RtpPacket | None:
    """Return the RTP packet in `data` (decrypted), or None when its lengths do not add up (RFC 3550 §5.1)."""
    size = len(data)
    if size < 12:
        return None
    first, second, seq, timestamp, ssrc = _HEADER.unpack_from(data)
    start = 12 + ((first & 15) << 2)
    if first & 16:
        if size < start + 4:
            return None
        start += 4 + (_U16.unpack_from(data, start + 2)[0] << 2)
    end = size - data[-1] if first & 32 else size
    if end < start or first >> 6 != 2:
        return None
    return RtpPacket(second & 127, second & 128, seq, timestamp, ssrc, data[start:end])


def write(type_and_marker: int, seq: int, timestamp: int, ssrc: int, payload: bytes) -> bytes:
    """Return a packet with a bare 12-byte header. `type_and_marker` is the payload type, plus 128 for the marker."""
    return _HEADER.pack(0x80, type_and_marker, seq, timestamp, ssrc) + payload


def unwrap_rtx(payload: bytes) -> tuple[int, bytes] | None:
    """Return (original number, original payload) of a retransmission; None for a padding probe (RFC 4588 §4)."""
    if len(payload) < 2:
        return None
    return _U16.unpack_from(payload)[0], payload[2:]


def wrap_rtx(seq: int, payload: bytes) -> bytes:
    """Return the payload of a retransmission of packet `seq` (RFC 4588 §4)."""
    return _U16.pack(seq) + payload


def distance(newer: int, older: int) -> int:
    """Return how far `newer` is ahead of `older`, both 16-bit sequence numbers: -32768 to 32767."""
    return ((newer - older + 0x8000) & SEQ_MASK) - 0x8000


class History:
    """The last packets of one stream, found by sequence number. Full: the oldest is overwritten."""

    __slots__ = ("_mask", "_slots")

    def __init__(self, size: int = HISTORY_SIZE) -> None:
        if size & (size - 1):
            raise ValueError("The size of a history must be a power of two.")
        self._mask = size - 1
        self._slots: list[Packet | None] = [None] * size

    def put(self, packet: Packet) -> None:
        """Keep `packet`."""
        self._slots[packet.seq & self._mask] = packet

    def get(self, seq: int) -> Packet | None:
        """Return the packet numbered `seq`, or None when it never came or is overwritten."""
        packet = self._slots[seq & self._mask]
        return packet if packet is not None and packet.seq == seq else None

    def clear(self) -> None:
        """Forget everything."""
        self._slots = [None] * (self._mask + 1)


def vp8_offset(payload: bytes) -> int:
    """Return where the VP8 bitstream begins behind the payload descriptor (RFC 7741 §4.2); -1 when it is cut short."""
    size = len(payload)
    if size < 2:
        return -1
    if not payload[0] & 0x80:
        return 1
    flags, at = payload[1], 2
    if flags & 0x80:
        if size <= at:
            return -1
        at += 2 if payload[at] & 0x80 else 1
    if flags & 0x40:
        at += 1
    if flags & 0x30:
        at += 1
    return at if size > at else -1


def starts_key_frame(payload: bytes) -> bool:
    """Whether this VP8 payload holds the beginning of a key frame (RFC 7741 §4.2, §4.3: S, PID 0, inverse key flag)."""
    if not payload or not payload[0] & 0x10 or payload[0] & 7:
        return False
    at = vp8_offset(payload)
    return at > 0 and not payload[at] & 1
