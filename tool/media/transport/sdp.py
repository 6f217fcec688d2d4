"""Reads an SDP offer into what matters here and writes the answer by hand: one ICE-lite port, VP8 and Opus only."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from aiortc.rtcdtlstransport import RTCDtlsFingerprint
from aiortc.sdp import MediaDescription, SessionDescription

MAX_OFFER_BYTES = 64 * 1024
MAX_SECTIONS = 8
_UDP_PRIORITY, _TCP_PRIORITY = 2130706431, 1518280447
"""Of the best address; the byte from bit 8 on is the lower one of the address's own preference."""
_VIDEO_FEEDBACK = ("nack", "nack pli", "ccm fir", "goog-remb")


class BadOffer(Exception):
    """The offer cannot be answered; the message says why, in words for the page's author."""


@dataclass(frozen=True, slots=True)
class OfferedStream:
    """One m-line. `payload_type` None: nothing in it that we speak, so it is rejected."""

    mid: str
    kind: str
    sends: bool
    receives: bool
    payload_type: int | None
    rtx_type: int | None
    ssrc: int | None
    rtx_ssrc: int | None
    formats: str
    profile: str

    @property
    def is_video(self) -> bool:
        """Whether it is a picture."""
        return self.kind == "video"


@dataclass(frozen=True, slots=True)
class Offer:
    """A parsed offer: the DTLS fingerprints of the one bundled transport and the m-lines in order."""

    fingerprints: tuple[RTCDtlsFingerprint, ...]
    streams: tuple[OfferedStream, ...]


@dataclass(frozen=True, slots=True)
class Sent:
    """What the answer says of a stream that we send: its SSRCs and the name that groups sound and picture."""

    ssrc: int
    rtx_ssrc: int
    name: str


@dataclass(frozen=True, slots=True)
class AnsweredStream:
    """How one m-line is answered: "recvonly", "sendonly", "inactive" or "rejected"."""

    offered: OfferedStream
    direction: str
    sent: Sent | None = None


@dataclass(frozen=True, slots=True)
class Door:
    """Where and under what name our side is reached. `hosts`: IP addresses, the best first."""

    hosts: tuple[str, ...]
    port: int
    ufrag: str
    password: str
    fingerprint: str


def read_offer(text: str) -> Offer:
    """Return what the offer says; raise BadOffer when it is not SDP or not one bundled WebRTC transport."""
    try:
        description = SessionDescription.parse(text)
    except Exception as exc:  # the parser asserts, indexes and converts; every failure means the same
        raise BadOffer("The body is not an SDP offer.") from exc
    if not 0 < len(description.media) <= MAX_SECTIONS:
        raise BadOffer(f"The offer must have 1 to {MAX_SECTIONS} media sections.")
    bundles = [set(map(str, g.items)) for g in description.group if g.semantic == "BUNDLE"]
    bundled = set().union(*bundles)
    streams = tuple(_stream(media, bundled) for media in description.media)
    first = next((m for m, s in zip(description.media, streams, strict=True) if s.payload_type is not None), None)
    if first is None:
        raise BadOffer("The offer has no stream that is bundled (a=group:BUNDLE) and offers VP8 or Opus.")
    if first.dtls is None or not first.dtls.fingerprints:
        raise BadOffer("The offer has no DTLS fingerprint and role.")
    if first.dtls.role == "server":
        raise BadOffer("The offer must be a=setup:actpass or a=setup:active.")
    return Offer(tuple(first.dtls.fingerprints), streams)


def _stream(media: MediaDescription, bundled: set[str]) -> OfferedStream:
    mid = media.rtp.muxId
    wanted = {"audio": "opus", "video": "vp8"}.get(media.kind)
    codecs = media.rtp.codecs if wanted and mid in bundled and media.rtcp_mux else []
    codec = next((c for c in codecs if c.name.lower() == wanted), None)
    retransmission = next(
        (c for c in codecs if codec and c.name.lower() == "rtx" and c.parameters.get("apt") == codec.payloadType), None
    )
    primary, repeat = _ssrcs(media)
    direction = media.direction or "sendrecv"
    return OfferedStream(
        mid=mid, kind=media.kind,
        sends=direction in ("sendonly", "sendrecv"), receives=direction in ("recvonly", "sendrecv"),
        payload_type=codec.payloadType if codec else None,
        rtx_type=retransmission.payloadType if retransmission else None,
        ssrc=primary, rtx_ssrc=repeat, formats=" ".join(map(str, media.fmt)), profile=media.profile,
    )


def _ssrcs(media: MediaDescription) -> tuple[int | None, int | None]:
    """Return (SSRC of the stream, SSRC of its retransmissions) as far as the offer declares them (RFC 5576 §4.2)."""
    for group in media.ssrc_group:
        if group.semantic == "FID" and len(group.items) == 2:
            return int(group.items[0]), int(group.items[1])
    return (media.ssrc[0].ssrc if media.ssrc else None), None


def write_answer(door: Door, streams: Sequence[AnsweredStream]) -> str:
    """Return the answer (RFC 8829 §5.3): everything in one bundle, DTLS passive, ICE-lite, no header extensions."""
    accepted = [s for s in streams if s.direction != "rejected"]
    lines = [
        "v=0", f"o=- {secrets.randbits(62)} 1 IN IP4 0.0.0.0", "s=-", "t=0 0",
        "a=group:BUNDLE " + " ".join(s.offered.mid for s in accepted), "a=msid-semantic: WMS *", "a=ice-lite",
    ]
    for stream in streams:
        if stream.direction == "rejected":
            lines += _rejected(stream.offered)
        else:
            lines += _section(door, stream)
    return "\r\n".join(lines) + "\r\n"


def _rejected(offered: OfferedStream) -> list[str]:
    mid = [f"a=mid:{offered.mid}"] if offered.mid else []
    return [f"m={offered.kind} 0 {offered.profile} {offered.formats}", "c=IN IP4 0.0.0.0", *mid, "a=inactive"]


def _section(door: Door, stream: AnsweredStream) -> list[str]:
    offered = stream.offered
    types = [str(t) for t in (offered.payload_type, offered.rtx_type) if t is not None]
    lines = [
        f"m={offered.kind} 9 {offered.profile} " + " ".join(types), "c=IN IP4 0.0.0.0", "a=rtcp:9 IN IP4 0.0.0.0",
        f"a=ice-ufrag:{door.ufrag}", f"a=ice-pwd:{door.password}", f"a=fingerprint:sha-256 {door.fingerprint}",
        "a=setup:passive", f"a=mid:{offered.mid}", "a=rtcp-mux", "a=rtcp-rsize", f"a={stream.direction}",
    ]
    lines += _video_formats(offered) if offered.is_video else _audio_formats(offered)
    if stream.sent is not None:
        lines += _sent(stream.sent, offered)
    return [
        *lines,
        *_candidates(door),
        "a=end-of-candidates",
    ]


def _candidates(door: Door) -> list[str]:
    """Return the host candidates. Of two of a kind the first address counts more (RFC 8445 §5.1.2.1), and any by UDP
    more than any by TCP (RFC 6544 §4.2); those of different addresses have different foundations."""
    lines = []
    for first, protocol, best, kind in (
        (1, "udp", _UDP_PRIORITY, "typ host"), (2, "tcp", _TCP_PRIORITY, "typ host tcptype passive"),
    ):
        for number, host in enumerate(door.hosts):
            foundation, priority = first + 2 * number, best - (number << 8)
            lines.append(f"a=candidate:{foundation} 1 {protocol} {priority} {host} {door.port} {kind}")
    return lines


def _video_formats(offered: OfferedStream) -> list[str]:
    main = offered.payload_type
    lines = [f"a=rtpmap:{main} VP8/90000", *(f"a=rtcp-fb:{main} {feedback}" for feedback in _VIDEO_FEEDBACK)]
    if offered.rtx_type is not None:
        lines += [f"a=rtpmap:{offered.rtx_type} rtx/90000", f"a=fmtp:{offered.rtx_type} apt={main}"]
    return lines


def _audio_formats(offered: OfferedStream) -> list[str]:
    main = offered.payload_type
    return [f"a=rtpmap:{main} opus/48000/2", f"a=fmtp:{main} minptime=10;useinbandfec=1"]


def _sent(sent: Sent, offered: OfferedStream) -> list[str]:
    lines = [f"a=msid:{sent.name} {sent.name}-{offered.mid}"]
    if offered.rtx_type is not None:
        lines.append(f"a=ssrc-group:FID {sent.ssrc} {sent.rtx_ssrc}")
    lines.append(f"a=ssrc:{sent.ssrc} cname:{sent.name}")
    if offered.rtx_type is not None:
        lines.append(f"a=ssrc:{sent.rtx_ssrc} cname:{sent.name}")
    return lines
