"""Takes a whole key frame, still encoded, out of a VP8 stream when someone asks for one."""

from collections.abc import Callable

from tool.media.transport.rtp import SEQ_MASK, History, Packet, starts_key_frame, vp8_offset

MAX_PACKETS = 768
"""A key frame of more packets (about 900 kB) is not taken; one of a screen full of small text has 300."""


class KeyFrameCollector:
    """Watches one stream; while `wanted`, hands the next complete key frame to `on_frame(vp8, arrived_at)`.

    It reads the stream's history, so a part that was lost and sent again is found whenever it comes. `arrived_at` is
    the moment of the frame's first packet."""

    __slots__ = ("_arrived_at", "_history", "_next", "_on_frame", "_parts", "_timestamp", "wanted")

    def __init__(self, history: History, on_frame: Callable[[bytes, float], None]) -> None:
        self._history = history
        self._on_frame = on_frame
        self._next: int | None = None
        self._parts: list[bytes] = []
        self._timestamp = 0
        self._arrived_at = 0.0
        self.wanted = False

    def add(self, packet: Packet, arrived_at: float) -> None:
        """Look at a packet that has just been put into the history; call only while `wanted`."""
        if self._next is None or packet.timestamp != self._timestamp:
            if not starts_key_frame(packet.payload):
                return
            self._next, self._timestamp, self._arrived_at = packet.seq, packet.timestamp, arrived_at
            self._parts = []
        if self._gathered(self._next):
            frame = b"".join(self._parts)
            self._next, self._parts = None, []
            self.wanted = False
            self._on_frame(frame, self._arrived_at)

    def _gathered(self, at: int) -> bool:
        """Gather the frame's packets from number `at` on, as far as they are there; return whether it is complete."""
        while (packet := self._history.get(at)) is not None and len(self._parts) < MAX_PACKETS:
            offset = vp8_offset(packet.payload)
            if packet.timestamp != self._timestamp or offset < 0:
                break
            self._parts.append(packet.payload[offset:])
            at = (at + 1) & SEQ_MASK
            if packet.marker:
                return True
        self._next = at
        return False
