"""Fits a picture of any shape into the square that a face detector takes, and finds the way back."""

from dataclasses import dataclass

import cv2
import numpy as np

from tool.detection.networks.arrays import Numbers, Picture


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
    are none."""
    height, width = rgb.shape[:2]
    scale = side / max(height, width)
    inner_height, inner_width = max(1, round(height * scale)), max(1, round(width * scale))
    top, left = (side - inner_height) // 2, (side - inner_width) // 2
    smaller = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    numbers = np.full((1, side, side, 3), -1.0, np.float32)
    inner = numbers[0, top : top + inner_height, left : left + inner_width]
    np.multiply(cv2.resize(rgb, (inner_width, inner_height), interpolation=smaller), np.float32(2 / 255), out=inner)
    inner -= 1.0
    return Letterbox(numbers, left / side, top / side, inner_width / side, inner_height / side)
