"""The people of the hostile drill: those who send what a browser sends, and those who send what it never would."""

import asyncio
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from itertools import cycle, islice

import aiohttp
import av
from aiortc import (
    MediaStreamTrack,
    RTCBundlePolicy,
    RTCConfiguration,
    RTCPeerConnection,
    RTCSessionDescription,
)

from tests.data.sounds import at_level, opus, repeated, speech
from tests.drills.hostile_bytes import jpeg, key_frame, picture, pictures, sound, video
from tests.drills.hostile_hall import Hall

ROUND = 1000
"""Payloads of each kind, until they come again."""
TOO_LONG = 600 * 1024
"""Longer than a message of the frame socket may be: the node closes the socket."""


@dataclass(frozen=True, slots=True)
class Material:
    """What is sent, all made before anybody is measured: a room and somebody who speaks in it, and what is no picture
    and no sound."""

    still: bytes
    video: bytes
    sound: list[bytes]
    bad_stills: dict[str, bytes]
    bad_video: list[bytes]
    bad_sound: list[bytes]


def material() -> Material:
    """Make it; takes some seconds."""
    said = opus(repeated(at_level(speech(), -25.0), 20.0))
    return Material(
        jpeg(picture()), key_frame(), [packet.opus for packet in said], pictures(),
        list(islice(video(), ROUND)), list(islice(sound(), ROUND)),
    )


class Sent(MediaStreamTrack):
    """Sends payloads as they are, `per_s` a second while it may go, through no encoder."""

    def __init__(
        self, kind: str, payloads: Iterator[bytes], going: asyncio.Event, *, per_s: int, clock_rate: int
    ) -> None:
        self.kind = kind
        super().__init__()
        self._payloads, self._going, self._per_s, self._rate = payloads, going, per_s, clock_rate
        self._due, self._count = time.monotonic(), 0

    async def recv(self) -> av.Packet:
        """Return the next payload when its time has come."""
        if not self._going.is_set():
            await self._going.wait()
            self._due = time.monotonic()
        await asyncio.sleep(max(0.0, self._due - time.monotonic()))
        self._due += 1 / self._per_s
        packet = av.Packet(next(self._payloads))
        packet.pts, packet.time_base = self._count * self._rate // self._per_s, Fraction(1, self._rate)
        self._count += 1
        return packet


async def call(
    hall: Hall, attempt_id: str, going: asyncio.Event, key_frames: list[bytes], packets: list[bytes]
) -> RTCPeerConnection:
    """Publish by WHIP, again and again: five of these key frames and fifty of these packets of sound a second."""
    peer = RTCPeerConnection(RTCConfiguration(iceServers=[], bundlePolicy=RTCBundlePolicy.MAX_BUNDLE))
    peer.addTransceiver(Sent("video", cycle(key_frames), going, per_s=5, clock_rate=90_000), direction="sendonly")
    peer.addTransceiver(Sent("audio", cycle(packets), going, per_s=50, clock_rate=48_000), direction="sendonly")
    await peer.setLocalDescription(await peer.createOffer())
    headers = {"Authorization": f"Bearer {hall.publish_token(attempt_id)}", "Content-Type": "application/sdp"}
    path = f"{hall.url}/whip/camera/{attempt_id}"
    async with hall.http.post(path, data=peer.localDescription.sdp, headers=headers) as response:
        if response.status != 201:
            raise RuntimeError(await response.text())
        await peer.setRemoteDescription(RTCSessionDescription(await response.text(), "answer"))
    return peer


async def honest_frames(hall: Hall, attempt_id: str, data: bytes) -> None:
    """Send this picture every second by the frame socket, until cancelled."""
    began, count = time.monotonic(), 0
    async with await _frames(hall, attempt_id) as frames:
        while not frames.closed:
            await _listen(frames, began + count - time.monotonic())
            await frames.send_bytes(data)
            count += 1
        raise ConnectionError(f"The node has closed the socket of {attempt_id} ({frames.close_code}).")


async def hostile_frames(hall: Hall, attempt_id: str, going: asyncio.Event, odd: dict[str, bytes]) -> None:
    """Send one picture after the other by the frame socket, five a second and again and again, while it may go;
    after each round a text and a message that is too long, and come back when the socket is closed."""
    round_of: list[bytes | str] = [*odd.values(), "text", bytes(TOO_LONG)]
    messages = cycle(round_of)
    while True:
        with suppress(aiohttp.ClientError, ConnectionError):
            async with await _frames(hall, attempt_id) as frames:
                while not frames.closed:
                    await _listen(frames, 0.21)
                    if not going.is_set():
                        continue
                    message = next(messages)
                    await (frames.send_str(message) if isinstance(message, str) else frames.send_bytes(message))
        await asyncio.sleep(0.2)


async def _listen(frames: aiohttp.ClientWebSocketResponse, seconds: float) -> None:
    """Wait, and answer the node's pings meanwhile; return at once when it closes the socket."""
    with suppress(TimeoutError):
        await frames.receive(timeout=max(0.01, seconds))


async def _frames(hall: Hall, attempt_id: str) -> aiohttp.ClientWebSocketResponse:
    socket = await hall.http.ws_connect(hall.url + "/frames/camera", max_msg_size=2 * TOO_LONG)
    await socket.send_json({"token": hall.publish_token(attempt_id)})
    return socket
