"""WebSocket /tiles: every console gets the newest small picture of each attempt it may see, about once a second."""

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
                await _serve(hub, socket, grant)
        return socket

    return [web.get("/tiles", tiles)]


async def _serve(hub: TileHub, socket: web.WebSocketResponse, grant: WatchGrant) -> None:
    view = hub.join(grant.exam_id, grant.allowed, grant.person_id)
    sender = asyncio.create_task(_send(view, socket))
    try:
        message: WSMessage = await socket.receive()
        while message.type in (WSMsgType.TEXT, WSMsgType.BINARY):
            message = await socket.receive()
    finally:
        hub.leave(grant.exam_id, view)
        sender.cancel()
        await asyncio.wait([sender])


async def _send(view: TileView, socket: web.WebSocketResponse) -> None:
    try:
        while not socket.closed and (tile := await view.next()) is not None:
            await socket.send_bytes(tile)
        await socket.close()
    except ConnectionError:
        return
