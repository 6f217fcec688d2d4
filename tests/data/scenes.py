"""Makes camera videos for Chromium's --use-file-for-fake-video-capture, so that real browsers show known scenes.

The person is the astronaut of scikit-image (NASA, public domain), cut out and set before a drawn room. The file is
motion JPEG: Chromium accepts it, and it is a sixth of the same as y4m. Chromium plays motion JPEG at 30 pictures a
second whatever was meant, so each picture of the 15 a second stands in the file twice; at its end it starts again. It
also takes the full-range values of a JPEG for video's limited range (16 to 235), so they are written as such."""

import enum
import functools
from collections.abc import Iterable, Sequence
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
import skimage.data

Picture = npt.NDArray[np.uint8]

WIDTH, HEIGHT, FPS = 640, 480, 15
MARKER = 48
_CHROMIUM_FPS = 30
_LOOP = 30  # different pictures per scene: two seconds, then they come again

_OUTLINE = [
    (155, 75), (165, 40), (195, 18), (230, 14), (270, 25), (297, 60), (300, 95), (285, 125), (272, 135), (262, 165),
    (258, 178), (290, 205), (305, 240), (340, 262), (358, 300), (365, 350), (22, 350), (40, 280), (60, 245), (112, 215),
    (112, 190), (135, 158), (185, 150), (188, 142), (180, 128), (160, 115),
]


class Scene(enum.Enum):
    """What the camera sees. The value is the colour (red, green, blue) of the marker in the picture's top left corner.

    The marker of COVERED is as dark as the covered picture, so that it adds nothing to look at."""

    FACE = (0, 160, 0)
    EMPTY = (220, 0, 0)
    TWO = (220, 200, 0)
    COVERED = (0, 0, 255)
    DARK = (200, 0, 200)

    @property
    def color(self) -> tuple[int, int, int]:
        """The marker's colour: red, green, blue, 0-255."""
        return self.value


def scene_of(color: Sequence[float]) -> Scene:
    """Return the scene whose marker is nearest to a colour (red, green, blue) read from a picture."""
    return min(Scene, key=lambda s: sum((float(a) - float(b)) ** 2 for a, b in zip(s.color, color, strict=False)))


def make_camera_video(path: Path, script: Iterable[tuple[Scene, float]]) -> Path:
    """Write the scenes, each for so many seconds, as one motion JPEG file and return its path."""
    with path.open("wb") as file:
        for scene, seconds in script:
            jpegs = _jpegs(scene)
            for n in range(round(seconds * _CHROMIUM_FPS)):
                file.write(jpegs[n * FPS // _CHROMIUM_FPS % _LOOP])
    return path


def frames(scene: Scene) -> list[Picture]:
    """Return two seconds of the scene (480 x 640 x 3, BGR), each picture a little different from the one before."""
    noise = np.random.default_rng(7).normal(0, 4.0, (HEIGHT + 64, WIDTH + 64, 1)).astype(np.float32)
    return [_frame(scene, n, noise) for n in range(_LOOP)]


@functools.cache
def _jpegs(scene: Scene) -> tuple[bytes, ...]:
    quality = [cv2.IMWRITE_JPEG_QUALITY, 80]
    limited = (cv2.convertScaleAbs(frame, alpha=219 / 255, beta=16) for frame in frames(scene))
    return tuple(cv2.imencode(".jpg", frame, quality)[1].tobytes() for frame in limited)


def _frame(scene: Scene, n: int, noise: npt.NDArray[np.float32]) -> Picture:
    angle = 2 * np.pi * n / _LOOP
    sway, nod = round(6 * np.sin(angle)), round(3 * np.sin(2 * angle))
    picture = _room() if scene is not Scene.COVERED else _lens_covered()
    if scene in (Scene.FACE, Scene.DARK):
        _paste(picture, _person(1.25), 110 + sway, 42 + nod)
    elif scene is Scene.TWO:
        _paste(picture, _person(0.95)[:, ::-1], 330 - sway, 148 + nod)
        _paste(picture, _person(1.1), 10 + sway, 95 + nod)
    if scene is Scene.DARK:
        picture *= 0.13
    top, left = (n * 37) % 64, (n * 23) % 64
    picture += noise[top : top + HEIGHT, left : left + WIDTH]
    picture[:MARKER, :MARKER] = scene.color[::-1]
    return np.clip(picture, 0, 255).astype(np.uint8)


def _paste(picture: npt.NDArray[np.float32], person: npt.NDArray[np.float32], left: int, top: int) -> None:
    height, width = person.shape[:2]
    height, width = min(height, HEIGHT - top), min(width, WIDTH - left)
    alpha = person[:height, :width, 3:]
    area = picture[top : top + height, left : left + width]
    area += alpha * (person[:height, :width, :3] - area)


@functools.cache
def _person(scale: float) -> npt.NDArray[np.float32]:
    """Return head and shoulders as blue, green, red (0-255) and opacity (0-1)."""
    photo = skimage.data.astronaut()[:351, :380, ::-1].astype(np.float32)
    mask = np.zeros(photo.shape[:2], np.uint8)
    cv2.fillPoly(mask, [np.array(_OUTLINE, np.int32)], 255)
    alpha = cv2.GaussianBlur(mask, (0, 0), 2).astype(np.float32)[..., None] / 255
    return cv2.resize(np.concatenate([photo, alpha], axis=2), None, fx=scale, fy=scale, interpolation=cv2.INTER_LINEAR)


def _room() -> npt.NDArray[np.float32]:
    return _drawn_room().astype(np.float32)


@functools.cache
def _drawn_room() -> Picture:
    """Draw a wall with a window, a bookshelf, a picture and an office chair, a little out of focus."""
    fall = np.linspace(190, 150, WIDTH, dtype=np.float32)[None, :, None]
    room = (fall * np.array([0.95, 1.0, 1.03], np.float32) * np.ones((HEIGHT, 1, 1), np.float32)).astype(np.uint8)
    cv2.rectangle(room, (70, 60), (190, 230), (235, 225, 215), -1)
    cv2.rectangle(room, (70, 60), (190, 230), (120, 130, 140), 6)
    cv2.line(room, (130, 60), (130, 230), (120, 130, 140), 5)
    rng = np.random.default_rng(3)
    for shelf in (150, 260, 370):
        x = 470
        while x < WIDTH - 12:
            width, height = int(rng.integers(10, 22)), int(rng.integers(60, 92))
            color = tuple(int(c) for c in rng.integers(30, 200, 3))
            cv2.rectangle(room, (x, shelf - height), (x + width, shelf), color, -1)
            x += width + 2
        cv2.rectangle(room, (462, shelf), (WIDTH, shelf + 9), (50, 80, 110), -1)
    cv2.rectangle(room, (290, 40), (400, 120), (150, 110, 60), -1)
    cv2.rectangle(room, (290, 40), (400, 120), (40, 40, 40), 4)
    cv2.ellipse(room, (310, 330), (95, 130), 0, 0, 360, (55, 50, 48), -1)
    cv2.rectangle(room, (235, 420), (385, HEIGHT), (45, 42, 40), -1)
    return cv2.GaussianBlur(room, (0, 0), 1.5)


def _lens_covered() -> npt.NDArray[np.float32]:
    """Return what a camera sees through a finger on its lens: a dim red glow, darker towards the corners."""
    y, x = np.mgrid[-1 : 1 : HEIGHT * 1j, -1 : 1 : WIDTH * 1j].astype(np.float32)
    glow = 1.0 - 0.25 * (x * x + y * y)
    return (glow[..., None] * np.array([14, 20, 66], np.float32)).astype(np.float32)
