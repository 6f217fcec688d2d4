"""Patience with HTTP requests: a time for headers, one for the body by its size, one for silence between requests."""

from collections.abc import Callable
from random import uniform
from typing import Any

import eventlet
from eventlet.wsgi import HttpProtocol, Input
from werkzeug.exceptions import RequestTimeout

HEADERS_S = 10.0
"""From the first byte of a request (of a connection, when it is its first) to the end of its headers."""
SILENCE_S = 60.0
"""How long a connection is kept open between two requests, and the longest that a peer may take nothing in."""
BODY_S, BODY_BYTES_PER_S = 20.0, 16 * 1024
"""A body may take 20 s, and a second more for each 16 KiB that the request says it has."""


class PatientProtocol(HttpProtocol):  # type: ignore[misc]  # eventlet is untyped
    """One connection. WebSockets and answers that are waited for (long-polling) come after the headers and are not
    timed here."""

    _headers: eventlet.Timeout | None = None
    _served = False

    def _read_request_line(self) -> bytes:
        if self._served and not self._begun():
            return b""
        self._served = True
        patience_s = HEADERS_S * uniform(1.0, 1.2)  # noqa: S311  # thousands that came at once do not end at once
        self._headers = eventlet.Timeout(patience_s, TimeoutError("The headers took too long."))
        return super()._read_request_line() or b""

    def parse_request(self) -> bool:
        """Read the headers in what is left of their time."""
        try:
            return bool(super().parse_request())
        finally:
            self._stop_clock()

    def finish(self) -> None:
        """The connection is over."""
        self._stop_clock()
        super().finish()

    def get_environ(self) -> dict[str, Any]:
        """Return the request; its body is read in time or not at all."""
        environ: dict[str, Any] = super().get_environ()
        body = environ["eventlet.input"]
        environ["wsgi.input"] = environ["eventlet.input"] = PatientInput(
            body.rfile, body.content_length, body.get_socket(), wfile=body.wfile, wfile_line=body.wfile_line,
            chunked_input=body.chunked_input,
        )
        return environ

    def _begun(self) -> bool:
        """Wait for the first byte of the next request; return False if none comes."""
        try:
            with eventlet.Timeout(SILENCE_S, TimeoutError("No request came.")):
                return bool(self.rfile.peek(1))
        except (TimeoutError, ConnectionError):
            self.close_connection = True
            return False

    def _stop_clock(self) -> None:
        if self._headers is not None:
            self._headers.cancel()
            self._headers = None


class PatientInput(Input):  # type: ignore[misc]  # eventlet is untyped
    """A body. Its time runs from the first read on, through all reads together; then it is refused (408)."""

    _until: float | None = None

    def _do_read(self, reader: Callable[..., bytes], length: int | None = None) -> bytes:
        with self._in_time():
            return bytes(super()._do_read(reader, length))

    def _chunked_read(self, rfile: Any, length: int | None = None, use_readline: bool = False) -> bytes:
        with self._in_time():
            return bytes(super()._chunked_read(rfile, length, use_readline))

    def discard(self, buffer_size: int = 16 << 10) -> None:
        """Read what the application has left, as far as there is time."""
        try:
            super().discard(buffer_size)
        except RequestTimeout:
            raise TimeoutError("The body took too long.") from None  # of these eventlet knows that they end it

    def _in_time(self) -> eventlet.Timeout:
        now = eventlet.hubs.get_hub().clock()
        if self._until is None:
            self._until = now + BODY_S + (self.content_length or 0) / BODY_BYTES_PER_S
        return eventlet.Timeout(max(self._until - now, 0.001), RequestTimeout())
