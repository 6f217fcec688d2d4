"""Socket.IO as this product runs it: what a browser sends goes to requests only, what cannot be read ends a
connection."""

import io
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs
from weakref import WeakKeyDictionary

import engineio
import socketio
from flask_socketio import SocketIO
from socketio import packet
from werkzeug.exceptions import RequestTimeout

from tool.web.http.budgets import Budget, OverBudget
from tool.web.live.socket_requests import SessionNamespace

STRANGER_S = 20.0
"""A connection that has not signed in within this time is closed."""
_SEPARATOR = b"\x1e"  # between the packets of one POST
_OPENED = "invigil.opened"
_UNREADABLE = (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError)


class BudgetedEngine(engineio.Server):  # type: ignore[misc]  # engineio is untyped
    """Engine.IO that takes what comes by long-polling within the connection's budget. WebSockets have theirs below
    this, frame by frame (`websocket`, an engineio class for accepting them; None: engineio's own)."""

    def __init__(self, *, websocket: type | None = None, **options: Any) -> None:
        super().__init__(**options)
        if websocket is not None:
            driver: dict[str, Any] = vars(self)["_async"]
            self._async = {**driver, "websocket": websocket}
        self._budgets: WeakKeyDictionary[Any, Budget] = WeakKeyDictionary()

    def handle_request(self, environ: dict[str, Any], start_response: Callable[..., object]) -> Any:
        """Answer one HTTP request."""
        if environ["REQUEST_METHOD"] != "POST" or self._within_budget(environ):
            return super().handle_request(environ, start_response)
        answer = self._bad_request("That is too much at once.")
        start_response(answer["status"], [*answer["headers"], ("Connection", "close")])
        return [answer["response"]]

    def disconnect(self, sid: str | None = None) -> None:
        """End one connection, or all. engineio waits until its browser has fetched what is queued: perhaps for ever."""
        for each in [sid] if sid is not None else list(self.sockets):
            transport = self.sockets.pop(each, None)
            if transport is not None:
                transport.close(wait=False, reason=self.reason.SERVER_DISCONNECT)

    def _within_budget(self, environ: dict[str, Any]) -> bool:
        """Read the body of a POST if it may be read; else close its connection."""
        sid = parse_qs(environ.get("QUERY_STRING", "")).get("sid", [""])[0]
        transport = self.sockets.get(sid)
        if transport is None:
            return True  # refused without reading on
        budget = self._budgets.setdefault(transport, Budget())
        try:
            size = int(environ.get("CONTENT_LENGTH") or 0)
            budget.take(messages=1, size=size)
            if size <= self.max_http_buffer_size:
                body = environ["wsgi.input"].read(size)
                environ["wsgi.input"] = io.BytesIO(body)
                budget.take(messages=body.count(_SEPARATOR))
        except (OverBudget, ValueError, OSError, RequestTimeout):
            self.disconnect(sid)
            return False
        return True


class SocketServer(socketio.Server):  # type: ignore[misc]  # socketio is untyped
    """Hands lifecycle and requests to the namespaces through two doors. What python-socketio does alike for both (a
    browser's `["disconnect"]` calls what a real disconnect calls) is replaced here, whole methods at a time."""

    def _engineio_server_class(self) -> type[BudgetedEngine]:
        return BudgetedEngine

    def close_strangers(self, after_s: float = STRANGER_S) -> None:
        """Close the connections that have sat in no namespace since they were opened."""
        now = time.monotonic()
        for eio_sid, environ in list(self.environ.items()):
            if now - environ.get(_OPENED, now) > after_s and not any(self._seats(eio_sid)):
                self.close_transport(eio_sid)

    def close_transport(self, eio_sid: str) -> None:
        """End the connection under all namespaces."""
        self.eio.disconnect(eio_sid)
        if eio_sid in self.environ:
            self._handle_eio_disconnect(eio_sid, self.reason.SERVER_DISCONNECT)

    def _handle_eio_connect(self, eio_sid: str, environ: dict[str, Any]) -> None:
        super()._handle_eio_connect(eio_sid, environ)
        environ[_OPENED] = time.monotonic()

    def _handle_eio_message(self, eio_sid: str, data: object) -> None:
        try:
            sent = self.packet_class(encoded_packet=data) if isinstance(data, str) and data else None
        except _UNREADABLE:
            sent = None
        namespace = (sent.namespace or "/") if sent is not None else ""
        if sent is None:
            self.close_transport(eio_sid)
        elif sent.packet_type == packet.CONNECT:
            self._handle_connect(eio_sid, namespace, sent.data)
        elif sent.packet_type == packet.DISCONNECT:
            self._handle_disconnect(eio_sid, namespace, self.reason.CLIENT_DISCONNECT)
        elif sent.packet_type == packet.EVENT and _is_event(sent.data):
            self._handle_event(eio_sid, namespace, sent.id, sent.data)
        else:  # nothing here sends files, asks browsers for acknowledgements, or lets them refuse
            self.close_transport(eio_sid)

    def _handle_connect(self, eio_sid: str, namespace: str, data: object) -> None:
        super()._handle_connect(eio_sid, namespace, data)
        sid = self.manager.sid_from_eio_sid(eio_sid, namespace)
        if sid is None:
            return
        # While it was let in nothing could end it: python-socketio overlooks an end that comes too early.
        if eio_sid not in self.environ:
            self._handle_disconnect(eio_sid, namespace, self.reason.TRANSPORT_CLOSE)
        elif not self.namespace_handlers[namespace].stays(sid):
            self.disconnect(sid, namespace)

    def _handle_event_internal(
        self, _server: object, sid: str, eio_sid: str, data: list[Any], namespace: str, number: int | None
    ) -> None:
        handler: SessionNamespace = self.namespace_handlers[namespace]
        answer = handler.requested(data[0], sid, data[1] if len(data) > 1 else None)
        if number is not None:
            self._send_packet(eio_sid, self.packet_class(packet.ACK, namespace=namespace, id=number, data=[answer]))

    def _seats(self, eio_sid: str) -> list[str | None]:
        return [self.manager.sid_from_eio_sid(eio_sid, namespace) for namespace in self.namespace_handlers]


class Sockets(SocketIO):  # type: ignore[misc]  # flask_socketio is untyped
    """Flask-SocketIO with our server: it offers no other way to say which."""

    def init_app(self, app: Any, **options: Any) -> None:
        """Put the sockets before the application."""
        app.extensions["socketio"] = self
        self.manage_session = False
        self.server_options.update(options)
        self.server = SocketServer(**self.server_options)
        self.async_mode = self.server.async_mode
        app.wsgi_app = socketio.WSGIApp(self.server, app.wsgi_app)


def _is_event(data: object) -> bool:
    return isinstance(data, list) and bool(data) and isinstance(data[0], str)
