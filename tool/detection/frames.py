"""Interprets a camera picture: how many faces, how bright, how much there is to see. Runs no network."""

from typing import Protocol

import cv2
import numpy as np
import numpy.typing as npt

from tool.detection.boxes import Box, same_face, united
from tool.detection.faces import MODEL, FaceFinder, smaller
from tool.detection.facts import VIEW, Before, FrameFacts, Head
from tool.detection.heads import HeadReader, Reading
from tool.detection.light import DARK, lifted
from tool.detection.networks.arrays import Picture

__all__ = ["Before", "Box", "Finder", "FrameAnalyser", "FrameFacts", "Head", "Reader"]

Grey = npt.NDArray[np.float64]

STILL_SURE = 0.8
"""The mesh has to be so sure that a face is where it was before: it alone would see half a face, too."""
CHANGED_BY = 12
"""Grey levels by which a cell has changed, and not only a camera's noise."""
CHANGED_PART = 0.06
_GRID = (32, 24)
_TRIMMED = 0.10
_NORMAL_LUMA = 80.0
_MAX_GAIN = 4.0


class Finder(Protocol):
    """What finds faces in a picture; FaceFinder in service, scripted in tests."""

    def find(self, bgr: Picture, small: Picture) -> list[Box]:
        """Return the boxes of all faces, the same face perhaps more than once; `small` is the same picture."""
        ...


class Reader(Protocol):
    """What reads the head of a face; HeadReader in service, scripted in tests."""

    def read(self, bgr: Picture, box: Box, before: Before | None = None, *, gaze: bool = True) -> Reading | None:
        """Return the head in the box, and where the eyes look if `gaze`; None when nothing is known of it."""
        ...


class FrameAnalyser:
    """Turns pictures into facts. Holds no state between pictures: what is known from the look before comes with it."""

    def __init__(self, finder: Finder | None = None, model: str = MODEL, reader: Reader | None = None) -> None:
        """Load the networks that are not given; raise ModelMissing. A scripted finder without a reader reads none."""
        if finder is None:
            finder = faces = FaceFinder()
            reader = reader or HeadReader(faces.mesh)
        self._finder, self._model, self._reader = finder, model, reader

    def analyse(
        self, bgr: Picture, small: Picture | None = None, before: Before | None = None, *, gaze: bool = True
    ) -> FrameFacts:
        """Return the facts of a picture (height x width x 3, uint8, BGR); raise ValueError for another array.

        `small` is the same picture, `faces.smaller`, if it has been made already. A face that is still where it was
        in the look `before` is not searched for each time. The irises are looked at only if `gaze`."""
        if bgr.ndim != 3 or bgr.shape[2] != 3 or bgr.dtype != np.uint8 or not bgr.size:
            raise ValueError(f"A picture is height x width x 3 of uint8, not {bgr.shape} of {bgr.dtype}.")
        small = smaller(bgr) if small is None else small
        view = cv2.resize(cv2.cvtColor(small, cv2.COLOR_BGR2GRAY), VIEW, interpolation=cv2.INTER_AREA)
        cells: Grey = cv2.resize(view, _GRID, interpolation=cv2.INTER_AREA).astype(np.float64)
        luma = float(cells.mean())
        head = self._again(bgr, before, luma, gaze=gaze)
        glance = head is not None and before is not None and before.glance and not _changed(view, before.view)
        boxes = (head.face,) if glance and head is not None else united(self._finder.find(bgr, small))
        if not glance and boxes:
            head = self._head(bgr, boxes, before, head, luma, gaze=gaze)
        known = head if boxes else None
        return FrameFacts(
            len(boxes), boxes, luma, contrast(cells, trimmed=0.0 if boxes else _TRIMMED), self._model,
            known.head if known else None, known.face if known else None, view.tobytes(),
            known.eyes if known else b"", glance,
        )

    def _again(self, bgr: Picture, before: Before | None, luma: float, *, gaze: bool) -> Reading | None:
        """Return the head that was there in the look before, if it still is."""
        if before is None or self._reader is None or luma < DARK:
            return None
        found = self._reader.read(bgr, before.face, before, gaze=gaze)
        return found if found is not None and found.head.score >= STILL_SURE else None

    def _head(
        self, bgr: Picture, boxes: tuple[Box, ...], before: Before | None, known: Reading | None, luma: float,
        *, gaze: bool,
    ) -> Reading | None:
        """Return the head of the largest face: the person before the camera is nearest to it."""
        nearest = max(boxes, key=lambda box: box.area)
        if self._reader is None or (known is not None and same_face(known.face, nearest)):
            return known
        picture = lifted(bgr, luma) if luma < DARK else bgr
        return self._reader.read(picture, nearest, before, gaze=gaze)


def _changed(view: npt.NDArray[np.uint8], before: bytes) -> bool:
    """Whether so much of a picture differs from the one before that there may be somebody new in it."""
    if view.size != len(before):
        return True
    apart = cv2.absdiff(view.ravel(), np.frombuffer(before, np.uint8))
    return int(np.count_nonzero(apart > CHANGED_BY)) > CHANGED_PART * view.size


def contrast(grey: Grey, trimmed: float) -> float:
    """Return how much detail there is, in grey levels: near 0 for a covered lens, 18 and more for a lit room.

    `grey` is the luma averaged down to 32x24 cells, which leaves little of a sensor's noise. What a finger or tape
    lets through is no detail: a smooth glow (a quadratic surface is fitted and taken off) and a strip of light along
    an edge (the share `trimmed` of cells that fit worst is left out; a found face is never trimmed away). The
    standard deviation of the rest is raised to what it would be in normal light (mean 80), at most fourfold: so a
    dark room keeps its detail, and tape its lack of it."""
    values = grey.ravel()
    kept = np.arange(values.size)
    count = int(values.size * (1.0 - trimmed))
    rest = values - _SURFACES @ (_INVERSE @ values)
    for _ in range(2 if count < values.size else 0):
        kept = np.argsort(np.abs(rest))[:count]
        rest = values - _SURFACES @ _fit(values, kept)
    gain = min(_MAX_GAIN, max(1.0, _NORMAL_LUMA / max(float(values.mean()), 1.0)))
    return float(rest[kept].std()) * gain


def _fit(values: Grey, kept: npt.NDArray[np.intp]) -> Grey:
    """Return the surface through the cells that are kept, by the normal equations: six unknowns, hundreds of cells."""
    terms = _SURFACES[kept]
    return np.asarray(np.linalg.solve(terms.T @ terms, terms.T @ values[kept]), np.float64)


def _surfaces() -> Grey:
    """Return the terms 1, x, y, xy, x², y² (columns) at every cell (rows); x and y run from -1 to 1."""
    y, x = np.meshgrid(np.linspace(-1, 1, _GRID[1]), np.linspace(-1, 1, _GRID[0]), indexing="ij")
    return np.stack([term.ravel() for term in (np.ones_like(x), x, y, x * y, x * x, y * y)], axis=1)


_SURFACES = _surfaces()
_INVERSE: Grey = np.asarray(np.linalg.pinv(_SURFACES), np.float64)
