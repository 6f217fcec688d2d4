"""The media node's side of POST /link/events: events go to disk first and to web at once, until web has them."""

import asyncio
import logging
import os
import re
from collections import deque
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from typing import NoReturn

import aiohttp
import msgspec

from tool.link.codec import BadMessage, decode, encode
from tool.link.messages import Event, EventsApplied

log = logging.getLogger(__name__)

MAX_SPOOLED = 50_000
"""Events that may wait for web: a full node's worth of hours."""
BATCH_EVENTS = 50
BATCH_BYTES = 256 * 1024
TIMEOUT_S = 5.0
FIRST_PAUSE_S = 0.05
LONGEST_PAUSE_S = 2.0
_NAME = re.compile(r"(\d{12})-([A-Za-z0-9_-]{1,64})\.json")


class Spool:
    """Events that web has not acknowledged, one file each, in a folder that only this node uses.

    `put` writes the file under another name and renames it, so that there are only whole events; it survives the
    death of the process at any moment. It does not call fsync: events leave within milliseconds while web is there.
    `sync` makes the folder survive a loss of power too; the client calls it as soon as web does not answer.
    Drop policy: with MAX_SPOOLED events waiting a new one is refused, logged and counted in `refused`."""

    def __init__(self, folder: Path, limit: int = MAX_SPOOLED) -> None:
        self.refused = 0
        self._folder = folder
        self._limit = limit
        self._unsynced: list[str] = []
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        names = sorted(name for name in os.listdir(folder) if _NAME.fullmatch(name))
        self._names = deque(names)
        self._next = int(names[-1][:12]) + 1 if names else 1

    def __len__(self) -> int:
        return len(self._names)

    def put(self, event: Event) -> bool:
        """Keep the event; return False if the spool is full or the disk refuses (both are counted and logged)."""
        if len(self._names) >= self._limit:
            return self._refuse(event, "the spool is full")
        name = f"{self._next:012d}-{event.event_id}.json"
        draft = self._folder / (name + ".part")
        try:
            draft.write_bytes(encode(event))
            draft.rename(self._folder / name)
        except OSError as exc:
            return self._refuse(event, str(exc))
        self._next += 1
        self._names.append(name)
        self._unsynced.append(name)
        return True

    def _refuse(self, event: Event, why: str) -> bool:
        self.refused += 1
        log.error("%s %s is lost: %s", type(event).__name__, event.event_id, why)
        return False

    def head(self, count: int = BATCH_EVENTS, size: int = BATCH_BYTES) -> list[tuple[str, bytes]]:
        """Return the oldest events as (name, JSON), at most `count` and about `size` bytes of them."""
        batch: list[tuple[str, bytes]] = []
        total = 0
        for name in islice(self._names, count):
            data = (self._folder / name).read_bytes()
            total += len(data)
            if batch and total > size:
                break
            batch.append((name, data))
        return batch

    def remove(self, name: str) -> None:
        """Web has it."""
        self._forget(name)
        (self._folder / name).unlink(missing_ok=True)

    def set_aside(self, name: str) -> None:
        """Web will never take it: keep it for a human, out of the way of the others."""
        self._forget(name)
        aside = self._folder / "refused"
        aside.mkdir(exist_ok=True)
        (self._folder / name).rename(aside / name)
        self.refused += 1

    def _forget(self, name: str) -> None:
        if self._names and self._names[0] == name:
            self._names.popleft()
        else:
            self._names.remove(name)
        if not self._names:
            self._unsynced.clear()

    def sync(self) -> None:
        """Make everything that waits survive a loss of power; call it in a thread."""
        names, self._unsynced = self._unsynced, []
        for path in [*(self._folder / name for name in names), self._folder]:
            try:
                descriptor = os.open(path, os.O_RDONLY)
            except FileNotFoundError:
                continue
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)


class WebClient:
    """Sends the spool to web in order: at once, again with growing pauses while web is away, until acknowledged.

    Web answers with the ids it has committed; only those leave the spool. An event that web cannot read, as its answer
    says, or calls malformed (400 or 422) even when sent alone is set aside, so that it does not hold up the others.
    `mint` makes a "link" token."""

    def __init__(self, spool: Spool, base_url: str, mint: Callable[[], str]) -> None:
        self._spool = spool
        self._url = base_url.rstrip("/") + "/link/events"
        self._mint = mint
        self._some = asyncio.Event()
        self._empty = asyncio.Event()
        self._session: aiohttp.ClientSession | None = None

    def send(self, event: Event) -> None:
        """Keep the event on disk and have it sent."""
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
            if not len(self._spool):
                self._empty.set()
                self._some.clear()
                await self._some.wait()
            batch = self._spool.head(count)
            try:
                applied = await self._post(batch)
            except _Malformed as exc:
                if len(batch) == 1:
                    log.error("Web refuses event %s: %s", batch[0][0], exc)
                    self._spool.set_aside(batch[0][0])
                count = 1
                continue
            except (aiohttp.ClientError, TimeoutError, OSError, BadMessage) as exc:
                applied = 0
                if not pause:
                    log.warning("Web does not take events; they wait on disk (%s)", exc or type(exc).__name__)
            if applied:
                pause, count = 0.0, min(BATCH_EVENTS, count * 2)
                continue
            await asyncio.to_thread(self._spool.sync)
            pause = min(LONGEST_PAUSE_S, pause * 2 or FIRST_PAUSE_S)
            await asyncio.sleep(pause)

    async def _post(self, batch: list[tuple[str, bytes]]) -> int:
        """Send a batch; return how many of its events have left the spool."""
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=TIMEOUT_S))
        body = b'{"events":[' + b",".join(data for _, data in batch) + b"]}"
        headers = {"Authorization": f"Bearer {self._mint()}", "Content-Type": "application/json"}
        async with self._session.post(self._url, data=body, headers=headers) as response:
            answer = await response.read()
            if response.status in (400, 422):
                raise _Malformed(answer[:200].decode(errors="replace"))
            if response.status != 200:
                raise BadMessage(f"web answered {response.status}")
        return self._dealt_with(batch, decode(answer, EventsApplied))

    def _dealt_with(self, batch: list[tuple[str, bytes]], answer: EventsApplied) -> int:
        """Take out of the spool what web is done with; return how many events that were."""
        names = {_event_id(data): name for name, data in batch}
        applied = [names[event_id] for event_id in answer.event_ids if event_id in names]
        unreadable = [names[event_id] for event_id in answer.unreadable if event_id in names]
        for name in applied:
            self._spool.remove(name)
        for name in unreadable:
            log.error("Web cannot read event %s", name)
            self._spool.set_aside(name)
        return len(applied) + len(unreadable)

    async def close(self) -> None:
        """Close the connection to web."""
        if self._session is not None:
            await self._session.close()
            self._session = None


class _Malformed(Exception):
    """Web cannot read the batch."""


class _Identified(msgspec.Struct, frozen=True):
    event_id: str


def _event_id(data: bytes) -> str:
    return decode(data, _Identified).event_id
