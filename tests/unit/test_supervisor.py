"""The supervisor restarts what dies, gives up on what cannot live, and leaves nothing behind."""

import asyncio
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tool.supervisor import Program, ProgramFailed, Supervisor

SLEEPER = "import time, os; print('up', os.getpid(), flush=True); time.sleep(60)"


def program(name: str, code: str) -> Program:
    return Program(name, (sys.executable, "-c", code))


async def until(condition: Callable[[], bool], seconds: float = 10.0) -> None:
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.01)


async def test_a_killed_program_is_started_again() -> None:
    lines: list[str] = []
    supervisor = Supervisor([program("sleeper", SLEEPER)], lines.append)
    run = asyncio.create_task(supervisor.run())
    await until(lambda: any("| up" in line for line in lines))
    first = supervisor.pids()["sleeper"]
    os.kill(first, signal.SIGKILL)
    await until(lambda: sum("| up" in line for line in lines) == 2)
    second = supervisor.pids()["sleeper"]
    supervisor.stop()
    await run
    assert second != first
    assert lines[0] == f"sleeper | up {first}"
    assert not Path(f"/proc/{second}").exists()


async def test_gives_up_on_a_program_that_cannot_live() -> None:
    supervisor = Supervisor([program("broken", "raise SystemExit(3)"), program("sleeper", SLEEPER)], lambda line: None)
    supervisor.back_off_s, supervisor.max_back_off_s, supervisor.give_up = 0.01, 0.01, 3
    with pytest.raises(ProgramFailed, match=r"broken ended 3 times in a row, the last time with status 3"):
        await supervisor.run()
    assert supervisor.pids() == {}


async def test_a_program_that_ignores_the_request_is_ended_all_the_same() -> None:
    lines: list[str] = []
    stubborn = "import signal, time; signal.signal(15, signal.SIG_IGN); print('up', flush=True); time.sleep(60)"
    supervisor = Supervisor([program("stubborn", stubborn)], lines.append)
    supervisor.stop_grace_s = 0.2
    run = asyncio.create_task(supervisor.run())
    await until(lambda: bool(lines))
    supervisor.stop()
    await run
    assert supervisor.pids() == {}


async def test_an_over_long_log_line_does_not_stop_the_log() -> None:
    lines: list[str] = []
    code = "import time; print('x' * 200000); print('after', flush=True); time.sleep(60)"
    supervisor = Supervisor([program("loud", code)], lines.append)
    run = asyncio.create_task(supervisor.run())
    await until(lambda: any(line.endswith("after") for line in lines))
    supervisor.stop()
    await run
