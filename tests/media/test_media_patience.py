"""Requests to the media node that come slowly, or never."""

import asyncio
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from media_bench import Bench, running_node

from tool.media.http import patience, server


@pytest.fixture
async def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(server, "HEADERS_S", 0.5)
    monkeypatch.setattr(server, "LINGERING_S", 0.2)
    monkeypatch.setattr(patience, "BODY_S", 0.4)
    async with running_node(tmp_path) as running:
        yield running


async def said(bench: Bench, *pieces: bytes, every_s: float = 0.0) -> bytes:
    """Send the pieces and return what came until the node has ended the connection."""
    reader, writer = await asyncio.open_connection("127.0.0.1", urlsplit(bench.url).port)

    async def send() -> None:
        for piece in pieces:
            writer.write(piece)
            await asyncio.sleep(every_s)

    sending = asyncio.create_task(send())
    try:
        async with asyncio.timeout(4):
            return await reader.read()
    except ConnectionResetError:
        return b""
    finally:
        sending.cancel()
        writer.close()


@pytest.mark.parametrize("pieces", [[b""], [b"GET /healthz HTTP/1.1\r\nHo"], [b"G"] * 30])
async def test_headers_that_do_not_come_end_the_connection(bench: Bench, pieces: list[bytes]) -> None:
    began = time.monotonic()
    assert b"200" not in await said(bench, *pieces, every_s=0.1)
    assert time.monotonic() - began < 3


async def test_a_body_that_does_not_come_is_refused(bench: Bench) -> None:
    head = (
        "POST /whip/camera/a1 HTTP/1.1\r\nHost: x\r\nContent-Type: application/sdp\r\nContent-Length: 100\r\n"
        f"Authorization: Bearer {bench.publish_token('a1')}\r\n\r\n"
    )
    answer = await said(bench, head.encode(), *[b"v"] * 30, every_s=0.1)
    assert answer.startswith(b"HTTP/1.1 408")
    assert b'"code":"request_timeout"' in answer
