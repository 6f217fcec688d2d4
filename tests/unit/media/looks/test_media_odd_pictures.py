"""Whatever bytes an examinee sends as a picture, the detection process answers and lives."""

import io
import sys

import cv2
import msgspec
import numpy as np
import pytest

from tests.unit.media.looks.test_media_pictures import key_frame
from tool.detection.frames import FrameAnalyser
from tool.media.looks import worker
from tool.media.looks.jobs import LENGTH, Job, Look, pack
from tool.media.looks.pictures import (
    MAX_PIXELS,
    NotAPicture,
    decode_jpeg,
    decode_vp8,
    encode_jpeg,
    jpeg_size,
    screen_still,
)
from tool.media.looks.worker import look, serve
from tool.media.processes import MAX_DECODED, start


def jpeg(width: int, height: int, *options: int) -> bytes:
    made = np.full((height, width, 3), 90, np.uint8)
    return bytes(cv2.imencode(".jpg", made, [cv2.IMWRITE_JPEG_QUALITY, 20, *options])[1].tobytes())


def claiming(data: bytes, width: int, height: int) -> bytes:
    """Return the JPEG with another size in its frame header."""
    at = data.index(b"\xff\xc0") + 5
    return data[:at] + height.to_bytes(2, "big") + width.to_bytes(2, "big") + data[at + 4 :]


def four_colours() -> bytes:
    """Return a JPEG whose frame header claims four components, as CMYK has."""
    data = bytearray(jpeg(320, 240))
    data[data.index(b"\xff\xc0") + 9] = 4
    return bytes(data)


def two_faced(filler: bytes, *, outer: bytes, inner: bytes) -> bytes:
    """Return a JPEG whose frame header is that of `inner` for who skips what it begins with (`filler`, then FF and a
    byte that is read as a length), and that of `outer` for who reads it as a marker and no more."""
    body = outer[2:]
    skipped = int.from_bytes(body[:2], "big")
    return b"\xff\xd8" + filler + body[:skipped].ljust(skipped, b"\0") + inner[2:]


WHOLE = jpeg(320, 240)
PROGRESSIVE = jpeg(320, 240, cv2.IMWRITE_JPEG_PROGRESSIVE, 1)
ODD = {
    "empty": b"", "one byte": b"\xff", "tall": jpeg(16, 4000), "wide": jpeg(4000, 16), "one pixel": jpeg(1, 1),
    "huge": claiming(WHOLE, 65535, 65535), "high": claiming(WHOLE, 64, 65535), "nothing high": claiming(WHOLE, 320, 0),
    "four colours": four_colours(), "many scans": PROGRESSIVE[:-2] + PROGRESSIVE[-40:-2].join([b"\xff\xda"] * 200),
    **{f"cut at {n}": WHOLE[:n] for n in range(2, len(WHOLE), 97)},
}


def answers(*jobs: Job) -> list[Look]:
    """Return what a detection process, with its networks, says to these jobs."""
    sink = io.BytesIO()
    serve(io.BytesIO(b"".join(map(pack, jobs))), sink)
    said, messages = sink.getvalue(), []
    while said:
        size = LENGTH.size + LENGTH.unpack(said[: LENGTH.size])[0]
        messages.append(said[LENGTH.size : size])
        said = said[size:]
    return [msgspec.msgpack.decode(message, type=Look) for message in messages[1:]]


def test_after_every_odd_picture_the_next_one_is_looked_at() -> None:
    odd = [Job(n, "jpeg", 1.0, data) for n, data in enumerate(ODD.values())]
    odd += [Job(200 + n, "vp8", 1.0, key_frame(*size)) for n, size in enumerate([(16, 4000), (4000, 16), (16, 16)])]
    odd += [Job(250 + n, "jpeg", 1.0, data, wanted="still") for n, data in enumerate([b"", jpeg(16, 4000)])]
    odd += [Job(300 + n, "vp8", 1.0, data, wanted="screen") for n, data in enumerate([b"", key_frame(16, 4000)])]
    given = answers(*odd, Job(999, "jpeg", 1.0, PROGRESSIVE, tile=True))
    assert [seen.job_id for seen in given] == [job.job_id for job in odd] + [999]
    refused = {name: seen.error for name, seen in zip(ODD, given, strict=False) if not name.startswith("cut")}
    assert all(refused.values()), refused
    assert all(seen.error for seen in given if 200 <= seen.job_id < 999)
    assert (given[-1].error, given[-1].facts is not None, len(given[-1].tile) > 0) == ("", True, True)


def test_the_size_that_is_checked_is_that_which_is_decoded() -> None:
    """A decoder skips what has no length, and zeros; who reads a length there comes to another frame header."""
    inner, outer = jpeg(320, 240), jpeg(2400, 1600)
    made = [two_faced(bytes([0xFF, marker]), outer=outer, inner=inner) for marker in range(256)]
    made += [b"\xff\xd8\xff\xe1" + bytes([0, n]) + outer[2:] for n in range(2)]
    for data in made:
        try:
            claimed = jpeg_size(data)
        except NotAPicture:
            continue
        decoded = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
        assert decoded is None or decoded.shape[1::-1] == claimed, data[:8].hex()


@pytest.mark.parametrize("size", [(16, 4000), (4000, 16), (64, 257), (257, 64), (63, 63), (1921, 1200)])
def test_a_size_that_no_camera_sends_is_refused_before_anything_is_decoded(
    size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    data, vp8 = jpeg(*size), key_frame(*size)
    monkeypatch.setattr(cv2, "imdecode", None)
    monkeypatch.setattr("av.CodecContext.create", None)
    with pytest.raises(NotAPicture):
        decode_jpeg(data)
    with pytest.raises(NotAPicture):
        decode_vp8(vp8)


@pytest.mark.parametrize("size", [(64, 256), (256, 64), (64, 64), (1080, 1920), (1920, 1200)])
def test_every_size_of_a_camera_is_decoded(size: tuple[int, int]) -> None:
    assert decode_jpeg(jpeg(*size)).shape == (size[1], size[0], 3)
    assert decode_vp8(key_frame(*size)).shape == (size[1], size[0], 3)


@pytest.mark.parametrize("size", [(3840, 2160), (5120, 1440), (7680, 2160), (1080, 3840)])
def test_large_and_very_wide_screens_are_kept(size: tuple[int, int]) -> None:
    assert jpeg_size(screen_still(key_frame(*size)))[0] == min(1280, size[0])


@pytest.mark.parametrize("failure", [MemoryError, cv2.error, ValueError, AttributeError, RecursionError])
def test_every_failure_is_an_answer(failure: type[Exception]) -> None:
    class Failing(FrameAnalyser):
        def __init__(self) -> None:
            pass

        def analyse(self, *given: object, **how: object) -> None:
            raise failure("full")

    seen = look(Failing(), Job(3, "jpeg", 2.0, WHOLE))
    assert (seen.job_id, seen.at, seen.still) == (3, 2.0, b"")
    assert failure.__name__ in seen.error or failure is cv2.error


@pytest.mark.parametrize("ending", [SystemExit, KeyboardInterrupt])
def test_the_end_of_the_process_is_no_answer(ending: type[BaseException], monkeypatch: pytest.MonkeyPatch) -> None:
    def end(codec: str, data: bytes) -> None:
        raise ending

    monkeypatch.setattr(worker, "decode", end)
    with pytest.raises(ending):
        look(None, Job(3, "jpeg", 2.0, WHOLE))


def test_what_no_jpeg_can_hold_is_said() -> None:
    with pytest.raises(NotAPicture):
        encode_jpeg(np.zeros((70000, 64, 3), np.uint8), 20)


async def test_opencv_itself_decodes_nothing_larger_in_these_processes() -> None:
    assert MAX_DECODED >= MAX_PIXELS
    code = (
        "import sys, cv2, numpy as np\n"
        "try: cv2.imdecode(np.frombuffer(sys.stdin.buffer.read(), np.uint8), cv2.IMREAD_COLOR)\n"
        "except cv2.error: print('refused')"
    )
    process = await start([sys.executable, "-c", code])
    said, _ = await process.communicate(jpeg(3000, 2000))
    assert said == b"refused\n"
