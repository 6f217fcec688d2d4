"""Says how far somebody looks away from their screen: from the turn of the head and the place of the irises, held
against how the same person looked at check-in, or against wide limits that hold for anybody.

Docs: docs/decisions/0044-gaze.md."""

import math
from collections import deque
from dataclasses import dataclass, replace

from tool.detection.facts import FrameFacts, Head
from tool.detection.observer.calibrator import irises
from tool.domain.baseline import Calibration, Spread
from tool.domain.incident_types.gaze import GAZE_AWAY
from tool.domain.observation import Observation

DEGREES_PER_EYE = 150.0
"""By how many degrees the eyes are turned for each width of an eye that the iris is off its middle. The iris goes round
the middle of the eyeball at about 11 mm, and an eye is open over about 29 mm: 2.6 rad, hence 150 degrees."""
ASIDE, UP, DOWN = 14.0, 18.0, 20.0
"""Degrees off the middle from which somebody looks away, if nothing is known of their screen. Heads differ by up to 14
degrees in how they are held up, and lids hide where the eyes look up or down, so that only the head tells that. Down is
wide: keys and paper lie there."""
ASIDE_LEAST, ASIDE_MOST, UP_MOST, DOWN_MOST = 10.0, 30.0, 25.0, 30.0
"""However small or large the screen was at check-in. Without a bound who looked far out then could do so ever after."""
CORNERS = 1.3
"""So many times as far from the middle as the corners are, is beyond the screen."""
MADS = 4.0
"""So many times their usual tremble is added to that."""
HEAD_ALONE = 25.0
"""Degrees by which a head is turned away, wherever its eyes may look."""
HEAD_ALONE_KNOWN = 20.0
"""The same of a head of which is known how it is held usually."""

SURE = 0.8
"""A mesh less sure than this may be half a face, or none."""
DARK = 12.0
"""Mean brightness below which a head is read wrongly too often."""
SMALL = 0.08
"""Of a face narrower than this part of the picture the turn is a guess."""
EDGE = 0.01
CLEARLY_NEAREST = 2.0
"""With others in view, the examinee's face is the one that is so many times as large as the next."""
LOOKS, TOLD = 6, 0.6
"""Nothing is said unless this share of so many newest looks tells something. With glasses that mirror only a turned
head tells: one look in ten would be all that is known, and seem to last."""

DRIFT_PER_S = 0.01
"""The middle follows how somebody sits by this share a second, while they surely look at the screen (within half of the
limits)."""
SURELY = 0.5
DRIFT_MOST = 8.0
"""Degrees; further the middle never goes, or it would follow slow eyes to another screen."""
LOOK_S = 2.0
"""A look stands for no longer than this."""


@dataclass(frozen=True, slots=True)
class Limits:
    """From where on one person looks away, in degrees. `aside` and `pitch` are the middles of where head and eyes point
    together, and of the head's pitch; `left`, `right`, `up` and `down` how far off them the limits lie. `yaw` is the
    middle of the head's turn, `alone` its limit where the eyes are not read; `eyes`: they can be read usually."""

    aside: float = 0.0
    left: float = ASIDE
    right: float = ASIDE
    pitch: float = 0.0
    up: float = UP
    down: float = DOWN
    yaw: float = 0.0
    alone: float = HEAD_ALONE
    eyes: bool = True


ANYBODY = Limits()


def aside(yaw: float, across: float) -> float:
    """Return where head and eyes point together, in degrees to the right of the picture.

    Eyes that stay on the screen turn against a head that moves; the sum tells where they look, neither does alone."""
    return yaw + DEGREES_PER_EYE * across


def limits_of(calibration: Calibration) -> Limits:
    """Return the limits of somebody who was measured at check-in."""
    yaw, pitch = calibration.yaw, calibration.pitch
    both = yaw if calibration.across is None else _sum(yaw, calibration.across)
    least = ASIDE if both.least == both.most else ASIDE_LEAST
    return Limits(
        aside=both.middle, left=_limit(both, both.least, least, ASIDE_MOST),
        right=_limit(both, both.most, least, ASIDE_MOST),
        pitch=pitch.middle, up=_limit(pitch, pitch.least, UP, UP_MOST),
        down=_limit(pitch, pitch.most, DOWN, DOWN_MOST), yaw=yaw.middle,
        alone=max(_limit(yaw, corner, HEAD_ALONE_KNOWN, ASIDE_MOST) for corner in (yaw.least, yaw.most)),
        eyes=calibration.across is not None,
    )


def _sum(yaw: Spread, across: Spread) -> Spread:
    """Return the spread of `aside`. Head and eyes both turn towards a corner, so that their spans add up."""
    return Spread(*(getattr(yaw, name) + DEGREES_PER_EYE * getattr(across, name)
                    for name in ("middle", "mad", "least", "most")))


def _limit(spread: Spread, corner: float, least: float, most: float) -> float:
    """Return how far off the middle somebody looks away if the screen ends at `corner`, within bounds."""
    beyond_corner = 0.0 if corner == spread.middle else CORNERS * abs(corner - spread.middle) + MADS * spread.mad
    return min(most, max(least, beyond_corner))


def beyond(facts: FrameFacts, limits: Limits) -> float | None:
    """Return how far the person in a picture looks away, in parts of the limit: 1 and more is away.

    None: it cannot be told. There is no one person, they are small, dark or cut off by the edge, no mesh is sure of
    them, or their eyes are not read (shut, mirrored) while the head is straight."""
    head = examinee(facts)
    if head is None:
        return None
    off_pitch = head.pitch - limits.pitch
    upright = max(off_pitch / limits.down, -off_pitch / limits.up)
    turned = abs(head.yaw - limits.yaw) / limits.alone
    iris = irises(head)
    if iris is None or not limits.eyes:
        known = max(upright, turned)
        return known if known >= 1 or not limits.eyes else None
    off_aside = aside(head.yaw, iris[0]) - limits.aside
    return max(upright, off_aside / limits.right, -off_aside / limits.left)


def examinee(facts: FrameFacts) -> Head | None:
    """Return the head of the examinee, if it is clear which that is and it can be trusted."""
    head, face = facts.head, facts.face
    if head is None or face is None or head.score < SURE or facts.luma < DARK or face.width < SMALL:
        return None
    if face.left <= EDGE or face.left + face.width >= 1 - EDGE:
        return None
    areas = sorted((box.area for box in facts.boxes), reverse=True)
    return None if len(areas) > 1 and areas[0] < CLEARLY_NEAREST * areas[1] else head


def looks_away(facts: FrameFacts) -> bool | None:
    """Return whether the person in a picture looks away from the screen, by the limits that hold for anybody; None: it
    cannot be told."""
    far = beyond(facts, ANYBODY)
    return None if far is None else far >= 1


class Gaze:
    """One examinee's limits. Where they were calibrated, the middle follows slowly how somebody sits."""

    def __init__(self) -> None:
        self._calibration: Calibration | None = None
        self._measured = self._now = ANYBODY
        self._at = math.inf
        self._newest: deque[bool] = deque([False] * LOOKS, LOOKS)

    def saw(self, facts: FrameFacts, at: float, calibration: Calibration | None) -> tuple[Observation, ...]:
        """Take in a look at the moment `at`; return how far away it was, nothing if that cannot be told."""
        if calibration is not self._calibration:
            self._calibration = calibration
            self._measured = self._now = ANYBODY if calibration is None else limits_of(calibration)
        far = beyond(facts, self._now)
        self._newest.append(far is not None)
        if far is None or sum(self._newest) < TOLD * LOOKS:
            return ()
        if calibration is not None and facts.head is not None and far < SURELY:
            self._follow(facts.head, DRIFT_PER_S * min(LOOK_S, max(0.0, at - self._at)))
        self._at = at
        how = "not calibrated" if calibration is None else "calibrated at check-in"
        return (Observation(GAZE_AWAY, far, at, f"{facts.model}, {how}"),)

    def _follow(self, head: Head, share: float) -> None:
        """Let the middles go this share of the way to where the head and eyes are now."""
        now, measured, iris = self._now, self._measured, irises(head)
        self._now = replace(
            now, pitch=_nearer(now.pitch, head.pitch, share, measured.pitch),
            yaw=_nearer(now.yaw, head.yaw, share, measured.yaw),
            aside=now.aside if iris is None else _nearer(
                now.aside, aside(head.yaw, iris[0]), share, measured.aside
            ),
        )


def _nearer(middle: float, to: float, share: float, measured: float) -> float:
    moved = middle + share * (to - middle)
    return min(measured + DRIFT_MOST, max(measured - DRIFT_MOST, moved))
