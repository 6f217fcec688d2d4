"""Observes one examinee: facts of looks in, observations out."""

from collections.abc import Iterable
from dataclasses import replace

from tool.detection.facts import Before, FrameFacts
from tool.detection.observer.calibrator import Calibrator
from tool.detection.observer.gaze import Gaze
from tool.detection.observer.mouth import Mouth
from tool.detection.observer.persons import Persons
from tool.detection.observer.scene import Scene
from tool.domain.baseline import Baseline, Calibration, NotCalibrated, Target
from tool.domain.incident_types.gaze import GAZE_AWAY
from tool.domain.incident_types.talking import TALKING
from tool.domain.observation import Observation
from tool.domain.rule import Rule

FORGET_S = 5.0
"""A look from longer ago spares the next one nothing."""


class Observer:
    """One attempt's. Moments are of one timeline that never steps.

    `not_calibrated`: why the newest calibration came to nothing; None if it did not, or there was none. `persons` is to
    be told, too, of the people that were found in a picture, if anybody looked for them."""

    def __init__(self) -> None:
        self._last: FrameFacts | None = None
        self._last_at = float("-inf")
        self._baseline = Baseline()
        self._scene = Scene()
        self._calibrator: Calibrator | None = None
        self._gaze: Gaze | None = None
        self._mouth: Mouth | None = None
        self.not_calibrated: NotCalibrated | None = None
        self.persons = Persons()

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
        boxes, facts = facts.boxes, self._scene.people(facts, at)
        scenery = tuple(box for box in boxes if box not in facts.boxes)
        if at >= self._last_at:
            self._last, self._last_at = facts, at
        if self._calibrator is not None:
            self._calibrator.saw(facts, at)
        seen = (*self._scene.observations(facts, at), *self.persons.saw(facts, at, scenery))
        if self._gaze is not None:
            seen += self._gaze.saw(facts, at, self._baseline.calibration)
        return seen if self._mouth is None else seen + self._mouth.saw(facts, at)

    def settle(self) -> None:
        """Check-in is over: what it showed is what is usual from now on. Only the first time counts."""
        self._baseline = self._scene.settle(self._baseline)

    def take_up(self, baseline: Baseline) -> None:
        """Go on with what was usual at a check-in that another observer saw; what this one saw itself stays."""
        own = self._baseline
        self._baseline = self._scene.take_up(replace(baseline, calibration=own.calibration or baseline.calibration))

    def heard(self, observations: Iterable[Observation]) -> None:
        """Take in what is known of the examinee's sound."""
        if self._mouth is not None:
            self._mouth.heard(observations)

    def apply(self, rules: Iterable[Rule]) -> None:
        """Observe what these rules look at, from now on. Where somebody looks, and whether they speak, is not judged
        unless one of them asks."""
        wanted = {rule.kind.signal for rule in rules if rule.enabled and rule.is_known}
        self._gaze = (self._gaze or Gaze()) if GAZE_AWAY in wanted else None
        self._mouth = (self._mouth or Mouth()) if TALKING in wanted else None

    def wants_eyes(self, now: float) -> bool:
        """Whether a look at `now` is to read where the eyes look: for a rule about it, or to calibrate it."""
        return self._gaze is not None or self.wants_look(now) is not None

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
