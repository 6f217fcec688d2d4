"""The calibration on a media node: one target after the other, told to web, taken back after a start."""

from dataclasses import replace

import pytest

from tests.fakes.gaze import MEASURED, FakeMeasures
from tool.domain.baseline import Baseline, NotCalibrated, Place, Target
from tool.link.codec import encode
from tool.media.streams.check_in import CheckIn, small

SCENERY = Baseline(scenery=(Place(0.123456, 0.2, 0.1, 0.1),), detail=tuple(i / 7 for i in range(48)))
KEPT = Baseline(calibration=MEASURED)


class Stage:
    def __init__(self, *, rules: bool = False, fails: bool = False) -> None:
        self.observer = FakeMeasures(None if fails else MEASURED)
        self.told: list[Baseline] = []
        self.why: list[NotCalibrated | None] = []
        self.check_in = CheckIn(self.observer, self._tell, rules=rules)

    def _tell(self, baseline: Baseline, why: NotCalibrated | None) -> None:
        self.told.append(baseline)
        self.why.append(why)

    def calibrate(self) -> None:
        for at, target in enumerate(Target):
            self.check_in.look_at(target, 2.0 * at, ended=False)
        self.check_in.look_at(None, 10.0, ended=True)


def test_web_is_told_what_five_targets_came_to() -> None:
    stage = Stage()
    stage.calibrate()
    assert [target for target, _ in stage.observer.looks] == list(Target)
    assert stage.observer.ended_at == [10.0]
    assert [each.calibration for each in stage.told] == [small(KEPT).calibration]


def test_web_is_told_that_the_eyes_could_not_be_read() -> None:
    stage = Stage(fails=True)
    stage.calibrate()
    assert [each.calibration for each in stage.told] == [None]
    assert stage.why == [NotCalibrated.EYES_UNREAD]


def test_one_that_is_broken_off_counts_for_nothing() -> None:
    stage = Stage()
    stage.check_in.look_at(Target.CENTRE, 0.0, ended=False)
    stage.check_in.look_at(None, 1.0, ended=False)
    assert stage.observer.looks == [(Target.CENTRE, 0.0), (None, 1.0)]
    assert (stage.observer.ended_at, stage.told) == ([], [])


def test_web_is_told_of_the_scenery_once_when_the_exam_begins() -> None:
    stage = Stage()
    stage.calibrate()
    stage.check_in.apply(rules=False, baseline=None)
    stage.observer.baseline = replace(SCENERY, calibration=MEASURED)
    for rules in (True, False, True):
        stage.check_in.apply(rules=rules, baseline=stage.told[0])
    assert [len(each.scenery) for each in stage.told] == [0, 1]
    assert stage.observer.taken_up == [], "what was measured here is newer than what web keeps of it"


def test_nothing_is_told_when_nothing_was_measured() -> None:
    stage = Stage()
    stage.check_in.apply(rules=True, baseline=None)
    assert stage.told == []


@pytest.mark.parametrize("rules", [True, False])
def test_a_node_that_starts_anew_takes_up_what_web_keeps_and_tells_nothing(rules: bool) -> None:
    stage = Stage(rules=rules)
    for _ in range(2):
        stage.check_in.apply(rules=True, baseline=KEPT)
    assert (stage.observer.taken_up, stage.told) == ([KEPT], [])


def test_it_takes_up_a_newer_one() -> None:
    stage = Stage()
    newer = replace(SCENERY, calibration=MEASURED)
    for baseline in (KEPT, newer):
        stage.check_in.apply(rules=False, baseline=baseline)
    assert stage.observer.taken_up == [KEPT, newer]


def test_a_baseline_is_short_as_text() -> None:
    third = Place(1 / 3, 1 / 3, 1 / 3, 1 / 3)
    whole = Baseline(
        MEASURED, SCENERY.scenery * 4, detail=tuple(i / 7.3 for i in range(48)),
        light=tuple(i * 5.1 for i in range(48)),
        face=third,
    )
    assert len(encode(small(whole))) < 2048
    assert small(whole).scenery[0].left == pytest.approx(0.1235)
    assert small(small(whole)) == small(whole)
