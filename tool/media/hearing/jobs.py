"""What the media process and its listening process say to each other."""

import msgspec

from tool.detection.heard import SoundFacts
from tool.media.processes import LENGTH


class SoundPacket(msgspec.Struct, frozen=True, array_like=True):
    """The number, timestamp (48,000 a second) and payload of one RTP packet of Opus (RFC 7587)."""

    seq: int
    timestamp: int
    opus: bytes


class SoundJob(msgspec.Struct, frozen=True):
    """Listen to these stretches, each of one attempt, its packets as they came."""

    job_id: int
    stretches: tuple[tuple[SoundPacket, ...], ...]


class Heard(msgspec.Struct, frozen=True):
    """What one stretch was. `facts` is None if it could not be decoded at all; `damaged` packets of it could not."""

    facts: SoundFacts | None
    damaged: int = 0


class SoundAnswer(msgspec.Struct, frozen=True):
    """What was heard in each stretch of a job, in order. `cpu_s`: what that took of a processor."""

    job_id: int
    heard: tuple[Heard, ...]
    cpu_s: float


class Listens(msgspec.Struct, frozen=True, tag=True):
    """The first message of a listening process: its network is loaded and warm."""

    model: str


def pack(message: SoundJob | SoundAnswer | Listens) -> bytes:
    """Return the message with its length in front."""
    data = msgspec.msgpack.encode(message)
    return LENGTH.pack(len(data)) + data
