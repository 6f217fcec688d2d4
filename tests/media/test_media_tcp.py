"""ICE-TCP: aiortc speaks UDP only, so a pipe beside it puts its datagrams on a TCP connection (RFC 4571)."""

import asyncio
from pathlib import Path

import pytest
from media_bench import Bench, looks_like, running_node, until

from tool.link.messages import StreamStarted, StreamStopped


class TcpPipe(asyncio.DatagramProtocol):
    """A UDP door whose every datagram goes to the node's TCP port, and back."""

    def __init__(self, rtp_port: int) -> None:
        self._rtp_port = rtp_port
        self._transport: asyncio.DatagramTransport | None = None
        self._writer: asyncio.StreamWriter | None = None
        self._browser: tuple[str, int] = ("", 0)
        self._reading: asyncio.Task[None] | None = None

    async def open(self) -> int:
        loop = asyncio.get_running_loop()
        self._transport, _ = await loop.create_datagram_endpoint(lambda: self, local_addr=("127.0.0.1", 0))
        reader, self._writer = await asyncio.open_connection("127.0.0.1", self._rtp_port)
        self._reading = asyncio.create_task(self._read(reader))
        port: int = self._transport.get_extra_info("sockname")[1]
        return port

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        self._browser = addr
        assert self._writer
        self._writer.write(len(data).to_bytes(2, "big") + data)

    async def _read(self, reader: asyncio.StreamReader) -> None:
        assert self._transport
        while head := await reader.read(1):
            size = int.from_bytes(head + await reader.readexactly(1), "big")
            self._transport.sendto(await reader.readexactly(size), self._browser)

    async def close(self) -> None:
        assert self._writer
        assert self._transport
        assert self._reading
        self._writer.close()
        await self._writer.wait_closed()
        self._transport.close()
        self._reading.cancel()
        await asyncio.wait([self._reading])


@pytest.fixture
async def bench(tmp_path: Path):
    async with running_node(tmp_path) as running:
        yield running


async def test_media_flows_over_tcp_both_ways(bench: Bench) -> None:
    pipes = [TcpPipe(bench.server.rtp_port) for _ in range(2)]
    doors = [await pipe.open() for pipe in pipes]
    await bench.publish(bench.publish_token(), door=doors[0])
    await until(lambda: bench.web.of(StreamStarted), "the stream's start")
    _, tracks, _ = await bench.watch(door=doors[1])
    assert looks_like(await tracks["video"].recv(), (200, 40, 40), (40, 40, 200))
    assert bench.server.node.stats().by_tcp == 2
    for pipe in pipes:
        await pipe.close()


async def test_nonsense_ends_a_tcp_connection(bench: Bench) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", bench.server.rtp_port)
    writer.write(b"\xff\xff" + b"x" * 100)
    assert await asyncio.wait_for(reader.read(), 5) == b""
    writer.close()
    await writer.wait_closed()
    assert not bench.web.of(StreamStopped)
