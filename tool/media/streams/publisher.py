"""An examinee's connection: routes packets to their streams, reports reception, knows whether media flows."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from aiortc import rtp as rtcp
from aiortc.rtcdtlstransport import RTCCertificate

from tool.media.streams.ingress import Ingress
from tool.media.transport.peer import CONGESTED_BYTES, Peer
from tool.media.transport.port import Port
from tool.media.transport.rtp import RtpPacket
from tool.media.transport.sdp import AnsweredStream, BadOffer, Offer, OfferedStream

SILENT_S = 4.0
"""Media counts as stopped when no packet came for so long."""
MAX_SSRCS = 16
"""SSRCs that a session may use, those of repetitions among them."""


@dataclass(frozen=True, slots=True)
class Takes:
    """What a session may send: how many streams, whether sound, and the bits per second of all its video together.
    A watcher on TCP may have `congested_bytes` unsent before video is held back."""

    streams: int
    sound: bool
    bits_per_s: int
    congested_bytes: int = CONGESTED_BYTES


class Publisher:
    """The streams of one WHIP session. `on_flow` is called when media begins or begins again, `on_closed` once."""

    def __init__(
        self,
        port: Port,
        certificate: RTCCertificate,
        offer: Offer,
        takes: Takes,
        *,
        on_flow: Callable[[], None],
        on_closed: Callable[["Publisher", str], None],
        on_key_frame: Callable[[bytes, float], None],
    ) -> None:
        self.flowing = False
        self.last_rtp = 0.0
        self.streams: tuple[AnsweredStream, ...] = ()
        self.inputs: list[Ingress] = []
        self.takes = takes
        self._counters = port.counters
        self._on_flow = on_flow
        self._on_closed = on_closed
        self._by_ssrc: dict[int, Ingress] = {}
        self._by_type: dict[int, Ingress | None] = {}
        self.peer = Peer(port, certificate, offer.fingerprints, self)
        self.streams = tuple(self._accept(stream, on_key_frame) for stream in offer.streams)
        if not self.inputs:
            self.peer.close("nothing_sent")
            raise BadOffer(f"The offer sends {'neither VP8 video nor Opus audio' if takes.sound else 'no VP8 video'}.")

    def _accept(self, offered: OfferedStream, on_key_frame: Callable[[bytes, float], None]) -> AnsweredStream:
        if offered.payload_type is None:
            return AnsweredStream(offered, "rejected")
        welcome = offered.is_video or self.takes.sound
        if not offered.sends or not welcome or len(self.inputs) >= self.takes.streams:
            return AnsweredStream(offered, "inactive")
        first = offered.is_video and self.video is None
        ingress = Ingress(
            self._counters, is_video=offered.is_video, ssrc=offered.ssrc, rtx_type=offered.rtx_type,
            send_rtcp=self.peer.send_rtcp, on_key_frame=on_key_frame if first else None,
        )
        self.inputs.append(ingress)
        for ssrc in (offered.ssrc, offered.rtx_ssrc):
            if ssrc is not None:
                self._by_ssrc[ssrc] = ingress
        for payload_type in (offered.payload_type, offered.rtx_type):
            if payload_type is not None:
                self._by_type[payload_type] = None if payload_type in self._by_type else ingress
        return AnsweredStream(offered, "recvonly")

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of streams published: "audio", "video"; a kind is named once for each stream."""
        return tuple(sorted("video" if i.is_video else "audio" for i in self.inputs))

    @property
    def video(self) -> Ingress | None:
        """The first video stream, the one whose key frames are handed over."""
        return next((i for i in self.inputs if i.is_video), None)

    def of_kind(self, is_video: bool) -> list[Ingress]:
        """Return the streams of one kind in the order of the offer."""
        return [i for i in self.inputs if i.is_video is is_video]

    def on_connected(self) -> None:
        """Ask for the first key frame as soon as that is possible."""
        for ingress in self.inputs:
            ingress.request_key_frame()

    def on_rtp(self, packet: RtpPacket, now: float) -> None:
        """Route by SSRC; an undeclared SSRC by its payload type, if only one stream has that (RFC 8843 §9.2)."""
        ingress = self._by_ssrc.get(packet.ssrc)
        if ingress is None:
            ingress = self._by_type.get(packet.payload_type)
            if ingress is None or len(self._by_ssrc) > MAX_SSRCS:
                self._counters.rtp_unroutable += 1
                return
            self._by_ssrc[packet.ssrc] = ingress
        self.last_rtp = now
        ingress.receive(packet, now)
        if not self.flowing:
            self.flowing = True
            self._on_flow()

    def on_rtcp(self, packets: list[Any]) -> None:
        """Take the sender reports."""
        for packet in packets:
            if isinstance(packet, rtcp.RtcpSrPacket):
                ingress = self._by_ssrc.get(packet.ssrc)
                if ingress is not None and ingress.ssrc == packet.ssrc:
                    ingress.receive_report(packet.sender_info)

    def send_reports(self) -> None:
        """Send receiver reports for all streams and the bit-rate limit; to be called about once a second."""
        if not self.peer.connected:
            return
        data = b"".join(ingress.receiver_report() for ingress in self.inputs)
        videos = [i for i in self.inputs if i.is_video and i.ssrc is not None]
        if data and videos:
            data += videos[0].bitrate_limit(self.takes.bits_per_s, [i.ssrc for i in videos if i.ssrc is not None])
        self.peer.send_rtcp(data)

    def check_silence(self, now: float) -> bool:
        """Return whether media has just fallen silent."""
        if self.flowing and now - self.last_rtp > SILENT_S:
            self.flowing = False
            return True
        return False

    def on_closed(self, reason: str) -> None:
        """Let go of timers and watchers, then tell the attempt."""
        self.flowing = False
        for ingress in self.inputs:
            ingress.close()
        self._on_closed(self, reason)

    def close(self, reason: str) -> None:
        """End the session."""
        self.peer.close(reason)
