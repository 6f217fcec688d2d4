"""What was measured: one number, of one kind, at one time. Observations are not stored for ever."""

from dataclasses import dataclass
from enum import StrEnum


class Source(StrEnum):
    """Where a measurement comes from. What a browser says can be faked by the examinee; the rest not as easily."""

    CAMERA = "camera"
    SCREEN = "screen"
    MICROPHONE = "microphone"
    BROWSER = "browser"
    SERVER = "server"
    LMS = "lms"
    """The LMS's own log of its quiz, read a while after what it tells of."""
    PERSON = "person"
    """Nothing was measured: a proctor saw it and wrote it down."""

    @property
    def is_looked_at(self) -> bool:
        """Whether it is known only at the moments when it is looked at. The others tell of every change."""
        return self in (Source.CAMERA, Source.SCREEN, Source.MICROPHONE)


@dataclass(frozen=True, slots=True)
class Observation:
    """One measurement.

    `signal` is a signal of the registry of incident types; `at` is the moment measured (for a frame: its arrival), in
    seconds of whatever timeline it is judged on; `value` is in the signal's unit (a condition of the browser: 1.0
    while it lasts, 0.0 after); `model` names what measured it."""

    signal: str
    value: float
    at: float
    model: str
