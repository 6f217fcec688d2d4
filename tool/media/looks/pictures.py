"""Turns encoded pictures of unknown origin into pixels, and pixels into JPEG; only detection processes import it."""

from typing import Any

import av
import cv2
import numpy as np
import numpy.typing as npt

from tool.media.looks.jobs import Codec

MIN_SIDE = 64
"""In less no face is found, nor a word read; no camera or screen sends it."""
MAX_ASPECT = 4
"""How many times longer one side may be than the other. Cameras are 16:9 or 9:16 at most, the widest screens 32:9. What
is scaled to a width grows with this: a tile made of 16 x 4000 pixels would have been 80,000 high."""
MAX_PIXELS = 1920 * 1200
"""Larger pictures are refused before they are decoded: a few bytes can claim gigabytes. Cameras are asked for less."""
MAX_SCREEN_PIXELS = 6144 * 3456
"""The same for a screen: 4K, 5K and 6K ones fit, and two of 4K as one of 32:9 (7680 x 2160). Browsers are asked to send
less, but not all of them can scale what they share. One picture is taken at a time, and only when it is wanted."""
MAX_SCANS = 64
"""A progressive JPEG has about ten. Each costs a pass over the whole picture, however few bytes it has."""
_WITHOUT_LENGTH = range(0xD0, 0xDB)
"""Restarts, begin and end of an image, begin of a scan: none comes before the frame header."""
STILL_QUALITY = 80
TILE_QUALITY = 70
SCREEN_WIDTH = 1280
SCREEN_QUALITY = 70
"""Keeps small text legible: a page full of it takes 350 kB, an ordinary one a third of that."""

Picture = npt.NDArray[np.uint8]


class NotAPicture(Exception):
    """The bytes do not decode to a picture of sensible size; the message says why, and holds no figures, so that it can
    be counted."""


def decode_vp8(data: bytes, max_pixels: int = MAX_PIXELS) -> Picture:
    """Return the picture (height x width x 3, BGR) of one VP8 key frame (RFC 6386 §9.1); raise NotAPicture.

    Each has a decoder of its own: what one that has decoded others makes of a damaged frame depends on what it had
    before, which may be another examinee's. OpenCV turns it into BGR faster than FFmpeg does."""
    if len(data) < 10 or data[0] & 1 or data[3:6] != b"\x9d\x01\x2a":
        raise NotAPicture("Not a VP8 key frame.")
    width = int.from_bytes(data[6:8], "little") & 0x3FFF
    height = int.from_bytes(data[8:10], "little") & 0x3FFF
    _check_size(width, height, max_pixels)
    decoder = av.CodecContext.create("libvpx", "r")
    decoder.thread_count = 1
    try:
        frames: list[Any] = [*decoder.decode(av.Packet(data)), *decoder.decode(None)]
    except av.FFmpegError as exc:
        raise NotAPicture("The VP8 frame is damaged.") from exc
    if not frames:
        raise NotAPicture("The VP8 frame is incomplete.")
    frame = frames[0]
    if frame.format.name != "yuv420p" or frame.width % 2 or frame.height % 2:
        picture: Picture = frame.to_ndarray(format="bgr24")
        return picture
    return np.asarray(cv2.cvtColor(frame.to_ndarray(), cv2.COLOR_YUV2BGR_I420), np.uint8)


def decode_jpeg(data: bytes) -> Picture:
    """Return the picture (height x width x 3, BGR) of a JPEG; raise NotAPicture for any other bytes."""
    width, height = jpeg_size(data)
    _check_size(width, height, MAX_PIXELS)
    if data.count(b"\xff\xda") > MAX_SCANS:
        raise NotAPicture("The JPEG has too many scans.")
    picture = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    if picture is None:
        raise NotAPicture("The JPEG is damaged.")
    return np.asarray(picture, np.uint8)


def jpeg_size(data: bytes) -> tuple[int, int]:
    """Return (width, height) that a JPEG's frame header claims (ITU T.81 §B.2.2); raise NotAPicture if none.

    The decoder must come to the same header. So what it would read in another way is refused, as no encoder writes it:
    before the header stand only segments that say how long they are."""
    if data[:3] != b"\xff\xd8\xff":
        raise NotAPicture("Not a JPEG.")
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:
        marker, length = data[at + 1], int.from_bytes(data[at + 2 : at + 4], "big")
        if marker == 0xFF:
            at += 1
        elif 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            return int.from_bytes(data[at + 7 : at + 9], "big"), int.from_bytes(data[at + 5 : at + 7], "big")
        elif marker < 0xC0 or marker in _WITHOUT_LENGTH or length < 2:
            break
        else:
            at += 2 + length
    raise NotAPicture("The JPEG has no frame header.")


def decode(codec: Codec, data: bytes) -> Picture:
    """Return the picture of a camera (height x width x 3, BGR); raise NotAPicture."""
    return decode_vp8(data) if codec == "vp8" else decode_jpeg(data)


def camera_still(codec: Codec, data: bytes) -> bytes:
    """Return the picture of a camera as JPEG, in its own size; raise NotAPicture.

    One that came as JPEG is made anew: what else an examinee's file may hold reaches nobody."""
    return encode_jpeg(decode(codec, data), STILL_QUALITY)


def screen_still(vp8: bytes) -> bytes:
    """Return the picture of a screen as JPEG, at most SCREEN_WIDTH wide, from its VP8 key frame; raise NotAPicture."""
    picture = decode_vp8(vp8, MAX_SCREEN_PIXELS)
    return encode_jpeg(narrowed(picture, min(SCREEN_WIDTH, picture.shape[1])), SCREEN_QUALITY)


def tile(small: Picture) -> bytes:
    """Return the tile that a console shows, a JPEG, from a picture that is narrowed already."""
    return encode_jpeg(small, TILE_QUALITY)


def _check_size(width: int, height: int, max_pixels: int) -> None:
    """Raise NotAPicture unless what a header claims is a size of pictures of this kind; nothing is decoded before."""
    if min(width, height) < MIN_SIDE or width * height > max_pixels:
        raise NotAPicture("The picture has too few or too many pixels.")
    if max(width, height) > MAX_ASPECT * min(width, height):
        raise NotAPicture("The picture is too long and narrow.")


def encode_jpeg(picture: Picture, quality: int) -> bytes:
    """Return the picture as JPEG of this quality (0-100); raise NotAPicture if it has no such size as a JPEG can."""
    done, encoded = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])
    if not done:
        raise NotAPicture("The picture has more pixels than a JPEG can.")
    return bytes(encoded.tobytes())


def narrowed(picture: Picture, width: int) -> Picture:
    """Return the whole picture scaled to this width."""
    height = max(1, round(picture.shape[0] * width / picture.shape[1]))
    return np.asarray(cv2.resize(picture, (width, height), interpolation=cv2.INTER_AREA), np.uint8)
