"""WebSocket /frames: the degraded path of a browser whose WebRTC gets through by neither UDP nor TCP."""

import time
from functools import partial

from aiohttp import WSMsgType, web

from tool.domain.stream import PATHS, Channel
from tool.link.messages import PublishGrant
from tool.media.counters import Counters
from tool.media.http.access import Access
from tool.media.http.sockets import Sockets
from tool.media.streams.attempt import NodeAttempt
from tool.media.streams.attempts import NodeAttempts

MAX_FRAME = 512 * 1024
HEARTBEAT_S = 5.0


def frame_routes(attempts: NodeAttempts, access: Access, sockets: Sockets, counters: Counters) -> list[web.RouteDef]:
    """Return GET /frames/{channel} of each channel that may come as single pictures. A message that is no picture is
    counted and dropped; the socket stays."""

    async def frames(channel: Channel, request: web.Request) -> web.StreamResponse:
        socket = web.WebSocketResponse(heartbeat=HEARTBEAT_S, max_msg_size=MAX_FRAME)
        await socket.prepare(request)
        async with sockets.admitted(socket, access, "publish", PublishGrant) as grant:
            if grant is not None:
                await _take(socket, attempts.open(grant, channel), channel, counters, request.remote or "")
        return socket

    return [
        web.get(f"/frames/{channel}", partial(frames, channel)) for channel in Channel if "frames" in PATHS[channel]
    ]


async def _take(
    socket: web.WebSocketResponse, attempt: NodeAttempt, channel: Channel, counters: Counters, host: str
) -> None:
    while not attempt.ended:
        message = await socket.receive()
        if message.type is WSMsgType.BINARY:
            attempt.contest.picture(host, time.monotonic())
            attempt.take_jpeg(channel, message.data)
        elif message.type is WSMsgType.TEXT:
            counters.frames_rejected += 1
        else:
            return
    await socket.close(code=4403, message=b"ended")
