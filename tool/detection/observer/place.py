"""How far the examinee's face is from where it was at check-in, or from where anybody's should be."""

from tool.detection.boxes import Box
from tool.detection.facts import FrameFacts
from tool.domain.baseline import Place

SMALLEST, LARGEST = 0.12, 0.30
"""How wide a face before its screen is in a camera's picture, as a part of it; of somebody of whom nothing is known."""
CUT = 2.0
"""A face that the edge of the picture cuts is as badly placed as one of half or double the size."""
EDGE = 0.005
NEAR_EDGE = 0.04
"""A face that was so near to an edge at check-in is cut by it whenever its owner breathes: that is how they sit."""


def out_of_place(facts: FrameFacts, usual: Place | None) -> float | None:
    """Return by how many times the largest face is smaller or larger than usual, 1.0 or more; at least CUT if the left,
    right or lower edge cuts it. None if nobody is there.

    One that was cut in the same way at check-in, or nearly, is not called cut."""
    nearest = max(facts.boxes, key=lambda box: box.area, default=None)
    if nearest is None:
        return None
    width = max(nearest.width, 1e-3)
    wanted = usual.width if usual is not None else min(LARGEST, max(SMALLEST, width))
    times = max(wanted / width, width / wanted)
    as_usual = _cut_by(usual, NEAR_EDGE) if usual is not None else set()
    return max(times, CUT) if _cut_by(nearest, EDGE) - as_usual else times


def _cut_by(face: Box | Place, within: float) -> set[str]:
    edges = {
        "left": face.left <= within, "right": face.left + face.width >= 1 - within,
        "bottom": face.top + face.height >= 1 - within,
    }
    return {name for name, touched in edges.items() if touched}
