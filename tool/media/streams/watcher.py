"""A proctor's connection: one egress per stream, fed by whatever session the examinee publishes now."""

import secrets
from collections.abc import Callable
from typing import Any

from aiortc import rtp as rtcp
from aiortc.rtcdtlstransport import RTCCertificate

from tool.link.messages import WatchGrant
from tool.media.streams.egress import Egress
from tool.media.streams.publisher import Publisher
from tool.media.transport.peer import Peer
from tool.media.transport.port import Port
from tool.media.transport.rtp import RtpPacket
from tool.media.transport.sdp import AnsweredStream, BadOffer, Offer, OfferedStream, Sent


class Watcher:
    """The streams of one WHEP session. It outlives the publisher's session: when the examinee is back, it goes on."""

    def __init__(
        self, port: Port, certificate: RTCCertificate, offer: Offer, source: Publisher, grant: WatchGrant,
        *, on_closed: Callable[["Watcher", str], None],
    ) -> None:
        self.grant = grant
        self.outputs: list[Egress] = []
        self._source = source
        self._counters = port.counters
        self._on_closed = on_closed
        self._by_ssrc: dict[int, Egress] = {}
        self._name = "i" + secrets.token_hex(6)
        self.peer = Peer(
            port, certificate, offer.fingerprints, self, congested_bytes=source.takes.congested_bytes
        )
        room = {True: len(source.of_kind(True)), False: len(source.of_kind(False))}
        self.streams = tuple(self._accept(stream, room) for stream in offer.streams)
        if not self.outputs:
            self.peer.close("nothing_watched")
            raise BadOffer("The offer receives nothing that the examinee sends.")

    def _accept(self, offered: OfferedStream, room: dict[bool, int]) -> AnsweredStream:
        if offered.payload_type is None:
            return AnsweredStream(offered, "rejected")
        if not offered.receives or room[offered.is_video] < 1:
            return AnsweredStream(offered, "inactive")
        room[offered.is_video] -= 1
        egress = Egress(
            self.peer, self._counters, is_video=offered.is_video, payload_type=offered.payload_type,
            rtx_type=offered.rtx_type,
        )
        self.outputs.append(egress)
        self._by_ssrc[egress.ssrc] = egress
        return AnsweredStream(offered, "sendonly", Sent(egress.ssrc, egress.rtx_ssrc, self._name))

    def follow(self, source: Publisher) -> None:
        """Forward this session of the examinee instead of the last one, stream by stream of the same kind."""
        self._source = source
        if not self.peer.connected:
            return
        rest = {True: source.of_kind(True), False: source.of_kind(False)}
        for egress in self.outputs:
            if rest[egress.is_video]:
                egress.attach(rest[egress.is_video].pop(0))
            else:
                egress.detach()

    def on_connected(self) -> None:
        """Begin to forward."""
        self.follow(self._source)

    def on_rtp(self, packet: RtpPacket, now: float) -> None:
        """A watcher sends no media; drop it."""

    def on_rtcp(self, packets: list[Any]) -> None:
        """Answer NACKs, pass requests for key frames on (RFC 4585 §6.2.1, §6.3.1; RFC 5104 §4.3.1)."""
        for packet in packets:
            if isinstance(packet, rtcp.RtcpRtpfbPacket) and packet.fmt == rtcp.RTCP_RTPFB_NACK:
                egress = self._by_ssrc.get(packet.media_ssrc)
                if egress is not None:
                    egress.repeat(packet.lost)
            elif isinstance(packet, rtcp.RtcpPsfbPacket) and packet.fmt in (rtcp.RTCP_PSFB_PLI, rtcp.RTCP_PSFB_FIR):
                self._key_frame(packet)

    def _key_frame(self, packet: rtcp.RtcpPsfbPacket) -> None:
        ssrcs = [packet.media_ssrc]
        if packet.fmt == rtcp.RTCP_PSFB_FIR:
            ssrcs = [int.from_bytes(packet.fci[at : at + 4], "big") for at in range(0, len(packet.fci) - 7, 8)]
        for ssrc in ssrcs:
            egress = self._by_ssrc.get(ssrc)
            if egress is not None:
                egress.request_key_frame()

    def on_closed(self, reason: str) -> None:
        """Stop forwarding, then tell the attempt."""
        for egress in self.outputs:
            egress.detach()
        self._on_closed(self, reason)

    def close(self, reason: str) -> None:
        """End the session."""
        self.peer.close(reason)
