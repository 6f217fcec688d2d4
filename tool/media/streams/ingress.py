"""One stream that an examinee's browser sends: numbers its packets, asks for what is lost, reports reception."""

import asyncio
import random
import time
from collections.abc import Callable
from typing import Protocol

from aiortc import rtp as rtcp

from tool.media.counters import Counters
from tool.media.streams.keyframes import KeyFrameCollector
from tool.media.transport.rtp import SEQ_MASK, History, Packet, RtpPacket, distance, unwrap_rtx

RENACK_S = 0.075
"""A lost packet is asked for at once and then at this interval."""
NACK_TRIES = 8
"""After so many requests (0.6 s) the packet is given up and a key frame asked for."""
MAX_GAP = 128
"""A larger gap is not worth asking for packet by packet: a key frame is asked for."""
PLI_INTERVAL_S = 0.31
"""Watchers together cannot ask the publisher for key frames more often than this."""


class Output(Protocol):
    """What receives the packets of a stream: one egress per watcher."""

    def forward(self, packet: Packet) -> None:
        """Send the packet on."""
        ...

    def forward_report(self) -> None:
        """Send the stream's newest sender report on."""
        ...

    def detach(self) -> None:
        """The stream has ended."""
        ...


class Ingress:
    """The receiving end of one published stream. Times are seconds of the monotonic `clock`."""

    __slots__ = (
        "_base", "_clock", "_counters", "_cycles", "_expected_before", "_jitter", "_later", "_missing", "_own_ssrc",
        "_received", "_received_before", "_renack", "_send_rtcp", "_transit", "clock_rate", "collector",
        "history", "is_video", "last_key_request", "max_seq", "outputs", "packets", "report", "report_at", "rtx_type",
        "ssrc",
    )

    def __init__(
        self,
        counters: Counters,
        *,
        is_video: bool,
        ssrc: int | None,
        rtx_type: int | None,
        send_rtcp: Callable[[bytes], None],
        on_key_frame: Callable[[bytes, float], None] | None = None,
        later: Callable[[float, Callable[[], None]], asyncio.TimerHandle] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.is_video = is_video
        self.clock_rate = 90000 if is_video else 48000
        self.ssrc = ssrc
        self.rtx_type = rtx_type
        self.history = History() if is_video else History(1)
        self.collector = KeyFrameCollector(self.history, on_key_frame) if is_video and on_key_frame else None
        self.outputs: tuple[Output, ...] = ()
        self.report: rtcp.RtcpSenderInfo | None = None
        self.report_at = 0.0
        self.max_seq: int | None = None
        self.packets = 0
        self._counters = counters
        self.last_key_request = float("-inf")
        self._own_ssrc = random.getrandbits(32)
        self._send_rtcp = send_rtcp
        self._later = later or asyncio.get_running_loop().call_later
        self._clock = clock
        self._missing: dict[int, int] = {}
        self._renack: asyncio.TimerHandle | None = None
        self._base = self._cycles = self._received = self._expected_before = self._received_before = 0
        self._jitter = 0.0
        self._transit: float | None = None

    def add_output(self, output: Output) -> None:
        """Forward to `output` from now on; it starts with the next key frame, which is asked for."""
        self.outputs = (*self.outputs, output)
        self.request_key_frame()

    def remove_output(self, output: Output) -> None:
        """Forward to `output` no longer."""
        self.outputs = tuple(o for o in self.outputs if o is not output)

    def close(self) -> None:
        """Stop the timer and let go of the watchers."""
        if self._renack is not None:
            self._renack.cancel()
            self._renack = None
        for output in self.outputs:
            output.detach()

    def receive(self, rtp: RtpPacket, now: float) -> None:
        """Take one decrypted packet that belongs to this stream, a retransmission included."""
        seq, payload = rtp.seq, rtp.payload
        if rtp.payload_type == self.rtx_type:
            original = unwrap_rtx(payload)
            if original is None:
                return
            seq, payload = original
        elif self.ssrc is None:
            self.ssrc = rtp.ssrc
        elif rtp.ssrc != self.ssrc:
            return
        if self.is_video and self.history.get(seq) is not None:
            return
        if not self._count(seq, rtp.timestamp, now):
            return
        packet = Packet(seq, rtp.marker, rtp.timestamp, payload)
        if self.is_video:
            self.history.put(packet)
        for output in self.outputs:
            output.forward(packet)
        if self.collector is not None and self.collector.wanted:
            self.collector.add(packet, now)

    def _count(self, seq: int, timestamp: int, now: float) -> bool:
        """Keep the statistics of RFC 3550 §A.3 and §A.8 and the list of what is missing; False for a packet too old."""
        self.packets += 1
        if self.max_seq is None:
            self.max_seq = self._base = seq
            self._received = 1
            return True
        ahead = distance(seq, self.max_seq)
        if ahead > 0:
            if ahead > 1 and self.is_video:
                self._lost(self.max_seq, ahead)
            if seq < self.max_seq:
                self._cycles += 0x10000
            self.max_seq = seq
            transit = now * self.clock_rate - timestamp
            if self._transit is not None:
                change = abs(transit - self._transit)
                if change < self.clock_rate * 10:
                    self._jitter += (change - self._jitter) / 16
            self._transit = transit
        elif self.is_video and self._missing.pop(seq, None) is None and -ahead >= MAX_GAP:
            return False
        self._received += 1
        return True

    def _lost(self, newest: int, ahead: int) -> None:
        if ahead > MAX_GAP or len(self._missing) > MAX_GAP:
            self._missing.clear()
            self.request_key_frame()
            return
        gap = [(newest + step) & SEQ_MASK for step in range(1, ahead)]
        self._missing.update(dict.fromkeys(gap, 1))
        self._nack(gap)
        if self._renack is None:
            self._renack = self._later(RENACK_S, self._ask_again)

    def _ask_again(self) -> None:
        self._renack = None
        given_up = [seq for seq, tries in self._missing.items() if tries >= NACK_TRIES]
        for seq in given_up:
            del self._missing[seq]
        if given_up:
            self.request_key_frame()
        if self._missing:
            for seq in self._missing:
                self._missing[seq] += 1
            self._nack(list(self._missing))
            self._renack = self._later(RENACK_S, self._ask_again)

    def _nack(self, seqs: list[int]) -> None:
        if self.ssrc is None:
            return
        self._counters.nacks_sent += 1
        feedback = rtcp.RtcpRtpfbPacket(fmt=rtcp.RTCP_RTPFB_NACK, ssrc=self._own_ssrc, media_ssrc=self.ssrc)
        feedback.lost = sorted(seqs)
        self._send_rtcp(bytes(feedback))

    def request_key_frame(self, min_interval_s: float = PLI_INTERVAL_S) -> bool:
        """Send the publisher a PLI unless one was sent less than `min_interval_s` ago; return whether it was sent."""
        now = self._clock()
        if not self.is_video or self.ssrc is None or now - self.last_key_request < min_interval_s:
            return False
        self.last_key_request = now
        self._counters.plis_sent += 1
        self._send_rtcp(bytes(rtcp.RtcpPsfbPacket(fmt=rtcp.RTCP_PSFB_PLI, ssrc=self._own_ssrc, media_ssrc=self.ssrc)))
        return True

    def receive_report(self, report: rtcp.RtcpSenderInfo) -> None:
        """Take the publisher's sender report and pass it on: watchers need it to keep lips and voice together."""
        self.report = report
        self.report_at = self._clock()
        for output in self.outputs:
            output.forward_report()

    def receiver_report(self) -> bytes:
        """Return a receiver report of the time since the last one (RFC 3550 §6.4.2); empty before the first packet."""
        if self.max_seq is None or self.ssrc is None:
            return b""
        highest = self._cycles + self.max_seq
        expected = highest - self._base + 1
        interval = expected - self._expected_before
        lost = interval - (self._received - self._received_before)
        self._expected_before, self._received_before = expected, self._received
        last, delay = 0, 0
        if self.report is not None:
            last = (self.report.ntp_timestamp >> 16) & 0xFFFFFFFF
            delay = min(0xFFFFFFFF, int((self._clock() - self.report_at) * 65536))
        block = rtcp.RtcpReceiverInfo(
            ssrc=self.ssrc,
            fraction_lost=min(255, (lost << 8) // interval) if interval > 0 and lost > 0 else 0,
            packets_lost=rtcp.clamp_packets_lost(expected - self._received),
            highest_sequence=highest & 0xFFFFFFFF, jitter=int(self._jitter) & 0xFFFFFFFF, lsr=last, dlsr=delay,
        )
        return bytes(rtcp.RtcpRrPacket(ssrc=self._own_ssrc, reports=[block]))

    def bitrate_limit(self, bits_per_s: int, ssrcs: list[int]) -> bytes:
        """Return a REMB for all of the publisher's video together (draft-alvestrand-rmcat-remb-03 §2.2).

        One figure for the whole transport: browsers take each REMB as the total, so one per stream starves them all."""
        return bytes(rtcp.RtcpPsfbPacket(
            fmt=rtcp.RTCP_PSFB_APP, ssrc=self._own_ssrc, media_ssrc=0, fci=rtcp.pack_remb_fci(bits_per_s, ssrcs)
        ))
