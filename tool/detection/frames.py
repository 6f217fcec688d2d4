"""Interprets a camera picture: how many faces, how bright, how much there is to see. Runs no network."""

from typing import Protocol

import cv2
import numpy as np
import numpy.typing as npt

from tool.detection.boxes import Box, united
from tool.detection.faces import MODEL, FaceFinder, smaller
from tool.detection.facts import FrameFacts, Head, observations
from tool.detection.networks.arrays import Picture

__all__ = ["Box", "Finder", "FrameAnalyser", "FrameFacts", "Head", "Reader", "observations"]

Grey = npt.NDArray[np.float64]

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

    def read(self, bgr: Picture, box: Box) -> Head | None:
        """Return the head in the box; None when nothing is known of it."""
        ...


class FrameAnalyser:
    """Turns pictures into facts. Holds no state between pictures."""

    def __init__(self, finder: Finder | None = None, model: str = MODEL, reader: Reader | None = None) -> None:
        self._finder = finder or FaceFinder()
        self._model = model
        self._reader = reader

    def analyse(self, bgr: Picture, small: Picture | None = None) -> FrameFacts:
        """Return the facts of a picture (height x width x 3, uint8, BGR); raise ValueError for another array.

        `small` is the same picture, `faces.smaller`, if it has been made already. The head is read only if the analyser
        was given a reader: it costs almost as much as finding the faces."""
        if bgr.ndim != 3 or bgr.shape[2] != 3 or bgr.dtype != np.uint8 or not bgr.size:
            raise ValueError(f"A picture is height x width x 3 of uint8, not {bgr.shape} of {bgr.dtype}.")
        small = smaller(bgr) if small is None else small
        boxes = united(self._finder.find(bgr, small))
        cells = cv2.resize(small, _GRID, interpolation=cv2.INTER_AREA)
        grey: Grey = cv2.cvtColor(cells, cv2.COLOR_BGR2GRAY).astype(np.float64)
        return FrameFacts(
            len(boxes), boxes, float(grey.mean()), contrast(grey, trimmed=0.0 if boxes else _TRIMMED), self._model,
            self._reader.read(bgr, boxes[0]) if self._reader is not None and boxes else None,
        )


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
