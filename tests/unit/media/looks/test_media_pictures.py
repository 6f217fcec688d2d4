"""Bytes that claim to be pictures."""

import fractions
import random

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


@pytest.mark.parametrize("size", [(320, 240), (321, 241), (322, 240), (240, 321)])
def test_it_has_the_colours_that_ffmpeg_makes_of_it(size: tuple[int, int]) -> None:
    decoder, data = av.CodecContext.create("libvpx", "r"), key_frame(*size)
    expected = [*decoder.decode(av.Packet(data)), *decoder.decode(None)][0].to_ndarray(format="bgr24")
    decoded = decode_vp8(data)
    assert decoded.shape == expected.shape == (size[1], size[0], 3)
    assert np.abs(decoded.astype(int) - expected).mean() < 2


@pytest.mark.parametrize("seed", range(2))
def test_what_a_key_frame_shows_never_depends_on_those_before(seed: int) -> None:
    damage = random.Random(seed)
    whole, other = key_frame(), key_frame(160, 128)
    expected = decode_vp8(whole)
    for _ in range(20):
        damaged = bytearray(whole)
        for _ in range(damage.choice((1, 4, 40))):
            damaged[damage.randrange(10, len(damaged))] ^= 1 << damage.randrange(8)
        first, _, second = attempt_at(damaged), attempt_at(other), attempt_at(damaged)
        assert (first is None) == (second is None)
        assert first is None or np.array_equal(first, second)
        assert np.array_equal(decode_vp8(whole), expected)


def attempt_at(data: bytes) -> np.ndarray | None:
    try:
        return decode_vp8(bytes(data))
    except NotAPicture:
        return None


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
    seen = look(NoAnalyser(), Job(7, "vp8", 12.5, key_frame(), wanted="screen"))
    assert (seen.job_id, seen.at, seen.error, seen.facts, seen.tile) == (7, 12.5, "", None, b"")
    assert decode_jpeg(seen.still).shape == (240, 320, 3)
    assert look(NoAnalyser(), Job(8, "vp8", 12.5, b"no picture", wanted="screen")).error == "Not a VP8 key frame."


@pytest.mark.parametrize("codec", ["vp8", "jpeg"])
def test_a_camera_is_developed_in_its_own_size_without_being_looked_at(codec: str) -> None:
    data = key_frame(640, 480) if codec == "vp8" else encode_jpeg(picture(640, 480), 70)
    seen = look(NoAnalyser(), Job(9, codec, 1.5, data, wanted="still"))
    assert (seen.job_id, seen.at, seen.error, seen.facts, seen.tile) == (9, 1.5, "", None, b"")
    assert jpeg_size(seen.still) == (640, 480)


def test_of_a_jpeg_that_arrived_only_the_picture_is_kept() -> None:
    whole = encode_jpeg(picture(), 80)
    comment = b"what nobody is to read"
    told = whole[:2] + b"\xff\xfe" + (len(comment) + 2).to_bytes(2, "big") + comment + whole[2:]
    seen = look(NoAnalyser(), Job(1, "jpeg", 0.0, told + b"and after the end", wanted="still"))
    assert seen.error == ""
    assert comment not in seen.still
    assert seen.still.endswith(b"\xff\xd9")


def test_a_tile_can_be_made_alone() -> None:
    seen = look(NoAnalyser(), Job(1, "vp8", 0.0, key_frame(640, 480), wanted="tile"))
    assert (seen.error, seen.still, jpeg_size(seen.tile)) == ("", b"", (320, 240))
