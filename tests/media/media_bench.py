"""A whole media node on free ports, a web that takes its events, and aiortc browsers: what the loopback tests share."""

import asyncio
import fractions
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import av
import numpy as np
from aiohttp import web
from aiortc import (
    AudioStreamTrack,
    MediaStreamTrack,
    RTCBundlePolicy,
    RTCConfiguration,
    RTCPeerConnection,
    RTCSessionDescription,
    VideoStreamTrack,
)

from tool.config import Settings
from tool.domain.rule import Rule
from tool.domain.stream import Channel
from tool.link.codec import decode, encode
from tool.link.messages import EventBatch, EventsApplied, MediaEvent, PublishGrant, WatchGrant
from tool.link.tokens import Tokens
from tool.media.__main__ import WORKER, compose
from tool.media.http.server import MediaServer

SECRET = "a secret for tests that is long enough"
FAKE_WORKER = (WORKER[0], str(Path(__file__).with_name("fake_worker.py")))


async def until(condition: Callable[[], Any], what: str, seconds: float = 10.0) -> Any:
    """Poll until `condition` gives something true, and return that."""
    end = time.monotonic() + seconds
    while not (value := condition()):
        assert time.monotonic() < end, f"{what} did not happen within {seconds} s"
        await asyncio.sleep(0.01)
    return value


@dataclass
class FakeWeb:
    """Takes events as web does; `answer` may be set to another status to play a broken web."""

    tokens: Tokens
    status: int = 200
    events: list[MediaEvent] = field(default_factory=list)
    arrived: dict[str, float] = field(default_factory=dict)
    url: str = ""

    async def take(self, request: web.Request) -> web.Response:
        self.tokens.read("link", request.headers["Authorization"].removeprefix("Bearer "), dict[str, str])
        if self.status != 200:
            return web.Response(status=self.status)
        batch = decode(await request.read(), EventBatch)
        for event in batch.events:
            if event.event_id not in self.arrived:
                self.arrived[event.event_id] = time.time()
                self.events.append(event)
        return web.Response(body=encode(EventsApplied(tuple(e.event_id for e in batch.events))))

    def of(self, kind: type, attempt_id: str | None = None, channel: Channel | None = None) -> list[Any]:
        """The events of one kind (and attempt, and channel) so far."""
        return [
            e for e in self.events
            if isinstance(e, kind) and attempt_id in (None, getattr(e, "attempt_id", None))
            and channel in (None, getattr(e, "channel", None))
        ]

    @asynccontextmanager
    async def running(self) -> AsyncIterator["FakeWeb"]:
        app = web.Application()
        app.add_routes([web.post("/link/events", self.take)])
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        try:
            yield self
        finally:
            await runner.cleanup()


@dataclass
class Bench:
    """A running node and what is needed to talk to it."""

    server: MediaServer
    web: FakeWeb
    tokens: Tokens
    http: aiohttp.ClientSession
    data_dir: Path
    peers: list[RTCPeerConnection] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.http_port}"

    def publish_token(
        self, attempt_id: str = "a1", rules: tuple[Rule, ...] = (), exam_id: str = "e1", *,
        channels: tuple[Channel, ...] = (Channel.CAMERA,), opening: int = 1,
    ) -> str:
        grant = PublishGrant(
            attempt_id=attempt_id, exam_id=exam_id, rules=rules, channels=channels, opening=opening
        )
        return self.tokens.mint("publish", grant, 300)

    def watch_token(self, exam_id: str = "e1") -> str:
        return self.tokens.mint("watch", WatchGrant(exam_id=exam_id, person_id="p"), 300)

    def count(self, name: str) -> int:
        value: int = getattr(self.server.node.counters, name)
        return value

    async def post_offer(self, path: str, token: str, sdp: str) -> tuple[int, str, str]:
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/sdp"}
        async with self.http.post(self.url + path, data=sdp, headers=headers) as response:
            return response.status, await response.text(), response.headers.get("Location", "")

    async def command(self, message: object) -> None:
        """Have the node do something, as web does."""
        headers = {"Authorization": f"Bearer {self.tokens.mint('link', {'node_id': 'web'}, 60)}"}
        async with self.http.post(self.url + "/link/commands", data=encode(message), headers=headers) as response:
            assert response.status == 204

    async def delete(self, location: str) -> int:
        async with self.http.delete(self.url + location) as response:
            return response.status

    def peer(self) -> RTCPeerConnection:
        peer = RTCPeerConnection(RTCConfiguration(iceServers=[], bundlePolicy=RTCBundlePolicy.MAX_BUNDLE))
        self.peers.append(peer)
        return peer

    async def publish(
        self, token: str, *tracks: MediaStreamTrack, attempt_id: str = "a1", door: int = 0
    ) -> tuple[RTCPeerConnection, str]:
        """Publish like a browser; return the peer and the session's location. `door`: another RTP port to go to."""
        peer = self.peer()
        for track in tracks or (Picture(), AudioStreamTrack()):
            peer.addTransceiver(track, direction="sendonly")
        return peer, await self._open(peer, f"/whip/camera/{attempt_id}", token, door)

    async def share(self, picture: "Picture", *, rules: tuple[Rule, ...] = ()) -> tuple[RTCPeerConnection, str]:
        """Publish a screen beside whatever the examinee publishes; return the peer and the session's location."""
        peer = self.peer()
        peer.addTransceiver(picture, direction="sendonly")
        token = self.publish_token(rules=rules, channels=(Channel.CAMERA, Channel.SCREEN))
        return peer, await self._open(peer, "/whip/screen/a1", token, 0)

    async def watch(
        self, attempt_id: str = "a1", kinds: tuple[str, ...] = ("video", "audio"), door: int = 0,
        channel: Channel = Channel.CAMERA,
    ) -> tuple[RTCPeerConnection, dict[str, MediaStreamTrack], str]:
        """Watch a channel like a console; return the peer, its tracks by kind, and the session's location."""
        peer = self.peer()
        receivers = {kind: peer.addTransceiver(kind, direction="recvonly").receiver for kind in kinds}
        location = await self._open(peer, f"/whep/{channel}/{attempt_id}", self.watch_token(), door)
        return peer, {kind: receiver.track for kind, receiver in receivers.items()}, location

    async def offer(self, kind: str = "video", direction: str = "recvonly") -> str:
        """A browser's offer that nothing will come of."""
        peer = self.peer()
        peer.addTransceiver(kind, direction=direction)
        await peer.setLocalDescription(await peer.createOffer())
        sdp: str = peer.localDescription.sdp
        return sdp

    async def _open(self, peer: RTCPeerConnection, path: str, token: str, door: int) -> str:
        await peer.setLocalDescription(await peer.createOffer())
        status, answer, location = await self.post_offer(path, token, peer.localDescription.sdp)
        assert status == 201, answer
        if door:
            answer = answer.replace(f" {self.server.rtp_port} typ", f" {door} typ")
        await peer.setRemoteDescription(RTCSessionDescription(answer, "answer"))
        await until(lambda: peer.connectionState == "connected", "the connection")
        return location


class Picture(VideoStreamTrack):
    """A picture anyone can recognise: the left half one colour, the right half another, 15 per second."""

    def __init__(
        self, left: tuple[int, int, int] = (200, 40, 40), right: tuple[int, int, int] = (40, 40, 200),
        size: tuple[int, int] = (320, 240),
    ) -> None:
        super().__init__()
        width, height = size
        self._picture = np.zeros((height, width, 3), np.uint8)
        self._picture[:, : width // 2], self._picture[:, width // 2 :] = left, right
        self._count = 0
        self._going = asyncio.Event()
        self._going.set()

    def halt(self) -> None:
        """Give no more pictures, as a camera whose computer sleeps."""
        self._going.clear()

    def go_on(self) -> None:
        """Give pictures again."""
        self._going.set()

    async def recv(self) -> av.VideoFrame:
        await self._going.wait()
        await asyncio.sleep(1 / 15)
        frame = av.VideoFrame.from_ndarray(self._picture, format="rgb24")
        self._count += 1
        frame.pts, frame.time_base = self._count * 6000, fractions.Fraction(1, 90000)
        return frame


def halves(frame: av.VideoFrame) -> tuple[list[float], list[float]]:
    """The mean colours (RGB) of the left and the right half."""
    picture = frame.to_ndarray(format="rgb24").astype(float)
    middle = picture.shape[1] // 2
    return list(picture[:, :middle].mean((0, 1))), list(picture[:, middle:].mean((0, 1)))


def looks_like(frame: av.VideoFrame, left: tuple[int, int, int], right: tuple[int, int, int]) -> bool:
    """Whether both halves have these colours, within what encoding does to them."""
    seen = halves(frame)
    return all(abs(a - b) < 25 for half, want in zip(seen, (left, right), strict=True)
               for a, b in zip(half, want, strict=True))


@asynccontextmanager
async def running_node(
    data_dir: Path, *, worker: tuple[str, ...] = FAKE_WORKER, objects_worker: tuple[str, ...] = (), workers: int = 1,
    interval_s: float = 0.3, fake_web: FakeWeb | None = None, sound_cpu: float = 0.0,
) -> AsyncIterator[Bench]:
    """Start a node on free ports with a web that takes its events; stop both at the end. It listens to microphones only
    with a share of the processor for that."""
    tokens = Tokens(SECRET)
    async with (fake_web or FakeWeb(tokens)).running() as taker, aiohttp.ClientSession() as http:
        settings = Settings(
            data_dir=data_dir, secret=SECRET, web_link_url=taker.url, detection_workers=workers,
            sample_interval_s=interval_s, rtp_host="127.0.0.1", sound_cpu=sound_cpu,
            objects_interval_s=1.0, objects_cpu_share=1.0 if objects_worker else 0.0,
        )
        server = compose(settings, worker=worker, objects_worker=objects_worker)
        stop, started = asyncio.Event(), asyncio.Event()
        task = asyncio.create_task(server.run(
            http_host="127.0.0.1", http_port=0, rtp_port=0, stop=stop, started=started
        ))
        bench = Bench(server, taker, tokens, http, data_dir)
        waiting = asyncio.create_task(started.wait())
        await asyncio.wait([task, waiting], return_when=asyncio.FIRST_COMPLETED)
        if not started.is_set():
            waiting.cancel()
            await task
        try:
            yield bench
        finally:
            for peer in bench.peers:
                await peer.close()
            stop.set()
            await task
