"""Fits a picture of any shape into the square that a face detector takes, and finds the way back."""

from dataclasses import dataclass

import cv2
import numpy as np

from tool.detection.networks.arrays import Numbers, Picture

_FROM_MINUS_ONE_TO_ONE = (np.arange(256) * (2 / 255) - 1).astype(np.float32)


@dataclass(frozen=True, slots=True)
class Letterbox:
    """A picture in the middle of a black square.

    `numbers` is 1 x side x side x 3, RGB from -1 to 1. The picture covers the square from (`left`, `top`), in
    fractions of the side, for `width` and `height` of it."""

    numbers: Numbers
    left: float
    top: float
    width: float
    height: float

    def back(self, points: Numbers) -> Numbers:
        """Return points (n x 2, fractions of the square) as fractions of the picture."""
        offset = np.array((self.left, self.top), np.float32)
        return np.asarray((points - offset) / np.array((self.width, self.height), np.float32), np.float32)


def letterboxed(rgb: Picture, side: int) -> Letterbox:
    """Return the picture (height x width x 3, RGB) as large as it fits into a square of `side` pixels.

    The rest is black, as it was when the networks were trained: with grey in its place they see more faces that
    are none. It is halved as often as it can be and only then scaled: a fifth of the work of a mean over odd areas."""
    height, width = rgb.shape[:2]
    scale = side / max(height, width)
    inner_height, inner_width = max(1, round(height * scale)), max(1, round(width * scale))
    top, left = (side - inner_height) // 2, (side - inner_width) // 2
    while min(rgb.shape[0] // 2 - inner_height, rgb.shape[1] // 2 - inner_width) >= 0:
        half = rgb.shape[1] // 2, rgb.shape[0] // 2
        rgb = np.asarray(cv2.resize(rgb, half, interpolation=cv2.INTER_AREA), np.uint8)
    inner = cv2.resize(rgb, (inner_width, inner_height), interpolation=cv2.INTER_LINEAR)
    square = cv2.copyMakeBorder(
        inner, top, side - inner_height - top, left, side - inner_width - left, cv2.BORDER_CONSTANT
    )
    numbers = np.asarray(cv2.LUT(square, _FROM_MINUS_ONE_TO_ONE), np.float32)[None]
    return Letterbox(numbers, left / side, top / side, inner_width / side, inner_height / side)
