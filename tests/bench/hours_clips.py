"""Clips of people before cameras, repeated without a jump, made worse, and encoded as a browser sends them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
from av.video.frame import PictureType

from tool.detection.faces import Picture

MAX_SIDE = 640
PASS_S = 300
"""About so much of a repeated clip is really looked at; then the same looks come again, to the end of the hour."""
KEY_FRAME_BITS = 200_000
JPEG_QUALITY = 70


@dataclass(frozen=True, slots=True)
class Footage:
    """A clip and what is true of the person in it: incidents of the types `shown` are no false alarms."""

    file: str
    turned: bool
    shown: frozenset[str]


@dataclass(frozen=True, slots=True)
class Condition:
    """What is done to every picture before it is encoded, and how it comes: as VP8 key frames or as JPEG."""

    title: str
    codec: str = "vp8"
    light: float = 1.0
    size: float = 1.0
    noise: float = 0.0

    def apply(self, picture: Picture, chance: np.random.Generator) -> Picture:
        """Return the picture darker, smaller and with the noise of a sensor (standard deviation in grey levels)."""
        if self.size != 1.0:
            picture = _sized(picture, self.size)
        if self.light == 1.0 and not self.noise:
            return picture
        values = picture.astype(np.float32) * self.light
        if self.noise:
            values += chance.normal(0.0, self.noise, values.shape).astype(np.float32)
        return np.clip(np.rint(values), 0, 255).astype(np.uint8)


@dataclass(frozen=True, slots=True)
class Loop:
    """A clip played forward and backward, so that nothing jumps: its pictures, and which one each second shows.

    `order` is about PASS_S long and a whole number of rounds: after its end it begins anew, without a jump, too."""

    pictures: tuple[Picture, ...]
    order: tuple[int, ...]


def loop(file: Path, *, turned: bool) -> Loop:
    """Read a clip; `turned` ones were published lying on their side and are turned clockwise."""
    with av.open(str(file)) as container:
        stream = container.streams.video[0]
        rate = float(stream.average_rate or 1)
        pictures = tuple(_upright(frame, turned) for frame in container.decode(stream))
    round_frames = 2 * (len(pictures) - 1)
    rounds = min(range(1, PASS_S), key=lambda n: abs(PASS_S - _seconds(n, round_frames, rate)))
    rounds = min(range(max(1, rounds - 5), rounds + 1), key=lambda n: _off(n * round_frames / rate))
    seconds = round(rounds * round_frames / rate)
    order = (round(second * rate) % round_frames for second in range(seconds))
    return Loop(pictures, tuple(n if n < len(pictures) else round_frames - n for n in order))


def encoded(pictures: Loop, condition: Condition) -> Iterator[bytes]:
    """Yield what a browser would send, a picture a second, once through the loop's order."""
    chance = np.random.default_rng(1)
    encode: Callable[[Picture], bytes] | None = None
    for index in pictures.order:
        picture = condition.apply(pictures.pictures[index], chance)
        encode = encode or (_jpeg if condition.codec == "jpeg" else _KeyFrames(picture))
        yield encode(picture)


def _seconds(rounds: int, round_frames: int, rate: float) -> float:
    return rounds * round_frames / rate


def _off(seconds: float) -> float:
    """How far a time is from whole seconds."""
    return abs(seconds - round(seconds))


def _upright(frame: av.VideoFrame, turned: bool) -> Picture:
    picture = np.asarray(frame.to_ndarray(format="bgr24"), np.uint8)
    picture = _sized(picture, min(1.0, MAX_SIDE / max(picture.shape[:2])))
    return np.asarray(cv2.rotate(picture, cv2.ROTATE_90_CLOCKWISE), np.uint8) if turned else picture


def _sized(picture: Picture, scale: float) -> Picture:
    height, width = (max(2, round(side * scale / 2) * 2) for side in picture.shape[:2])
    return np.asarray(cv2.resize(picture, (width, height), interpolation=cv2.INTER_AREA), np.uint8)


def _jpeg(picture: Picture) -> bytes:
    return bytes(cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])[1].tobytes())


class _KeyFrames:
    """An encoder that is asked for a key frame every time, with KEY_FRAME_BITS for each."""

    def __init__(self, like: Picture) -> None:
        codec = av.CodecContext.create("libvpx", "w")
        assert isinstance(codec, av.VideoCodecContext)
        codec.height, codec.width = like.shape[:2]
        codec.pix_fmt, codec.framerate, codec.time_base = "yuv420p", Fraction(1), Fraction(1)
        codec.bit_rate, codec.thread_count = KEY_FRAME_BITS, 1
        codec.options = {"deadline": "realtime", "cpu-used": "6", "lag-in-frames": "0"}
        self._codec, self._count = codec, 0

    def __call__(self, picture: Picture) -> bytes:
        frame = av.VideoFrame.from_ndarray(picture, format="bgr24")
        frame.pts, frame.pict_type = self._count, PictureType.I
        self._count += 1
        return b"".join(bytes(packet) for packet in self._codec.encode(frame))
