"""Runs the node: opens the ports, keeps the loops going, and closes everything in order when told to stop."""

import asyncio
import logging
from collections.abc import Iterable
from contextlib import suppress

from aiohttp import web

from tool.link.web_client import WebClient
from tool.media.http.access import doorman
from tool.media.http.node import Node
from tool.media.http.patience import in_time
from tool.media.transport.port import Port

log = logging.getLogger(__name__)

MAX_BODY = 1024 * 1024
HEADERS_S = 15.0
"""A connection has so long from its beginning, or from its last answer, to the end of the next request's headers."""
LINGERING_S = 2.0
"""How long the rest of a body that was refused is still read, so that the answer arrives."""
LAST_EVENTS_S = 2.0
"""At the end web gets so long to take the last events; what it has not taken stays in the spool."""


class MediaServer:
    """One media node, from start to end."""

    def __init__(self, node: Node, port: Port, web_client: WebClient, routes: Iterable[web.RouteDef]) -> None:
        self.node = node
        self.http_port = 0
        self._port = port
        self._web_client = web_client
        self._app = web.Application(middlewares=[doorman, in_time], client_max_size=MAX_BODY)
        self._app.add_routes(routes)
        self._runner = web.AppRunner(
            self._app, access_log=None, shutdown_timeout=1.0, keepalive_timeout=HEADERS_S, lingering_time=LINGERING_S
        )

    @property
    def rtp_port(self) -> int:
        """The number of the RTP port (UDP and TCP)."""
        return self._port.port

    async def run(
        self, *, http_host: str, http_port: int, rtp_port: int, stop: asyncio.Event,
        started: asyncio.Event | None = None,
    ) -> None:
        """Serve until `stop` is set. A loop that fails ends the node, by an exception; OSError if a port is taken."""
        try:
            await self._port.open(rtp_port)
            await self._runner.setup()
            site = web.TCPSite(self._runner, http_host, http_port)
            await site.start()
            self.http_port = self._runner.addresses[0][1]
            self.node.reporter.node_started()
            told = ", ".join(self._port.hosts)
            log.info("Listening on %s:%d (HTTP) and %d (RTP at %s)", http_host, self.http_port, self.rtp_port, told)
            if started is not None:
                started.set()
            await self._loops(stop)
        finally:
            await self._close()

    async def _loops(self, stop: asyncio.Event) -> None:
        async with asyncio.TaskGroup() as group:
            loops = [
                group.create_task(self._web_client.run()),
                group.create_task(self.node.analysis.run()),
                group.create_task(self.node.listening.run()),
                group.create_task(self.node.objects.run()),
                group.create_task(self.node.attempts.run()),
            ]
            await stop.wait()
            await self.node.attempts.close()
            with suppress(TimeoutError):
                async with asyncio.timeout(LAST_EVENTS_S):
                    await self._web_client.drained()
            for loop in loops:
                loop.cancel()

    async def _close(self) -> None:
        await self.node.sockets.close()
        await self._runner.cleanup()
        await self.node.attempts.close()
        await self._port.close()
        await self._web_client.close()
