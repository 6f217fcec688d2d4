"""What was usual of one examinee at check-in: later looks are held against it. It ends with the attempt."""

from dataclasses import dataclass
from enum import StrEnum


class Target(StrEnum):
    """Where an examinee is asked to look while their gaze is calibrated: the middle and the corners of their screen."""

    CENTRE = "centre"
    TOP_LEFT = "top_left"
    TOP_RIGHT = "top_right"
    BOTTOM_RIGHT = "bottom_right"
    BOTTOM_LEFT = "bottom_left"


@dataclass(frozen=True, slots=True)
class Spread:
    """How one measure of the head lay while its owner looked at the screen.

    `middle` is its median of the looks at the middle of the screen; `mad` how much it trembles: the median distance of
    a look from the median of its own target. `least` and `most` are the medians of the targets that lie furthest out;
    both are the middle's where no corner was looked at. All in the measure's own unit."""

    middle: float
    mad: float
    least: float
    most: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """How somebody's head and eyes lie while they look at their screen. `yaw` and `pitch` are degrees (`Head` in
    tool.detection.facts); `across` and `down` say where the irises are, in widths of an eye, as the mean of both; None
    where the eyes could not be read (glasses that mirror, a dark room, far away). `looks`: how many looks it is of."""

    yaw: Spread
    pitch: Spread
    across: Spread | None
    down: Spread | None
    looks: int


class NotCalibrated(StrEnum):
    """Why a calibration came to nothing. None of it is held against anybody."""

    TOO_FEW_LOOKS = "too_few_looks"
    """It was not looked often enough: targets were skipped, or pictures did not come."""
    NO_FACE = "no_face"
    """There was not one face, and only one, that could be read."""
    EYES_UNREAD = "eyes_unread"
    """The eyes could not be read (glasses that mirror, a dark room, far away), and the head stayed as it was."""
    DID_NOT_FOLLOW = "did_not_follow"
    """Head and eyes were no different at the left of the screen than at its right."""


@dataclass(frozen=True, slots=True)
class Place:
    """A part of the picture: left, top, width and height as fractions (0..1) of it."""

    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Baseline:
    """What one examinee's camera showed at check-in.

    `calibration` is None if it was skipped, or did not succeed. `scenery`: faces that stood still all the time and are
    not the examinee's: posters, pictures on a wall, a screen. `detail`: how much detail there was in each cell of the
    picture (`tool.detection.observer.view`, row by row), empty if that was not measured; `light` how bright each
    was, 0 to 255. `face`: where the examinee's own face was, usually."""

    calibration: Calibration | None = None
    scenery: tuple[Place, ...] = ()
    detail: tuple[float, ...] = ()
    light: tuple[float, ...] = ()
    face: Place | None = None
