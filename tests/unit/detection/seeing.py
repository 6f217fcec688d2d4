"""How the tests of the scene speak: pictures become facts without a network, faces are where the test says."""

import functools
from collections.abc import Iterable

import cv2
import numpy as np

from tests.data import scenes
from tests.data.scenes import Scene
from tool.detection.boxes import Box
from tool.detection.faces import Picture
from tool.detection.facts import FrameFacts, Head
from tool.detection.frames import FrameAnalyser
from tool.detection.observer.observer import Observer
from tool.domain.observation import Observation

FACE = Box(0.40, 0.20, 0.22, 0.32, 0.9)
"""Where the face of Scene.FACE is, about."""
POSTER = Box(0.03, 0.05, 0.10, 0.14, 0.8)
"""Where the picture of `with_poster` hangs."""
HEAD = Head(0.9, 0.0, 0.0, 0.0, 0.3, 0.05)


frames = functools.cache(scenes.frames)


class Nobody:
    """Finds no face."""

    def find(self, bgr: Picture, small: Picture) -> list[Box]:
        return []


ANALYSER = FrameAnalyser(Nobody())


def facts_of(picture: Picture, *boxes: Box) -> FrameFacts:
    """Return the facts of a picture in which these faces were found, the largest with a head."""
    seen = ANALYSER.analyse(picture)
    nearest = max(boxes, key=lambda box: box.area, default=None)
    return FrameFacts(
        len(boxes), boxes, seen.luma, seen.contrast, "m", HEAD if nearest else None, nearest, seen.view
    )


NOISE = np.random.default_rng(1).normal(0, 3.0, (480 + 64, 640 + 64, 3)).astype(np.int16)


def arrived(picture: Picture, number: int) -> Picture:
    """Return the picture with a sensor's noise, another one for each number, and a codec's loss."""
    down, across = number * 37 % 64, number * 23 % 64
    noisy = cv2.add(picture.astype(np.int16), NOISE[down : down + 480, across : across + 640])
    coded = cv2.imencode(".jpg", np.clip(noisy, 0, 255).astype(np.uint8), [cv2.IMWRITE_JPEG_QUALITY, 70])[1]
    return np.asarray(cv2.imdecode(coded, cv2.IMREAD_COLOR), np.uint8)


def sitting(looks: int) -> list[Picture]:
    """Return somebody before a room who sways, as seen in so many looks."""
    return [frames(Scene.FACE)[(7 * n) % 30] for n in range(looks)]


def with_poster(picture: Picture, by: tuple[int, int] = (0, 0), light: float = 1.0) -> Picture:
    """Return the picture with a face of 64 x 67 pixels on the wall, `by` so many pixels aside (across, down)."""
    shown, person = picture.copy(), frames(Scene.FACE)[0]
    poster = cv2.resize(person[60:290, 230:450], (64, 67), interpolation=cv2.INTER_AREA)
    left, top = 19 + by[0], 24 + by[1]
    shown[top : top + 67, left : left + 64] = np.clip(poster * light, 0, 255).astype(np.uint8)
    return shown


class Seat:
    """An observer that is fed once a second."""

    def __init__(self) -> None:
        self.observer, self.at = Observer(), 0.0

    def sees(self, picture: Picture, *boxes: Box, after_s: float = 1.0) -> dict[str, Observation]:
        """Return by signal what a look after so many seconds tells."""
        self.at += after_s
        facts = facts_of(arrived(picture, int(self.at * 10)), *boxes)
        return {told.signal: told for told in self.observer.saw(facts, self.at)}

    def checked_in(self, pictures: Iterable[Picture], *boxes: Box) -> "Seat":
        """Look at the pictures of a check-in, in which these faces are found, and end it."""
        for picture in pictures:
            self.sees(picture, *boxes)
        self.observer.settle()
        return self
