"""Turns Opus packets of unknown origin into sound; only the listening process imports it."""

from collections.abc import Sequence

import av
import numpy as np
import numpy.typing as npt

from tool.detection.sounds import LOST, QUIET, SOUNDING, Clip
from tool.detection.voice import RATE, Sound
from tool.media.hearing.jobs import SoundPacket

OPUS_RATE = 48_000
"""Timestamps count so many a second whatever is inside (RFC 7587 §4.1), and so does what the decoder gives."""
MOST_S = 4.0
"""A stretch that claims to be longer is none."""
DTX_BYTES = 2
"""A packet so short holds no sound: its sender says that it is quiet (RFC 6716 §2.1.9, RFC 7587 §3.1.3)."""
_STEP = OPUS_RATE // RATE


class NotSound(Exception):
    """The packets are no stretch of Opus; the message says why."""


def decode(packets: Sequence[SoundPacket]) -> tuple[Clip, int]:
    """Return the sound of these packets, in whatever order they came, and how many of them are damaged.

    Between two packets with consecutive numbers nothing was sent, so it was quiet there; where numbers are missing
    something was lost. Raise NotSound when nothing can be made of them."""
    ordered = _ordered(packets)
    if not ordered:
        raise NotSound("There are no packets.")
    start = ordered[0].timestamp
    length = int(MOST_S * OPUS_RATE)
    wave, came = np.zeros(length, np.int16), np.full(length, LOST, np.uint8)
    decoder = _decoder()
    end, damaged, before = 0, 0, ordered[0].seq - 1
    for packet in ordered:
        at = _ahead(packet.timestamp, start)
        if not 0 <= at < length:
            raise NotSound("Its timestamps do not fit together.")
        if _next(before) == packet.seq & 0xFFFF and at > end:
            came[end:at] = QUIET
        samples = _samples(decoder, packet.opus)
        if samples is None:
            damaged += 1
            continue
        before = packet.seq
        until = min(length, at + len(samples))
        wave[at:until] = samples[: until - at]
        came[at:until] = QUIET if len(packet.opus) <= DTX_BYTES else SOUNDING
        end = max(end, until)
    if end == 0:
        raise NotSound("No packet of it can be decoded.")
    return _clip(wave[:end], came[:end]), damaged


def _ordered(packets: Sequence[SoundPacket]) -> list[SoundPacket]:
    """Return the packets in the order of their numbers (which may wrap), each once."""
    if not packets:
        return []
    first = packets[0].seq
    by_number = {((packet.seq - first + 0x8000) & 0xFFFF) - 0x8000: packet for packet in packets}
    return [by_number[number] for number in sorted(by_number)]


def _ahead(timestamp: int, start: int) -> int:
    return ((timestamp - start + 0x8000_0000) & 0xFFFF_FFFF) - 0x8000_0000


def _next(seq: int) -> int:
    return (seq + 1) & 0xFFFF


def _decoder() -> av.AudioCodecContext:
    """Return a decoder that mixes two channels into one by itself."""
    decoder = av.CodecContext.create("libopus", "r")
    assert isinstance(decoder, av.AudioCodecContext)
    decoder.sample_rate = OPUS_RATE
    decoder.layout = "mono"
    return decoder


def _samples(decoder: av.AudioCodecContext, opus: bytes) -> npt.NDArray[np.int16] | None:
    """Return what one packet holds; None if it is damaged."""
    if not opus:
        return None
    try:
        frames = decoder.decode(av.Packet(opus))
    except av.FFmpegError:
        return None
    waves = [frame.to_ndarray().reshape(-1) for frame in frames]
    return np.concatenate(waves).astype(np.int16, copy=False) if waves else None


def _clip(wave: npt.NDArray[np.int16], came: npt.NDArray[np.uint8]) -> Clip:
    frame = av.AudioFrame.from_ndarray(wave.reshape(1, -1), format="s16", layout="mono")
    frame.sample_rate = OPUS_RATE
    resampler = av.AudioResampler(format="s16", layout="mono", rate=RATE)
    parts = [made.to_ndarray().reshape(-1) for given in (frame, None) for made in resampler.resample(given)]
    samples: Sound = np.concatenate(parts).astype(np.float32) / 32768.0
    kept = came[::_STEP]
    size = min(len(samples), len(kept))
    return Clip(samples[:size], kept[:size])
