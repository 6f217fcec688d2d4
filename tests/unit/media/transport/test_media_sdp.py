"""Offers as browsers write them, and the answers by hand."""

import pytest
from aiortc.sdp import SessionDescription

from tests.factories.offers import AUDIO, DATA, HEAD, VIDEO, sdp
from tool.media.transport.sdp import AnsweredStream, BadOffer, Door, Sent, read_offer, write_answer

DOOR = Door(("192.0.2.7",), 8202, "ufrag", "password", "AA:BB")


def test_an_offer_is_read_to_what_matters() -> None:
    offer = read_offer(sdp(HEAD, AUDIO, VIDEO))
    audio, video = offer.streams
    assert [f.value for f in offer.fingerprints] == ["11:22"]
    assert (audio.mid, audio.payload_type, audio.rtx_type, audio.ssrc, audio.sends, audio.receives) == (
        "0", 111, None, 100, True, False,
    )
    assert (video.payload_type, video.rtx_type, video.ssrc, video.rtx_ssrc) == (96, 97, 200, 201)


def answer_to(*parts: list[str], direction: str = "recvonly", sent: Sent | None = None) -> str:
    streams = read_offer(sdp(*parts)).streams
    return write_answer(DOOR, [
        AnsweredStream(s, direction, sent) if s.payload_type else AnsweredStream(s, "rejected") for s in streams
    ])


def test_the_answer_takes_vp8_and_opus_and_nothing_else() -> None:
    answer = answer_to(HEAD, AUDIO, VIDEO)
    parsed = SessionDescription.parse(answer)
    audio, video = parsed.media
    assert [c.name for c in audio.rtp.codecs] == ["opus"]
    assert [(c.name, c.payloadType) for c in video.rtp.codecs] == [("VP8", 96), ("rtx", 97)]
    assert {(f.type, f.parameter) for f in video.rtp.codecs[0].rtcpFeedback} == {
        ("nack", None), ("nack", "pli"), ("ccm", "fir"), ("goog-remb", None),
    }
    assert video.port == 9, "a bundle-only section is accepted"
    for media in (audio, video):
        assert media.direction == "recvonly"
        assert media.dtls is not None
        assert media.dtls.role == "client" or media.dtls.role == "server"
        assert media.rtp.headerExtensions == []
        assert [(c.protocol, c.ip, c.port, c.tcpType) for c in media.ice_candidates] == [
            ("udp", "192.0.2.7", 8202, None), ("tcp", "192.0.2.7", 8202, "passive"),
        ]
    assert "a=ice-lite\r\n" in answer
    assert "a=setup:passive\r\n" in answer
    assert "ptime" not in answer.replace("minptime", "")


def test_every_address_is_offered_the_best_first() -> None:
    door = Door(("127.0.0.1", "192.0.2.2", "fd00::2"), 8202, "ufrag", "password", "AA:BB")
    streams = [AnsweredStream(s, "recvonly") for s in read_offer(sdp(HEAD, AUDIO, VIDEO)).streams]
    candidates = SessionDescription.parse(write_answer(door, streams)).media[0].ice_candidates
    by_priority = sorted(candidates, key=lambda c: -c.priority)
    assert [(c.protocol, c.ip) for c in by_priority] == [
        (protocol, ip) for protocol in ("udp", "tcp") for ip in ("127.0.0.1", "192.0.2.2", "fd00::2")
    ]
    assert len({c.priority for c in candidates}) == len({c.foundation for c in candidates}) == 6
    assert {(c.priority >> 24, c.priority & 255) for c in candidates} == {(126, 255), (90, 255)}, "RFC 8445 §5.1.2.1"


def test_what_is_sent_is_declared_with_its_retransmissions() -> None:
    receiving = [["a=recvonly" if line == "a=sendonly" else line for line in part] for part in (AUDIO, VIDEO)]
    answer = answer_to(HEAD, *receiving, direction="sendonly", sent=Sent(5, 6, "name"))
    audio, video = SessionDescription.parse(answer).media
    assert (audio.msid, video.msid) == ("name name-0", "name name-1")
    assert [s.ssrc for s in audio.ssrc] == [5]
    assert str(video.ssrc_group[0]) == "FID 5 6"


def test_a_data_channel_and_foreign_codecs_are_rejected_in_their_place() -> None:
    h264 = [line for line in VIDEO if not any(part in line for part in (" VP8", "apt=96", "rtcp-fb:96"))]
    answer = answer_to(HEAD, AUDIO, h264, DATA)
    assert "a=group:BUNDLE 0\r\n" in answer
    assert "m=video 0 UDP/TLS/RTP/SAVPF 102 103 96 97\r\n" in answer
    assert "m=application 0 UDP/DTLS/SCTP webrtc-datachannel\r\n" in answer


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda text: text.replace("a=group:BUNDLE 0 1", "a=x"), "bundle"),
        (lambda text: text.replace("opus", "speex").replace("VP8", "VP9"), "VP8 or Opus"),
        (lambda text: text.replace("a=fingerprint:sha-256 11:22\r\n", ""), "fingerprint"),
        (lambda text: text.replace("a=setup:actpass", "a=setup:passive"), "setup"),
        (lambda text: text.split("m=")[0], "media sections"),
        (lambda text: text + sdp(DATA) * 9, "media sections"),
        (lambda text: text.replace("a=fmtp:97 apt=96", "a=fmtp:55 apt=zero"), "not an SDP offer"),
        (lambda text: text.replace("a=mid:1", "a=candidate:1"), "not an SDP offer"),
    ],
)
def test_what_cannot_be_answered_is_refused_with_the_reason(change, reason: str) -> None:
    with pytest.raises(BadOffer, match=reason):
        read_offer(change(sdp(HEAD, AUDIO, VIDEO)))
