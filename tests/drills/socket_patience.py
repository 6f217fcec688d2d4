"""Slow senders against the web process: how it answers others meanwhile, and that the slow ones are ended."""

import asyncio
import time
from dataclasses import dataclass

from tests.drills.socket_hall import Hall

HALF_A_HEADER = b"GET /healthz HTTP/1.1\r\nHost: x\r\nX-Slow: "
HALF_A_BODY = (
    b"POST /api/session HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 2000\r\n\r\n{"
)


@dataclass(frozen=True)
class Meanwhile:
    """The slowest answer of /healthz beside `begun` slow senders, and how many of these were ended by the end."""

    worst_s: float
    begun: int
    ended: int


async def slow_senders(hall: Hall, number: int, first: bytes, seconds: float) -> Meanwhile:
    """Have so many begin a request and drip on, a byte every two seconds."""
    until = time.monotonic() + seconds
    counts = {"begun": 0, "ended": 0}
    worst = [0.0]
    async with asyncio.TaskGroup() as group:
        for _ in range(number):
            group.create_task(_drip(hall, first, until, counts))
        group.create_task(_ask(hall, until, worst))
    return Meanwhile(worst[0], counts["begun"], counts["ended"])


async def _drip(hall: Hall, first: bytes, until: float, counts: dict[str, int]) -> None:
    try:
        _reader, writer = await asyncio.open_connection("127.0.0.1", hall.web.port)
    except OSError:
        return
    counts["begun"] += 1
    try:
        writer.write(first)
        await asyncio.sleep(2.0 * (counts["begun"] % 100) / 100)  # not all at once: that would measure this process
        while time.monotonic() < until:
            await asyncio.sleep(2.0)
            writer.write(b"x")
            await writer.drain()
            if _reader.at_eof():
                counts["ended"] += 1
                return
    except OSError:
        counts["ended"] += 1
    finally:
        writer.close()


async def _ask(hall: Hall, until: float, worst: list[float]) -> None:
    await asyncio.sleep(1.0)  # the senders have come
    while time.monotonic() < until:
        began = time.monotonic()
        reader, writer = await asyncio.open_connection("127.0.0.1", hall.web.port)
        writer.write(b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        answer = await reader.read()
        writer.close()
        worst[0] = max(worst[0], time.monotonic() - began if b" 200 " in answer[:20] else float("inf"))
        await asyncio.sleep(0.2)
