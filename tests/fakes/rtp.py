"""VP8 packets by hand, and clocks and connections that a test drives."""

import asyncio
from collections.abc import Callable
from typing import Any

from aiortc import rtp as rtcp

from tool.media.counters import Counters
from tool.media.streams.ingress import Ingress
from tool.media.transport.rtp import RtpPacket, parse

KEY_START = b"\x10\x00"
"""VP8 descriptor (start of partition 0) and the first byte of a key frame."""
DELTA_START = b"\x10\x01"
MORE = b"\x00\x55"
"""A descriptor that starts nothing, and some data."""
PT, RTX, SSRC = 96, 97, 1111


def packet(
    seq: int, payload: bytes = MORE, *, timestamp: int = 0, marker: int = 0, payload_type: int = PT, ssrc: int = SSRC
) -> RtpPacket:
    return RtpPacket(payload_type, marker, seq & 0xFFFF, timestamp, ssrc, payload)


class FakeTimer(asyncio.TimerHandle):
    def __init__(self) -> None:
        self.stopped = False

    def cancel(self) -> None:
        self.stopped = True


class FakeClock:
    """Time that passes when the test says so."""

    def __init__(self, now: float = 1000.0) -> None:
        self.now = now
        self._timers: list[tuple[float, Callable[[], object], FakeTimer]] = []

    def __call__(self) -> float:
        return self.now

    def time(self) -> float:
        return self.now

    def call_at(self, when: float, callback: Callable[[], object]) -> asyncio.TimerHandle:
        timer = FakeTimer()
        self._timers.append((when, callback, timer))
        return timer

    def call_later(self, delay: float, callback: Callable[[], object]) -> asyncio.TimerHandle:
        return self.call_at(self.now + delay, callback)

    def go(self, seconds: float) -> None:
        """Let time pass; timers fire when they are due."""
        end = self.now + seconds
        while due := sorted((t for t in self._timers if t[0] <= end and not t[2].stopped), key=lambda t: t[0]):
            when, callback, timer = due[0]
            self.now = max(self.now, when)
            timer.stopped = True
            callback()
        self.now = end


class FakeOutlet:
    """A watcher's connection that keeps what it is given."""

    def __init__(self) -> None:
        self.congested = False
        self.rtp: list[RtpPacket] = []
        self.rtcp: list[Any] = []

    def send_rtp(self, data: bytes) -> None:
        parsed = parse(data)
        assert parsed is not None
        self.rtp.append(parsed)

    def send_rtcp(self, data: bytes) -> None:
        self.rtcp += rtcp.RtcpPacket.parse(data)

    @property
    def seqs(self) -> list[int]:
        return [p.seq for p in self.rtp]


class FakeSource:
    """An ingress on a fake clock, and the feedback it sends."""

    def __init__(self, clock: FakeClock, *, is_video: bool = True, frames: list[Any] | None = None) -> None:
        self.sent: list[Any] = []
        self.clock = clock
        self.counters = Counters()
        self.ingress = Ingress(
            self.counters, is_video=is_video, ssrc=SSRC, rtx_type=RTX, send_rtcp=self._send,
            on_key_frame=None if frames is None else lambda vp8, at: frames.append((vp8, at)),
            later=clock.call_later, clock=clock,
        )

    def _send(self, data: bytes) -> None:
        self.sent += rtcp.RtcpPacket.parse(data)

    def receive(self, *packets: RtpPacket) -> None:
        for each in packets:
            self.ingress.receive(each, self.clock.now)

    @property
    def nacks(self) -> list[list[int]]:
        return [p.lost for p in self.sent if isinstance(p, rtcp.RtcpRtpfbPacket)]

    @property
    def plis(self) -> int:
        return sum(1 for p in self.sent if isinstance(p, rtcp.RtcpPsfbPacket) and p.fmt == rtcp.RTCP_PSFB_PLI)
