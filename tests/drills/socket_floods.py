"""The floods of the socket drill: what one examinee's browser sends in bad faith, and how the others fare meanwhile."""

import asyncio
import contextlib
import json
import time
from collections.abc import Callable
from dataclasses import dataclass

from tests.drills.raw_socket import Closed, RawSocket, frame
from tests.drills.socket_hall import Hall

_HONEST, _SENDERS = 8, 4
_CHAT_EVERY_S = 1.1


@dataclass(frozen=True)
class Flood:
    """What each of four connections sends, over and over: `per_s` times a second, as far as it is taken."""

    name: str
    data: bytes
    times: int
    per_s: float


def _event(name: str, body: object) -> bytes:
    return frame(f"42/examinee,{json.dumps([name, body])}".encode())


_NESTED = frame(b'42/examinee,["chat",' + b"[" * 900 + b"]" * 900 + b"]")
_PIECE = frame(b"x" * 60_000, final=False, opcode=0)
FLOODS = (
    Flood("60 kB chat messages, 20/s", _event("chat", {"client_id": "c", "text": "x" * 60_000}), 1, 20.0),
    Flood("5,000 small messages/s", _event("observe", {"items": []}) * 100, 100, 50.0),
    Flood("nested JSON, 10,000 a second", _NESTED * 50, 50, 200.0),
    Flood("nested JSON under Engine.IO", frame(b"4" + b'{"a":' * 6_000 + b"1" + b"}" * 6_000) * 4, 4, 200.0),
    Flood("one message in endless pieces", frame(b"42", final=False) + _PIECE * 8, 9, 50.0),
    Flood("pings of the WebSocket itself", frame(b"ping", opcode=9) * 200, 200, 50.0),
    Flood("too large to be a message", frame(b"4" * 5_000_000), 1, 20.0),
)


@dataclass(frozen=True)
class Outcome:
    """How the others fared: how long their chat took, how much the process has grown, how often it ended a flood."""

    p95_s: float
    worst_s: float
    grown_mb: float
    sent: int
    ended: int
    answered: int
    lost: int


async def suffer(hall: Hall, flood: Flood, seconds: float) -> Outcome:
    """Have examinee 0 flood for so long, from four pages, while others chat."""
    before = hall.memory_mb()
    took: list[float] = []
    sockets = [await RawSocket.open(hall.web.port, "/examinee", hall.widget(1 + i)) for i in range(_HONEST)]
    until = time.monotonic() + seconds
    counts = {"sent": 0, "ended": 0, "lost": 0}
    peak = [before]
    async with asyncio.TaskGroup() as group:
        for _ in range(_SENDERS):
            group.create_task(_flood(hall, flood, until, counts))
        group.create_task(_watch(hall.memory_mb, peak, until))
        for i, socket in enumerate(sockets):
            group.create_task(_chat(socket, i, until, took, counts))
    for socket in sockets:
        await socket.close()
    took.sort()
    return Outcome(
        took[int(0.95 * (len(took) - 1))] if took else float("inf"), took[-1] if took else float("inf"),
        max(peak) - before, counts["sent"], counts["ended"], len(took), counts["lost"],
    )


async def _flood(hall: Hall, flood: Flood, until: float, counts: dict[str, int]) -> None:
    while time.monotonic() < until:
        try:
            async with await RawSocket.open(hall.web.port, "/examinee", hall.widget(0)) as socket:
                await _pour(socket, flood, until, counts)
        except (Closed, TimeoutError, OSError):
            counts["ended"] += 1
            await asyncio.sleep(0.02)


async def _pour(socket: RawSocket, flood: Flood, until: float, counts: dict[str, int]) -> None:
    due = time.monotonic()
    while time.monotonic() < until:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(max(until - time.monotonic(), 0.01)):
                await socket.pour(flood.data)
        counts["sent"] += flood.times
        due = max(due + 1 / flood.per_s, time.monotonic() - 0.2)
        await asyncio.sleep(max(0.0, due - time.monotonic()))


async def _chat(socket: RawSocket, number: int, until: float, took: list[float], counts: dict[str, int]) -> None:
    await asyncio.sleep(number / _HONEST)
    said = 0
    while time.monotonic() < until:
        said += 1
        began = time.monotonic()
        try:
            ack = await socket.ask("chat", {"client_id": f"{began}-{said}", "text": "Hello"})
        except (Closed, TimeoutError):
            counts["lost"] += 1
            return
        took.append(time.monotonic() - began)
        counts["lost"] += not ack["ok"]
        await asyncio.sleep(max(0.0, began + _CHAT_EVERY_S - time.monotonic()))


async def _watch(measure: Callable[[], float], peak: list[float], until: float) -> None:
    while time.monotonic() < until:
        peak.append(measure())
        await asyncio.sleep(0.2)
