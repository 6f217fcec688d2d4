"""Bytes that claim to be pictures."""

import fractions

import av
import numpy as np
import pytest

from tool.media.pictures import NotAPicture, decode_jpeg, decode_vp8, encode_jpeg, jpeg_size, narrowed


def picture(width: int = 320, height: int = 240) -> np.ndarray:
    made = np.zeros((height, width, 3), np.uint8)
    made[:, : width // 2] = (200, 40, 40)
    return made


def key_frame() -> bytes:
    encoder = av.CodecContext.create("libvpx", "w")
    encoder.width, encoder.height, encoder.pix_fmt = 320, 240, "yuv420p"
    encoder.time_base = fractions.Fraction(1, 15)
    frame = av.VideoFrame.from_ndarray(picture(), format="bgr24")
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
