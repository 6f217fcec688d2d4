"""The labelled pictures that detection is measured with, and what a bad camera makes of them."""

import csv
import os
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
import numpy.typing as npt

Picture = npt.NDArray[np.uint8]

BESIDE = Path(__file__).resolve().parents[3] / "shared" / "footage"
LONGEST = 640
SEED = 7


def folder() -> Path | None:
    """Return where the labelled pictures are: INVIGIL_FOOTAGE, or shared/footage beside this checkout; else None."""
    named = os.environ.get("INVIGIL_FOOTAGE", "")
    found = Path(named) if named else BESIDE
    return found if (found / "labels.csv").is_file() else None


def labelled(where: Path) -> Iterator[tuple[str, int, Picture]]:
    """Yield (name, faces, picture) of each row of labels.csv; the longest side of a picture is LONGEST."""
    with (where / "labels.csv").open(newline="") as file:
        for row in csv.DictReader(file):
            picture = cv2.imread(str(where / row["file"]))
            scale = LONGEST / max(picture.shape[:2])
            yield row["file"], int(row["faces"]), cv2.resize(
                picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA
            )


def sitting(where: Path) -> list[Picture]:
    """Return what a camera shows most of the time, about 150 pictures: the clips in `video`, two a second (the short
    GIF twelve), of one person before a computer, and an empty room for the length of eight looks."""
    frames = []
    for clip in sorted((where / "video").iterdir()):
        on_its_side = clip.suffix == ".mp4"
        last = -1
        for frame in av.open(str(clip)).decode(video=0):
            look = int(float(frame.time or 0) * (2 if on_its_side else 12))
            if look != last:
                last, picture = look, frame.to_ndarray(format="bgr24")
                frames.append(cv2.rotate(picture, cv2.ROTATE_90_CLOCKWISE) if on_its_side else picture)
    return frames + [picture for file, _, picture in labelled(where) if file == "zero_room_laptop.jpg"] * 8


def jpeg(picture: Picture, quality: int = 70) -> bytes:
    """Return the picture as JPEG."""
    return bytes(cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])[1])


def vp8(picture: Picture) -> bytes:
    """Return the picture as a VP8 key frame, as a call at 400 kbit/s and 15 a second would begin with."""
    even = np.ascontiguousarray(picture[: picture.shape[0] // 2 * 2, : picture.shape[1] // 2 * 2])
    encoder = av.CodecContext.create("libvpx", "w")
    encoder.width, encoder.height, encoder.pix_fmt = even.shape[1], even.shape[0], "yuv420p"
    encoder.bit_rate, encoder.time_base, encoder.framerate = 400_000, Fraction(1, 15), Fraction(15)
    encoder.options = {"deadline": "realtime", "cpu-used": "8", "lag-in-frames": "0"}
    frame = av.VideoFrame.from_ndarray(even, "bgr24").reformat(format="yuv420p")
    frame.pts = 0
    return bytes([*encoder.encode(frame), *encoder.encode(None)][0])


def _dark(picture: Picture, noise: np.random.Generator) -> Picture:
    """A sixteenth of the light, and what the sensor adds."""
    return np.clip(picture / 16 + noise.normal(0, 4, picture.shape), 0, 255).astype(np.uint8)


def _noisy(picture: Picture, noise: np.random.Generator) -> Picture:
    return np.clip(picture + noise.normal(0, 25, picture.shape), 0, 255).astype(np.uint8)


def _far(picture: Picture, _noise: np.random.Generator) -> Picture:
    """The same scene at .3 of the size, before a wall."""
    height, width = picture.shape[:2]
    wall = np.full(picture.shape, (120, 130, 140), np.float64) + np.linspace(-40, 40, width)[None, :, None]
    far = np.clip(wall, 0, 255).astype(np.uint8)
    small = cv2.resize(picture, (round(width * 0.3), round(height * 0.3)), interpolation=cv2.INTER_AREA)
    left = (width - small.shape[1]) // 2
    far[height - small.shape[0] :, left : left + small.shape[1]] = small
    return far


TRANSFORMATIONS: dict[str, Callable[[Picture, np.random.Generator], Picture]] = {
    "as they are": lambda picture, _noise: picture,
    "a sixteenth of the light": _dark,
    "sensor noise, sd 25": _noisy,
    "shrunk to .3": _far,
}


def transformed(name: str, pictures: list[tuple[str, int, Picture]]) -> Iterator[tuple[str, int, Picture]]:
    """Yield the pictures after the transformation of this name; the noise is the same in every run."""
    noise = np.random.default_rng(SEED)
    for file, faces, picture in pictures:
        yield file, faces, np.ascontiguousarray(TRANSFORMATIONS[name](picture, noise))
