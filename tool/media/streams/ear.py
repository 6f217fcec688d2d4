"""Gathers the packets of an examinee's microphone into stretches, still encoded, for those who listen elsewhere."""

import time
from collections.abc import Callable, Sequence

from tool.media.counters import Counters
from tool.media.hearing.jobs import SoundPacket
from tool.media.streams.publisher import Publisher
from tool.media.transport.rtp import Packet

STRETCH_S = 2.0
"""Long enough for some words. A stretch is handed over with the first packet after that."""
LONGEST_S = 4.0
"""What a stretch began longer ago with is dropped: in between there was nothing."""
MAX_PACKETS = 256
"""Browsers send 100 in two seconds, Opus allows 800 ..."""
MAX_BYTES = 64 * 1024
"""... of as many bytes. What goes beyond is refused and counted."""


class _Tap:
    """What the ear hangs into one stream: an output that sends nothing on."""

    def __init__(self, take: Callable[["_Tap", Packet], None]) -> None:
        self._take = take

    def forward(self, packet: Packet) -> None:
        """Take a packet of the stream."""
        self._take(self, packet)

    def forward_report(self) -> None:
        """Reports are for those who watch."""

    def detach(self) -> None:
        """The stream has ended; the ear follows the next one."""


class Ear:
    """Of one attempt. While it is open, `on_stretch(packets, at)` gets each stretch and the moment of its end."""

    def __init__(
        self, counters: Counters, on_stretch: Callable[[Sequence[SoundPacket], float], None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._open = False
        self._counters = counters
        self._on_stretch = on_stretch
        self._clock = clock
        self._tap: _Tap | None = None
        self._packets: list[SoundPacket] = []
        self._bytes = 0
        self._began = self._newest = 0.0

    def listen(self, wanted: bool) -> None:
        """Open or close the ear; what a closed one had gathered is forgotten."""
        self._open = wanted
        if not wanted:
            self._clear()

    def follow(self, publisher: Publisher) -> None:
        """Listen to the first microphone of this session from now on, and to no other."""
        self._clear()
        self._tap = None
        for sound in publisher.of_kind(is_video=False)[:1]:
            self._tap = _Tap(self._take)
            sound.add_output(self._tap)

    def _take(self, tap: _Tap, packet: Packet) -> None:
        if not self._open or tap is not self._tap:
            return
        now = self._clock()
        if self._packets and now - self._began >= STRETCH_S:
            packets, late = self._packets, now - self._began > LONGEST_S
            self._clear()
            if not late:
                self._on_stretch(packets, self._newest)
        if not self._packets:
            self._began = now
        self._newest = now
        if len(self._packets) >= MAX_PACKETS or self._bytes + len(packet.payload) > MAX_BYTES:
            self._counters.sound_packets_refused += 1
            return
        self._packets.append(SoundPacket(packet.seq, packet.timestamp, packet.payload))
        self._bytes += len(packet.payload)

    def _clear(self) -> None:
        self._packets, self._bytes = [], 0
