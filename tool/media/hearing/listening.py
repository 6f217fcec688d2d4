"""Keeps the listening process: hands it stretches of sound, many attempts' at once, and never more than it may cost."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import NoReturn

import msgspec

from tool.media.aside import ASIDE_S, Aside
from tool.media.counters import Counters
from tool.media.hearing.jobs import Heard, Listens, SoundAnswer, SoundJob, SoundPacket, pack
from tool.media.processes import WorkerFailed, end, read, start

log = logging.getLogger(__name__)

START_S = 60.0
JOB_S = 10.0
"""A listening process that needs longer for one job is replaced."""
MAX_PAUSE_S = 5.0
BATCH = 32
COLLECT_S = 0.25
"""Between two jobs at least so long, unless a whole batch waits: together sound costs less than half."""
MAX_WAITING = 2000
MIN_SHARE = 0.01

_ANSWERS = msgspec.msgpack.Decoder(SoundAnswer)


@dataclass(slots=True)
class _Waiting:
    packets: tuple[SoundPacket, ...]
    done: Callable[[Heard], None]
    since: float


class Listening:
    """A queue in front of one process, apart from those of pictures, so that sound never slows them.

    Cost: the process may use `cpu_share` of one processor over time; with 0 there is none. After each job it rests as
    long as that takes. Drop policy: of each attempt one stretch waits; a newer one takes its place in the queue and the
    older is counted as replaced. So with more to hear than that allows everybody is heard less often, in turn.

    When a process dies over a job nobody knows over whose sound: those of that job are then heard one by one. An
    attempt whose sound did it twice is set aside for a while; its stretches are only counted."""

    def __init__(
        self, command: Sequence[str], cpu_share: float, counters: Counters, aside: Aside | None = None,
        clock: Callable[[], float] = time.monotonic, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.ready = False
        self.wait_s = 0.0
        self.pids: set[int] = set()
        self.enabled = cpu_share >= MIN_SHARE
        self._command = tuple(command)
        self._cpu_share = cpu_share
        self._counters = counters
        self._aside = aside or Aside()
        self._clock = clock
        self._sleep = sleep
        self._waiting: dict[str, _Waiting] = {}
        self._suspects: set[str] = set()
        self._some = asyncio.Event()
        self._next_id = 0

    @property
    def waiting(self) -> int:
        """How many stretches wait. `wait_s`: how long the one that waited longest in the newest job did."""
        return len(self._waiting)

    def submit(self, attempt_id: str, packets: Iterable[SoundPacket], done: Callable[[Heard], None]) -> None:
        """Queue a stretch; `done` is called in the loop unless it is dropped or lost."""
        if not self.enabled:
            return
        since = self._clock()
        if self._aside.holds(attempt_id):
            self._counters.sounds_set_aside += 1
            return
        if attempt_id in self._waiting:
            since = self._waiting[attempt_id].since
            self._counters.sounds_replaced += 1
        elif len(self._waiting) >= MAX_WAITING:
            self._counters.sounds_replaced += 1
            return
        self._waiting[attempt_id] = _Waiting(tuple(packets), done, since)
        self._some.set()

    def withdraw(self, attempt_id: str) -> None:
        """Drop what waits of this attempt."""
        self._waiting.pop(attempt_id, None)
        self._suspects.discard(attempt_id)

    async def run(self) -> NoReturn:
        """Keep the process until cancelled."""
        pause = 0.0
        while True:
            began = self._clock()
            if not self.enabled:
                await asyncio.Event().wait()
            try:
                await self._serve()
            except (WorkerFailed, OSError) as exc:
                log.warning("The listening process is replaced: %s", exc)
            self._counters.listeners_replaced += 1
            pause = 0.0 if self._clock() - began > 2 * MAX_PAUSE_S else min(MAX_PAUSE_S, pause * 2 + 0.1)
            await self._sleep(pause)

    async def _serve(self) -> NoReturn:
        process = await start(self._command)
        try:
            try:
                listens = msgspec.msgpack.decode(await read(process, START_S), type=Listens)
            except msgspec.DecodeError as exc:
                raise WorkerFailed("its first message was not Listens") from exc
            log.info("The listening process is ready (%s)", listens.model)
            self.pids.add(process.pid)
            self.ready = True
            while True:
                await self._turn(process)
        finally:
            self.ready = False
            self.pids.discard(process.pid)
            await end(process)

    async def _turn(self, process: asyncio.subprocess.Process) -> None:
        """Hear what waits, then rest as the share of the processor asks for."""
        batch, began = await self._take(), self._clock()
        self.wait_s = max(began - waiting.since for waiting in batch.values())
        cpu_s = await self._one(process, batch)
        rest_s = cpu_s / self._cpu_share - (self._clock() - began)
        await self._sleep(max(rest_s, 0.0 if len(self._waiting) >= BATCH else COLLECT_S))

    async def _take(self) -> dict[str, _Waiting]:
        while not self._waiting:
            self._some.clear()
            await self._some.wait()
        first = next(iter(self._waiting))
        if first in self._suspects:
            return {first: self._waiting.pop(first)}
        chosen = [attempt_id for attempt_id in self._waiting if attempt_id not in self._suspects][:BATCH]
        return {attempt_id: self._waiting.pop(attempt_id) for attempt_id in chosen}

    async def _one(self, process: asyncio.subprocess.Process, batch: dict[str, _Waiting]) -> float:
        """Have a batch heard; return what that cost."""
        if process.returncode is not None:
            self._counters.sounds_lost += len(batch)
            raise WorkerFailed("it died while it had nothing to do")
        try:
            answer = await self._ask(process, batch)
        except (OSError, msgspec.DecodeError, WorkerFailed) as exc:
            self._counters.sounds_lost += len(batch)
            if not isinstance(exc, OSError):  # it did not get this one any more
                self._suspect(list(batch))
            raise WorkerFailed(str(exc) or "its pipe broke") from exc
        self._suspects.difference_update(batch)
        for waiting, heard in zip(batch.values(), answer.heard, strict=True):
            self._counters.sound_packets_damaged += heard.damaged
            if heard.facts is None:
                self._counters.sounds_rejected += 1
            else:
                self._counters.sounds_heard += 1
            waiting.done(heard)
        return answer.cpu_s

    async def _ask(self, process: asyncio.subprocess.Process, batch: dict[str, _Waiting]) -> SoundAnswer:
        assert process.stdin is not None
        self._next_id += 1
        process.stdin.write(pack(SoundJob(self._next_id, tuple(waiting.packets for waiting in batch.values()))))
        await process.stdin.drain()
        answer = _ANSWERS.decode(await read(process, JOB_S))
        if answer.job_id != self._next_id or len(answer.heard) != len(batch):
            raise WorkerFailed("it answered another question")
        return answer

    def _suspect(self, batch: Sequence[str]) -> None:
        """The process failed over one of these."""
        self._suspects.update(batch)
        if len(batch) > 1 or not self._aside.strike(batch[0]):
            return
        log.warning("Sound of attempt %s ends listening processes; none is heard for %.0f s", batch[0], ASIDE_S)
        self._counters.sound_attempts_set_aside += 1
        self._waiting.pop(batch[0], None)
