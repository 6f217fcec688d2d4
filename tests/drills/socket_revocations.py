"""Whoever may no longer listen: how long they still hear, when web itself ends them and when another process does."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress

import aiohttp

from tests.drills.raw_socket import Closed, RawSocket
from tests.drills.socket_hall import EXAM, Hall

_TALKERS = 4


async def revoked_guest(hall: Hall) -> tuple[float, int]:
    """Revoke a guest who has sent what looks like lifecycle; return as `_hearing` does."""

    async def revoke() -> None:
        headers = {"Authorization": f"Bearer {hall.console()}"}
        address = f"{hall.web.url}/api/exams/{EXAM}/guests/guest-0/revoke"
        async with aiohttp.ClientSession(headers=headers) as http, http.post(address) as answer:
            assert answer.status == 200, await answer.text()

    return await _hearing(hall, hall.console(guest=0), revoke, within_s=3.0, grace_s=1.0)


async def platform_off(hall: Hall, within_s: float = 31.0) -> tuple[float, int]:
    """Switch the platform off as an operator does, in a process of its own; return as `_hearing` does."""

    async def switch() -> None:
        await asyncio.to_thread(hall.web.switch_off, "platform-1")

    return await _hearing(hall, hall.console(), switch, within_s, grace_s=30.0)


async def _hearing(
    hall: Hall, token: str, end: Callable[[], Awaitable[None]], within_s: float, grace_s: float
) -> tuple[float, int]:
    """Have examinees chat while a console listens; return how long it was there after the end, and how many events it
    heard later than it may."""
    talkers = [await RawSocket.open(hall.web.port, "/examinee", hall.widget(number)) for number in range(_TALKERS)]
    console = await RawSocket.open(hall.web.port, "/console", token)
    for event in ("disconnect", "connect", "__disconnect_final"):
        await console.ask(event)
    talking = [asyncio.create_task(_talk(talker, number)) for number, talker in enumerate(talkers)]
    await asyncio.sleep(0.5)
    await end()
    ended = time.monotonic()
    with suppress(TimeoutError):
        async with asyncio.timeout(within_s):
            await console.ended.wait()
    gone = time.monotonic()
    await asyncio.sleep(1.0)
    for task in talking:
        task.cancel()
    for socket in [*talkers, console]:
        await socket.close()
    late = sum(1 for at, _, _ in console.heard if at > ended + grace_s)
    return (gone - ended if console.ended.is_set() else float("inf")), late


async def _talk(talker: RawSocket, number: int) -> None:
    await asyncio.sleep(number / _TALKERS)
    with suppress(Closed, TimeoutError):
        for said in range(60):
            await talker.ask("chat", {"client_id": f"{number}-{said}", "text": "Private."})
            await asyncio.sleep(1.05)
