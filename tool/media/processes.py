"""How the media process speaks with the processes that decode for it: length-prefixed messages over two pipes."""

import asyncio
import os
import struct
from collections.abc import Sequence

LENGTH = struct.Struct("!L")
MAX_MESSAGE = 16 * 1024 * 1024
_QUIET = {"GLOG_minloglevel": "2", "TF_CPP_MIN_LOG_LEVEL": "2", "OMP_NUM_THREADS": "1"}


class WorkerFailed(Exception):
    """A process died, hung or spoke nonsense."""


async def start(command: Sequence[str]) -> asyncio.subprocess.Process:
    """Start a process that reads messages from its standard input and answers on its standard output."""
    return await asyncio.create_subprocess_exec(
        *command, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
        env={**os.environ, **_QUIET}, limit=MAX_MESSAGE, start_new_session=True,
    )


async def read(process: asyncio.subprocess.Process, time_out_s: float) -> bytes:
    """Return the next message of the process; raise WorkerFailed if none comes in time."""
    assert process.stdout is not None
    try:
        async with asyncio.timeout(time_out_s):
            size = LENGTH.unpack(await process.stdout.readexactly(LENGTH.size))[0]
            if size > MAX_MESSAGE:
                raise WorkerFailed("its message is too long")
            return await process.stdout.readexactly(size)
    except TimeoutError as exc:
        raise WorkerFailed(f"no answer within {time_out_s:.0f} s") from exc
    except asyncio.IncompleteReadError as exc:
        raise WorkerFailed("it died") from exc


async def end(process: asyncio.subprocess.Process) -> None:
    """End the process by force: it keeps nothing, and one that still loads or hangs would not listen."""
    if process.returncode is None:
        process.kill()
    await process.wait()
