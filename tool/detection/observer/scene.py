"""The scene before one camera: who is a person, what is usual, and what of it can still be seen."""

from dataclasses import replace

from tool.detection.facts import FrameFacts
from tool.detection.observer import view
from tool.detection.observer.check_in import CheckIn
from tool.detection.observer.covered import Covered
from tool.detection.observer.people import People
from tool.detection.observer.place import out_of_place
from tool.detection.observer.still import Stillness
from tool.domain.baseline import Baseline
from tool.domain.incident_types.camera import CONTRAST, FACES, LUMA
from tool.domain.incident_types.scene import PLACE, STILL
from tool.domain.observation import Observation


class Scene:
    """One attempt's. Until check-in is over it only learns, and looks are judged as those of anybody."""

    def __init__(self) -> None:
        self._check_in: CheckIn | None = CheckIn()
        self._people = People()
        self._covered = Covered()
        self._stillness = Stillness()
        self._baseline = Baseline()

    def people(self, facts: FrameFacts, at: float) -> FrameFacts:
        """Return the facts of a look at `at` without the faces that are scenery."""
        if self._check_in is not None:
            self._check_in.saw(facts, at)
        return self._people.only(facts, view.read(facts.view))

    def observations(self, facts: FrameFacts, at: float) -> tuple[Observation, ...]:
        """Return what a look at `at` tells, whose facts are those of `people`; what it does not tell is left out."""
        seen = view.read(facts.view)
        missed = self._people.missed(facts, seen, at)
        values = {
            FACES: None if missed else float(facts.faces),
            LUMA: facts.luma,
            CONTRAST: self._covered.points(facts, seen),
            STILL: self._stillness.seconds(facts, seen, at),
            PLACE: out_of_place(facts, self._baseline.face),
        }
        return tuple(Observation(name, value, at, facts.model) for name, value in values.items() if value is not None)

    def settle(self, baseline: Baseline) -> Baseline:
        """Check-in is over; return the baseline with what it showed. Only the first time counts."""
        if self._check_in is None:
            return baseline
        checked_in, self._check_in = self._check_in.ended(), None
        if checked_in is None:
            return baseline
        usual = checked_in.usual
        self._baseline = replace(
            baseline, scenery=checked_in.scenery, face=checked_in.face, detail=_rounded(view.detail(view.parts(usual))),
            light=_rounded(view.light(usual)),
        )
        self._people.settle(checked_in, checked_in.scenery)
        self._covered.settle(self._baseline)
        return self._baseline

    def take_up(self, baseline: Baseline) -> Baseline:
        """Go on with the baseline of a check-in seen elsewhere, unless there was one here, or it shows no scene; return
        what holds."""
        if self._baseline.detail or not (baseline.detail or baseline.scenery or baseline.face):
            return replace(self._baseline, calibration=baseline.calibration)
        self._check_in, self._baseline = None, baseline
        self._people.settle(None, baseline.scenery)
        self._covered.settle(baseline)
        return baseline


def _rounded(levels: view.Grey) -> tuple[float, ...]:
    return tuple(round(float(level), 1) for level in levels)
