"""WebSocket /tiles: every console of an exam gets the newest small picture of each attempt, about once a second."""

import asyncio

from aiohttp import WSMessage, WSMsgType, web

from tool.link.messages import WatchGrant
from tool.media.http.access import Access
from tool.media.http.sockets import Sockets
from tool.media.looks.tiles import TileHub, TileView

HEARTBEAT_S = 20.0


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
