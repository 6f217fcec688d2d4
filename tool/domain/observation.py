"""What was measured: one number, of one kind, at one time. Observations are not stored for ever."""

from dataclasses import dataclass
from enum import StrEnum


class Source(StrEnum):
    """Where a measurement came from. Browser signals can be faked by the examinee; server ones cannot as easily."""

    CAMERA = "camera"
    BROWSER = "browser"


class Signal(StrEnum):
    """Every quantity that a rule can look at. Browser signals are 1.0 while the condition lasts and 0.0 after."""

    FACES = "faces"
    LUMA = "luma"
    CONTRAST = "contrast"
    TAB_HIDDEN = "tab_hidden"
    WINDOW_BLURRED = "window_blurred"
    FULLSCREEN_LEFT = "fullscreen_left"
    CAMERA_LOST = "camera_lost"
    SCREEN_SHARE_STOPPED = "screen_share_stopped"

    @property
    def source(self) -> Source:
        """The side that measures this signal."""
        return Source.CAMERA if self in (Signal.FACES, Signal.LUMA, Signal.CONTRAST) else Source.BROWSER


@dataclass(frozen=True, slots=True)
class Observation:
    """One measurement.

    `at` is Unix time in seconds of the moment measured (for a frame: its arrival), `value` is in the signal's unit
    (faces: count; luma: mean 0-255; contrast: detail in grey levels, 0-128), `model` names what measured it."""

    signal: Signal
    value: float
    at: float
    model: str
