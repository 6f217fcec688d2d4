"""Calibration of gaze: what the looks at five targets come to, and when they come to nothing."""

import random
from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.unit.detection.gazing import facts
from tool.detection.facts import FrameFacts
from tool.detection.observer.calibrator import EVERY_S, SETTLE_S
from tool.detection.observer.observer import Observer
from tool.domain.baseline import Calibration, NotCalibrated, Target

CORNERS: dict[Target, tuple[float, float]] = {
    Target.CENTRE: (0, 0), Target.TOP_LEFT: (1, -1), Target.TOP_RIGHT: (-1, -1), Target.BOTTOM_RIGHT: (-1, 1),
    Target.BOTTOM_LEFT: (1, 1),
}
"""Where a target is, to the right and down in a camera's picture: it is not mirrored."""
SHOWN_S = 2.0
Person = Callable[[Target, float], FrameFacts]


def somebody(
    yaw: float = 6.0, across: float = 0.06, tremble: float = 0.2, seed: int = 1, eyes: bool = True
) -> Person:
    """Sits before a camera that stands low and to the side; follows with head and eyes by so much, and trembles."""
    chance = random.Random(seed)

    def look(target: Target, _after_s: float) -> FrameFacts:
        right, below = CORNERS[target]
        iris = 0.02 + across * right + chance.gauss(0, tremble / 50)
        return facts(
            8.0 + yaw * right + chance.gauss(0, tremble), -9.0 + 4.0 * below + chance.gauss(0, tremble),
            (iris - 0.04, iris + 0.04) if eyes else None, down=-0.08 + 0.01 * below,
        )

    return look


def calibrate(observer: Observer, person: Person, every_s: float = EVERY_S, start: float = 100.0) -> Calibration | None:
    for number, target in enumerate(Target):
        shown = start + number * SHOWN_S
        observer.look_at(target, shown)
        at = shown + 0.1
        while at < shown + SHOWN_S:
            observer.saw(person(target, at - shown), at)
            at += every_s
    return observer.calibrated(start + SHOWN_S * len(Target))


def test_the_middle_the_tremble_and_the_corners_are_measured() -> None:
    observer = Observer()

    found = calibrate(observer, somebody())

    assert found is not None
    assert observer.baseline.calibration == found
    assert observer.not_calibrated is None
    assert found.yaw.middle == pytest.approx(8.0, abs=0.4)
    assert (found.yaw.least, found.yaw.most) == (pytest.approx(2.0, abs=0.5), pytest.approx(14.0, abs=0.5))
    assert (found.pitch.least, found.pitch.most) == (pytest.approx(-13.0, abs=0.5), pytest.approx(-5.0, abs=0.5))
    assert found.across is not None
    assert found.across.middle == pytest.approx(0.02, abs=0.01)
    assert (found.across.least, found.across.most) == (pytest.approx(-0.04, abs=0.01), pytest.approx(0.08, abs=0.01))
    assert found.down is not None
    assert 0 < found.yaw.mad < 0.4
    assert found.looks >= 2 * len(Target)


def test_eyes_on_their_way_to_a_target_do_not_count() -> None:
    def slow(target: Target, after_s: float) -> FrameFacts:
        return facts(yaw=45) if after_s < SETTLE_S else somebody()(target, after_s)

    found = calibrate(Observer(), slow)

    assert found is not None
    assert found.yaw.most < 16


def test_a_blink_does_not_shift_anything() -> None:
    chance = iter(range(1000))

    def blinks(target: Target, after_s: float) -> FrameFacts:
        return facts(yaw=8, eyes=None, eyes_open=0.05) if next(chance) % 5 == 4 else somebody()(target, after_s)

    found = calibrate(Observer(), blinks, every_s=0.3)

    assert found is not None
    assert found.across is not None


def test_the_head_alone_is_enough_where_glasses_mirror() -> None:
    found = calibrate(Observer(), somebody(yaw=8, eyes=False))

    assert found is not None
    assert found.across is None
    assert found.down is None
    assert found.yaw.most > found.yaw.middle + 6


def test_a_camera_may_mirror_its_picture() -> None:
    assert calibrate(Observer(), somebody(yaw=-6, across=-0.06)) is not None


@pytest.mark.parametrize(
    ("person", "why"),
    [
        (somebody(yaw=0.0, across=0.0), NotCalibrated.DID_NOT_FOLLOW),
        (somebody(yaw=1.0, across=0.0, tremble=2.0), NotCalibrated.DID_NOT_FOLLOW),
        (somebody(yaw=0.0, eyes=False), NotCalibrated.EYES_UNREAD),
        (lambda _target, _after_s: facts(faces=0), NotCalibrated.NO_FACE),
        (lambda _target, _after_s: facts(faces=2), NotCalibrated.NO_FACE),
        (
            lambda target, after_s: facts(faces=0) if target is Target.TOP_LEFT else somebody()(target, after_s),
            NotCalibrated.NO_FACE,
        ),
    ],
)
def test_what_cannot_be_measured_is_not_and_it_is_said_why(person: Person, why: NotCalibrated) -> None:
    observer = Observer()

    assert calibrate(observer, person) is None
    assert observer.not_calibrated is why
    assert observer.baseline.calibration is None


def test_somebody_who_looks_at_the_targets_in_one_row_only_is_not_measured() -> None:
    def lazy(target: Target, after_s: float) -> FrameFacts:
        above = target in {Target.TOP_LEFT, Target.TOP_RIGHT}
        return somebody()(target if above else Target.CENTRE, after_s)

    observer = Observer()

    assert calibrate(observer, lazy) is None
    assert observer.not_calibrated is NotCalibrated.DID_NOT_FOLLOW


def test_too_few_looks_are_our_own_trouble() -> None:
    observer = Observer()

    assert calibrate(observer, somebody(), every_s=2.0) is None
    assert observer.not_calibrated is NotCalibrated.TOO_FEW_LOOKS


def test_one_that_fails_leaves_what_was_measured_before() -> None:
    observer = Observer()
    first = calibrate(observer, somebody())

    assert calibrate(observer, somebody(yaw=0, across=0), start=200.0) is None
    assert observer.baseline.calibration == first


def test_a_target_that_is_shown_again_is_measured_anew() -> None:
    observer = Observer()
    observer.look_at(Target.CENTRE, 0.0)
    for n in range(10):
        observer.saw(facts(yaw=-40), 0.7 + n / 10)

    found = calibrate(observer, somebody())

    assert found is not None
    assert found.yaw.middle == pytest.approx(8.0, abs=0.4)


def test_looks_are_wanted_while_a_target_is_shown_and_the_eyes_rest_on_it() -> None:
    observer = Observer()
    assert observer.wants_look(0.0) is None

    observer.look_at(Target.CENTRE, 10.0)
    assert observer.wants_look(10.0) == pytest.approx(10.0 + SETTLE_S)
    assert observer.wants_look(10.01 + SETTLE_S) == pytest.approx(10.0 + SETTLE_S + EVERY_S)
    assert observer.wants_look(11.2) == pytest.approx(10.0 + SETTLE_S + 2 * EVERY_S)
    assert observer.wants_look(60.0) is None, "its page is gone"

    observer.look_at(None, 12.0)
    assert observer.wants_look(12.1) is None


def test_while_it_lasts_the_irises_are_read_anew_at_every_look() -> None:
    observer = Observer()
    seen = replace(facts(), eyes=b"cells")
    observer.saw(seen, 9.0)
    before = observer.before(9.5)
    assert before is not None
    assert before.eyes == b"cells"

    observer.look_at(Target.CENTRE, 10.0)

    during = observer.before(10.5)
    assert during is not None
    assert during.eyes == b""


def test_without_a_calibration_there_is_nothing_to_end() -> None:
    observer = Observer()
    observer.look_at(None, 5.0)

    assert observer.calibrated(6.0) is None
    assert observer.not_calibrated is None
