"""WebSocket /tiles: every console of an exam gets the newest small picture of each attempt, about once a second."""

import asyncio
from collections.abc import Iterable

import msgspec
from aiohttp import WSMessage, WSMsgType, web

from tool.link.messages import WatchGrant
from tool.media.counters import Counters
from tool.media.http.access import Access
from tool.media.http.sockets import Sockets

HEARTBEAT_S = 20.0


class _Header(msgspec.Struct, frozen=True):
    attempt_id: str
    captured_at: float


class TileView:
    """One console's view. At most one picture per attempt waits for it.

    Drop policy: a newer picture of an attempt takes the place of one not yet sent, which is counted."""

    def __init__(self, tiles: Iterable[tuple[str, bytes]], counters: Counters) -> None:
        self._waiting = dict(tiles)
        self._counters = counters
        self._some = asyncio.Event()
        if self._waiting:
            self._some.set()

    def put(self, attempt_id: str, message: bytes) -> None:
        """Queue the newest picture of an attempt."""
        if attempt_id in self._waiting:
            self._counters.tiles_replaced += 1
        self._waiting[attempt_id] = message
        self._some.set()

    def drop(self, attempt_id: str) -> None:
        """Do not send what waits of this attempt."""
        self._waiting.pop(attempt_id, None)

    async def next(self) -> bytes:
        """Return the picture that has waited longest."""
        while not self._waiting:
            self._some.clear()
            await self._some.wait()
        return self._waiting.pop(next(iter(self._waiting)))


class TileHub:
    """The newest tile of every live attempt, by exam, and who looks at which exam."""

    def __init__(self, counters: Counters) -> None:
        self._counters = counters
        self._tiles: dict[str, dict[str, bytes]] = {}
        self._views: dict[str, set[TileView]] = {}

    @property
    def views(self) -> int:
        """How many consoles look."""
        return sum(map(len, self._views.values()))

    def publish(self, exam_id: str, attempt_id: str, captured_at: float, jpeg: bytes) -> None:
        """Send the newest picture of an attempt (Unix seconds of capture) to everyone who looks at its exam."""
        message = tile_message(attempt_id, captured_at, jpeg)
        self._tiles.setdefault(exam_id, {})[attempt_id] = message
        for view in self._views.get(exam_id, ()):
            view.put(attempt_id, message)

    def forget(self, exam_id: str, attempt_id: str) -> None:
        """The attempt is over: its picture is shown to nobody any more."""
        tiles = self._tiles.get(exam_id, {})
        tiles.pop(attempt_id, None)
        if not tiles:
            self._tiles.pop(exam_id, None)
        for view in self._views.get(exam_id, ()):
            view.drop(attempt_id)

    def join(self, exam_id: str) -> TileView:
        """Return a view that begins with the newest picture of each attempt; give it back to `leave`."""
        view = TileView(self._tiles.get(exam_id, {}).items(), self._counters)
        self._views.setdefault(exam_id, set()).add(view)
        return view

    def leave(self, exam_id: str, view: TileView) -> None:
        """The console looks no more."""
        views = self._views.get(exam_id, set())
        views.discard(view)
        if not views:
            self._views.pop(exam_id, None)


def tile_message(attempt_id: str, captured_at: float, jpeg: bytes) -> bytes:
    """Return a tile as it crosses the socket: uint32 header length (big endian), JSON header, JPEG."""
    header = msgspec.json.encode(_Header(attempt_id, captured_at))
    return len(header).to_bytes(4, "big") + header + jpeg


def tile_routes(hub: TileHub, access: Access, sockets: Sockets) -> list[web.RouteDef]:
    """Return the route of GET /tiles."""

    async def tiles(request: web.Request) -> web.StreamResponse:
        socket = web.WebSocketResponse(heartbeat=HEARTBEAT_S, max_msg_size=8192)
        await socket.prepare(request)
        async with sockets.admitted(socket, access, "watch", WatchGrant) as grant:
            if grant is not None:
                await _serve(hub, socket, grant.exam_id)
        return socket

    return [web.get("/tiles", tiles)]


async def _serve(hub: TileHub, socket: web.WebSocketResponse, exam_id: str) -> None:
    view = hub.join(exam_id)
    sender = asyncio.create_task(_send(view, socket))
    try:
        message: WSMessage = await socket.receive()
        while message.type in (WSMsgType.TEXT, WSMsgType.BINARY):
            message = await socket.receive()
    finally:
        hub.leave(exam_id, view)
        sender.cancel()
        await asyncio.wait([sender])


async def _send(view: TileView, socket: web.WebSocketResponse) -> None:
    try:
        while not socket.closed:
            await socket.send_bytes(await view.next())
    except ConnectionError:
        return
