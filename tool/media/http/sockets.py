"""What both WebSockets share: the token is their first message, and all of them close when the node stops."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TypeVar

import msgspec
from aiohttp import WSCloseCode, WSMsgType, web

from tool.media.http.access import Access, refusal_body
from tool.media.refusals import Refused

T = TypeVar("T")

TOKEN_S = 10.0
"""A socket that has not sent its token by then is closed."""
MAX_SOCKETS = 4000
REFUSED = 4000
"""Close codes of refusals are this plus the HTTP status that a request would have got."""


class _Hello(msgspec.Struct, frozen=True):
    token: str


class Sockets:
    """All open WebSockets."""

    def __init__(self) -> None:
        self._open: set[web.WebSocketResponse] = set()

    def __len__(self) -> int:
        return len(self._open)

    @asynccontextmanager
    async def admitted(
        self, socket: web.WebSocketResponse, access: Access, use: str, kind: type[T]
    ) -> AsyncIterator[T | None]:
        """Read the first message, {"token"}; give what it grants, or None after telling why not and closing.

        A Refused raised inside is told to the browser in the same way: JSON {code, message}, then close."""
        self._open.add(socket)
        try:
            if len(self._open) > MAX_SOCKETS:
                raise Refused(503, "full", "This media node has no room for another connection.")
            yield access.token(await _token(socket), use, kind)
        except Refused as exc:
            if not socket.closed:
                await socket.send_str(refusal_body(exc))
                await socket.close(code=REFUSED + exc.status, message=exc.code.encode())
        finally:
            self._open.discard(socket)

    async def close(self) -> None:
        """Close all of them: the node stops."""
        for socket in list(self._open):
            await socket.close(code=WSCloseCode.GOING_AWAY, message=b"node_stopped")


async def _token(socket: web.WebSocketResponse) -> str:
    try:
        async with asyncio.timeout(TOKEN_S):
            message = await socket.receive()
    except TimeoutError as exc:
        raise Refused(401, "no_token", 'The first message must be JSON text: {"token": "…"}.') from exc
    if message.type is WSMsgType.TEXT:
        try:
            return msgspec.json.decode(message.data, type=_Hello).token
        except msgspec.DecodeError:
            pass
    raise Refused(401, "no_token", 'The first message must be JSON text: {"token": "…"}.')
