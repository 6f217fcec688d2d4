"""The two face detectors, each with the layout of its anchors: a picture in, boxes out."""

import math

import numpy as np

from tool.detection.boxes import Box, clipped
from tool.detection.networks import models
from tool.detection.networks.arrays import Picture
from tool.detection.networks.detections import Detection, anchors, detections
from tool.detection.networks.letterbox import Letterbox, letterboxed
from tool.detection.networks.running import Network

_COORDINATES, _SCORES = 16, 1


class Detector:
    """One detector, loaded once."""

    def __init__(self, network: Network, strides: tuple[int, ...], per_cell: int) -> None:
        self._network = network
        self._side = network.shape[1]
        self._anchors = anchors(self._side, strides, per_cell)

    def find(self, rgb: Picture, floor: float) -> list[Box]:
        """Return the faces in a picture (height x width x 3, RGB) with a score of at least `floor`, best first."""
        square = letterboxed(rgb, self._side)
        outputs = self._network.run(square.numbers)
        found = detections(
            outputs[_COORDINATES][0], outputs[_SCORES][0, :, 0], self._anchors, self._side, floor
        )
        boxes = (_box(detection, square, rgb.shape[1] / rgb.shape[0]) for detection in found)
        return [box for box in boxes if box is not None]


def short_range() -> Detector:
    """Return the detector of faces within about two metres; raise ModelMissing."""
    return Detector(Network(models.FACE_SHORT), (8, 16, 16, 16), 2)


def full_range() -> Detector:
    """Return the detector of faces within about five metres; raise ModelMissing."""
    return Detector(Network(models.FACE_FULL), (4,), 1)


def _box(detection: Detection, square: Letterbox, aspect: float) -> Box | None:
    low, high = square.back(detection.corners)
    eyes = square.back(detection.points[:2]) * np.array((aspect, 1.0))
    across, down = eyes[1] - eyes[0]
    return clipped(
        float(low[0]), float(low[1]), float(high[0] - low[0]), float(high[1] - low[1]), detection.score,
        math.atan2(float(down), float(across)),
    )
