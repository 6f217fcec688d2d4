"""The picture in few grey cells: what of it is alike, and how much there is to see.

A view is VIEW cells (`tool.detection.facts`) of 10 pixels of 640 each, so that little of a sensor's noise is left in
it. Likeness is correlation: light that grows brighter or darker, or a camera that exposes anew, changes nothing."""

import numpy as np
import numpy.typing as npt

from tool.detection.boxes import Box
from tool.detection.facts import VIEW
from tool.domain.baseline import Place

Grey = npt.NDArray[np.float32]
Cells = npt.NDArray[np.float32] | npt.NDArray[np.uint8]

GRID = (8, 6)
"""Parts of a view, across and down, whose detail is measured."""
PART = 4
"""Each part is so many points wide and high, each point the mean of two by two cells."""
NORMAL_LUMA = 80.0
LEAST_GAIN, MOST_GAIN = 0.25, 4.0
MOST_SHIFT = 2
"""A camera that was touched has moved by no more than so many cells; one that moved further shows another place."""


def read(view: bytes) -> Grey | None:
    """Return a view as VIEW cells, down x across; None if nothing was measured."""
    cells = np.frombuffer(view, np.uint8)
    return cells.reshape(VIEW[1], VIEW[0]).astype(np.float32) if cells.size == VIEW[0] * VIEW[1] else None


def area(place: Box | Place) -> tuple[slice, slice]:
    """Return the cells, down and across, in which a part of the picture lies; at least two each way."""
    return (
        _cells(place.top, place.height, VIEW[1]),
        _cells(place.left, place.width, VIEW[0]),
    )


def alike(a: Cells, b: Cells) -> float:
    """Return how alike two equally large parts of views are: 1.0 the same, about 0 for two that have nothing in common.

    Two of which one is all the same grey have nothing in common."""
    x, y = a - a.mean(), b - b.mean()
    size = float(np.sqrt(float(np.vdot(x, x)) * float(np.vdot(y, y))))
    return float(np.vdot(x, y)) / size if size > 1e-3 else 0.0


def light(view: Grey) -> Grey:
    """Return the mean brightness (0-255) of each part of the view: GRID parts, row by row."""
    each = VIEW[1] // GRID[1], VIEW[0] // GRID[0]
    return np.asarray(view.reshape(GRID[1], each[0], GRID[0], each[1]).mean(axis=(1, 3)).ravel(), np.float32)


def rows_alike(a: Grey, b: Grey) -> Grey:
    """Return for each row how `alike` two sets of `parts` are, whose rows have a mean of 0."""
    size = np.sqrt((a * a).sum(axis=1) * (b * b).sum(axis=1))
    return np.asarray((a * b).sum(axis=1) / np.maximum(size, 1e-3), np.float32)


def moved(view: Grey, by: tuple[int, int]) -> Grey:
    """Return the view as seen by a camera that moved: its cells lie `by` so many further (down, across)."""
    return np.roll(view, by, axis=(0, 1))


def shift(now: Grey, then: Grey) -> tuple[int, int]:
    """Return by how many cells (down, across) a camera's view has moved since `then`; (0, 0) if that fits best."""
    reach = range(-MOST_SHIFT, MOST_SHIFT + 1)
    tries = sorted(((down, across) for down in reach for across in reach), key=lambda by: abs(by[0]) + abs(by[1]))
    inner = now[MOST_SHIFT : VIEW[1] - MOST_SHIFT, MOST_SHIFT : VIEW[0] - MOST_SHIFT]

    def fits(by: tuple[int, int]) -> float:
        down, across = MOST_SHIFT - by[0], MOST_SHIFT - by[1]
        return alike(inner, then[down : down + inner.shape[0], across : across + inner.shape[1]])

    return max(tries, key=fits)


def parts(view: Grey) -> Grey:
    """Return what there is to see in each part of the view: GRID parts, row by row, x PART² points.

    A smooth surface (quadratic) is taken off each, since a glow, or the edge of something out of focus, is no detail;
    the rest is raised or lowered to what it would be in normal light (mean 80), at most fourfold, in grey levels."""
    points = view.reshape(VIEW[1] // 2, 2, VIEW[0] // 2, 2).mean(axis=(1, 3))
    cut = points.reshape(GRID[1], PART, GRID[0], PART).transpose(0, 2, 1, 3).reshape(GRID[0] * GRID[1], PART * PART)
    gain = min(MOST_GAIN, max(LEAST_GAIN, NORMAL_LUMA / max(float(view.mean()), 1.0)))
    return np.asarray((cut @ _WITHOUT_GLOW) * gain, np.float32)


def detail(seen: Grey) -> Grey:
    """Return the detail in each of the `parts`: the standard deviation of its points, in grey levels."""
    return np.asarray(np.sqrt((seen * seen).mean(axis=1)), np.float32)


def _cells(begin: float, length: float, count: int) -> slice:
    first = min(max(0, int(begin * count)), count - 2)
    last = min(count, max(first + 2, int(np.ceil((begin + length) * count))))
    return slice(first, last)


def _without_glow() -> Grey:
    """Return the matrix that takes the best quadratic surface off the points of a part."""
    y, x = (axis.ravel() for axis in np.mgrid[:PART, :PART] - (PART - 1) / 2)
    terms = np.stack([np.ones_like(x), x, y, x * x, y * y, x * y], axis=1)
    return np.asarray(np.eye(PART * PART) - terms @ np.linalg.pinv(terms), np.float32)


_WITHOUT_GLOW = _without_glow()
