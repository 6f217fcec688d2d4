"""Socket.IO as this product runs it: what a browser sends goes to requests only, what cannot be read ends a
connection."""

import time
from typing import Any

import socketio
from flask_socketio import SocketIO
from socketio import packet

from tool.web.live.socket_requests import SessionNamespace

STRANGER_S = 20.0
"""A connection that has not signed in within this time is closed."""
_OPENED = "invigil.opened"
_UNREADABLE = (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError)


class SocketServer(socketio.Server):  # type: ignore[misc]  # socketio is untyped
    """Hands lifecycle and requests to the namespaces through two doors. What python-socketio does alike for both (a
    browser's `["disconnect"]` calls what a real disconnect calls) is replaced here, whole methods at a time."""

    def close_strangers(self, after_s: float = STRANGER_S) -> None:
        """Close the connections that have sat in no namespace since they were opened."""
        now = time.monotonic()
        for eio_sid, environ in list(self.environ.items()):
            if now - environ.get(_OPENED, now) > after_s and not any(self._seats(eio_sid)):
                self.close_transport(eio_sid)

    def close_transport(self, eio_sid: str) -> None:
        """End the connection under all namespaces."""
        transport = self.eio.sockets.get(eio_sid)
        if transport is not None:
            transport.close(wait=False, reason=self.reason.SERVER_DISCONNECT)
        elif eio_sid in self.environ:
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
