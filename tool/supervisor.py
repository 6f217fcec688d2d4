"""Keeps the processes alive on one machine: starts them, prefixes their logs, restarts what dies, stops all."""

import asyncio
import ctypes
import os
import signal
import sys
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field

_PR_SET_PDEATHSIG = 1
_COLOURS = (36, 33, 35, 32)


@dataclass(frozen=True, slots=True)
class Program:
    """One process to keep alive: its short name for the log, its command line, what it adds to the environment."""

    name: str
    command: Sequence[str]
    environ: Mapping[str, str] = field(default_factory=dict)


class ProgramFailed(Exception):
    """A program died again and again right after its start; the message names it and its last exit status."""


class Supervisor:
    """Runs programs until told to stop.

    A program that dies is started again after `back_off_s`, doubled each time up to `max_back_off_s`; living for
    `settled_s` seconds resets that. One that dies `give_up` times without ever settling ends everything."""

    back_off_s = 0.1
    max_back_off_s = 5.0
    settled_s = 10.0
    give_up = 8
    stop_grace_s = 6.0

    def __init__(self, programs: Sequence[Program], write: Callable[[str], None] | None = None) -> None:
        self._programs = programs
        self._write = write or _to_stdout
        self._width = max(len(p.name) for p in programs)
        self._running: dict[str, asyncio.subprocess.Process] = {}
        self._stopping = asyncio.Event()

    def pids(self) -> dict[str, int]:
        """Return the process ids of the programs that run now, by name."""
        return {name: process.pid for name, process in self._running.items() if process.returncode is None}

    def stop(self) -> None:
        """Ask for the end; `run` returns when all programs have ended."""
        self._stopping.set()

    async def run(self, when_started: Callable[[], Awaitable[None]] | None = None) -> None:
        """Keep every program alive until `stop`, SIGINT or SIGTERM; raise ProgramFailed if one cannot live."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self.stop)
        keepers = [asyncio.create_task(self._keep(i, p)) for i, p in enumerate(self._programs)]
        if when_started is not None:
            keepers.append(asyncio.create_task(_then_wait(when_started, self._stopping)))
        stop = asyncio.create_task(self._stopping.wait())
        try:
            done, _ = await asyncio.wait([*keepers, stop], return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        finally:
            self._stopping.set()
            await self._end_all()
            for task in (*keepers, stop):
                task.cancel()
            await asyncio.gather(*keepers, stop, return_exceptions=True)
            for number in (signal.SIGINT, signal.SIGTERM):
                loop.remove_signal_handler(number)

    async def _keep(self, index: int, program: Program) -> None:
        failures, wait_s = 0, self.back_off_s
        while not self._stopping.is_set():
            started = time.monotonic()
            process = await self._start(program)
            await self._copy_log(index, program, process)
            status = await process.wait()
            if self._stopping.is_set():
                return
            if time.monotonic() - started >= self.settled_s:
                failures, wait_s = 0, self.back_off_s
            failures += 1
            if failures >= self.give_up:
                raise ProgramFailed(
                    f"{program.name} ended {failures} times in a row, the last time with status {status}."
                )
            self._line(index, program.name, f"ended with status {status}; starting it again in {wait_s:.1f} s")
            await asyncio.sleep(wait_s)
            wait_s = min(wait_s * 2, self.max_back_off_s)

    async def _start(self, program: Program) -> asyncio.subprocess.Process:
        process = await asyncio.create_subprocess_exec(
            *program.command,
            env={**os.environ, "PYTHONUNBUFFERED": "1", **program.environ},
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=_die_with_parent,
        )
        self._running[program.name] = process
        return process

    async def _copy_log(self, index: int, program: Program, process: asyncio.subprocess.Process) -> None:
        if process.stdout is None:
            return
        while True:
            try:
                line = await process.stdout.readline()
            except ValueError:
                continue
            if not line:
                return
            self._line(index, program.name, line.decode(errors="replace").rstrip())

    def _line(self, index: int, name: str, text: str) -> None:
        label = name.ljust(self._width)
        if sys.stdout.isatty():
            label = f"\x1b[{_COLOURS[index % len(_COLOURS)]}m{label}\x1b[0m"
        self._write(f"{label} | {text}")

    async def _end_all(self) -> None:
        alive = [p for p in self._running.values() if p.returncode is None]
        for process in alive:
            process.send_signal(signal.SIGTERM)
        waits = [asyncio.create_task(p.wait()) for p in alive]
        if waits:
            await asyncio.wait(waits, timeout=self.stop_grace_s)
        for process in alive:
            if process.returncode is None:
                process.kill()
        await asyncio.gather(*waits)


async def _then_wait(action: Callable[[], Awaitable[None]], stopping: asyncio.Event) -> None:
    await action()
    await stopping.wait()


def _to_stdout(line: str) -> None:
    print(line, flush=True)


def _die_with_parent() -> None:
    """In the child, before exec: ask Linux to end it when the supervisor is gone, even after a kill -9."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
