"""One port, UDP and TCP, for all browsers: tells STUN, DTLS and SRTP apart and whose it is (RFC 7983, RFC 4571)."""

import asyncio
import hashlib
import hmac
import logging
import re
import secrets
import socket
import struct
from typing import Protocol

from aioice import stun

from tool.media.counters import Counters

log = logging.getLogger(__name__)

DATAGRAM = 2048
"""Larger datagrams are cut by the socket and then fail their checks; no RTP, DTLS or STUN of ours is that large."""
BATCH = 128
SOCKET_BUFFER = 4 << 20
MAX_TCP_FRAME = 4096
MAX_STRANGERS = 256
"""TCP connections that have not yet proved whose they are; more are closed at once."""
STRANGER_S = 10.0
TCP_LIMIT = 1 << 20
"""A TCP connection with more than this unsent is cut."""
TCP_SEND_BUFFER = 128 * 1024
"""What the kernel may hold for a TCP connection; small, so that a slow reader shows up in `unsent` soon."""
SESSION_OVER = (400, "Session is over")
_UFRAG = re.compile("[0-9a-f]{16}")
_COOKIE = b"\x21\x12\xa4\x42"

Address = tuple[str, int] | tuple[str, int, int, int]


class Path(Protocol):
    """One way to a browser: a UDP address or a TCP connection."""

    owner: "Client | None"

    def send(self, data: bytes) -> None:
        """Send one datagram; it may be lost."""
        ...

    def unsent(self) -> int:
        """Return how many bytes wait to be sent; always 0 for UDP."""
        ...

    def close(self) -> None:
        """Give the way up."""
        ...


class Client(Protocol):
    """What the port must know of a connection: its ICE name, and where its datagrams go."""

    ufrag: str

    def use(self, path: Path, *, nominated: bool) -> None:
        """An authenticated STUN check came by this path."""
        ...

    def receive_dtls(self, data: bytes) -> None:
        """Take a DTLS datagram."""
        ...

    def receive_srtp(self, data: bytes) -> None:
        """Take an SRTP or SRTCP datagram."""
        ...

    def path_closed(self, path: Path) -> None:
        """The TCP connection is gone."""
        ...


class UdpPath:
    """A browser's UDP address."""

    __slots__ = ("_port", "_socket", "address", "owner")

    def __init__(self, port: "Port", sock: socket.socket, address: Address) -> None:
        self._port = port
        self._socket = sock
        self.address = address
        self.owner: Client | None = None

    def send(self, data: bytes) -> None:
        """Send now or, when the socket's buffer is full, not at all (counted)."""
        try:
            self._socket.sendto(data, self.address)
        except OSError:
            self._port.counters.udp_send_failed += 1

    def unsent(self) -> int:
        """Return 0: the kernel tells nothing."""
        return 0

    def close(self) -> None:
        """Forget the address."""
        self._port.forget(self.address)


class TcpPath(asyncio.Protocol):
    """A browser's ICE-TCP connection: each datagram behind a 16-bit length (RFC 4571 §2)."""

    def __init__(self, port: "Port") -> None:
        self._port = port
        self._buffer = bytearray()
        self._transport: asyncio.Transport | None = None
        self._stranger: asyncio.TimerHandle | None = None
        self._address: Address = ("0.0.0.0", 0)  # noqa: S104 (not bound to: stands in until the connection is made)
        self._owner: Client | None = None

    @property
    def owner(self) -> Client | None:
        """Whose connection it is, once a STUN check has proved it."""
        return self._owner

    @owner.setter
    def owner(self, owner: Client | None) -> None:
        self._owner = owner
        if owner is not None:
            self._known()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Start the time within which the stranger must prove whose connection it is."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._port.tcp_paths.add(self)
        self._address = transport.get_extra_info("peername")
        if self._port.strangers >= MAX_STRANGERS:
            transport.abort()
            return
        self._port.strangers += 1
        self._stranger = asyncio.get_running_loop().call_later(STRANGER_S, self.close)

    def _known(self) -> None:
        if self._stranger is not None:
            self._stranger.cancel()
            self._stranger = None
            self._port.strangers -= 1

    def data_received(self, data: bytes) -> None:
        """Cut the stream into datagrams; a length that none of ours has ends the connection."""
        buffer = self._buffer
        buffer += data
        start = 0
        while len(buffer) - start >= 2:
            size = buffer[start] << 8 | buffer[start + 1]
            if size > MAX_TCP_FRAME:
                self.close()
                return
            if len(buffer) - start - 2 < size:
                break
            self._port.dispatch(bytes(buffer[start + 2 : start + 2 + size]), self, self._address)
            start += 2 + size
        del buffer[:start]

    def connection_lost(self, _exc: Exception | None) -> None:
        """Tell the owner, who may still have another path."""
        self._known()
        self._port.tcp_paths.discard(self)
        if self._owner is not None:
            self._owner.path_closed(self)
            self._owner = None

    def send(self, data: bytes) -> None:
        """Send, or cut the connection when far too much is waiting already."""
        if self._transport is None or self._transport.is_closing():
            return
        if self.unsent() > TCP_LIMIT:
            self._port.counters.tcp_cut += 1
            self._transport.abort()
            return
        self._transport.write(len(data).to_bytes(2, "big") + data)

    def unsent(self) -> int:
        """Return the bytes that the kernel has not taken yet."""
        return self._transport.get_write_buffer_size() if self._transport is not None else 0

    def close(self) -> None:
        """Close the connection."""
        if self._transport is not None:
            self._transport.close()


class Port:
    """The one port. Datagrams from an address that has passed no STUN check are dropped.

    ICE passwords follow from the ICE name and `key`, which outlives the process. So a node that was restarted still
    knows its former sessions and tells their browsers, authentically, that they are over: they need not wait for the
    7 s after which they would give up by themselves."""

    def __init__(self, counters: Counters, key: bytes) -> None:
        self.counters = counters
        self._key = key
        self.strangers = 0
        self.tcp_paths: set[TcpPath] = set()
        self.port = 0
        self._clients: dict[str, Client] = {}
        self._paths: dict[Address, UdpPath] = {}
        self._udp: socket.socket | None = None
        self._tcp: asyncio.Server | None = None

    async def open(self, host: str, port: int) -> None:
        """Bind UDP and TCP on the same number; 0 takes a free one. OSError when it is taken."""
        loop = asyncio.get_running_loop()
        self._udp, listener = _bind(host, port)
        self.port = self._udp.getsockname()[1]
        self._tcp = await loop.create_server(lambda: TcpPath(self), sock=listener)
        loop.add_reader(self._udp.fileno(), self._readable)

    async def close(self) -> None:
        """Close both sockets."""
        if self._udp is not None:
            asyncio.get_running_loop().remove_reader(self._udp.fileno())
            self._udp.close()
        if self._tcp is not None:
            self._tcp.close()
            await self._tcp.wait_closed()
        for path in list(self.tcp_paths):
            path.close()
        await asyncio.sleep(0)

    def new_ufrag(self) -> str:
        """Return a fresh ICE name."""
        return secrets.token_hex(8)

    def password(self, ufrag: str) -> str:
        """Return the ICE password that belongs to this name."""
        return hmac.digest(self._key, b"ice-password:" + ufrag.encode(), hashlib.sha256).hex()[:32]

    def register(self, client: Client) -> None:
        """Let a connection in under its ICE name."""
        self._clients[client.ufrag] = client

    def unregister(self, client: Client) -> None:
        """Let it in no longer."""
        self._clients.pop(client.ufrag, None)

    def forget(self, address: Address) -> None:
        """Drop what comes from this UDP address from now on."""
        self._paths.pop(address, None)

    def _readable(self) -> None:
        assert self._udp is not None
        receive = self._udp.recvfrom
        paths = self._paths
        try:
            for _ in range(BATCH):
                data, address = receive(DATAGRAM)
                self.dispatch(data, paths.get(address), address)
        except BlockingIOError:
            return
        except OSError:
            self.counters.udp_receive_failed += 1

    def dispatch(self, data: bytes, path: Path | None, address: Address) -> None:
        """Hand one datagram to its owner by its first byte (RFC 7983 §7)."""
        if len(data) < 12:
            return
        first = data[0]
        if first > 127:
            if path is not None and path.owner is not None:
                path.owner.receive_srtp(data)
        elif first < 4:
            self._stun(data, path, address)
        elif 19 < first < 64 and path is not None and path.owner is not None:
            path.owner.receive_dtls(data)

    def _stun(self, data: bytes, path: Path | None, address: Address) -> None:
        """Answer a binding request with the right password as an ICE-lite agent (RFC 8445 §7.3); ignore all else."""
        request = _binding_request(data)
        ufrag = request.attributes["USERNAME"].partition(":")[0] if request is not None else ""
        password = self.password(ufrag).encode() if _UFRAG.fullmatch(ufrag) else b""
        if request is None or not password or not request.check_message_integrity(password):
            self.counters.stun_refused += 1
            return
        assert self._udp is not None
        client = self._clients.get(ufrag)
        if path is None:
            path = UdpPath(self, self._udp, address)
            if client is not None:
                self._paths[address] = path
        path.send(_response(request, address, password, over=client is None))
        if client is not None:
            path.owner = client
            client.use(path, nominated="USE-CANDIDATE" in request.attributes)


def _binding_request(data: bytes) -> stun.Message | None:
    """Return the binding request with a user name in `data`, its integrity not yet checked; None if there is none."""
    if data[4:8] != _COOKIE:
        return None
    try:
        request = stun.parse_message(data)
    except (ValueError, IndexError, struct.error):
        return None
    kind = (request.message_class, request.message_method)
    named = "USERNAME" in request.attributes
    return request if kind == (stun.Class.REQUEST, stun.Method.BINDING) and named else None


def _response(request: stun.Message, address: Address, password: bytes, *, over: bool) -> bytes:
    """Return the signed answer: success, or that the session is over.

    RFC 8489 §9.1.3 would say 401 for a name that is no longer valid, but browsers ask again after a 401; after any
    other error they give the connection up at once."""
    response = stun.Message(
        message_method=stun.Method.BINDING, message_class=stun.Class.ERROR if over else stun.Class.RESPONSE,
        transaction_id=request.transaction_id,
    )
    if over:
        response.attributes["ERROR-CODE"] = SESSION_OVER
    else:
        response.attributes["XOR-MAPPED-ADDRESS"] = address[:2]
    response.add_message_integrity(password)
    return bytes(response)


def _bind(host: str, port: int) -> tuple[socket.socket, socket.socket]:
    """Return a UDP socket and a TCP socket on one number."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    for attempt in range(20):
        udp = socket.socket(family, socket.SOCK_DGRAM)
        tcp = socket.socket(family, socket.SOCK_STREAM)
        try:
            udp.bind((host, port))
            tcp.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            tcp.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, TCP_SEND_BUFFER)
            tcp.bind((host, udp.getsockname()[1]))
        except OSError as exc:
            udp.close()
            tcp.close()
            if port or attempt == 19:
                raise OSError(exc.errno, f"{host}:{port}: {exc.strerror}") from exc
            continue
        udp.setblocking(False)
        for option in (socket.SO_RCVBUF, socket.SO_SNDBUF):
            udp.setsockopt(socket.SOL_SOCKET, option, SOCKET_BUFFER)
        return udp, tcp
    raise OSError("No port is free for both UDP and TCP.")
