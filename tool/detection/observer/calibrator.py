"""Measures where somebody's head and eyes are while they look at the middle and the corners of their screen."""

import math
from collections.abc import Iterable, Mapping, Sequence
from statistics import median

from tool.detection.facts import FrameFacts, Head
from tool.domain.baseline import Calibration, NotCalibrated, Spread, Target

SETTLE_S = 0.6
"""Eyes need so long to find a target and to rest on it; looks before that tell nothing."""
EVERY_S = 0.45
"""While a target is shown, looks are wanted this often."""
LONGEST_S = 8.0
"""A target that is shown for longer was forgotten: its page is gone."""
LEAST_LOOKS = 2
"""Of so many looks at a target a median is taken; one alone may be a blink."""
LEFT, RIGHT = (Target.TOP_LEFT, Target.BOTTOM_LEFT), (Target.TOP_RIGHT, Target.BOTTOM_RIGHT)
CORNERS = (*LEFT, *RIGHT)
APART_YAW, APART_ACROSS = 3.0, 0.02
"""Degrees, and widths of an eye, by which left and right corners differ at least if somebody follows the targets: twice
what these measures tremble by while head and eyes are still."""
APART_MADS = 4.0
"""And by so many times what they trembled by."""
STEADY_YAW, STEADY_ACROSS = 4.0, 0.04
"""Who trembles by more, in degrees and widths of an eye, has not rested on any target."""

Means = tuple[float, float]


class Calibrator:
    """One calibration. Targets and looks may come in any order: a look belongs to the target shown at its moment."""

    def __init__(self) -> None:
        self._shown: list[tuple[float, Target | None]] = []
        self._heads: dict[Target, list[Head]] = {}
        self._looks: dict[Target, int] = {}

    def show(self, target: Target | None, at: float) -> None:
        """The target is shown from the moment `at` on; None: none is. One that is shown again is measured anew."""
        self._shown.append((at, target))
        if target is not None:
            self._heads[target], self._looks[target] = [], 0

    def saw(self, facts: FrameFacts, at: float) -> None:
        """Take in a look at the moment `at`."""
        target, since = self._target(at)
        if target is None or at < since + SETTLE_S:
            return
        self._looks[target] += 1
        if facts.faces == 1 and facts.head is not None:
            self._heads[target].append(facts.head)

    def wants_look(self, now: float) -> float | None:
        """Return the first moment after `now` at which a look would help; None if no target is shown."""
        target, since = self._target(now)
        if target is None:
            return None
        waited = now - since - SETTLE_S
        return since + SETTLE_S + max(0, math.floor(waited / EVERY_S) + 1) * EVERY_S

    def measured(self) -> Calibration | NotCalibrated:
        """Return what the looks so far come to, or why that is nothing.

        All corners are needed, or none: where only the middle was shown, the middle alone is known."""
        needed = Target if self._looks.keys() - {Target.CENTRE} else (Target.CENTRE,)
        if any(self._looks.get(target, 0) < LEAST_LOOKS for target in needed):
            return NotCalibrated.TOO_FEW_LOOKS
        if any(len(self._heads[target]) < LEAST_LOOKS for target in needed):
            return NotCalibrated.NO_FACE
        found = spreads(self._heads)
        if not _steady(found) or (needed is Target and not followed(self._heads)):
            return NotCalibrated.EYES_UNREAD if found.across is None else NotCalibrated.DID_NOT_FOLLOW
        return found

    def _target(self, at: float) -> tuple[Target | None, float]:
        """Return which target was shown at that moment, and since when."""
        for since, target in reversed(self._shown):
            if since <= at:
                return (target if at <= since + LONGEST_S else None), since
        return None, at


def _steady(found: Calibration) -> bool:
    return found.yaw.mad <= STEADY_YAW and (found.across is None or found.across.mad <= STEADY_ACROSS)


def spreads(heads: Mapping[Target, Sequence[Head]]) -> Calibration:
    """Return how the measures lay in these heads, by the target that they looked at; there is one at least of CENTRE.

    With looks at the middle alone `least` and `most` are the middle: how large the screen is, is then not known."""
    across = {target: [iris[0] for head in of if (iris := irises(head))] for target, of in heads.items()}
    down = {target: [iris[1] for head in of if (iris := irises(head))] for target, of in heads.items()}
    eyes = all(len(across[target]) >= min(LEAST_LOOKS, len(heads[target])) for target in heads)
    return Calibration(
        _spread({target: [head.yaw for head in of] for target, of in heads.items()}),
        _spread({target: [head.pitch for head in of] for target, of in heads.items()}),
        _spread(across) if eyes else None, _spread(down) if eyes else None, sum(len(of) for of in heads.values()),
    )


def irises(head: Head) -> Means | None:
    """Return where the irises are, across and down, in widths of an eye, as the mean of both eyes; None: unread."""
    if head.left_eye is None or head.right_eye is None:
        return None
    return (head.left_eye[0] + head.right_eye[0]) / 2, (head.left_eye[1] + head.right_eye[1]) / 2


def followed(heads: Mapping[Target, Sequence[Head]]) -> bool:
    """Whether eyes or head went from side to side with the targets, in both rows, by more than they tremble.

    Which side is left is not asked: some cameras mirror their pictures. Up and down is not asked either: lids follow
    the eyes there, and hide how far they went."""
    yaw = {target: [head.yaw for head in of] for target, of in heads.items()}
    across = {target: [iris[0] for head in of if (iris := irises(head))] for target, of in heads.items()}
    return _apart(yaw, APART_YAW) or _apart(across, APART_ACROSS)


def _apart(values: Mapping[Target, Sequence[float]], least: float) -> bool:
    if any(len(values[target]) < LEAST_LOOKS for target in CORNERS):
        return False
    least = max(least, APART_MADS * _mad(values.values()))
    rows = [median(values[left]) - median(values[right]) for left, right in zip(LEFT, RIGHT, strict=True)]
    return all(row > least for row in rows) or all(row < -least for row in rows)


def _spread(values: Mapping[Target, Sequence[float]]) -> Spread:
    medians = {target: median(of) for target, of in values.items()}
    return Spread(
        medians[Target.CENTRE], _mad(values.values()), min(medians.values()), max(medians.values())
    )


def _mad(groups: Iterable[Sequence[float]]) -> float:
    """Return the median distance of a value from the median of its own group."""
    return median([abs(value - median(group)) for group in groups for value in group])
