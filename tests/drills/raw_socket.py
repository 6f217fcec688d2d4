"""A Socket.IO connection byte by byte, to send what no browser library would, as fast as the machine can."""

import asyncio
import base64
import contextlib
import json
import os
import struct
import time
from types import TracebackType
from typing import Any, Self

MASK = b"\x00\x00\x00\x00"
"""A mask that changes nothing: what is sent costs the sender nothing, the receiver has its work all the same."""


class Closed(Exception):
    """The other side has ended the connection."""


class RawSocket:
    """One WebSocket with one namespace on it. `heard` keeps what came, as (time, event, body)."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, namespace: str) -> None:
        self._reader = reader
        self._writer = writer
        self._namespace = namespace
        self._asked = 0
        self._waiting: dict[int, asyncio.Future[Any]] = {}
        self._listener: asyncio.Task[None] | None = None
        self.heard: list[tuple[float, str, Any]] = []
        self.ended = asyncio.Event()
        self.seated = asyncio.Event()

    @classmethod
    async def open(cls, port: int, namespace: str, token: str, timeout_s: float = 30.0) -> Self:
        """Connect and sign in; raise Closed if that is refused."""
        async with asyncio.timeout(timeout_s):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            key = base64.b64encode(os.urandom(16)).decode()
            writer.write(
                (
                    "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\n"
                    f"Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n"
                ).encode()
            )
            try:
                head = await reader.readuntil(b"\r\n\r\n")
            except (asyncio.IncompleteReadError, OSError) as exc:
                writer.close()
                raise Closed from exc
            if b" 101 " not in head.split(b"\r\n")[0]:
                writer.close()
                raise Closed
            socket = cls(reader, writer, namespace)
            socket._listener = asyncio.create_task(socket._listen())
            socket.say("40" + namespace + "," + json.dumps({"token": token}))
            waits = [asyncio.create_task(event.wait()) for event in (socket.seated, socket.ended)]
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
            for wait in waits:
                wait.cancel()
        if not socket.seated.is_set():
            await socket.close()
            raise Closed
        return socket

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    def say(self, packet: str) -> None:
        """Send one packet as it is."""
        self._writer.write(frame(packet.encode()))

    async def pour(self, data: bytes) -> None:
        """Send bytes as they are; raise Closed when nobody takes them any more."""
        if self.ended.is_set():
            raise Closed
        try:
            self._writer.write(data)
            await self._writer.drain()
        except OSError as exc:
            raise Closed from exc

    async def ask(self, event: str, body: object = None, timeout_s: float = 30.0) -> Any:
        """Send a request and return its acknowledgement."""
        self._asked += 1
        number, done = self._asked, asyncio.get_running_loop().create_future()
        self._waiting[number] = done
        self.say(f"42{self._namespace},{number}" + json.dumps([event] if body is None else [event, body]))
        async with asyncio.timeout(timeout_s):
            return await done

    async def close(self) -> None:
        """End it from this side, without a word."""
        if self._listener is not None:
            self._listener.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._listener
        self._writer.close()

    async def _listen(self) -> None:
        try:
            while True:
                self._take(await _read_frame(self._reader))
        except (Closed, asyncio.IncompleteReadError, OSError):
            pass
        finally:
            self.ended.set()
            for done in self._waiting.values():
                if not done.done():
                    done.set_exception(Closed())
                    done.exception()  # it may be that nobody waits for it

    def _take(self, packet: str) -> None:
        if packet == "2":
            return self.say("3")
        if packet.startswith("40"):
            self.seated.set()
        elif packet.startswith(("41", "44")):
            raise Closed
        elif packet.startswith("42"):
            event, body = json.loads(packet[packet.index("["):])
            self.heard.append((time.monotonic(), event, body))
        elif packet.startswith("43"):
            at = packet.index("[")
            done = self._waiting.pop(int(packet[:at].rpartition(",")[2]))
            if not done.done():
                done.set_result(json.loads(packet[at:])[0])
        return None


def frame(payload: bytes, *, final: bool = True, opcode: int = 1) -> bytes:
    """Return a masked frame of a client."""
    head = bytes([(0x80 if final else 0) | opcode])
    if len(payload) < 126:
        return head + bytes([0x80 | len(payload)]) + MASK + payload
    if len(payload) < 1 << 16:
        return head + bytes([0x80 | 126]) + struct.pack("!H", len(payload)) + MASK + payload
    return head + bytes([0x80 | 127]) + struct.pack("!Q", len(payload)) + MASK + payload


async def _read_frame(reader: asyncio.StreamReader) -> str:
    first, second = await reader.readexactly(2)
    length = second & 127
    if length == 126:
        length = struct.unpack("!H", await reader.readexactly(2))[0]
    elif length == 127:
        length = struct.unpack("!Q", await reader.readexactly(8))[0]
    payload = await reader.readexactly(length)
    if first & 15 == 8:
        raise Closed
    return payload.decode()
