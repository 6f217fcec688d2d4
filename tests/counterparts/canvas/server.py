"""Runs the stand-in on loopback: in threads of a test's own process, or of a process of its own."""

import logging
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Any

from werkzeug.serving import BaseWSGIServer, make_server

from tests.counterparts.canvas.app import build_app
from tests.counterparts.canvas.engine import build_engine
from tests.counterparts.canvas.world import CanvasWorld

HOST = "localhost"
"""The name that browsers use; the servers listen on 127.0.0.1."""
_POLL_S = 0.02
"""How soon a server notices that it is to end."""


class CanvasServer:
    """A running stand-in; a context manager. Port 0 takes a free one. `world` is what the test holds in its hand.

    New Quizzes are on a port of their own: another origin, as with Canvas."""

    def __init__(self, world: CanvasWorld, port: int = 0, engine_port: int = 0) -> None:
        self.world = world
        logging.getLogger("werkzeug").setLevel(logging.ERROR)
        self._servers = [_server(build_app(world), port), _server(build_engine(world), engine_port)]
        self.port, self.engine_port = (server.server_port for server in self._servers)
        world.url, world.engine_url = f"http://{HOST}:{self.port}", f"http://{HOST}:{self.engine_port}"
        self._threads: list[threading.Thread] = []

    @property
    def url(self) -> str:
        """Return the address of this Canvas, without a slash at its end."""
        return self.world.url

    def __enter__(self) -> "CanvasServer":
        self._threads = [
            threading.Thread(target=each.serve_forever, args=(_POLL_S,), daemon=True) for each in self._servers
        ]
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.world.journal.forget()
        for server, thread in zip(self._servers, self._threads, strict=True):
            server.shutdown()
            thread.join(10)
            server.server_close()


def _server(app: Callable[..., Any], port: int) -> BaseWSGIServer:
    return make_server("127.0.0.1", port, app, threaded=True)
