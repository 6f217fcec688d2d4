"""Says how many faces a picture shows: which network looks when, and what of it counts."""

from collections.abc import Iterator

import cv2
import numpy as np

from tool.detection.boxes import Box, same_face
from tool.detection.light import DARK, lifted
from tool.detection.networks import models
from tool.detection.networks.arrays import Picture
from tool.detection.networks.detectors import full_range, short_range
from tool.detection.networks.meshes import FaceMesh

__all__ = ["MODEL", "FaceFinder", "Picture"]

MODEL = f"mediapipe {models.version()} face short+full+mesh, litert"

SHORT_SURE, FULL_SURE = 0.75, 0.65
"""A face that one detector is so sure of counts, whatever the others say."""
SHORT_AGREES, FULL_AGREES = 0.50, 0.40
"""Where no face is sure, one that both detectors see from here on counts: they have learnt apart, and rarely take the
same thing for a face. So are found people in a mask."""
SHORT_DOUBT, FULL_DOUBT = 0.60, 0.30
"""And then one that a single detector sees from here on, if the mesh finds the points of a face in it. Neither tells
more than that somebody is there: a second person is never a matter of doubt."""
CLOSER_DOUBT = 0.65
"""The same for what is found in a part of the picture only."""
MESH_SURE = 0.5
WORKING_SIDE = 320
"""The detectors look at 128 and 192 pixels: one picture of this size serves both, and costs little to make."""
SMALL = 0.12
"""Where all faces are narrower than this part of the picture, the camera is far away and others may be overlooked."""
PART = 0.6
"""Looking closer takes four parts of the picture, each so wide and high, that overlap."""


class FaceFinder:
    """All networks, loaded once. One finder serves many cameras: each picture is looked at by itself.

    Not for use by several threads at once; use one process per core."""

    def __init__(self) -> None:
        """Load the networks; raise ModelMissing if one is not there."""
        self.mesh = FaceMesh()
        self._short, self._full = short_range(), full_range()

    def find(self, bgr: Picture) -> list[Box]:
        """Return the boxes of the faces in the picture (height x width x 3, BGR), the same face perhaps twice.

        In a dark picture faces are looked for in better light; if there are none, in the picture as it is: a face that
        only a screen lights would be too bright. Where nobody is found, or only people far away, it is looked at
        once more from near. Raise ValueError for an array that is not such a picture of uint8."""
        if bgr.ndim != 3 or bgr.shape[2] != 3 or bgr.dtype != np.uint8 or not bgr.size:
            raise ValueError(f"A picture is height x width x 3 of uint8, not {bgr.shape} of {bgr.dtype}.")
        rgb = cv2.cvtColor(bgr, cv2.COLOR_BGR2RGB)
        luma = float(cv2.mean(cv2.cvtColor(_working(rgb), cv2.COLOR_RGB2GRAY))[0])
        views = (lifted(rgb, luma), rgb) if luma < DARK else (rgb,)
        for view in views:
            found = self._at_a_glance(view)
            if all(box.width < SMALL for box in found):
                found.extend(self._closer(view))
            if found:
                return found
        return []

    def _at_a_glance(self, rgb: Picture) -> list[Box]:
        """Return the faces that are beyond doubt; if there are none, the first that a second network confirms."""
        small = _working(rgb)
        near, far = self._short.find(small, SHORT_AGREES), self._full.find(small, FULL_DOUBT)
        sure = [box for box in near if box.score >= SHORT_SURE] + [box for box in far if box.score >= FULL_SURE]
        if sure:
            return sure
        agreed = next(([box] for box in near if _also_in(far, box)), [])
        doubtful = [box for box in near if box.score >= SHORT_DOUBT] + far
        return agreed or next(([box] for box in doubtful if self._is_a_face(rgb, box)), [])

    def _closer(self, rgb: Picture) -> Iterator[Box]:
        """Yield the faces that are found in one of four parts of the picture."""
        height, width = rgb.shape[:2]
        part_height, part_width = max(1, int(height * PART)), max(1, int(width * PART))
        for top in (0, height - part_height):
            for left in (0, width - part_width):
                part = rgb[top : top + part_height, left : left + part_width]
                for box in self._full.find(part, CLOSER_DOUBT):
                    if self._is_a_face(part, box):
                        yield Box(
                            (left + box.left * part_width) / width, (top + box.top * part_height) / height,
                            box.width * part_width / width, box.height * part_height / height, box.score, box.tilt,
                        )

    def _is_a_face(self, rgb: Picture, box: Box) -> bool:
        return self.mesh.find(rgb, box).score >= MESH_SURE


def _also_in(others: list[Box], box: Box) -> bool:
    return any(other.score >= FULL_AGREES and same_face(box, other) for other in others)


def _working(rgb: Picture) -> Picture:
    """Return the picture with no side longer than WORKING_SIDE."""
    scale = WORKING_SIDE / max(rgb.shape[:2])
    if scale >= 1:
        return rgb
    size = max(1, round(rgb.shape[1] * scale)), max(1, round(rgb.shape[0] * scale))
    return np.asarray(cv2.resize(rgb, size, interpolation=cv2.INTER_AREA), np.uint8)
