"""A WebSocket to a program on this machine, one message at a time; the Host it names has its port, as Firefox wants."""

import socket
from typing import Self
from urllib.parse import urlsplit

from wsproto import ConnectionType, WSConnection
from wsproto.events import AcceptConnection, CloseConnection, Request, TextMessage

_CHUNK = 1 << 16


class Line:
    """An open WebSocket for text. Every wait longer than `seconds` is a TimeoutError, an end a ConnectionError."""

    def __init__(self, url: str, seconds: float) -> None:
        parts = urlsplit(url)
        self._socket = socket.create_connection((parts.hostname, parts.port), timeout=seconds)
        self._protocol = WSConnection(ConnectionType.CLIENT)
        self._events = self._protocol.events()
        try:
            self._socket.sendall(self._protocol.send(Request(host=parts.netloc, target=parts.path)))
            if not isinstance(event := self._event(), AcceptConnection):
                raise ConnectionError(f"{url} takes no connection: {event}")
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connection without a word."""
        self._socket.close()

    def send(self, text: str) -> None:
        """Send a message."""
        self._socket.sendall(self._protocol.send(TextMessage(text)))

    def receive(self) -> str:
        """Return the next message, whole."""
        text = ""
        while True:
            event = self._event()
            if isinstance(event, TextMessage):
                text += event.data
                if event.message_finished:
                    return text
            elif isinstance(event, CloseConnection):
                raise ConnectionError(f"closed: {event.code} {event.reason}")

    def _event(self) -> object:
        """Return the next event, of what is there already or comes."""
        while (event := next(self._events, None)) is None:
            data = self._socket.recv(_CHUNK)
            if not data:
                raise ConnectionError("the other side has gone")
            self._protocol.receive_data(data)
            self._events = self._protocol.events()
        return event
