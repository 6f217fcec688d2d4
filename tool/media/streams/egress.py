"""One stream on its way to one watcher: own numbers and clock offset, begins with a key frame, repeats what is lost."""

import random
import time
from collections.abc import Callable
from typing import Protocol

from aiortc import rtp as rtcp

from tool.media.counters import Counters
from tool.media.streams.ingress import Ingress
from tool.media.transport.rtp import SEQ_MASK, TS_MASK, Packet, distance, starts_key_frame, wrap_rtx, write

WAIT_PLI_S = 0.4
"""While a watcher waits for a key frame, one is asked for again at this interval."""
MAX_REPEATS = 128
"""At most so many packets are repeated for one NACK."""


class Outlet(Protocol):
    """The watcher's connection."""

    @property
    def congested(self) -> bool:
        """Whether video should be held back at present."""
        ...

    def send_rtp(self, data: bytes) -> None:
        """Encrypt and send."""
        ...

    def send_rtcp(self, data: bytes) -> None:
        """Encrypt and send."""
        ...


class Egress:
    """Forwards one ingress at a time to one watcher under one SSRC.

    When the source changes (the examinee's browser reconnects) or the connection was congested, it goes on with the
    next key frame; numbers and timestamps continue without a gap, so that the watcher sees one unbroken stream.
    Drop policy: video is dropped while the connection is congested and until a key frame comes; audio never here."""

    __slots__ = (
        "_clock", "_counters", "_fresh", "_last_at", "_out_seq", "_out_timestamp", "_rtx_seq", "_seq_offset", "_span",
        "_started", "_timestamp_offset", "is_video", "octets", "outlet", "packets", "payload_type", "rtx_ssrc",
        "rtx_type", "source", "ssrc",
    )

    def __init__(
        self, outlet: Outlet, counters: Counters, *, is_video: bool, payload_type: int, rtx_type: int | None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.outlet = outlet
        self.is_video = is_video
        self.payload_type = payload_type
        self.rtx_type = rtx_type
        self.ssrc = random.getrandbits(32)
        self.rtx_ssrc = random.getrandbits(32)
        self.source: Ingress | None = None
        self.packets = self.octets = 0
        self._counters = counters
        self._clock = clock
        self._started = False
        self._fresh = True
        self._seq_offset = self._timestamp_offset = 0
        self._span = 0
        self._out_seq: int | None = None
        self._out_timestamp = 0
        self._last_at = 0.0
        self._rtx_seq = random.getrandbits(14)

    def attach(self, source: Ingress) -> None:
        """Forward `source` from its next key frame on, instead of what was forwarded before."""
        self.detach()
        self._fresh = True
        self.source = source
        source.add_output(self)

    def detach(self) -> None:
        """Forward nothing until the next attach."""
        if self.source is not None:
            self.source.remove_output(self)
            self.source = None
        self._started = False

    def forward(self, packet: Packet) -> None:
        """Send a packet of the source on, or drop it as the drop policy says."""
        if self.is_video and self.outlet.congested:
            self._started = False
            self._counters.video_held_back += 1
            return
        if not self._started and not self._start(packet):
            return
        seq = (packet.seq + self._seq_offset) & SEQ_MASK
        timestamp = (packet.timestamp + self._timestamp_offset) & TS_MASK
        assert self._out_seq is not None
        ahead = distance(seq, self._out_seq)
        if ahead > 0:
            self._span += ahead
            self._out_seq = seq
            self._out_timestamp = timestamp
            self._last_at = self._clock()
        elif -ahead > self._span:
            return
        self.packets += 1
        self.octets += len(packet.payload)
        self.outlet.send_rtp(write(packet.marker | self.payload_type, seq, timestamp, self.ssrc, packet.payload))

    def _start(self, packet: Packet) -> bool:
        assert self.source is not None
        if self.is_video and not starts_key_frame(packet.payload):
            self.source.request_key_frame(WAIT_PLI_S)
            return False
        if self._out_seq is None:
            self._out_seq = random.getrandbits(14)  # far from 65535: SRTP wants no early wrap (RFC 3711 §3.3.1)
            self._last_at = self._clock()
        elif self._fresh:
            elapsed = max(1, int((self._clock() - self._last_at) * self.source.clock_rate))
            self._timestamp_offset = (self._out_timestamp + elapsed - packet.timestamp) & TS_MASK
        self._seq_offset = (self._out_seq + 1 - packet.seq) & SEQ_MASK
        self._span = -1
        self._fresh = False
        self._started = True
        self.forward_report()
        return True

    def forward_report(self) -> None:
        """Send the source's newest sender report with this stream's SSRC, clock and counts (RFC 3550 §6.4.1)."""
        if not self._started or self.source is None or self.source.report is None:
            return
        report = self.source.report
        self.outlet.send_rtcp(bytes(rtcp.RtcpSrPacket(ssrc=self.ssrc, sender_info=rtcp.RtcpSenderInfo(
            ntp_timestamp=report.ntp_timestamp,
            rtp_timestamp=(report.rtp_timestamp + self._timestamp_offset) & TS_MASK,
            packet_count=self.packets & 0xFFFFFFFF, octet_count=self.octets & 0xFFFFFFFF,
        ))))

    def repeat(self, seqs: list[int]) -> None:
        """Answer a NACK from the source's history; what is no longer there is not sent."""
        if not self._started or self.source is None or self._out_seq is None:
            return
        for seq in seqs[:MAX_REPEATS]:
            back = distance(self._out_seq, seq)
            packet = self.source.history.get((seq - self._seq_offset) & SEQ_MASK)
            if packet is None or not 0 <= back <= self._span:
                continue
            self._counters.packets_repeated += 1
            timestamp = (packet.timestamp + self._timestamp_offset) & TS_MASK
            if self.rtx_type is None:
                data = write(packet.marker | self.payload_type, seq, timestamp, self.ssrc, packet.payload)
            else:
                self._rtx_seq = (self._rtx_seq + 1) & SEQ_MASK
                payload = wrap_rtx(seq, packet.payload)
                data = write(packet.marker | self.rtx_type, self._rtx_seq, timestamp, self.rtx_ssrc, payload)
            self.outlet.send_rtp(data)

    def request_key_frame(self) -> None:
        """The watcher asks for a key frame: ask the source."""
        if self.source is not None:
            self.source.request_key_frame()
