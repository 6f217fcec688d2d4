"""Patience with bodies: each has a time by its size, whoever reads it."""

import asyncio

from aiohttp import web

from tool.media.http.access import Next

BODY_S, BODY_BYTES_PER_S = 20.0, 16 * 1024
"""A body may take 20 s, and a second more for each 16 KiB that the request says it has."""


@web.middleware
async def in_time(request: web.Request, handler: Next) -> web.StreamResponse:
    """Refuse a request (408) whose body does not come in time. Requests without one (WebSockets) take as they like."""
    if not request.can_read_body:
        return await handler(request)
    try:
        async with asyncio.timeout(BODY_S + (request.content_length or 0) / BODY_BYTES_PER_S):
            return await handler(request)
    except TimeoutError:
        raise web.HTTPRequestTimeout from None
