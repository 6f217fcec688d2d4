"""How the media process speaks with the processes that decode for it: length-prefixed messages over two pipes."""

import asyncio
import os
import struct
import sys
from collections.abc import Callable, Sequence
from typing import BinaryIO

LENGTH = struct.Struct("!L")
MAX_MESSAGE = 16 * 1024 * 1024
MAX_DECODED = 2560 * 1440
"""OpenCV decodes no larger picture in these processes, whatever was read of its header before."""
_SET = {
    "GLOG_minloglevel": "2", "TF_CPP_MIN_LOG_LEVEL": "2", "OMP_NUM_THREADS": "1",
    "OPENCV_IO_MAX_IMAGE_PIXELS": str(MAX_DECODED),
}


class WorkerFailed(Exception):
    """A process died, hung or spoke nonsense."""


async def start(command: Sequence[str]) -> asyncio.subprocess.Process:
    """Start a process that reads messages from its standard input and answers on its standard output."""
    return await asyncio.create_subprocess_exec(
        *command, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
        env={**os.environ, **_SET}, limit=MAX_MESSAGE, start_new_session=True,
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


# ---- in the process that was started


def standard_pipes(niceness: int) -> tuple[BinaryIO, BinaryIO]:
    """Return this process's input and output for messages, and be this much more patient than others with the
    processor. Whatever else writes to standard output goes to standard error."""
    os.nice(niceness)
    sink = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return sys.stdin.buffer, sink


def answer_all(source: BinaryIO, sink: BinaryIO, first: bytes, answer: Callable[[bytes], bytes]) -> None:
    """Send `first`, then answer each message from `source` on `sink` until it ends, or sends one that is too long.

    `answer` takes a message without its length and returns one with it."""
    _send(sink, first)
    while len(head := source.read(LENGTH.size)) == LENGTH.size:
        size = LENGTH.unpack(head)[0]
        if size > MAX_MESSAGE:
            return
        _send(sink, answer(source.read(size)))


def _send(sink: BinaryIO, message: bytes) -> None:
    sink.write(message)
    sink.flush()
