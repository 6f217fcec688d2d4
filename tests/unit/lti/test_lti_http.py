"""The way out, against a real server on loopback."""

import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from lti.http import RequestsHttp
from lti.ports import HttpFailed


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    seen: list[tuple[str, str, dict[str, str], bytes]]

    def answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.server.seen.append((self.command, self.path, dict(self.headers), body))  # type: ignore[attr-defined]
        if self.path == "/redirect":
            self.send_response(302)
            self.send_header("Location", "/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()
        elif self.path == "/large":
            self.send_response(200)
            self.send_header("Content-Length", "100000")
            self.end_headers()
            self.wfile.write(b"x" * 100_000)
        elif self.path in ("/silent", "/trickle"):
            if self.path == "/trickle":
                self.send_response(200)
                self.send_header("Content-Length", "1000")
                self.end_headers()
                while not self.server.over.wait(0.05):  # type: ignore[attr-defined]
                    try:
                        self.wfile.write(b"x")
                        self.wfile.flush()
                    except OSError:
                        return
            self.server.over.wait(10)  # type: ignore[attr-defined]
            self.close_connection = True
        else:
            self.send_response(201)
            self.send_header("Content-Type", "application/json")
            self.send_header("Link", "<http://X/Page?Token=AbC>; rel=next")
            self.send_header("Set-Cookie", "a=b")
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"{}")

    def do_GET(self) -> None:
        self.answer()

    def do_POST(self) -> None:
        self.answer()

    def log_message(self, *_: object) -> None:
        pass


class Server(ThreadingHTTPServer):
    def handle_error(self, *_: object) -> None:
        """A client that hangs up is what these tests are about."""


@pytest.fixture(scope="module")
def server() -> Iterator[ThreadingHTTPServer]:
    running = Server(("127.0.0.1", 0), Handler)
    running.seen = []  # type: ignore[attr-defined]
    running.over = threading.Event()  # type: ignore[attr-defined]
    running.daemon_threads = True
    thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield running
    running.over.set()  # type: ignore[attr-defined]
    running.shutdown()
    thread.join(10)
    running.server_close()


def url(server: ThreadingHTTPServer, path: str) -> str:
    return f"http://127.0.0.1:{server.server_address[1]}{path}"


def test_request_and_answer(server: ThreadingHTTPServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    http = RequestsHttp(allow_private=True)
    for _ in range(2):
        answer = http.send("POST", url(server, "/x"), headers={"Authorization": "Bearer T"}, body=b"hello")
    assert (answer.status, answer.ok, answer.body) == (201, True, b"{}")
    assert answer.headers["link"] == "<http://X/Page?Token=AbC>; rel=next"
    method, path, headers, body = server.seen[-1]  # type: ignore[attr-defined]
    assert (method, path, body) == ("POST", "/x", b"hello")
    assert headers["Authorization"] == "Bearer T"
    assert "Cookie" not in headers


def test_redirects_are_not_followed(server: ThreadingHTTPServer) -> None:
    answer = RequestsHttp(allow_private=True).send("GET", url(server, "/redirect"), headers={})
    assert (answer.status, answer.ok) == (302, False)


def test_answer_too_large(server: ThreadingHTTPServer) -> None:
    with pytest.raises(HttpFailed, match="too large") as caught:
        RequestsHttp(allow_private=True, max_bytes=50_000).send("GET", url(server, "/large"), headers={})
    assert caught.value.retry is False


@pytest.mark.parametrize("path", ["/silent", "/trickle"])
def test_time_out(server: ThreadingHTTPServer, path: str) -> None:
    with pytest.raises(HttpFailed, match=r"within 0\.2 seconds") as caught:
        RequestsHttp(allow_private=True, timeout_s=0.2).send("GET", url(server, path), headers={})
    assert caught.value.retry is True


def test_nobody_there() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{taken.getsockname()[1]}/"
        with pytest.raises(HttpFailed, match="could not be reached") as caught:
            RequestsHttp(allow_private=True).send("GET", address, headers={})
    assert caught.value.retry is True


def test_private_address_is_refused_before_anything_is_sent(server: ThreadingHTTPServer) -> None:
    before = len(server.seen)  # type: ignore[attr-defined]
    with pytest.raises(HttpFailed) as caught:
        RequestsHttp().send("GET", url(server, "/x"), headers={})
    assert caught.value.retry is False
    assert len(server.seen) == before  # type: ignore[attr-defined]


def test_what_is_no_public_https_address_is_not_called() -> None:
    with pytest.raises(HttpFailed, match="must begin with https://"):
        RequestsHttp().send("GET", "http://lms.example/", headers={})
    with pytest.raises(HttpFailed, match="user name"):
        RequestsHttp(allow_private=True).send("GET", "http://user:pw@127.0.0.1:1/", headers={})


def test_public_name_that_leads_to_a_private_address(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(10)
        port = listening.getsockname()[1]
        monkeypatch.setattr(
            socket, "getaddrinfo", lambda *_, **__: [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]
        )
        with pytest.raises(HttpFailed, match="private network") as caught:
            RequestsHttp(timeout_s=5).send("GET", f"https://rebound.example:{port}/", headers={})
        assert caught.value.retry is False
        connection, _ = listening.accept()
        with connection:
            connection.settimeout(10)
            assert connection.recv(1) == b""
