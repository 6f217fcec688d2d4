"""Boxes around faces, and the one rule by which two networks' boxes are counted as one face."""

from collections.abc import Iterable
from dataclasses import dataclass

SAME_FACE_IOU = 0.3
SAME_FACE_COVER = 0.6


@dataclass(frozen=True, slots=True)
class Box:
    """A face: left, top, width, height as fractions (0..1) of the picture; `score` of the network (0..1); `tilt`: by
    how much the line of the eyes is turned, in radians, clockwise."""

    left: float
    top: float
    width: float
    height: float
    score: float
    tilt: float = 0.0

    @property
    def area(self) -> float:
        """The part of the picture that the box covers, 0..1."""
        return self.width * self.height


def clipped(
    left: float, top: float, width: float, height: float, score: float, tilt: float = 0.0
) -> Box | None:
    """Return the box with what lies outside the picture cut off; None when nothing is left."""
    x0, y0 = max(left, 0.0), max(top, 0.0)
    x1, y1 = min(left + width, 1.0), min(top + height, 1.0)
    if x1 <= x0 or y1 <= y0:
        return None
    return Box(x0, y0, x1 - x0, y1 - y0, score, tilt)


def same_face(a: Box, b: Box) -> bool:
    """Whether two boxes are the same face: enough in common of both together, or of the smaller one.

    The second half keeps a box around a head and a small one around its face from counting as two people."""
    across = min(a.left + a.width, b.left + b.width) - max(a.left, b.left)
    down = min(a.top + a.height, b.top + b.height) - max(a.top, b.top)
    if across <= 0 or down <= 0:
        return False
    common = across * down
    return (
        common >= SAME_FACE_IOU * (a.area + b.area - common)
        or common >= SAME_FACE_COVER * min(a.area, b.area)
    )


def united(boxes: Iterable[Box]) -> tuple[Box, ...]:
    """Return one box per face, best score first, whichever and however many networks saw it."""
    kept: list[Box] = []
    for box in sorted(boxes, key=lambda b: b.score, reverse=True):
        if not any(same_face(box, other) for other in kept):
            kept.append(box)
    return tuple(kept)
