"""Takes a whole key frame, still encoded, out of a VP8 stream when someone asks for one."""

from collections.abc import Callable

from tool.media.rtp import SEQ_MASK, History, Packet, starts_key_frame, vp8_offset

MAX_PACKETS = 256
"""A key frame of more packets (about 300 kB) is not taken."""


class KeyFrameCollector:
    """Watches one stream; while `wanted`, hands the next complete key frame to `on_frame(vp8, arrived_at)`.

    It keeps no packets of its own: it reads the stream's history, so a part that was lost and sent again is found
    whenever it comes. `arrived_at` is Unix seconds of the frame's first packet."""

    __slots__ = ("_arrived_at", "_first", "_history", "_on_frame", "_timestamp", "wanted")

    def __init__(self, history: History, on_frame: Callable[[bytes, float], None]) -> None:
        self._history = history
        self._on_frame = on_frame
        self._first: int | None = None
        self._timestamp = 0
        self._arrived_at = 0.0
        self.wanted = False

    def add(self, packet: Packet, arrived_at: float) -> None:
        """Look at a packet that has just been put into the history; call only while `wanted`."""
        if self._first is None or packet.timestamp != self._timestamp:
            if not starts_key_frame(packet.payload):
                return
            self._first, self._timestamp, self._arrived_at = packet.seq, packet.timestamp, arrived_at
        frame = self._assemble(self._first)
        if frame is not None:
            self._first = None
            self.wanted = False
            self._on_frame(frame, self._arrived_at)

    def _assemble(self, first: int) -> bytes | None:
        parts: list[bytes] = []
        for step in range(MAX_PACKETS):
            packet = self._history.get((first + step) & SEQ_MASK)
            if packet is None or packet.timestamp != self._timestamp:
                return None
            offset = vp8_offset(packet.payload)
            if offset < 0:
                return None
            parts.append(packet.payload[offset:])
            if packet.marker:
                return b"".join(parts)
        return None
