"""Reads the numbers of the iris network: where in its eye the iris is."""

import math

import numpy as np

from tool.detection.networks.arrays import Numbers
from tool.detection.networks.crops import Crop, Square
from tool.detection.networks.mesh import EYES

SIDE = 64
AROUND = 2.3
"""How many times the width of the eye the network wants to see (mediapipe: iris_landmark_landmarks_to_roi)."""
OUTPUT = 15
"""Five points of the iris, the middle first."""
MIN_WIDTH = 8.0
"""In an eye of fewer pixels the iris is a guess."""


def squares_around_eyes(mesh: Numbers) -> tuple[Square, Square] | None:
    """Return what the network has to see of the two eyes of a mesh (468 x 3); None if they are too small."""
    corners = [(mesh[a, :2], mesh[b, :2]) for a, b in EYES]
    if min(math.dist(a, b) for a, b in corners) < MIN_WIDTH:
        return None
    left, right = (
        Square(
            float(a[0] + b[0]) / 2, float(a[1] + b[1]) / 2, AROUND * math.dist(a, b),
            math.atan2(float(b[1] - a[1]), float(b[0] - a[0])), mirrored,
        )
        for (a, b), mirrored in zip(corners, (False, True), strict=True)
    )
    return left, right


def offset(outputs: dict[int, Numbers], crop: Crop, square: Square) -> tuple[float, float]:
    """Return how far the iris is from the middle of its eye, to the right of the picture and down along the eye's
    own line, in widths of the eye."""
    middle = crop.back(outputs[OUTPUT].reshape(-1, 3)[:1, :2])[0]
    away = middle - np.array((square.x, square.y), np.float32)
    width = square.length / AROUND
    along, across = math.cos(square.turned), math.sin(square.turned)
    return (
        float(away[0] * along + away[1] * across) / width,
        float(away[1] * along - away[0] * across) / width,
    )
