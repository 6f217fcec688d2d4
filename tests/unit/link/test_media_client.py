"""The way from web to a media node, over real HTTP."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from tool.link import codec
from tool.link.media_client import LinkCaller, MediaClient, MediaUnreachable
from tool.link.messages import EndStream, MediaCommand
from tool.link.tokens import Tokens

TOKENS = Tokens("s" * 40)
COMMAND = EndStream(attempt_id="a1")


@contextmanager
def node(status: int, seen: list[tuple[str, str, MediaCommand]]) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            seen.append((self.path, self.headers["Authorization"], codec.decode(body, MediaCommand)))
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


def test_a_command_arrives_with_a_token_for_the_link() -> None:
    seen: list[tuple[str, str, MediaCommand]] = []
    with node(200, seen) as url:
        MediaClient(url, TOKENS).send(COMMAND)
    [(path, bearer, command)] = seen
    assert (path, command) == ("/link/commands", COMMAND)
    assert TOKENS.read("link", bearer.removeprefix("Bearer "), LinkCaller) == LinkCaller("web")


@pytest.mark.parametrize(("status", "retry"), [(500, True), (503, True), (400, False), (401, False), (302, False)])
def test_refusals(status: int, retry: bool) -> None:
    with node(status, []) as url, pytest.raises(MediaUnreachable) as caught:
        MediaClient(url, TOKENS).send(COMMAND)
    assert caught.value.retry is retry


def test_a_node_that_is_not_there() -> None:
    with node(200, []) as url:
        pass
    with pytest.raises(MediaUnreachable) as caught:
        MediaClient(url, TOKENS, timeout_s=2).send(COMMAND)
    assert caught.value.retry
    assert "Bearer" not in str(caught.value)
