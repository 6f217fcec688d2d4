"""Reads the numbers of the face mesh: 468 points in space, and how sure it is that there is a face at all.

From them comes the turn of the head, by the mesh's own axes: temple to temple and forehead to chin. Solving a pose from
six points of a picture (solvePnP) was tried: it has two answers and jumps between them from one frame to the next."""

import math
from dataclasses import dataclass

import numpy as np

from tool.detection.boxes import Box, clipped
from tool.detection.networks.arrays import Numbers
from tool.detection.networks.crops import Crop, Square
from tool.detection.networks.detections import MAX_LOGIT

SIDE = 192
POINTS = 468
AROUND = 1.5
"""How many times the detector's box the network wants to see (mediapipe: face_detection_front_detection_to_roi)."""
TEMPLES = 234, 454
FOREHEAD, CHIN = 10, 152
EYES = (33, 133), (362, 263)
"""The corners of the eye that is left in the picture, and of the right one; each from left to right."""
LIDS = (159, 145), (386, 374)
LIPS = 13, 14


@dataclass(frozen=True, slots=True)
class Mesh:
    """A face: `score` is how sure the network is (0..1), `points` 468 x 3 in pixels of the picture, the third axis
    (away from the camera) in the same unit."""

    score: float
    points: Numbers


@dataclass(frozen=True, slots=True)
class Turn:
    """Where a head points, in degrees: `yaw` to the right of the picture, `pitch` down, `roll` clockwise."""

    yaw: float
    pitch: float
    roll: float


def square_around(box: Box, width: int, height: int) -> Square:
    """Return what the mesh has to see of a picture of this size to find the face in `box`."""
    x, y = (box.left + box.width / 2) * width, (box.top + box.height / 2) * height
    return Square(x, y, AROUND * max(box.width * width, box.height * height), box.tilt)


def read_mesh(outputs: dict[int, Numbers], crop: Crop) -> Mesh:
    """Return the face that the network saw in `crop` (outputs: 1404 coordinates in its pixels, one logit)."""
    logit = min(MAX_LOGIT, max(-MAX_LOGIT, float(outputs[1].ravel()[0])))
    return Mesh(1.0 / (1.0 + math.exp(-logit)), crop.back(outputs[POINTS * 3].reshape(POINTS, 3)))


def box_of(mesh: Mesh, width: int, height: int) -> Box | None:
    """Return where the points of a mesh are in a picture of this size, tilted as its eyes; None if all are outside."""
    low, high = mesh.points[:, :2].min(axis=0), mesh.points[:, :2].max(axis=0)
    across, down = mesh.points[EYES[1][1], :2] - mesh.points[EYES[0][0], :2]
    return clipped(
        float(low[0]) / width, float(low[1]) / height, float(high[0] - low[0]) / width,
        float(high[1] - low[1]) / height, mesh.score, math.atan2(float(down), float(across)),
    )


def turn(points: Numbers) -> Turn:
    """Return where the head of this mesh points. It saturates at about 50 degrees: a profile is not told exactly."""
    across = _unit(points[TEMPLES[1]] - points[TEMPLES[0]])
    down = points[CHIN] - points[FOREHEAD]
    down = _unit(down - across * float(across @ down))
    ahead = _cross(across, down)
    return Turn(
        math.degrees(math.atan2(-float(ahead[0]), float(ahead[2]))),
        math.degrees(math.asin(max(-1.0, min(1.0, -float(ahead[1]))))),
        math.degrees(math.atan2(float(across[1]), float(across[0]))),
    )


def eyes_open(points: Numbers) -> float:
    """Return how far the eyes are open, height by width, mean of both: about .3 open, below .1 shut."""
    return sum(_part(points, *lids, *eye) for lids, eye in zip(LIDS, EYES, strict=True)) / 2


def mouth_open(points: Numbers) -> float:
    """Return how far the mouth is open, as a part of the height of the face."""
    return _part(points, *LIPS, FOREHEAD, CHIN)


def _part(points: Numbers, a: int, b: int, c: int, d: int) -> float:
    """Return the distance of a and b in the picture as a part of that of c and d."""
    whole = math.hypot(*(points[c] - points[d])[:2])
    return math.hypot(*(points[a] - points[b])[:2]) / max(whole, 1e-6)


def _cross(a: Numbers, b: Numbers) -> tuple[float, float, float]:
    """Return what stands upright on two vectors; np.cross takes forty times as long for one pair."""
    (ax, ay, az), (bx, by, bz) = a.tolist(), b.tolist()
    return ay * bz - az * by, az * bx - ax * bz, ax * by - ay * bx


def _unit(vector: Numbers) -> Numbers:
    return np.asarray(vector / max(float(np.linalg.norm(vector)), 1e-6), np.float32)
