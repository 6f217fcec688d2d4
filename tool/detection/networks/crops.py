"""Cuts a turned square out of a picture for a network that looks at one face or one eye, and finds the way back."""

import math
from dataclasses import dataclass

import cv2
import numpy as np

from tool.detection.networks.arrays import Numbers, Picture

_FROM_ZERO_TO_ONE = (np.arange(256) / 255).astype(np.float32)


@dataclass(frozen=True, slots=True)
class Square:
    """A square in a picture, in its pixels: middle, length of a side, and by how much it is turned (radians,
    clockwise as the picture is seen). `mirrored`: it is looked at from behind, so that a left eye looks like a right
    one."""

    x: float
    y: float
    length: float
    turned: float = 0.0
    mirrored: bool = False


@dataclass(frozen=True, slots=True)
class Crop:
    """What a network is given: `numbers` is 1 x side x side x 3, RGB from 0 to 1. `way_back` (2 x 3) takes pixels of
    the crop to pixels of the picture; `scale` is how many of the picture's pixels one of the crop's is wide."""

    numbers: Numbers
    way_back: Numbers
    scale: float

    def back(self, points: Numbers) -> Numbers:
        """Return points (n x 2 or n x 3, pixels of the crop) in pixels of the picture; a third axis is only scaled."""
        flat = points[:, :2] @ self.way_back[:, :2].T + self.way_back[:, 2]
        return np.concatenate([flat, points[:, 2:] * self.scale], axis=1)


def cut(bgr: Picture, square: Square, side: int) -> Crop:
    """Return the square of a picture (height x width x 3, BGR), scaled to `side` pixels; outside it is black."""
    scale = square.length / side
    along = math.cos(square.turned) * scale, math.sin(square.turned) * scale
    flip = -1.0 if square.mirrored else 1.0
    way_back = np.array([[along[0] * flip, -along[1], 0.0], [along[1] * flip, along[0], 0.0]], np.float32)
    way_back[:, 2] = np.array((square.x, square.y)) - way_back[:, :2] @ np.array((side / 2, side / 2))
    crop = cv2.warpAffine(bgr, way_back, (side, side), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP)
    numbers = np.asarray(cv2.LUT(cv2.cvtColor(crop, cv2.COLOR_BGR2RGB), _FROM_ZERO_TO_ONE), np.float32)[None]
    return Crop(numbers, way_back, scale)
