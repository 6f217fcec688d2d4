"""Reads the numbers of the two face detectors: anchors, scores, boxes, and one box for the many that a face gives.

The layout is that of BlazeFace (Bazarevsky et al., 2019, arXiv:1907.05047) as mediapipe's graphs decode it."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tool.detection.networks.arrays import Numbers

SAME_IOU = 0.3
"""Anchors whose boxes have so much in common speak of one face (mediapipe: min_suppression_threshold)."""
MAX_LOGIT = 100.0
"""Scores are clipped here before the sigmoid, as mediapipe does; beyond it exp() would overflow."""


@dataclass(frozen=True, slots=True)
class Detection:
    """A face in the network's square. `corners` is 2 x 2: left top, right bottom; `points` 6 x 2: right eye (left in
    the picture), left eye, nose, mouth, right ear, left ear. Both are fractions of the side; `score` is 0..1."""

    score: float
    corners: Numbers
    points: Numbers


def anchors(side: int, strides: Sequence[int], per_cell: int) -> Numbers:
    """Return the centres (n x 2; x, y as fractions of the side) that the detector's boxes are measured from.

    One grid of cells for each run of equal strides, `per_cell` anchors in a cell for each stride of the run."""
    grids = []
    for stride in dict.fromkeys(strides):
        cells = math.ceil(side / stride)
        y, x = np.mgrid[0:cells, 0:cells]
        centres = np.stack([(x + 0.5) / cells, (y + 0.5) / cells], axis=-1).reshape(-1, 2)
        grids.append(np.repeat(centres, per_cell * list(strides).count(stride), axis=0))
    return np.concatenate(grids).astype(np.float32)


def detections(places: Numbers, scores: Numbers, centres: Numbers, side: int, floor: float) -> list[Detection]:
    """Return the faces with a score of at least `floor`, best first.

    `places` is anchors x 16 (centre, size, six points; pixels of the square, from the anchor), `scores` has one logit
    for each anchor."""
    keep = np.nonzero(scores >= math.log(floor / (1.0 - floor)))[0]
    if not keep.size:
        return []
    keep = keep[np.argsort(-scores[keep], kind="stable")]
    sure = np.asarray(1.0 / (1.0 + np.exp(-np.clip(scores[keep], -MAX_LOGIT, MAX_LOGIT))), np.float32)
    points = np.asarray((places[keep] / side).reshape(-1, 8, 2), np.float32)
    half = points[:, 1] / 2
    points[:, [0, 2, 3, 4, 5, 6, 7]] += centres[keep][:, None]
    corners = [points[:, :1] - half[:, None], points[:, :1] + half[:, None]]
    return _suppressed(np.concatenate([*corners, points[:, 2:]], axis=1), sure)


def _suppressed(points: Numbers, sure: Numbers) -> list[Detection]:
    """Return one detection for each heap of boxes: the mean of the heap, weighted by score, with the best score.

    `points` is n x 8 x 2, the first two being the corners; `sure` falls."""
    found = []
    left = np.arange(len(sure))
    while left.size:
        alike = _iou(points[left[0]], points[left]) > SAME_IOU
        alike[0] = True
        heap = left[alike]
        mean = np.average(points[heap], axis=0, weights=sure[heap])
        found.append(Detection(float(sure[left[0]]), mean[:2], mean[2:]))
        left = left[~alike]
    return found


def _iou(one: Numbers, others: Numbers) -> Numbers:
    """Return what each of the `others` (n x 8 x 2) has in common with `one`, as a part of both together."""
    low = np.maximum(one[0], others[:, 0])
    high = np.minimum(one[1], others[:, 1])
    common = np.prod(np.clip(high - low, 0.0, None), axis=1)
    areas = np.prod(others[:, 1] - others[:, 0], axis=1) + np.prod(one[1] - one[0])
    return np.asarray(common / np.maximum(areas - common, np.float32(1e-9)), np.float32)
