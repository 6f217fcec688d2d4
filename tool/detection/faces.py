"""Says how many faces a picture shows: which network looks when, and what of it counts."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Protocol

import cv2
import numpy as np

from tool.detection.boxes import Box, same_face, united
from tool.detection.light import DARK, lifted
from tool.detection.networks import models
from tool.detection.networks.arrays import Picture
from tool.detection.networks.detectors import full_range, short_range
from tool.detection.networks.mesh import Mesh
from tool.detection.networks.meshes import FaceMesh

__all__ = ["MODEL", "SMALL_WIDTH", "FaceFinder", "Picture", "smaller"]

MODEL = f"{models.SOURCE} face short+full+mesh, litert"

SHORT_SURE, FULL_SURE = 0.75, 0.65
"""A face that one detector is so sure of counts, whatever the others say."""
FULL_ALONE = 0.75
"""If the full range is so sure and has no doubtful face beside, the short range is not asked: it would see the same."""
SHORT_AGREES, FULL_AGREES = 0.50, 0.40
"""Where no face is sure, one that both detectors see from here on counts: they have learnt apart, and rarely take the
same thing for a face. So are found people in a mask."""
SHORT_DOUBT, FULL_DOUBT = 0.60, 0.30
"""And then one that a single detector sees from here on, if the mesh finds the points of a face in it. Neither tells
more than that somebody is there: a second person is never a matter of doubt."""
HINT = 0.20
"""From here on the full range has a hint of a face, and is shown the place from near."""
MOST_HINTS = 4
AROUND_HINT = 4.0
"""How many times the hint's box is shown then."""
CLOSER_DOUBT = 0.65
"""What it sees from near counts from here on, if the mesh finds the points of a face in it."""
MESH_SURE = 0.5
SMALL_WIDTH = 320
"""The detectors look at 128 and 192 pixels: one picture of this width serves both, and a proctor's tile."""
SMALL = 0.12
"""Where all faces are narrower than this part of the picture, the camera is far away and others may be overlooked."""


class Detects(Protocol):
    """A face detector; networks.detectors.Detector in service, scripted in tests."""

    def find(self, rgb: Picture, floor: float) -> list[Box]:
        """Return the faces with a score of at least `floor`, best first."""
        ...


class FindsPoints(Protocol):
    """What finds the points of a face; networks.meshes.FaceMesh in service, scripted in tests."""

    def find(self, bgr: Picture, box: Box) -> Mesh:
        """Return the mesh of what is in `box`, and how sure it is a face."""
        ...


class FaceFinder:
    """All networks, loaded once. One finder serves many cameras: each picture is looked at by itself.

    Not for use by several threads at once; use one process per core."""

    def __init__(
        self, short: Detects | None = None, full: Detects | None = None, face_mesh: FindsPoints | None = None
    ) -> None:
        """Load the networks that are not given; raise ModelMissing if one is not there."""
        self._short, self._full = short or short_range(), full or full_range()
        self.mesh = face_mesh or FaceMesh()

    def find(self, bgr: Picture, small: Picture) -> list[Box]:
        """Return the boxes of the faces in the picture (height x width x 3, BGR), the same face perhaps twice.

        `small` is the same picture, `smaller`. In a dark picture faces are looked for in better light; if there are
        none, in the picture as it is: a face that only a screen lights would be too bright. Where nobody is
        found, or only people far away, the places where there is a hint of a face are looked at from near."""
        luma = float(cv2.mean(cv2.cvtColor(small, cv2.COLOR_BGR2GRAY))[0])
        if luma < DARK:
            found = self._look(partial(lifted, bgr, luma), lifted(small, luma))
            if found:
                return found
        return self._look(lambda: bgr, small)

    def _look(self, large: Callable[[], Picture], small: Picture) -> list[Box]:
        rgb = cv2.cvtColor(small, cv2.COLOR_BGR2RGB)
        far = self._full.find(rgb, HINT)
        found = self._at_a_glance(large, rgb, [box for box in far if box.score >= FULL_DOUBT])
        if all(box.width < SMALL for box in found):
            hints = [box for box in united(far) if not any(same_face(box, other) for other in found)]
            found.extend(face for hint in hints[:MOST_HINTS] for face in self._closer(large(), hint))
        return found

    def _at_a_glance(self, large: Callable[[], Picture], rgb: Picture, far: list[Box]) -> list[Box]:
        """Return the faces that are beyond doubt; if there are none, the first that a second network confirms.

        `far` is what the full range sees in `rgb`."""
        sure = [box for box in far if box.score >= FULL_SURE]
        if sure and sure[0].score >= FULL_ALONE and len(sure) == len(far):
            return sure
        near = self._short.find(rgb, SHORT_AGREES)
        sure += [box for box in near if box.score >= SHORT_SURE]
        if sure:
            return sure
        agreed = next(([box] for box in near if _also_in(far, box)), [])
        doubtful = [box for box in near if box.score >= SHORT_DOUBT] + far
        return agreed or next(([box] for box in doubtful if self._is_a_face(large(), box)), [])

    def _closer(self, bgr: Picture, hint: Box) -> Iterator[Box]:
        """Yield the faces that are seen from near, where the full range saw a hint of one."""
        height, width = bgr.shape[:2]
        side = int(AROUND_HINT * max(hint.width * width, hint.height * height))
        left = max(0, int((hint.left + hint.width / 2) * width) - side // 2)
        top = max(0, int((hint.top + hint.height / 2) * height) - side // 2)
        part = bgr[top : top + side, left : left + side]
        if not part.size:
            return
        across, down = part.shape[1] / width, part.shape[0] / height
        for box in self._full.find(cv2.cvtColor(part, cv2.COLOR_BGR2RGB), CLOSER_DOUBT):
            if self._is_a_face(part, box):
                yield Box(
                    left / width + box.left * across, top / height + box.top * down, box.width * across,
                    box.height * down, box.score, box.tilt,
                )

    def _is_a_face(self, bgr: Picture, box: Box) -> bool:
        return self.mesh.find(bgr, box).score >= MESH_SURE


def _also_in(others: list[Box], box: Box) -> bool:
    return any(other.score >= FULL_AGREES and same_face(box, other) for other in others)


def smaller(picture: Picture) -> Picture:
    """Return the picture no wider than SMALL_WIDTH, of the same shape."""
    height, width = picture.shape[:2]
    if width <= SMALL_WIDTH:
        return picture
    size = SMALL_WIDTH, max(1, round(height * SMALL_WIDTH / width))
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8)
