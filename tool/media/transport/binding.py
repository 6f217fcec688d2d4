"""Binds UDP and TCP to one number, at as many addresses as are wanted."""

import errno
import logging
import socket
from collections.abc import Sequence
from typing import NamedTuple

log = logging.getLogger(__name__)

SOCKET_BUFFER = 4 << 20
TCP_SEND_BUFFER = 128 * 1024
"""What the kernel may hold for a TCP connection; small, so that a slow reader shows up in `unsent` soon."""
_TRIES = 20


class Sockets(NamedTuple):
    """The two sockets at one address, bound to the same number, not yet listening."""

    udp: socket.socket
    tcp: socket.socket

    def close(self) -> None:
        """Close both."""
        self.udp.close()
        self.tcp.close()


def bind(hosts: Sequence[str], port: int) -> dict[str, Sockets]:
    """Return the sockets of each address, in this order; 0 takes a number that is free at all of them.

    One of several addresses may have gone meanwhile, as a laptop's do: it is left out. OSError names what is taken."""
    for attempt in range(_TRIES):
        try:
            return _bind_all(hosts, port)
        except OSError:
            if port or attempt == _TRIES - 1:
                raise
    raise OSError("No port is free for both UDP and TCP.")


def _bind_all(hosts: Sequence[str], port: int) -> dict[str, Sockets]:
    bound: dict[str, Sockets] = {}
    for host in hosts:
        try:
            bound[host] = _bind(host, port)
        except OSError as exc:
            if exc.errno == errno.EADDRNOTAVAIL and host != hosts[0]:
                log.warning("%s cannot be listened on and is left out.", host)
                continue
            for sockets in bound.values():
                sockets.close()
            raise
        port = bound[host].udp.getsockname()[1]
    return bound


def _bind(host: str, port: int) -> Sockets:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    pair = Sockets(socket.socket(family, socket.SOCK_DGRAM), socket.socket(family, socket.SOCK_STREAM))
    try:
        pair.udp.bind((host, port))
        pair.tcp.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        pair.tcp.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, TCP_SEND_BUFFER)
        pair.tcp.bind((host, pair.udp.getsockname()[1]))
    except OSError as exc:
        pair.close()
        raise OSError(exc.errno, f"{host}:{port}: {exc.strerror}") from exc
    pair.udp.setblocking(False)
    for option in (socket.SO_RCVBUF, socket.SO_SNDBUF):
        pair.udp.setsockopt(socket.SOL_SOCKET, option, SOCKET_BUFFER)
    return pair
