"""WebSockets under a budget: no frame is read, unmasked or kept beyond it, and none starves the other connections."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Protocol

import eventlet
from eventlet.websocket import FailedConnectionError, RFC6455WebSocket, WebSocketWSGI

from tool.web.http.budgets import Budget, OverBudget

_POLICY_VIOLATION, _TOO_BIG = 1008, 1009  # RFC 6455, 7.4.1


class _Engine(Protocol):
    max_http_buffer_size: int


class WebSockets(WebSocketWSGI):  # type: ignore[misc]  # eventlet is untyped
    """Accepts WebSockets for engineio, in place of its own class for eventlet. `handler` is the method of an engineio
    socket that serves the connection to its end.

    No compression: a frame's weight would say nothing of what it becomes, and every connection would keep 300 kB for
    it. None of the drafts before RFC 6455 either: eventlet reads those without a limit."""

    def __init__(self, handler: Callable[[RFC6455WebSocket], object], engine: _Engine) -> None:
        super().__init__(partial(_serve, handler), max_frame_length=engine.max_http_buffer_size)
        self.support_legacy_versions = False

    def _handle_hybi_request(self, environ: Mapping[str, Any]) -> RFC6455WebSocket:
        accepted = super()._handle_hybi_request(environ)
        return MeteredSocket(accepted.socket, environ, self.protocol_version, max_frame_length=self.max_frame_length)

    def _negotiate_permessage_deflate(self, _extensions: object) -> None:
        return None


class MeteredSocket(RFC6455WebSocket):  # type: ignore[misc]  # eventlet is untyped
    """One connection. What is over its budget closes it; what is within lets the others go first, frame by frame."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._budget = Budget()
        self._closed = False
        self.Message = partial(_Message, self._budget)

    def close(self, close_data: tuple[int, str] | None = None) -> None:
        """Close it; once more changes nothing."""
        if not self._closed:
            self._closed = True
            super().close(close_data=close_data)

    def _recv_frame(self, message: object = None) -> object:
        frame = super()._recv_frame(message)
        _charge(self._budget, messages=1)
        eventlet.sleep(0)  # data that is there already is read without a pause: nobody else would have a turn
        return frame

    @staticmethod
    def _apply_mask(data: bytes, mask: tuple[int, ...], length: int | None = None, offset: int = 0) -> bytes:
        """XOR (RFC 6455, 5.3) of whole numbers: eventlet's own goes byte by byte and takes 10 ms for 64 kB."""
        size, turn = len(data) if length is None else length, offset % 4
        key = bytes(mask[turn:] + mask[:turn]) * (size // 4 + 1)
        return (int.from_bytes(data[:size]) ^ int.from_bytes(key[:size])).to_bytes(size)


class _Message(RFC6455WebSocket.Message):  # type: ignore[misc]  # eventlet is untyped
    """A message as its pieces come in; together they may not have more than a frame may."""

    def __init__(self, budget: Budget, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._budget = budget
        self._size = 0

    def push(self, data: bytes, final: bool = False) -> None:
        """Take in a piece."""
        _charge(self._budget, size=len(data))
        self._size += len(data)
        if self._size > self.max_frame_length:
            raise FailedConnectionError(_TOO_BIG, "That is too large.")
        super().push(data, final)


def _charge(budget: Budget, *, messages: int = 0, size: int = 0) -> None:
    try:
        budget.take(messages=messages, size=size)
    except OverBudget:
        raise FailedConnectionError(_POLICY_VIOLATION, "That is too much at once.") from None


def _serve(handler: Any, socket: MeteredSocket) -> None:
    """Serve the connection. engineio would leave one whose packet it cannot read half open."""
    try:
        handler(socket)
    except (ValueError, IndexError, RecursionError):
        handler.__self__.close(wait=False, abort=True)
        socket.close()
