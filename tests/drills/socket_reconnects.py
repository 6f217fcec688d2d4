"""A restart as a cohort sees it: all pages come back within the same second."""

import asyncio
import time

from tests.drills.raw_socket import RawSocket
from tests.drills.socket_hall import Hall


async def come_back(hall: Hall, pages: int, consoles: int = 2) -> tuple[float, float]:
    """Have so many pages come at once; return when the last had its attempt, and when the consoles knew of all."""
    watching = [await RawSocket.open(hall.web.port, "/console", hall.console()) for _ in range(consoles)]
    began = time.monotonic()
    sockets = await asyncio.gather(
        *(RawSocket.open(hall.web.port, "/examinee", hall.widget(number), timeout_s=60) for number in range(pages))
    )
    for socket in sockets:
        await _until(lambda socket=socket: any(event == "attempt" for _, event, _ in socket.heard))
    all_in_s = time.monotonic() - began
    for console in watching:
        await _until(lambda console=console: len(_known(console)) == pages)
    known_s = time.monotonic() - began
    for socket in [*sockets, *watching]:
        await socket.close()
    return all_in_s, known_s


def _known(console: RawSocket) -> set[str]:
    """Return the attempts that the console shows as connected."""
    shown: dict[str, bool] = {}
    for _, event, body in console.heard:
        for tile in body["tiles"] if event == "snapshot" else [body] if event == "tile" else []:
            shown[tile["attempt_id"]] = tile["connected"]
    return {attempt_id for attempt_id, connected in shown.items() if connected}


async def _until(condition: object) -> None:
    async with asyncio.timeout(60):
        while not condition():  # type: ignore[operator]
            await asyncio.sleep(0.02)
