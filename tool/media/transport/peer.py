"""One browser connection: ICE-lite credentials, DTLS by aiortc, SRTP in and out without a task or queue per packet."""

import asyncio
import logging
import struct
import time
from collections.abc import Callable
from typing import Any, Protocol, cast

import pylibsrtp
from aiortc import rtp as rtcp
from aiortc.rtcdtlstransport import RTCCertificate, RTCDtlsFingerprint, RTCDtlsParameters, RTCDtlsTransport
from aiortc.rtcicetransport import RTCIceTransport

from tool.media.counters import Counters
from tool.media.transport.path import Path
from tool.media.transport.port import Port, TcpPath
from tool.media.transport.rtp import RtpPacket, parse

log = logging.getLogger(__name__)

CONNECT_S = 15.0
"""A connection that is not up by then is given up."""
EXPIRE_S = 30.0
"""A connection that has sent nothing authentic for so long is given up."""
CONGESTED_BYTES = 48 * 1024
"""More unsent bytes than this (1 s of a camera) and video is held back on a TCP path, unless said otherwise …"""
CLEARED_BYTES = 8 * 1024
"""… until no more than this is waiting."""
MAX_DTLS_WAITING = 64
MAX_PATHS = 32
"""A browser tries each of its addresses with each of ours, by UDP and by TCP."""


class Handler(Protocol):
    """What a connection is for: an examinee's stream or a watcher's."""

    def on_connected(self) -> None:
        """DTLS is up; packets may be sent."""
        ...

    def on_rtp(self, packet: RtpPacket, now: float) -> None:
        """Take one decrypted packet; `now` is monotonic."""
        ...

    def on_rtcp(self, packets: list[Any]) -> None:
        """Take decrypted RTCP packets."""
        ...

    def on_closed(self, reason: str) -> None:
        """The connection is over; called once."""
        ...


class LiteIce:
    """Stands in for aiortc's ICE transport: the port has already found whose datagram it is.

    Drop policy: more than MAX_DTLS_WAITING handshake datagrams wait for nobody; DTLS sends again."""

    role = "controlled"
    state = "completed"

    def __init__(self, send: Callable[[bytes], None], counters: Counters) -> None:
        self._send_now = send
        self._counters = counters
        self._queue: asyncio.Queue[bytes | None] = asyncio.Queue(MAX_DTLS_WAITING)

    def put(self, data: bytes | None) -> None:
        """Queue a datagram for DTLS; None ends the transport."""
        if self._queue.full():
            self._counters.dtls_dropped += 1
            if data is not None:
                return
            self._queue.get_nowait()
        self._queue.put_nowait(data)

    async def _recv(self) -> bytes:
        data = await self._queue.get()
        if data is None:
            raise ConnectionError
        return data

    async def _send(self, data: bytes) -> None:
        self._send_now(data)


class Peer:
    """A connection from answer to end. Everything but the DTLS handshake happens inside the socket's callback."""

    def __init__(
        self, port: Port, certificate: RTCCertificate, fingerprints: tuple[RTCDtlsFingerprint, ...], handler: Handler,
        *, congested_bytes: int = CONGESTED_BYTES,
    ) -> None:
        self.ufrag = port.new_ufrag()
        self.created_at = self.last_seen = time.monotonic()
        self.connected = False
        self.closed = False
        self._port = port
        self._counters = port.counters
        self._handler = handler
        self._fingerprints = list(fingerprints)
        self._path: Path | None = None
        self._paths: list[Path] = []
        self._held_back = False
        self._congested_bytes = congested_bytes
        self._ice = LiteIce(self._send, port.counters)
        self._dtls = RTCDtlsTransport(cast(RTCIceTransport, self._ice), [certificate])
        self._dtls._set_role("server")
        self._dtls.on("statechange", self._dtls_changed)
        self._receive_session: pylibsrtp.Session | None = None
        self._send_session: pylibsrtp.Session | None = None
        self._handshake: asyncio.Task[None] | None = None
        self._ending: asyncio.Task[None] | None = None
        port.register(self)

    @property
    def by_tcp(self) -> bool:
        """Whether packets go by ICE-TCP now."""
        return isinstance(self._path, TcpPath)

    @property
    def host(self) -> str:
        """The address that the browser sends from now, without its port; empty before it has one."""
        return str(self._path.address[0]) if self._path is not None else ""

    @property
    def congested(self) -> bool:
        """Whether video should be held back: a TCP path with too much unsent, until it has almost emptied."""
        if self._path is None:
            return True
        unsent = self._path.unsent()
        self._held_back = unsent > (CLEARED_BYTES if self._held_back else self._congested_bytes)
        return self._held_back

    def expired(self, now: float) -> str:
        """Return why this connection should be given up at monotonic time `now`; empty if it should not."""
        if not self.connected and now - self.created_at > CONNECT_S:
            return "not_connected"
        return "expired" if now - self.last_seen > EXPIRE_S else ""

    # ---- from the port

    def use(self, path: Path, *, nominated: bool) -> None:
        """Send by this path from now on if the browser nominated it or there is none; start DTLS at the first one."""
        self.last_seen = time.monotonic()
        if path not in self._paths:
            self._paths.append(path)
            if len(self._paths) > MAX_PATHS:
                oldest = next(p for p in self._paths if p is not self._path and p is not path)
                self._paths.remove(oldest)
                self._give_up(oldest)
        if nominated or self._path is None:
            self._path = path
        if self._handshake is None and not self.closed:
            self._handshake = asyncio.get_running_loop().create_task(self._shake_hands())

    def path_closed(self, path: Path) -> None:
        """A TCP connection went away: wait for the browser to find another way."""
        if path in self._paths:
            self._paths.remove(path)
        if self._path is path:
            self._path = None

    def receive_dtls(self, data: bytes) -> None:
        """Pass a handshake datagram on."""
        self._ice.put(data)

    def receive_srtp(self, data: bytes) -> None:
        """Decrypt and hand over; what does not decrypt is counted and dropped."""
        session = self._receive_session
        if session is None:
            return
        try:
            if 192 <= data[1] <= 208:
                self._rtcp(session.unprotect_rtcp(data))
                return
            plain = session.unprotect(data)
        except pylibsrtp.Error:
            self._counters.srtp_failed += 1
            return
        self.last_seen = now = time.monotonic()
        packet = parse(plain)
        if packet is not None:
            self._handler.on_rtp(packet, now)

    def _rtcp(self, plain: bytes) -> None:
        self.last_seen = time.monotonic()
        try:
            packets = rtcp.RtcpPacket.parse(plain)
        except (ValueError, IndexError, AssertionError, struct.error):
            return
        self._handler.on_rtcp(packets)

    # ---- to the browser

    def _send(self, data: bytes) -> None:
        if self._path is not None:
            self._path.send(data)

    def send_rtp(self, data: bytes) -> None:
        """Encrypt and send one RTP packet; dropped while there is no path."""
        if self._send_session is not None and self._path is not None:
            self._path.send(self._send_session.protect(data))

    def send_rtcp(self, data: bytes) -> None:
        """Encrypt and send RTCP; dropped while there is no path."""
        if self._send_session is not None and self._path is not None and data:
            self._path.send(self._send_session.protect_rtcp(data))

    # ---- life

    async def _shake_hands(self) -> None:
        try:
            await self._dtls.start(RTCDtlsParameters(fingerprints=self._fingerprints))
        except Exception:  # whatever the handshake chokes on came from outside and ends this connection only
            log.exception("DTLS handshake failed")
        if self._dtls.state != "connected":
            self.close("dtls_failed")
        elif not self.closed:
            self._receive_session, self._send_session = self._dtls._rx_srtp, self._dtls._tx_srtp
            self.connected = True
            self._handler.on_connected()

    def _dtls_changed(self) -> None:
        if self._dtls.state == "closed":
            self.close("closed_by_browser")

    def close(self, reason: str) -> None:
        """End the connection, telling the browser by DTLS; a second call does nothing."""
        if self.closed:
            return
        self.closed = True
        self._port.unregister(self)
        self._receive_session = self._send_session = None
        self._ending = asyncio.get_running_loop().create_task(self._end())
        self._handler.on_closed(reason)

    async def _end(self) -> None:
        if self._handshake is not None and not self._handshake.done():
            self._ice.put(None)
            await asyncio.wait([self._handshake])
        await self._dtls.stop()
        await asyncio.sleep(0)
        for path in list(self._paths):
            self._give_up(path)
        self._paths.clear()
        self._path = None

    def _give_up(self, path: Path) -> None:
        """Close a path, unless a later session of the same browser has taken it over."""
        if path.owner is self:
            path.close()

    async def wait_closed(self) -> None:
        """Wait until nothing of a closed connection runs any more."""
        if self._ending is not None:
            await asyncio.wait([self._ending])
