"""What a camera shows at check-in, kept until its end, and what is usual from then on."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

import numpy as np
import numpy.typing as npt

from tool.detection.boxes import Box, same_face
from tool.detection.facts import FrameFacts
from tool.detection.observer.view import Grey, alike, area, read, rows_alike
from tool.domain.baseline import Place

LEAST_LOOKS = 6
LEAST_S = 5.0
"""A check-in of fewer looks than this, or a shorter one, tells nothing of what is usual."""
MOST_KEPT = 24
"""So many looks are kept of a check-in, spread over all of it: 3 kB each."""
STILL = 0.985
"""What is printed is so alike in the looks of a check-in, through noise and codec. A living face that is held still on
purpose, 60 pixels wide, comes to .975 within ten seconds already."""
DISTURBED = 0.1
"""In this share of the looks something may have been before it."""
SAME_ROOM = 0.8
"""Looks of which the whole is less alike to the last one show something else: the camera was carried about, or moved
until it was right."""
BACKGROUND = 0.75
"""A face in the background is narrower than this part of the examinee's own."""


@dataclass(frozen=True, slots=True)
class Kept:
    """One look of a check-in."""

    at: float
    view: npt.NDArray[np.uint8]
    boxes: tuple[Box, ...]


class CheckedIn:
    """What a check-in showed. `usual`: the view, the median of its looks; `face`: where the examinee's own was."""

    def __init__(self, looks: Sequence[Kept]) -> None:
        self._views = np.stack([look.view for look in looks])
        self.usual: Grey = np.asarray(np.median(self._views, axis=0), np.float32)
        self.face = usual_place([max(look.boxes, key=lambda box: box.area) for look in looks if look.boxes])
        self.scenery = self._scenery(box for look in looks for box in look.boxes)

    def was_still(self, box: Box) -> bool:
        """Whether nothing moved in this part of the picture during the check-in, or very seldom."""
        down, across = area(box)
        views = self._views[:, down, across].reshape(len(self._views), -1).astype(np.float32)
        usual = self.usual[down, across].reshape(1, -1)
        likeness = np.sort(rows_alike(views - views.mean(axis=1, keepdims=True), usual - usual.mean()))
        return bool(likeness[int(DISTURBED * len(likeness))] >= STILL)

    def in_background(self, box: Box) -> bool:
        """Whether a face is smaller than the examinee's own. Nothing is in the background of nobody."""
        return self.face is not None and box.width < BACKGROUND * self.face.width

    def _scenery(self, boxes: Iterable[Box]) -> tuple[Place, ...]:
        found: list[Box] = []
        for box in boxes:
            if self.in_background(box) and not any(same_face(box, other) for other in found) and self.was_still(box):
                found.append(box)
        return tuple(Place(box.left, box.top, box.width, box.height) for box in found)


class CheckIn:
    """Collects the looks of a check-in that goes on."""

    def __init__(self) -> None:
        self._looks: list[Kept] = []
        self._every = self._passed = 1

    def saw(self, facts: FrameFacts, at: float) -> None:
        """Take in a look at the moment `at`. A glance is none: it saw no more than one face."""
        view = read(facts.view)
        if view is None or facts.glance:
            return
        self._passed += 1
        if self._passed >= self._every:
            self._passed = 0
            self._looks.append(Kept(at, view.astype(np.uint8), facts.boxes))
        if len(self._looks) > MOST_KEPT:
            self._looks = self._looks[::2]
            self._every *= 2

    def ended(self) -> CheckedIn | None:
        """Return what it showed; None if that is too little to tell."""
        last = self._looks[-1] if self._looks else None
        looks = [look for look in self._looks if last and alike(look.view, last.view) >= SAME_ROOM]
        if len(looks) < LEAST_LOOKS or looks[-1].at - looks[0].at < LEAST_S:
            return None
        return CheckedIn(looks)


def usual_place(boxes: Sequence[Box]) -> Place | None:
    """Return where a face usually was; None if it was never there."""
    if not boxes:
        return None
    return Place(
        median(box.left for box in boxes), median(box.top for box in boxes),
        median(box.width for box in boxes), median(box.height for box in boxes),
    )
