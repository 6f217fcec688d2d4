"""One deadline over a whole call to a platform, however slowly its server drips what."""

import socket
import threading
import time
from contextlib import suppress
from contextvars import ContextVar, Token
from types import TracebackType
from typing import Any

_CURRENT: ContextVar["Deadline"] = ContextVar("deadline")


class Deadline:
    """The end of a call, `seconds` from now. While it is entered, `current` finds it from within the call.

    A time-out of a socket bounds each wait, not their sum, and TLS and HTTP wait many times. So what is still connected
    when the time is up is shut down from beside, which ends every wait on it. That is done by a timer of `threading`,
    which works in plain threads and, where eventlet has replaced them, in green ones."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds
        self._timer = threading.Timer(seconds, self._cut)
        self._timer.daemon = True
        self._lock = threading.Lock()
        self._watched: list[socket.socket] = []
        self._token: Token[Deadline] | None = None
        self.connected = False
        """Whether the call had a connection: without one, nothing of it can have arrived."""

    @staticmethod
    def current() -> "Deadline":
        """Return the deadline of the call that this is part of."""
        return _CURRENT.get()

    @property
    def left_s(self) -> float:
        """The seconds that are left, 0.0 when it is over."""
        return max(self._end - time.monotonic(), 0.0)

    def watch(self, sock: Any) -> None:
        """Shut this connected socket down when the time is up, unless the call is over before.

        Held by a descriptor of its own: TLS takes the first one over, and the owner may close it at any time."""
        self.connected = True
        held = socket.fromfd(sock.fileno(), sock.family, sock.type)
        with self._lock:
            self._watched.append(held)
        if not self.left_s:
            self._cut()

    def __enter__(self) -> "Deadline":
        self._token = _CURRENT.set(self)
        self._timer.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, exc: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._timer.cancel()
        if self._token is not None:
            _CURRENT.reset(self._token)
        with self._lock:
            for held in self._watched:
                held.close()
            self._watched.clear()

    def _cut(self) -> None:
        with self._lock:
            for held in self._watched:
                with suppress(OSError):
                    held.shutdown(socket.SHUT_RDWR)
