"""What may be before a camera besides an examinee: posters, walls, hands and cloth on the lens, all with a sensor's
noise and a codec's loss."""

from collections.abc import Iterator

import cv2
import numpy as np
import numpy.typing as npt

from tool.detection.boxes import Box

Picture = npt.NDArray[np.uint8]

WIDTH, HEIGHT = 640, 480
NOISE = 3.0
"""Standard deviation of a sensor's noise, in grey levels."""
SKIN = (35, 45, 90)
SOFT = 25
"""Standard deviation, in pixels, of the edge of what lies on a lens: it is out of focus."""


def filling(picture: Picture) -> Picture:
    """Return the picture cut to what a camera would show: 640 x 480, without borders."""
    height, width = picture.shape[:2]
    scale = max(WIDTH / width, HEIGHT / height)
    large = cv2.resize(picture, None, fx=scale + 1e-3, fy=scale + 1e-3, interpolation=cv2.INTER_AREA)
    top, left = (large.shape[0] - HEIGHT) // 3, (large.shape[1] - WIDTH) // 2
    return np.ascontiguousarray(large[top : top + HEIGHT, left : left + WIDTH])


def arrived(picture: Picture, noise: np.random.Generator, quality: int = 70) -> Picture:
    """Return what arrives of a picture: with noise, and as JPEG."""
    noisy = np.clip(picture + noise.normal(0, NOISE, picture.shape), 0, 255).astype(np.uint8)
    coded = cv2.imencode(".jpg", noisy, [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
    return np.asarray(cv2.imdecode(coded, cv2.IMREAD_COLOR), np.uint8)


def swaying(picture: Picture, looks: int) -> Iterator[Picture]:
    """Yield the picture moved a little from look to look, as somebody does who sits."""
    for n in range(looks):
        by = np.array([[1, 0, 5 * np.sin(n * 1.7)], [0, 1, 3 * np.sin(n * 2.9)]], np.float32)
        yield np.asarray(cv2.warpAffine(picture, by, (WIDTH, HEIGHT), borderMode=cv2.BORDER_REFLECT), np.uint8)


def portrait(picture: Picture, box: Box, around: float = 1.5) -> Picture:
    """Return the face in `box` with what is around it."""
    x, y = (box.left + box.width / 2) * WIDTH, (box.top + box.height / 2) * HEIGHT
    half = around * max(box.width * WIDTH, box.height * HEIGHT) / 2
    return picture[max(0, int(y - half)) : int(y + half), max(0, int(x - half)) : int(x + half)]


def with_poster(picture: Picture, face: Picture, width: int, left: int = 8, top: int = 8) -> Picture:
    """Return the picture with a face on the wall, so many pixels wide."""
    poster = cv2.resize(face, (width, max(1, round(face.shape[0] * width / face.shape[1]))))
    shown = picture.copy()
    shown[top : top + poster.shape[0], left : left + width] = poster
    return shown


def half_covered(picture: Picture, side: str) -> Picture:
    """Return the picture through a lens of which one half is covered by a finger."""
    mask = np.zeros((HEIGHT, WIDTH), np.float32)
    halves = {
        "left": np.s_[:, : WIDTH // 2], "right": np.s_[:, WIDTH // 2 :],
        "upper": np.s_[: HEIGHT // 2], "lower": np.s_[HEIGHT // 2 :],
    }
    mask[halves[side]] = 1
    mask = cv2.GaussianBlur(mask, (0, 0), SOFT)[:, :, None]
    return (picture * (1 - mask) + np.array(SKIN) * mask).astype(np.uint8)


def moved(picture: Picture, pixels: int) -> Picture:
    """Return what the camera shows after it was turned aside so far; what comes into view is the mirrored edge."""
    by = np.array([[1, 0, pixels], [0, 1, pixels / 4]], np.float32)
    return np.asarray(cv2.warpAffine(picture, by, (WIDTH, HEIGHT), borderMode=cv2.BORDER_REFLECT), np.uint8)


def dimmed(picture: Picture, light: float) -> Picture:
    """Return the picture in so much of its light."""
    return (picture * light).astype(np.uint8)


def standing_up(picture: Picture) -> Picture:
    """Return the picture with somebody in a plain jumper before it, whose head is above the camera's view."""
    shown = picture.copy()
    cv2.rectangle(shown, (170, 0), (470, HEIGHT), (70, 60, 55), -1)
    for x in range(190, 470, 45):
        cv2.line(shown, (x, 0), (x - 15, HEIGHT), (62, 52, 48), 6)
    return np.asarray(cv2.GaussianBlur(shown, (0, 0), 1.5), np.uint8)


def wall(level: float = 170.0, fall: float = 40.0) -> Picture:
    """Return a bare wall, lit from one side."""
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH]
    light = level + fall * (x / WIDTH + 0.5 * y / HEIGHT)
    return np.repeat(np.clip(light, 0, 255).astype(np.uint8)[:, :, None], 3, axis=2)


def walls() -> dict[str, Picture]:
    """Return walls with next to nothing on them."""
    framed, chair = wall(), wall()
    cv2.rectangle(framed, (400, 60), (520, 160), (60, 60, 60), -1)
    cv2.rectangle(chair, (240, 260), (420, HEIGHT), (40, 40, 50), -1)
    return {"wall": wall(), "wall with a picture": framed, "wall with a chair": chair}


def covers() -> dict[str, Picture]:
    """Return what a camera sees through things on its lens."""
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH]
    finger = (1 - 0.25 * ((x / 320 - 1) ** 2 + (y / 240 - 1) ** 2))[..., None] * np.array([14, 20, 66])
    cloth = np.repeat((120 + 50 * np.sign(np.sin(x / 25) * np.sin(y / 25)))[:, :, None], 3, axis=2)
    page = wall(200, 20)
    for line in range(20, HEIGHT, 26):
        cv2.putText(page, "Lorem ipsum dolor sit amet consetetur", (5, line), 0, 0.9, (60, 60, 60), 2)
    return {
        "finger": finger.astype(np.uint8), "tape": np.full((HEIGHT, WIDTH, 3), 6, np.uint8),
        "paper": wall(150, 10), "patterned cloth": cv2.GaussianBlur(cloth, (0, 0), 8).astype(np.uint8),
        "printed page": cv2.GaussianBlur(page, (0, 0), 6),
    }


def on_wall(person: Picture, box: Box, background: Picture) -> Picture:
    """Return the head of a person before another background, with a soft edge, and a body in a striped shirt."""
    head = portrait(person, box, 1.6)
    size = 200 / head.shape[0]
    head = cv2.resize(head, None, fx=size, fy=size)
    alpha = np.zeros(head.shape[:2], np.float32)
    middle = head.shape[1] // 2, head.shape[0] // 2
    cv2.ellipse(alpha, middle, (int(head.shape[1] * 0.36), int(head.shape[0] * 0.46)), 0, 0, 360, 1, -1)
    alpha = cv2.GaussianBlur(alpha, (0, 0), 4)[:, :, None]
    shown = background.copy()
    left = WIDTH // 2 - head.shape[1] // 2
    body = np.zeros(shown.shape[:2], np.uint8)
    cv2.ellipse(body, (WIDTH // 2, HEIGHT + 40), (190, 210), 0, 0, 360, 255, -1)
    stripes = np.where(np.arange(WIDTH) // 22 % 2 == 0, 60, 110).astype(np.uint8)
    shown[body > 0] = np.repeat(np.tile(stripes, (HEIGHT, 1))[:, :, None], 3, axis=2)[body > 0]
    area = shown[90 : 90 + head.shape[0], left : left + head.shape[1]]
    area[:] = (area * (1 - alpha) + head * alpha).astype(np.uint8)
    return shown
