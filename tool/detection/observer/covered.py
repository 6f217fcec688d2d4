"""How much of what a camera showed at check-in can still be seen.

Docs: docs/decisions/0043-the-scene.md."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tool.detection.boxes import Box
from tool.detection.facts import FrameFacts
from tool.detection.observer.view import GRID, Grey, detail, light, parts, rows_alike
from tool.domain.baseline import Baseline, Place

Parts = npt.NDArray[np.bool_]
"""For each part of a view (GRID, row by row) whether something holds."""

ALL = 20.0
"""What can be seen of a picture of which nothing is hidden: points of detail (`CONTRAST` in the registry)."""
HIDDEN_COUNTS = 2.4
"""A quarter of the picture hidden costs twelve points; two fifths, all of them."""
HAD, BLANK = 2.0, 1.0
"""Grey levels (`view.detail`): a part of the picture with so much has something to see, one below the other nothing.
What lies on a lens leaves less than that, whatever the light; so do bare walls and skies."""
OTHER_LIGHT = 1.5
"""A blank part is another one than before if it became brighter or darker so many times more than the picture did."""
ALL_BLANK, DIMMER, DARK = 0.85, 0.5, 12.0
"""Where the share ALL_BLANK of the parts is blank, and half the light gone, it is no longer a bare wall that is seen.
In the dark (mean brightness) nobody can tell: a lens that is covered, or a light that is off."""
FEW_PARTS = 8
"""Fewer parts than this tell nothing."""
SAME = 0.6
"""Parts that are so alike show the same thing."""
NOTHING_LEFT = 0.75
"""If such a share of the parts shows something else, the lens is covered with a pattern, or the camera shows another
place."""
DIM = 25.0
"""Where it is darker (mean brightness), noise alone makes parts look different."""


@dataclass(frozen=True, slots=True)
class _Usual:
    """The parts at check-in, and those in which the examinee sat."""

    detail: Grey
    light: Grey
    taken: Parts


@dataclass(frozen=True, slots=True)
class _Seen:
    """The last look in which somebody was there: its parts, and those behind and below the face."""

    parts: Grey
    taken: Parts


class Covered:
    """Holds what can be seen against what there was at check-in, and when somebody was last seen."""

    def __init__(self) -> None:
        self._usual: _Usual | None = None
        self._seen: _Seen | None = None

    def settle(self, baseline: Baseline) -> None:
        """From now on hold looks against what was measured at check-in; nothing is known if nothing was."""
        count = GRID[0] * GRID[1]
        if len(baseline.detail) == count == len(baseline.light):
            levels, light_ = np.asarray(baseline.detail, np.float32), np.asarray(baseline.light, np.float32)
            self._usual = _Usual(levels, light_, _taken_by(baseline.face))

    def points(self, facts: FrameFacts, view: Grey | None) -> float:
        """Return how much is left to see, 0 to ALL; without a check-in the `contrast`, in grey levels."""
        if view is None:
            return facts.contrast
        usual, seen = self._usual, parts(view)
        if facts.boxes:
            self._seen = _Seen(seen, _taken_by(max(facts.boxes, key=lambda box: box.area)))
        if usual is None:
            return facts.contrast
        if facts.boxes:
            return _points(_hidden(usual, detail(seen), light(view), np.ones_like(usual.taken)))
        if int((~usual.taken).sum()) < FEW_PARTS:
            return facts.contrast
        hidden = _hidden(usual, detail(seen), light(view), ~usual.taken)
        return _points(1.0 if facts.luma >= DIM and self._nothing_is_left(seen) else hidden)

    def _nothing_is_left(self, seen: Grey) -> bool:
        """Whether all that was around somebody in the last look at them looks different now, and not only a little."""
        if self._seen is None:
            return False
        around = (detail(self._seen.parts) >= HAD) & ~self._seen.taken
        if int(around.sum()) < FEW_PARTS:
            return False
        other = rows_alike(seen[around], self._seen.parts[around]) < SAME
        return float((other | (detail(seen[around]) < BLANK)).mean()) >= NOTHING_LEFT


def _points(hidden: float) -> float:
    return ALL * max(0.0, 1.0 - HIDDEN_COUNTS * hidden)


def _hidden(usual: _Usual, now: Grey, bright: Grey, where: Parts) -> float:
    """Return the share of some parts of the picture of which nothing can be seen any more.

    Those are blank now, and had something to see at check-in or were of another brightness. As many are taken off as
    have something to see now and had not: a camera that was moved, or somebody who moves, shows other things, not
    less."""
    then, now, bright, usual_light = usual.detail[where], now[where], bright[where], usual.light[where]
    ratio = (bright + 1.0) / (usual_light + 1.0)
    whole = float(np.median(ratio))
    blank = now < BLANK
    if blank.mean() >= ALL_BLANK and whole < DIMMER and bright.mean() >= DARK:
        return 1.0
    other = np.abs(np.log(ratio / whole)) > np.log(OTHER_LIGHT)
    gained = (then < BLANK) & (now >= HAD)
    hidden = int((blank & ((then >= HAD) | other)).sum()) - int(gained.sum())
    return max(0, hidden) / then.size


def _taken_by(face: Place | Box | None) -> Parts:
    """Return the parts of the picture in which somebody sits: a head of two faces' width, a body of three below."""
    taken = np.zeros((GRID[1], GRID[0]), np.bool_)
    if face is not None:
        for beside, top in ((0.5, face.top - face.height / 2), (1.0, face.top + face.height)):
            first = (face.left - beside * face.width) * GRID[0]
            last = (face.left + (1 + beside) * face.width) * GRID[0]
            taken[max(0, int(top * GRID[1])) :, max(0, int(first)) : max(0, int(np.ceil(last)))] = True
    return taken.ravel()
