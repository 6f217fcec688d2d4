"""Keeps the detection processes: hands them pictures one at a time, replaces those that die, drops what is stale."""

import asyncio
import logging
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import NoReturn

import msgspec

from tool.detection.facts import Before
from tool.media.aside import ASIDE_S, Aside
from tool.media.counters import Counters
from tool.media.looks.jobs import Codec, Job, Look, Ready, Wanted, pack
from tool.media.looks.lag import Lag
from tool.media.looks.rates import Rates
from tool.media.looks.rejections import Rejections
from tool.media.looks.turn import Shed
from tool.media.processes import WorkerFailed, end, read, start

__all__ = ["Analysis", "WorkerFailed"]

log = logging.getLogger(__name__)

START_S = 60.0
JOB_S = 10.0
"""A detection process that needs longer for one picture is replaced."""
MAX_PAUSE_S = 5.0
MAX_WAITING = 2000
MAX_DEVELOPING = 100
"""So many pictures wait at most to become stills."""
BEHIND_S = 5.0
"""Pictures that wait for so long tell of this node's trouble: what it does not see then says nothing about anybody."""

_LOOKS = msgspec.msgpack.Decoder(Look)


@dataclass(slots=True)
class _Waiting:
    attempt_id: str
    channel: str
    job: Job
    done: Callable[[Look], None]
    since: float
    lost: Callable[[], None] = lambda: None


class Analysis:
    """A queue in front of `workers` processes.

    Drop policy: for each key ("attempt/channel") at most one picture waits; a newer one takes its place in the queue
    and the older is counted as replaced. Beyond MAX_WAITING keys a new picture is refused and counted the same.
    A picture whose process died is counted as lost and not tried again: it may be what killed it. An attempt whose
    pictures did that twice is set aside for a while (tool.media.aside); what it sends then is only counted. `rates`
    gets to know what is dropped of whom, and what pictures cost.

    What is to be developed (`develop`) goes before all that is looked at: it is little, and somebody waits for it.
    Beyond MAX_DEVELOPING a new one is refused."""

    def __init__(
        self, command: Sequence[str], workers: int, counters: Counters, aside: Aside | None = None,
        clock: Callable[[], float] = time.monotonic, rates: Rates | None = None,
    ) -> None:
        self.ready = 0
        self.pids: set[int] = set()
        self.rejections = Rejections(clock)
        self._command = tuple(command)
        self._workers = workers
        self._counters = counters
        self._aside = aside or Aside()
        self._clock = clock
        self._rates = rates or Rates(clock=clock)
        self._lag = Lag(clock)
        self._waiting: dict[str, _Waiting] = {}
        self._developing: deque[_Waiting] = deque()
        self._some = asyncio.Event()
        self._next_id = 0

    @property
    def waiting(self) -> int:
        """How many pictures wait."""
        return len(self._waiting)

    @property
    def able(self) -> bool:
        """Whether pictures are looked at, and soon."""
        return self.ready > 0 and self._oldest_s < BEHIND_S

    @property
    def wait_s(self) -> float:
        """How long pictures wait now until they are looked at, in seconds."""
        return max(self._lag.wait_s, self._oldest_s if self._oldest_s >= BEHIND_S else 0.0)

    @property
    def _oldest_s(self) -> float:
        oldest = next(iter(self._waiting.values()), None)
        return 0.0 if oldest is None else self._clock() - oldest.since

    def holds(self, attempt_id: str) -> bool:
        """Whether pictures of this attempt are not looked at now, because they ended detection processes."""
        return self._aside.holds(attempt_id)

    def unread(self) -> dict[str, dict[str, float]]:
        """Return of which attempts and channels pictures come that are not looked at (`Aside.unread`)."""
        return self._aside.unread()

    def submit(
        self, key: str, codec: Codec, data: bytes, at: float, done: Callable[[Look], None],
        *, wanted: Wanted = "look", tile: bool = False, before: Before | None = None, gaze: bool = True,
        persons_only: bool = False,
    ) -> None:
        """Queue a picture that arrived at moment `at`; `done` is called in the loop unless it is dropped or lost.

        `wanted`, `tile`, `before`, `gaze` and `persons_only` are as a Job has them. A tile is made of a picture that
        came before."""
        since, (attempt_id, channel) = self._clock(), _parts(key)
        if wanted != "tile":
            self._aside.arrived(attempt_id, channel)
        if self._aside.holds(attempt_id):
            self._counters.frames_set_aside += 1
            self._rates.shed(attempt_id, Shed.SET_ASIDE)
            return
        if key in self._waiting:
            since = self._waiting[key].since
            self._replaced(attempt_id)
        elif len(self._waiting) >= MAX_WAITING:
            self._replaced(attempt_id)
            return
        self._next_id += 1
        job = Job(self._next_id, codec, at, data, wanted, tile, before, gaze, persons_only)
        self._waiting[key] = _Waiting(attempt_id, channel, job, done, since)
        self._some.set()

    def develop(
        self, attempt_id: str, channel: str, codec: Codec, data: bytes, at: float
    ) -> asyncio.Future[Look | None]:
        """Have a still made of a camera's picture; return what will be the answer, None once it is lost. It is lost
        if its process dies, if its attempt is set aside, or if too many wait."""
        developed: asyncio.Future[Look | None] = asyncio.get_running_loop().create_future()
        settle = partial(_settle, developed)
        if self._aside.holds(attempt_id) or len(self._developing) >= MAX_DEVELOPING:
            settle(None)
            return developed
        self._next_id += 1
        job = Job(self._next_id, codec, at, data, "still")
        self._developing.append(_Waiting(attempt_id, channel, job, settle, self._clock(), partial(settle, None)))
        self._some.set()
        return developed

    def _replaced(self, attempt_id: str) -> None:
        self._counters.frames_replaced += 1
        self._rates.shed(attempt_id, Shed.REPLACED)

    def withdraw(self, key: str) -> None:
        """Drop what waits under this key."""
        self._waiting.pop(key, None)

    async def run(self) -> NoReturn:
        """Keep the processes until cancelled."""
        async with asyncio.TaskGroup() as group:
            for _ in range(self._workers):
                group.create_task(self._keep())
        raise AssertionError("The keepers of detection processes never end by themselves.")

    async def _keep(self) -> NoReturn:
        pause = 0.0
        while True:
            started = time.monotonic()
            try:
                await self._serve()
            except (WorkerFailed, OSError) as exc:
                log.warning("A detection process is replaced: %s", exc)
            self._counters.workers_replaced += 1
            pause = 0.0 if time.monotonic() - started > 2 * MAX_PAUSE_S else min(MAX_PAUSE_S, pause * 2 + 0.1)
            await asyncio.sleep(pause)

    async def _serve(self) -> NoReturn:
        process = await start(self._command)
        try:
            await self._converse(process)
        finally:
            self.pids.discard(process.pid)
            await end(process)

    async def _converse(self, process: asyncio.subprocess.Process) -> NoReturn:
        data = await read(process, START_S)
        try:
            ready = msgspec.msgpack.decode(data, type=Ready)
        except msgspec.DecodeError as exc:
            raise WorkerFailed("its first message was not Ready") from exc
        log.info("A detection process is ready (%s)", ready.model)
        self.pids.add(process.pid)
        self.ready += 1
        try:
            while True:
                await self._one(process, await self._take())
        finally:
            self.ready -= 1

    async def _take(self) -> _Waiting:
        while not self._waiting and not self._developing:
            self._some.clear()
            await self._some.wait()
        if self._developing:
            return self._developing.popleft()
        return self._waiting.pop(next(iter(self._waiting)))

    async def _one(self, process: asyncio.subprocess.Process, waiting: _Waiting) -> None:
        assert process.stdin is not None
        given, began = False, self._clock()
        try:
            if process.returncode is not None:
                raise WorkerFailed("it died while it had nothing to do")
            process.stdin.write(pack(waiting.job))
            await process.stdin.drain()
            given = True
            look = _LOOKS.decode(await read(process, JOB_S))
            if look.job_id != waiting.job.job_id:
                raise WorkerFailed("it answered another question")
        except (OSError, msgspec.DecodeError, WorkerFailed) as exc:
            self._counters.frames_lost += 1
            self._rates.shed(waiting.attempt_id, Shed.LOST)
            waiting.lost()
            if given:
                self._strike(waiting.attempt_id)
            raise WorkerFailed(str(exc) or "its pipe broke") from exc
        busy_s, is_look = self._clock() - began, waiting.job.wanted == "look"
        self._rates.spent(waiting.attempt_id, look.cpu_s, busy_s, looked_at=is_look)
        if is_look:
            self._counters.looks += 1
            self._lag.note(self._clock() - waiting.since)
        if look.error:
            self.rejections.note(waiting.attempt_id, look.error)
        self._aside.looked(waiting.attempt_id, waiting.channel)
        waiting.done(look)

    def _strike(self, attempt_id: str) -> None:
        """The picture in work when a process failed was of this attempt."""
        if not self._aside.strike(attempt_id):
            return
        log.warning("Pictures of attempt %s end detection processes; none is looked at for %.0f s", attempt_id, ASIDE_S)
        self._counters.attempts_set_aside += 1
        for key in [key for key, waiting in self._waiting.items() if waiting.attempt_id == attempt_id]:
            self._counters.frames_set_aside += 1
            self._rates.shed(attempt_id, Shed.SET_ASIDE)
            self.withdraw(key)
        lost = [waiting for waiting in self._developing if waiting.attempt_id == attempt_id]
        for waiting in lost:
            self._developing.remove(waiting)
            waiting.lost()


def _parts(key: str) -> tuple[str, str]:
    """Return (attempt, channel) of "attempt/channel" or "attempt/channel/tile"."""
    attempt_id, _, rest = key.partition("/")
    return attempt_id, rest.partition("/")[0]


def _settle(developed: asyncio.Future[Look | None], look: Look | None) -> None:
    """Give the answer, unless nobody waits for it any more."""
    if not developed.done():
        developed.set_result(look)
