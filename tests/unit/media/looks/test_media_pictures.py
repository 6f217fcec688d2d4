"""Bytes that claim to be pictures."""

import fractions

import av
import numpy as np
import pytest

from tool.media.looks.jobs import Job
from tool.media.looks.pictures import (
    NotAPicture,
    decode_jpeg,
    decode_vp8,
    encode_jpeg,
    jpeg_size,
    narrowed,
    screen_still,
)
from tool.media.looks.worker import look


def picture(width: int = 320, height: int = 240) -> np.ndarray:
    made = np.zeros((height, width, 3), np.uint8)
    made[:, : width // 2] = (200, 40, 40)
    return made


def key_frame(width: int = 320, height: int = 240) -> bytes:
    encoder = av.CodecContext.create("libvpx", "w")
    encoder.width, encoder.height, encoder.pix_fmt = width, height, "yuv420p"
    encoder.time_base = fractions.Fraction(1, 15)
    frame = av.VideoFrame.from_ndarray(picture(width, height), format="bgr24")
    return bytes([*encoder.encode(frame), *encoder.encode(None)][0])


def test_a_key_frame_decodes_to_its_picture() -> None:
    assert np.abs(decode_vp8(key_frame()).astype(int) - picture()).mean() < 6


@pytest.mark.parametrize("cut", [0, 3, 9, 10])
def test_a_cut_key_frame_is_no_picture(cut: int) -> None:
    with pytest.raises(NotAPicture):
        decode_vp8(key_frame()[:cut])


def test_a_key_frame_that_claims_to_be_huge_is_not_decoded() -> None:
    data = bytearray(key_frame())
    data[6:10] = b"\xff\x3f\xff\x3f"
    with pytest.raises(NotAPicture, match="too many"):
        decode_vp8(bytes(data))


def test_a_jpeg_decodes_and_a_tile_keeps_its_shape() -> None:
    decoded = decode_jpeg(encode_jpeg(picture(640, 360), 90))
    assert decoded.shape == (360, 640, 3)
    assert narrowed(decoded, 320).shape == (180, 320, 3)


@pytest.mark.parametrize(
    "data",
    [b"", b"\xff\xd8\xff", b"GIF89a" * 20, b"\xff\xd8\xff\xe0\x00\x02" * 9, b"<svg/>", b"\xff\xd8" + b"\xff" * 99],
)
def test_other_bytes_are_no_jpeg(data: bytes) -> None:
    with pytest.raises(NotAPicture):
        decode_jpeg(data)


def test_a_jpeg_that_claims_to_be_huge_is_not_decoded() -> None:
    data = bytearray(encode_jpeg(picture(), 80))
    at = data.index(b"\xff\xc0")
    data[at + 5 : at + 9] = b"\xff\xff\xff\xff"
    assert jpeg_size(bytes(data)) == (65535, 65535)
    with pytest.raises(NotAPicture, match="too many"):
        decode_jpeg(bytes(data))


@pytest.mark.parametrize(
    ("size", "kept"),
    [
        ((1920, 1080), (1280, 720)), ((1920, 1280), (1280, 853)), ((1024, 768), (1024, 768)),
        ((1440, 2560), (1280, 2276)),
    ],
)
def test_a_screen_is_kept_whole_and_no_wider_than_is_legible(size: tuple[int, int], kept: tuple[int, int]) -> None:
    assert jpeg_size(screen_still(key_frame(*size))) == kept


def test_a_screen_that_claims_to_be_huge_is_not_decoded() -> None:
    data = bytearray(key_frame())
    data[6:10] = b"\xff\x1f\xff\x1f"
    with pytest.raises(NotAPicture, match="too many pixels"):
        screen_still(bytes(data))


class NoAnalyser:
    """What must not be asked of a screen."""

    def analyse(self, picture: object, small: object | None = None) -> None:
        raise AssertionError("A screen was looked at.")


def test_nothing_is_looked_for_on_a_screen() -> None:
    seen = look(NoAnalyser(), Job(7, "vp8", 12.5, key_frame(), looked_at=False))
    assert (seen.job_id, seen.at, seen.error, seen.facts, seen.tile) == (7, 12.5, "", None, b"")
    assert decode_jpeg(seen.still).shape == (240, 320, 3)
    assert look(NoAnalyser(), Job(8, "vp8", 12.5, b"no picture", looked_at=False)).error == "Not a VP8 key frame."
