"""A type of incident about the gaze, whatever the registry has, and a played observer of an attempt."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import cast

from tool.domain.baseline import Baseline, Calibration, NotCalibrated, Spread, Target
from tool.domain.incident_types.kind import IncidentKind
from tool.domain.incident_types.registry import KINDS

ABOUT_GAZE = "face_missing"
"""The type that is taken for one about the gaze; every preset has it on."""

SPREAD = Spread(1.23456, 0.5, -4.0, 6.0)
MEASURED = Calibration(SPREAD, SPREAD, None, SPREAD, 18)


@contextmanager
def gaze_judged() -> Iterator[None]:
    """Within this, ABOUT_GAZE is about the gaze."""
    kinds = cast("dict[str, IncidentKind]", KINDS)
    before = kinds[ABOUT_GAZE]
    kinds[ABOUT_GAZE] = replace(before, about_gaze=True)
    try:
        yield
    finally:
        kinds[ABOUT_GAZE] = before


class FakeMeasures:
    """Notes what it is told. `result` is what a calibration comes to."""

    def __init__(self, result: Calibration | None = MEASURED) -> None:
        self.result = result
        self.baseline = Baseline()
        self.not_calibrated: NotCalibrated | None = None
        self.looks: list[tuple[Target | None, float]] = []
        self.ended_at: list[float] = []
        self.taken_up: list[Baseline] = []

    def look_at(self, target: Target | None, at: float) -> None:
        self.looks.append((target, at))

    def calibrated(self, at: float) -> Calibration | None:
        self.ended_at.append(at)
        self.not_calibrated = NotCalibrated.EYES_UNREAD if self.result is None else None
        self.baseline = replace(self.baseline, calibration=self.result)
        return self.result

    def take_up(self, baseline: Baseline) -> None:
        self.taken_up.append(baseline)
        self.baseline = baseline
