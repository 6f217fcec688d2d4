"""What the media process and its detection processes say to each other: length-prefixed MessagePack over two pipes."""

from typing import Literal

import msgspec

from tool.detection.boxes import Box
from tool.detection.facts import Before, FrameFacts
from tool.domain.observation import Observation
from tool.media.processes import LENGTH, MAX_MESSAGE

__all__ = ["LENGTH", "MAX_MESSAGE", "Codec", "Job", "Look", "Ready", "Wanted", "pack"]

Codec = Literal["vp8", "jpeg"]
Wanted = Literal["look", "still", "screen", "tile"]


class Job(msgspec.Struct, frozen=True):
    """Look at one encoded picture: a VP8 key frame or a JPEG. `at` is the moment of its arrival, in seconds of the
    media process's own clock: a detection process gives it back as it is.

    `wanted`: to look at it ("look"), and with `tile` to make a tile of it too; or only to develop it: to a JPEG in a
    camera's own size ("still"), to one of a screen ("screen"), or to a tile ("tile"). `before` is what is known from
    the look before, `gaze` whether where the eyes look is wanted too. `persons_only`: of all objects only people are
    looked for, which takes one network instead of two."""

    job_id: int
    codec: Codec
    at: float
    data: bytes
    wanted: Wanted = "look"
    tile: bool = False
    before: Before | None = None
    gaze: bool = True
    persons_only: bool = False


class Look(msgspec.Struct, frozen=True):
    """What was seen. `error` is empty, or says why the bytes are no picture; then the rest is empty. A look at faces
    tells `facts`, one at objects `observations`, and `persons` (None: nobody looked for them).

    `still` is the whole picture (of a screen no wider than SCREEN_WIDTH), `tile` one TILE_WIDTH wide; both are JPEG,
    and there only if the job wanted them. `cpu_s`: what all of it cost, in seconds of processor time."""

    job_id: int
    at: float
    error: str = ""
    facts: FrameFacts | None = None
    observations: tuple[Observation, ...] = ()
    persons: tuple[Box, ...] | None = None
    still: bytes = b""
    tile: bytes = b""
    cpu_s: float = 0.0


class Ready(msgspec.Struct, frozen=True, tag=True):
    """The first message of a detection process: the networks are loaded and warm."""

    model: str


def pack(message: Job | Look | Ready) -> bytes:
    """Return the message with its length in front."""
    data = msgspec.msgpack.encode(message)
    return LENGTH.pack(len(data)) + data
