"""What a browser in bad faith may send for pictures and sound: made when the drill runs, the same every time."""

import io
import random
from collections.abc import Iterator
from fractions import Fraction

import av
import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image

from tests.data.sounds import hum, opus

Picture = npt.NDArray[np.uint8]
LONGEST = 500 * 1024
"""The frame socket takes a little more."""
KEPT = 10
"""A VP8 key frame's header: it says that it is one, and how large it is (RFC 6386 §9.1)."""


def picture(width: int = 640, height: int = 480, seed: int = 1) -> Picture:
    """Return a room of coarse shapes, without anybody in it."""
    coarse = np.random.default_rng(seed).integers(0, 255, (12, 16, 3)).astype(np.uint8)
    return np.asarray(cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC), np.uint8)


def jpeg(made: Picture, quality: int = 70, *options: int) -> bytes:
    """Return a picture as JPEG; `options` are OpenCV's."""
    return bytes(cv2.imencode(".jpg", made, [cv2.IMWRITE_JPEG_QUALITY, quality, *options])[1].tobytes())


def key_frame(width: int = 320, height: int = 240, seed: int = 1) -> bytes:
    """Return a room as one VP8 key frame."""
    encoder = av.CodecContext.create("libvpx", "w")
    assert isinstance(encoder, av.VideoCodecContext)
    encoder.width, encoder.height, encoder.pix_fmt, encoder.thread_count = width, height, "yuv420p", 1
    encoder.time_base = Fraction(1, 15)
    frame = av.VideoFrame.from_ndarray(picture(width, height, seed), format="bgr24")
    return bytes([*encoder.encode(frame), *encoder.encode(None)][0])


def pictures() -> dict[str, bytes]:
    """Return what may come over the frame socket instead of a JPEG of a camera, by name."""
    whole = jpeg(picture())
    progressive = jpeg(picture(1920, 1200), 90, cv2.IMWRITE_JPEG_PROGRESSIVE, 1)
    scan = progressive[progressive.rindex(b"\xff\xda") : -2]
    chance = random.Random(1)
    return {
        "empty": b"", "one byte": b"\xff", "random": chance.randbytes(20_000),
        **{f"cut at {part} %": whole[: len(whole) * part // 100] for part in (1, 10, 50, 99)},
        **{f"flipped {n}": _flipped(whole, chance, 20, after=2) for n in range(8)},
        "16 x 4000": jpeg(np.zeros((4000, 16, 3), np.uint8)), "4000 x 16": jpeg(np.zeros((16, 4000, 3), np.uint8)),
        "8k x 8k": jpeg(np.zeros((8192, 8192, 3), np.uint8), 1)[:LONGEST],
        "claims 8k x 8k": _claiming(whole, 8192, 8192), "claims 64k x 64k": _claiming(whole, 65535, 65535),
        "hides 9000 x 6000": _hiding(jpeg(np.zeros((6000, 9000, 3), np.uint8), 1), whole),
        "largest": jpeg(picture(1920, 1200), 60), "progressive": progressive[:LONGEST],
        "many scans": progressive[:-2] + scan * min(50, (LONGEST - len(progressive)) // len(scan)),
        "too many scans": progressive[:-2] + b"\xff\xda" * 1000,
        "huge EXIF": whole[:2] + b"\xff\xe1\xff\xff" + b"Exif\0\0" + bytes(65527) + whole[2:],
        "EXIF that turns": whole[:2] + _turning() + whole[2:],
        **_other_formats(),
    }


def video() -> Iterator[bytes]:
    """Yield VP8 key frames that are damaged, lie about their size or change it, without an end."""
    chance = random.Random(2)
    sizes = ((320, 240), (64, 64), (1920, 1200), (16, 4000), (640, 480), (66, 130))
    frames = [key_frame(*size) for size in sizes]
    while True:
        frame = frames[chance.randrange(len(frames))]
        yield frame
        yield _flipped(frame, chance, 1 + chance.randrange(40), after=KEPT)
        yield _sized(frame, chance.choice(((16383, 16383), (0, 0), (1, 1), (1920, 1080), (64, 16383), (640, 480))))
        yield frame[: KEPT + chance.randrange(len(frame) - KEPT)]
        yield frame[:KEPT] + chance.randbytes(3000)
        yield frame[:3] + chance.randbytes(500)


def sound() -> Iterator[bytes]:
    """Yield Opus packets that are damaged, empty, too long or claim another form each time, without an end."""
    chance = random.Random(3)
    whole = [packet.opus for packet in opus(hum(2.0, -20.0))]
    while True:
        packet = whole[chance.randrange(len(whole))]
        yield _flipped(packet, chance, 1 + chance.randrange(10), after=0)
        yield packet[: chance.randrange(len(packet))]
        yield chance.randbytes(chance.randrange(1, 1200))
        yield bytes([packet[0] ^ 0x04]) + packet[1:]  # one channel becomes two (RFC 6716 §3.1)
        yield bytes([packet[0] | 0x03, 0x80 | 48]) + packet[1:]  # 48 frames in one packet (§3.2.5): too long
        yield bytes([0x1B, 6]) + packet[1:]  # six frames of 20 ms: 120 ms
        yield packet


def _flipped(data: bytes, chance: random.Random, bits: int, after: int) -> bytes:
    changed = bytearray(data)
    for _ in range(bits):
        changed[chance.randrange(after, len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def _claiming(data: bytes, width: int, height: int) -> bytes:
    at = data.index(b"\xff\xc0") + 5
    return data[:at] + height.to_bytes(2, "big") + width.to_bytes(2, "big") + data[at + 4 :]


def _hiding(outer: bytes, inner: bytes) -> bytes:
    """A JPEG of the size of `inner` for who takes the marker TEM for one with a length, else of that of `outer`."""
    length = int.from_bytes(outer[2:4], "big")
    return b"\xff\xd8\xff\x01" + outer[2 : 2 + length].ljust(length, b"\0") + inner[2:]


def _turning() -> bytes:
    """An EXIF segment that says: turn by 90 degrees."""
    tiff = b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0"
    return b"\xff\xe1" + (len(tiff) + 8).to_bytes(2, "big") + b"Exif\0\0" + tiff


def _sized(frame: bytes, size: tuple[int, int]) -> bytes:
    return frame[:6] + size[0].to_bytes(2, "little") + size[1].to_bytes(2, "little") + frame[KEPT:]


def _other_formats() -> dict[str, bytes]:
    """Pictures that are fine, but no JPEG in three colours."""
    first, second = (Image.fromarray(picture(320, 240, seed)) for seed in (1, 2))
    deep = Image.fromarray(np.zeros((240, 320), np.uint16))
    return {
        "CMYK": _saved(first.convert("CMYK"), "JPEG"), "grey": _saved(first.convert("L"), "JPEG"),
        "16-bit PNG": _saved(deep, "PNG"), "PNG": _saved(first, "PNG"), "TIFF": _saved(first, "TIFF"),
        **{f"animated {name}": _saved(first, name, save_all=True, append_images=[second] * 3)
           for name in ("GIF", "PNG", "WEBP")},
        "BMP": _saved(first, "BMP"),
    }


def _saved(made: Image.Image, name: str, **how: object) -> bytes:
    into = io.BytesIO()
    made.save(into, name, **how)
    return into.getvalue()
