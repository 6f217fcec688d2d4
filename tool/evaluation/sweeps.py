"""The user's own pictures made worse, step by step: where does detection begin to fail?"""

from collections.abc import Callable, Mapping
from typing import Any

import cv2
import numpy as np

from tool.detection.faces import Picture

Change = Callable[[Picture], Picture]


def _seeded(make: Callable[[Any, Picture], Any]) -> Change:
    """Noise that is the same at every run, for the same picture."""

    def change(picture: Picture) -> Picture:
        noise = np.random.default_rng(picture.shape[0] * 10007 + picture.shape[1])
        return np.asarray(np.clip(make(noise, picture.astype(np.float32)), 0, 255), np.uint8)

    return change


def light(factor: float) -> Change:
    """So much of the light, with a sensor's noise of 4 grey levels."""
    return _seeded(lambda noise, picture: picture * factor + noise.normal(0, 4, picture.shape))


def noise(deviation: float) -> Change:
    """A sensor's noise of this standard deviation, in grey levels."""
    return _seeded(lambda source, picture: picture + source.normal(0, deviation, picture.shape))


def blur(sigma: float) -> Change:
    """Out of focus by this many pixels."""
    return lambda picture: np.asarray(cv2.GaussianBlur(picture, (0, 0), sigma), np.uint8)


def farther(share: float) -> Change:
    """The whole picture at this share of its size, before a smooth wall: the camera stands farther away."""

    def change(picture: Picture) -> Picture:
        height, width = picture.shape[:2]
        small = cv2.resize(
            picture, (max(1, round(width * share)), max(1, round(height * share))), interpolation=cv2.INTER_AREA
        )
        slope = np.linspace(-40, 40, width, dtype=np.float32)[None, :, None] + np.array([120, 130, 140], np.float32)
        wall = np.broadcast_to(np.clip(slope, 0, 255), picture.shape).astype(np.uint8).copy()
        left = (width - small.shape[1]) // 2
        wall[height - small.shape[0] :, left : left + small.shape[1]] = small
        return wall

    return change


def crop(share: float) -> Change:
    """The outer part of the picture is cut off on the left, so that people there are at the edge."""
    return lambda picture: np.ascontiguousarray(picture[:, round(picture.shape[1] * share) :])


def turn(degrees: float) -> Change:
    """The head, or the camera, is tilted."""

    def change(picture: Picture) -> Picture:
        height, width = picture.shape[:2]
        matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 0.8)
        return np.asarray(cv2.warpAffine(picture, matrix, (width, height), borderMode=cv2.BORDER_REPLICATE), np.uint8)

    return change


SWEEPS: Mapping[str, Change] = {
    "light x 1/4": light(0.25), "light x 1/8": light(0.125), "light x 1/16": light(0.0625),
    "noise sd 10": noise(10), "noise sd 25": noise(25),
    "blur 2 px": blur(2), "blur 4 px": blur(4),
    "size x 0.5": farther(0.5), "size x 0.3": farther(0.3),
    "left tenth cut off": crop(0.1), "left quarter cut off": crop(0.25),
    "turned 15 degrees": turn(15), "turned 30 degrees": turn(30),
}
"""What is done to every picture, by the name that the tables give it."""
