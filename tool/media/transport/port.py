"""One port, UDP and TCP, for all browsers: tells STUN, DTLS and SRTP apart and whose it is (RFC 7983, RFC 4571)."""

import asyncio
import hashlib
import hmac
import re
import secrets
import struct

from aioice import stun

from tool.media.counters import Counters
from tool.media.transport.addresses import Address, Reach, is_here
from tool.media.transport.binding import bind
from tool.media.transport.path import Client, Path
from tool.media.transport.udp import UdpSocket

MAX_TCP_FRAME = 4096
MAX_STRANGERS = 256
"""TCP connections that have not yet proved whose they are; more are closed at once."""
STRANGER_S = 10.0
TCP_LIMIT = 1 << 20
"""A TCP connection with more than this unsent is cut."""
SESSION_OVER = (400, "Session is over")
_UFRAG = re.compile("[0-9a-f]{16}")
_COOKIE = b"\x21\x12\xa4\x42"


class TcpPath(asyncio.Protocol):
    """A browser's ICE-TCP connection: each datagram behind a 16-bit length (RFC 4571 §2)."""

    def __init__(self, port: "Port") -> None:
        self._port = port
        self._buffer = bytearray()
        self._transport: asyncio.Transport | None = None
        self._stranger: asyncio.TimerHandle | None = None
        self.address: Address = ("0.0.0.0", 0)  # noqa: S104 (not bound to: stands in until the connection is made)
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
        self.address = transport.get_extra_info("peername")
        if self._port.strangers >= MAX_STRANGERS or not self._port.serves(self.address):
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
            self._port.dispatch(bytes(buffer[start + 2 : start + 2 + size]), self)
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
    """The one port, at the addresses of `reach`; browsers are told `hosts`. What comes from an address is dropped until
    it has passed a STUN check.

    ICE passwords follow from the ICE name and `key`, which outlives the process. So a node that was restarted still
    knows its former sessions and tells their browsers, authentically, that they are over: they need not wait for the
    7 s after which they would give up by themselves."""

    def __init__(self, counters: Counters, key: bytes, reach: Reach) -> None:
        self.counters = counters
        self._key = key
        self._reach = reach
        self.strangers = 0
        self.tcp_paths: set[TcpPath] = set()
        self.port = 0
        self.hosts: tuple[str, ...] = ()
        self._clients: dict[str, Client] = {}
        self._udp: list[UdpSocket] = []
        self._tcp: list[asyncio.Server] = []

    async def open(self, port: int) -> None:
        """Bind UDP and TCP on the same number at every address; 0 takes a free one. OSError when it is taken."""
        loop = asyncio.get_running_loop()
        bound = bind(self._reach.bound, port)
        for sockets in bound.values():
            self._udp.append(UdpSocket(sockets.udp, self.counters, self.dispatch))
            self._tcp.append(await loop.create_server(lambda: TcpPath(self), sock=sockets.tcp))
            self.port = sockets.udp.getsockname()[1]
        self.hosts = self._reach.told or tuple(bound)

    async def close(self) -> None:
        """Close all sockets."""
        for udp in self._udp:
            udp.close()
        for tcp in self._tcp:
            tcp.close()
            await tcp.wait_closed()
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

    def serves(self, address: Address) -> bool:
        """Whether a browser at this address may come in."""
        return not self._reach.here_only or is_here(address)

    def dispatch(self, data: bytes, path: Path) -> None:
        """Hand one datagram to its owner by its first byte (RFC 7983 §7)."""
        if len(data) < 12:
            return
        first = data[0]
        if first > 127:
            if path.owner is not None:
                path.owner.receive_srtp(data)
        elif first < 4:
            self._stun(data, path)
        elif 19 < first < 64 and path.owner is not None:
            path.owner.receive_dtls(data)

    def _stun(self, data: bytes, path: Path) -> None:
        """Answer a binding request with the right password as an ICE-lite agent (RFC 8445 §7.3); ignore all else."""
        request = _binding_request(data)
        ufrag = request.attributes["USERNAME"].partition(":")[0] if request is not None else ""
        password = self.password(ufrag).encode() if _UFRAG.fullmatch(ufrag) else b""
        known = bool(request is not None and password and request.check_message_integrity(password))
        if request is None or not known or not (path.owner is not None or self.serves(path.address)):
            self.counters.stun_refused += 1
            return
        client = self._clients.get(ufrag)
        path.send(_response(request, path.address, password, over=client is None))
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
