"""One UDP socket of the port, and the ways to browsers that have proved whose they are."""

import asyncio
import socket
from collections.abc import Callable

from tool.media.counters import Counters
from tool.media.transport.addresses import Address
from tool.media.transport.path import Client, Path

DATAGRAM = 2048
"""Larger datagrams are cut by the socket and then fail their checks; no RTP, DTLS or STUN of ours is that large."""
BATCH = 128


class UdpSocket:
    """Reads a bound socket and hands each datagram to `dispatch`, with the way that it came.

    A browser that reaches two of our addresses from one of its own has two ways: an answer must leave from the address
    that was asked."""

    def __init__(self, sock: socket.socket, counters: Counters, dispatch: Callable[[bytes, Path], None]) -> None:
        self._socket = sock
        self._counters = counters
        self._dispatch = dispatch
        self._paths: dict[Address, UdpPath] = {}
        asyncio.get_running_loop().add_reader(sock.fileno(), self._readable)

    def close(self) -> None:
        """Stop reading; close the socket."""
        asyncio.get_running_loop().remove_reader(self._socket.fileno())
        self._socket.close()

    def keep(self, path: "UdpPath") -> None:
        """Know this browser's address from now on."""
        self._paths[path.address] = path

    def forget(self, path: "UdpPath") -> None:
        """Take what comes from this address for a stranger's from now on."""
        self._paths.pop(path.address, None)

    def send(self, data: bytes, address: Address) -> None:
        """Send now or, when the socket's buffer is full, not at all (counted)."""
        try:
            self._socket.sendto(data, address)
        except OSError:
            self._counters.udp_send_failed += 1

    def _readable(self) -> None:
        receive = self._socket.recvfrom
        paths = self._paths
        dispatch = self._dispatch
        try:
            for _ in range(BATCH):
                data, address = receive(DATAGRAM)
                dispatch(data, paths.get(address) or UdpPath(self, address))
        except BlockingIOError:
            return
        except OSError:
            self._counters.udp_receive_failed += 1


class UdpPath:
    """A browser's UDP address, seen from one of ours. It is kept once it has an owner."""

    __slots__ = ("_owner", "_socket", "address")

    def __init__(self, sock: UdpSocket, address: Address) -> None:
        self._socket = sock
        self.address = address
        self._owner: Client | None = None

    @property
    def owner(self) -> Client | None:
        """Whose address it is, once a STUN check has proved it."""
        return self._owner

    @owner.setter
    def owner(self, owner: Client | None) -> None:
        if self._owner is None and owner is not None:
            self._socket.keep(self)
        self._owner = owner

    def send(self, data: bytes) -> None:
        """Send now or, when the socket's buffer is full, not at all (counted)."""
        self._socket.send(data, self.address)

    def unsent(self) -> int:
        """Return 0: the kernel tells nothing."""
        return 0

    def close(self) -> None:
        """Forget the address."""
        self._socket.forget(self)
