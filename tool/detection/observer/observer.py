"""Observes one examinee: facts of looks in, observations out."""

from dataclasses import replace

from tool.detection.facts import Before, FrameFacts, observations
from tool.detection.observer.calibrator import Calibrator
from tool.domain.baseline import Baseline, Calibration, NotCalibrated, Target
from tool.domain.observation import Observation

FORGET_S = 5.0
"""A look from longer ago spares the next one nothing."""


class Observer:
    """One attempt's. Moments are of one timeline that never steps.

    `not_calibrated`: why the newest calibration came to nothing; None if it did not, or there was none."""

    def __init__(self) -> None:
        self._last: FrameFacts | None = None
        self._last_at = float("-inf")
        self._baseline = Baseline()
        self._calibrator: Calibrator | None = None
        self.not_calibrated: NotCalibrated | None = None

    @property
    def baseline(self) -> Baseline:
        """What was usual at check-in, as far as it is known."""
        return self._baseline

    def before(self, now: float) -> Before | None:
        """Return what the next look, at `now`, may know of the one before; None if it begins anew.

        Every second look is content with finding one person where they were; who has come in is seen by the other.
        While gaze is calibrated each look reads the irises anew: small steps are what is measured then."""
        last = self._last
        if last is None or last.face is None or now - self._last_at > FORGET_S:
            return None
        eyes = last.eyes if self.wants_look(now) is None else b""
        return Before(last.face, last.view, last.head, eyes, last.faces == 1 and not last.glance)

    def saw(self, facts: FrameFacts, at: float) -> tuple[Observation, ...]:
        """Take in the facts of a picture that arrived at `at`; return what is known now.

        What this look does not tell is left out."""
        if at >= self._last_at:
            self._last, self._last_at = facts, at
        if self._calibrator is not None:
            self._calibrator.saw(facts, at)
        return observations(facts, at)

    def look_at(self, target: Target | None, at: float) -> None:
        """From the moment `at` on the examinee is asked to look at this target; None: at none, for now or for good."""
        if self._calibrator is None:
            if target is None:
                return
            self._calibrator = Calibrator()
        self._calibrator.show(target, at)

    def wants_look(self, now: float) -> float | None:
        """Return the moment at which a look would help the calibration; None while no target is shown."""
        return None if self._calibrator is None else self._calibrator.wants_look(now)

    def calibrated(self, at: float) -> Calibration | None:
        """End the calibration at the moment `at`; return what was measured, which is the baseline's from now on.

        None: it came to nothing (`not_calibrated` says why), and what was measured earlier stays."""
        if self._calibrator is None:
            return None
        self._calibrator.show(None, at)
        found = self._calibrator.measured()
        self._calibrator = None
        self.not_calibrated = found if isinstance(found, NotCalibrated) else None
        if isinstance(found, NotCalibrated):
            return None
        self._baseline = replace(self._baseline, calibration=found)
        return found

    def take_up(self, baseline: Baseline) -> None:
        """Go on from a baseline that was measured before, by a process that is gone."""
        self._baseline = baseline
