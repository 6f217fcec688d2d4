"""The media node's side of POST /link/events: events go to disk first and to web at once, until web has them."""

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from typing import NoReturn

import aiohttp
import msgspec

from tool.link.codec import BadMessage, decode
from tool.link.messages import BAD_MESSAGE, Event, EventsApplied
from tool.link.rests import Rests
from tool.link.spool import BATCH_EVENTS, Spool

log = logging.getLogger(__name__)

TIMEOUT_S = 5.0
FIRST_PAUSE_S = 0.05
LONGEST_PAUSE_S = 2.0


class WebClient:
    """Sends the spool to web in order: at once, again with growing pauses while web is away, until acknowledged.

    Web answers with the ids it has committed; only those leave the spool. An event that web could not apply rests, with
    the later ones of its attempt, and others go past it. It is set aside when it failed for minutes while web was well
    (tool.link.rests), and at once when web cannot read it, as its answer says, or calls it malformed even when sent
    alone. While web is away or can keep nothing, all wait and none is set aside; a refusal that is not web's own word
    (a proxy's, say) counts as that. `mint` makes a "link" token."""

    def __init__(self, spool: Spool, base_url: str, mint: Callable[[], str], rests: Rests | None = None) -> None:
        self._spool = spool
        self._url = base_url.rstrip("/") + "/link/events"
        self._mint = mint
        self._rests = rests or Rests()
        self._some = asyncio.Event()
        self._empty = asyncio.Event()
        self._session: aiohttp.ClientSession | None = None

    @property
    def resting(self) -> int:
        """Of how many attempts events rest that web could not apply."""
        return len(self._rests.resting())

    def send(self, event: Event) -> None:
        """Keep the event and have it sent."""
        if self._spool.put(event):
            self._empty.clear()
            self._some.set()

    async def drained(self) -> None:
        """Wait until web has everything."""
        if len(self._spool):
            await self._empty.wait()

    async def run(self) -> NoReturn:
        """Send until cancelled."""
        pause = 0.0
        count = BATCH_EVENTS
        while True:
            moved = False
            batch: list[tuple[str, bytes]] = []
            try:
                batch = await self._next(count)
                moved = await self._post(batch)
            except _Malformed as exc:
                if len(batch) == 1:
                    log.error("Web refuses event %s: %s", batch[0][0], exc)
                    self._set_aside(batch[0][0])
                count = 1
                continue
            except (aiohttp.ClientError, TimeoutError, OSError, BadMessage) as exc:
                self._rests.trouble()
                if not pause:
                    log.warning("Web does not take events; they wait on disk (%s)", exc or type(exc).__name__)
            if moved:
                pause, count = 0.0, min(BATCH_EVENTS, count * 2)
                continue
            self._spool.settle()
            await asyncio.to_thread(self._synced)
            pause = min(LONGEST_PAUSE_S, pause * 2 or FIRST_PAUSE_S)
            await asyncio.sleep(pause)

    async def _next(self, count: int) -> list[tuple[str, bytes]]:
        """Wait until there is something to send, and return it; raise OSError."""
        while True:
            self._some.clear()
            if not len(self._spool):
                self._empty.set()
            resting = self._rests.resting()
            batch = self._spool.head(count, resting=resting)
            if batch:
                return batch
            due_s = min(resting.values(), default=None) if len(self._spool) else None
            with suppress(TimeoutError):
                async with asyncio.timeout(due_s):
                    await self._some.wait()

    async def _post(self, batch: list[tuple[str, bytes]]) -> bool:
        """Send a batch; return whether the next one can follow at once."""
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=TIMEOUT_S))
        body = b'{"events":[' + b",".join(data for _, data in batch) + b"]}"
        headers = {"Authorization": f"Bearer {self._mint()}", "Content-Type": "application/json"}
        async with self._session.post(self._url, data=body, headers=headers) as response:
            answer = await response.read()
            if response.status == 400 and _code(answer) == BAD_MESSAGE:
                raise _Malformed(answer[:200].decode(errors="replace"))
            if response.status != 200:
                raise BadMessage(f"web answered {response.status}")
        return self._dealt_with(batch, decode(answer, EventsApplied))

    def _dealt_with(self, batch: list[tuple[str, bytes]], answer: EventsApplied) -> bool:
        """Do with each event what web says; return whether that moved anything out of the way."""
        names = {_event_id(data): name for name, data in batch}
        applied = [names[event_id] for event_id in answer.event_ids if event_id in names]
        unreadable = [names[event_id] for event_id in answer.unreadable if event_id in names]
        for name in applied:
            self._rests.applied(self._spool.key(name))
            self._spool.remove(name)
        for name in unreadable:
            log.error("Web cannot read event %s", name)
            self._set_aside(name)
        if answer.busy:
            self._rests.trouble()
            return bool(applied or unreadable)
        failed = {names[event_id]: why for event_id, why in answer.failed.items() if event_id in names}
        for name, why in failed.items():
            if self._rests.failed(self._spool.key(name), name):
                log.error("Web could not apply event %s, again and again (%s); it is set aside.", name, why)
                self._set_aside(name)
        return bool(applied or unreadable or failed)

    def _set_aside(self, name: str) -> None:
        key = self._spool.key(name)
        self._spool.set_aside(name)
        if not self._spool.has(key):
            self._rests.forget(key)

    def _synced(self) -> None:
        try:
            self._spool.sync()
        except OSError as exc:
            log.warning("Events on disk could not be made safe from a loss of power: %s", exc.strerror)

    async def close(self) -> None:
        """Close the connection to web."""
        if self._session is not None:
            await self._session.close()
            self._session = None


class _Malformed(Exception):
    """Web cannot read the batch."""


class _Refusal(msgspec.Struct, frozen=True):
    code: str = ""


def _code(answer: bytes) -> str:
    """Return the code of web's refusal; empty if it is somebody else's."""
    try:
        return decode(answer, _Refusal).code
    except BadMessage:
        return ""


class _Identified(msgspec.Struct, frozen=True):
    event_id: str


def _event_id(data: bytes) -> str:
    return decode(data, _Identified).event_id
