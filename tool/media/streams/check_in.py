"""What is usual of an examinee: measured while they check in, told to web, and taken back from there after a start."""

from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

from tool.domain.baseline import Baseline, Calibration, NotCalibrated, Place, Spread, Target

_DIGITS = 4

Tell = Callable[[Baseline, NotCalibrated | None], None]


class Measures(Protocol):
    """What this needs of the observer of an attempt. Moments are of the node's timeline, in seconds."""

    @property
    def baseline(self) -> Baseline:
        """What is usual, as far as it is known."""
        ...

    @property
    def not_calibrated(self) -> NotCalibrated | None:
        """Why the newest calibration came to nothing; None if it did not."""
        ...

    def look_at(self, target: Target | None, at: float) -> None:
        """From `at` on the examinee looks at the target; None: at nothing in particular."""
        ...

    def calibrated(self, at: float) -> Calibration | None:
        """End the calibration; return what was measured, None if that is too little."""
        ...

    def take_up(self, baseline: Baseline) -> None:
        """Go on from what was measured before."""
        ...


class CheckIn:
    """One attempt's. `tell` has web told of the baseline, and why a calibration came to nothing; `rules`: whether any
    apply already."""

    def __init__(self, observer: Measures, tell: Tell, *, rules: bool) -> None:
        self._observer = observer
        self._tell = tell
        self._began = rules
        self._own = False
        self._taken_up: Baseline | None = None

    def look_at(self, target: Target | None, now: float, *, ended: bool) -> None:
        """The examinee looks at the target from now on; at None the calibration is over, and counts if `ended`."""
        if not ended:
            self._observer.look_at(target, now)
            return
        self._observer.calibrated(now)
        self._own = True
        self._tell(small(self._observer.baseline), self._observer.not_calibrated)

    def apply(self, *, rules: bool, baseline: Baseline | None) -> None:
        """Rules apply from now on, or none. What web keeps (`baseline`) is taken up if nothing was measured here.

        When rules first apply the check-in is over, and web is told what was measured until then."""
        begins, self._began = rules and not self._began, self._began or rules
        if baseline is not None and not self._own:
            self._take_up(baseline)
            return
        measured = self._observer.baseline
        if begins and measured != Baseline():
            self._own = True
            self._tell(small(measured), None)

    def _take_up(self, baseline: Baseline) -> None:
        if baseline != self._taken_up:
            self._taken_up = baseline
            self._observer.take_up(baseline)


def small(baseline: Baseline) -> Baseline:
    """Return it with no more digits than were measured, so that it is short as text."""
    calibration = baseline.calibration
    return Baseline(
        calibration=None if calibration is None else _short_calibration(calibration),
        scenery=tuple(_short_place(place) for place in baseline.scenery),
        detail=tuple(_short(each) for each in baseline.detail),
        face=None if baseline.face is None else _short_place(baseline.face),
        light=tuple(_short(each) for each in baseline.light),
    )


def _short_calibration(measured: Calibration) -> Calibration:
    return replace(
        measured, yaw=_short_spread(measured.yaw), pitch=_short_spread(measured.pitch),
        across=None if measured.across is None else _short_spread(measured.across),
        down=None if measured.down is None else _short_spread(measured.down),
    )


def _short_spread(spread: Spread) -> Spread:
    return Spread(_short(spread.middle), _short(spread.mad), _short(spread.least), _short(spread.most))


def _short_place(place: Place) -> Place:
    return Place(_short(place.left), _short(place.top), _short(place.width), _short(place.height))


def _short(number: float) -> float:
    return float(f"{number:.{_DIGITS}g}")
