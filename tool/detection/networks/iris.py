"""Reads the numbers of the iris network: where in its eye the iris is."""

import math

import cv2
import numpy as np

from tool.detection.networks.arrays import Numbers, Picture
from tool.detection.networks.crops import Crop, Square
from tool.detection.networks.mesh import EYES

SIDE = 64
AROUND = 2.3
"""How many times the width of the eye the network wants to see (mediapipe: iris_landmark_landmarks_to_roi)."""
OUTPUT = 15
"""Five points of the iris, the middle first."""
MIN_WIDTH = 8.0
"""In an eye of fewer pixels the iris is a guess."""

STRIP = (48, 12)
"""Cells across and down."""
STRIP_AROUND = 1.1
"""How many times the distance of the outer corners of the eyes a strip is long."""
ALIKE = 0.985
"""Two strips that correlate so well show eyes that have not moved."""


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


def strip(bgr: Picture, mesh: Numbers) -> bytes:
    """Return what is around both eyes of a mesh in a BGR picture, in STRIP grey cells along the line of the eyes: the
    same in other light, it differs as soon as the eyes move."""
    left, right = mesh[EYES[0][0], :2], mesh[EYES[1][1], :2]
    along = (right - left) / STRIP[0] * STRIP_AROUND
    down = np.array((-along[1], along[0]))
    corner = (left + right) / 2 - along * STRIP[0] / 2 - down * STRIP[1] / 2
    way_back = np.stack([along, down, corner], axis=1).astype(np.float32)
    cells = cv2.warpAffine(bgr, way_back, STRIP, flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP)
    return bytes(cv2.normalize(cv2.cvtColor(cells, cv2.COLOR_BGR2GRAY), None, 0, 255, cv2.NORM_MINMAX).tobytes())


def alike(one: bytes, other: bytes) -> bool:
    """Whether two strips show eyes that look the same way. An empty one is like no other."""
    if not one or len(one) != len(other):
        return False
    a, b = (np.frombuffer(cells, np.uint8).astype(np.float32) for cells in (one, other))
    a, b = a - a.mean(), b - b.mean()
    return float(a @ b) >= ALIKE * max(float(np.linalg.norm(a) * np.linalg.norm(b)), 1e-6)


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
