"""Offers as browsers write them, in parts: `sdp(HEAD, AUDIO, VIDEO)`."""

HEAD = ["v=0", "o=- 1 2 IN IP4 127.0.0.1", "s=-", "t=0 0", "a=group:BUNDLE 0 1", "a=msid-semantic: WMS"]
TRANSPORT = [
    "c=IN IP4 0.0.0.0", "a=ice-ufrag:abcd", "a=ice-pwd:0123456789012345678901", "a=fingerprint:sha-256 11:22",
    "a=setup:actpass", "a=rtcp-mux",
]
AUDIO = [
    "m=audio 9 UDP/TLS/RTP/SAVPF 111 9 0", *TRANSPORT, "a=mid:0", "a=sendonly",
    "a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level", "a=rtpmap:111 opus/48000/2",
    "a=fmtp:111 minptime=10;useinbandfec=1", "a=rtpmap:9 G722/8000", "a=rtpmap:0 PCMU/8000", "a=ptime:20",
    "a=ssrc:100 cname:x",
]
VIDEO = [
    "m=video 0 UDP/TLS/RTP/SAVPF 102 103 96 97", *TRANSPORT, "a=bundle-only", "a=mid:1", "a=sendonly",
    "a=rtpmap:102 H264/90000", "a=rtpmap:103 rtx/90000", "a=fmtp:103 apt=102", "a=rtpmap:96 VP8/90000",
    "a=rtcp-fb:96 goog-remb", "a=rtcp-fb:96 transport-cc", "a=rtpmap:97 rtx/90000", "a=fmtp:97 apt=96",
    "a=ssrc-group:FID 200 201", "a=ssrc:200 cname:x", "a=ssrc:201 cname:x",
]
DATA = ["m=application 9 UDP/DTLS/SCTP webrtc-datachannel", *TRANSPORT, "a=mid:2", "a=sctp-port:5000"]


def sdp(*parts: list[str]) -> str:
    return "\r\n".join(line for part in parts for line in part) + "\r\n"
