"""LMSs as a drill needs them: one that answers and notes when it was told what, and dead ones that hold every call."""

import json
import socket
import threading
import time
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True, slots=True)
class Told:
    """One call that came in. `at` is time.monotonic()."""

    path: str
    at: float
    body: Any


class HealthyLms:
    """An LMS on a port of its own. `hold_next` makes it take the next call to that path and not answer it."""

    def __init__(self) -> None:
        self.told: list[Told] = []
        self.arrived = threading.Condition()
        self._held: set[str] = set()
        lms = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                lms._answer(self, body)

            def log_message(self, *_args: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def hold_next(self, path: str) -> None:
        """Take the next call to this path and never answer it."""
        self._held.add(path)

    def calls(self, path: str) -> list[Told]:
        """Return what came in at this path."""
        with self.arrived:
            return [each for each in self.told if each.path == path]

    def wait_for(self, path: str, count: int, within_s: float) -> Told | None:
        """Wait until so many calls to this path have come; return the last of them, None if it did not come."""
        with self.arrived:
            found = lambda: [each for each in self.told if each.path == path]  # noqa: E731 - read under the lock
            self.arrived.wait_for(lambda: len(found()) >= count, within_s)
            return found()[count - 1] if len(found()) >= count else None

    def close(self) -> None:
        """Stop serving."""
        self._server.shutdown()
        self._server.server_close()

    def _answer(self, request: BaseHTTPRequestHandler, body: bytes) -> None:
        path, answer = request.path, b'{"attempts": [], "status": "paused"}'
        if path == "/token":
            answer = b'{"access_token": "t", "token_type": "Bearer", "expires_in": 3600}'
        with self.arrived:
            self.told.append(Told(path, time.monotonic(), None if path == "/token" else json.loads(body or b"null")))
            self.arrived.notify_all()
            held = path in self._held
            self._held.discard(path)
        if held:
            time.sleep(3600)
        request.send_response(200)
        request.send_header("Content-Type", "application/json")
        request.send_header("Content-Length", str(len(answer)))
        request.end_headers()
        request.wfile.write(answer)


class DeadLms:
    """A port that takes connections and says nothing."""

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"

    def close(self) -> None:
        """Let go of the port."""
        self._socket.close()
