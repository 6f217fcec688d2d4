"""Where somebody looks: by limits that hold for anybody, and by their own once these were measured."""

from dataclasses import replace

import pytest

from tests.unit.detection.gazing import facts
from tests.unit.detection.play import closed, engine, opened, rule
from tool.detection.boxes import Box
from tool.detection.facts import FrameFacts
from tool.detection.observer.gaze import DRIFT_MOST, LOOKS, looks_away
from tool.detection.observer.observer import Observer
from tool.domain.baseline import Calibration, Spread, Target
from tool.domain.incident_types.gaze import GAZE_AWAY
from tool.domain.observation import Observation
from tool.domain.policy import PRESETS
from tool.domain.preset import Preset

AWAY_RULE = rule("looking_away", debounce_s=3.0, release_s=2.0)


@pytest.mark.parametrize(
    "seen",
    [
        facts(yaw=30, eyes=None), facts(yaw=-30, eyes=None), facts(pitch=25), facts(pitch=-20),
        facts(eyes=(0.12, 0.14)),
        facts(eyes=(-0.2, -0.1)), facts(yaw=-45, eyes=None), facts(yaw=20), facts(yaw=10, eyes=(0.05, 0.05)),
    ],
)
def test_a_head_or_eyes_far_to_a_side_look_away(seen: FrameFacts) -> None:
    assert looks_away(seen) is True


@pytest.mark.parametrize(
    "seen", [facts(), facts(yaw=8, pitch=13), facts(pitch=-15), facts(eyes=(-0.13, 0.02)), facts(yaw=-12, pitch=14)]
)
def test_how_people_sit_before_their_screens_is_not_away(seen: FrameFacts) -> None:
    assert looks_away(seen) is False


@pytest.mark.parametrize(("yaw", "across"), [(16, -0.1), (25, -0.13), (-24, 0.17)])
def test_eyes_that_stay_on_the_screen_while_the_head_turns_do_not_look_away(yaw: float, across: float) -> None:
    assert looks_away(facts(yaw=yaw, eyes=(across, across))) is False


@pytest.mark.parametrize(
    "seen",
    [
        pytest.param(facts(yaw=40, faces=2), id="two people, and none is clearly nearest"),
        pytest.param(facts(eyes=None), id="eyes shut or mirrored by glasses"),
        pytest.param(facts(yaw=40, box=Box(0.0, 0.3, 0.2, 0.3, 0.9)), id="cut off on the left"),
        pytest.param(facts(yaw=40, box=Box(0.85, 0.3, 0.15, 0.3, 0.9)), id="cut off on the right"),
        pytest.param(facts(yaw=40, box=Box(0.5, 0.5, 0.05, 0.08, 0.9)), id="far away"),
        pytest.param(facts(yaw=40, luma=8), id="dark"),
        pytest.param(facts(yaw=40, score=0.6), id="a mesh that is not sure"),
        pytest.param(FrameFacts(0, (), 100.0, 40.0, "scripted"), id="nobody"),
        pytest.param(FrameFacts(1, (Box(0.4, 0.3, 0.2, 0.3, 0.9),), 100.0, 40.0, "scripted"), id="no mesh"),
    ],
)
def test_what_cannot_be_told_is_not(seen: FrameFacts) -> None:
    assert looks_away(seen) is None
    assert gaze_of(Observer(), seen) is None


def test_somebody_small_behind_does_not_hide_where_the_examinee_looks() -> None:
    behind = Box(0.1, 0.2, 0.08, 0.1, 0.8)
    seen = facts(yaw=40, eyes=None)

    assert looks_away(replace(seen, faces=2, boxes=(*seen.boxes, behind))) is True


def watching(calibration: Calibration | None = None) -> Observer:
    observer = Observer()
    observer.apply([AWAY_RULE])
    if calibration is not None:
        observer.take_up(replace(observer.baseline, calibration=calibration))
    return observer


def gaze_of(observer: Observer, seen: FrameFacts, at: float = 1.0) -> Observation | None:
    """What is known of the gaze once the same was seen several times at that moment."""
    looks = [observer.saw(seen, at) for _ in range(LOOKS)]
    return next((each for each in looks[-1] if each.signal == GAZE_AWAY), None)


OWN = Calibration(
    yaw=Spread(20.0, 0.3, 16.0, 24.0), pitch=Spread(-12.0, 0.3, -15.0, -9.0), across=Spread(0.03, 0.003, -0.02, 0.08),
    down=None, looks=20,
)
"""Somebody whose camera stands beside and below the screen."""


def test_a_camera_beside_the_screen_accuses_nobody_once_that_was_measured() -> None:
    at_screen = facts(yaw=20, pitch=-12, eyes=(0.03, 0.03))
    at_camera = facts(yaw=0, pitch=0, eyes=(0.0, 0.0))

    unknown = gaze_of(watching(), at_screen)
    known, straight = (gaze_of(watching(OWN), seen) for seen in (at_screen, at_camera))

    assert unknown is not None
    assert unknown.value >= 1
    assert unknown.model == "scripted, not calibrated"
    assert known is not None
    assert known.value < 0.1
    assert known.model == "scripted, calibrated at check-in"
    assert straight is not None
    assert straight.value >= 1, "at the camera, and not at the screen"


@pytest.mark.parametrize(("share", "away"), [(1.0, False), (1.25, False), (1.6, True), (-1.0, False), (-1.6, True)])
def test_the_limit_lies_a_third_beyond_the_corners(share: float, away: bool) -> None:
    seen = gaze_of(watching(OWN), facts(yaw=20 + 4 * share, pitch=-12, eyes=(0.03 + 0.05 * share,) * 2))

    assert seen is not None
    assert (seen.value >= 1) is away


def test_who_looked_far_out_at_check_in_gains_little_by_it() -> None:
    wide = replace(OWN, yaw=Spread(0.0, 0.3, -40.0, 40.0), across=Spread(0.0, 0.003, -0.15, 0.15))

    seen = gaze_of(watching(wide), facts(yaw=28, pitch=-12, eyes=(0.05, 0.05)))

    assert seen is not None
    assert seen.value >= 1


def test_with_mirroring_glasses_the_head_alone_is_judged() -> None:
    observer = watching(replace(OWN, across=None))

    straight, turned = (gaze_of(observer, facts(yaw=yaw, pitch=-12, eyes=None)) for yaw in (22, 45))

    assert straight is not None
    assert straight.value < 1
    assert turned is not None
    assert turned.value >= 1


def test_the_middle_follows_who_sits_down_differently_but_not_to_another_screen() -> None:
    observer = watching(OWN)
    for second in range(600):
        gaze_of(observer, facts(yaw=25, pitch=-8, eyes=(0.03, 0.03)), float(second))
    settled = gaze_of(observer, facts(yaw=25, pitch=-8, eyes=(0.03, 0.03)), 600.0)

    for second in range(601, 9000):
        gaze_of(observer, facts(yaw=25 + (second - 600) / 200, pitch=-8, eyes=(0.03, 0.03)), float(second))
    crept = gaze_of(observer, facts(yaw=20 + DRIFT_MOST + 20, pitch=-8, eyes=(0.03, 0.03)), 9000.0)

    assert settled is not None
    assert settled.value < 0.1
    assert crept is not None
    assert crept.value >= 1


def test_looking_away_moves_no_limit() -> None:
    observer = watching(OWN)
    away = facts(yaw=45, pitch=-12, eyes=(0.03, 0.03))
    first = gaze_of(observer, away, 0.0)
    for second in range(1, 2000):
        last = gaze_of(observer, away, float(second))

    assert first is not None
    assert last is not None
    assert last.value == first.value


def test_where_somebody_looks_is_judged_only_while_a_rule_asks_and_read_for_calibration_too() -> None:
    observer = Observer()
    assert gaze_of(observer, facts()) is None
    assert not observer.wants_eyes(1.0)

    observer.apply([AWAY_RULE])
    assert gaze_of(observer, facts()) is not None
    assert observer.wants_eyes(1.0)

    observer.apply([replace(AWAY_RULE, enabled=False), rule("face_missing")])
    assert gaze_of(observer, facts()) is None
    assert not observer.wants_eyes(1.0)

    observer.look_at(Target.CENTRE, 10.0)
    assert observer.wants_eyes(10.5)


def played(seconds: int, away: range, of: int) -> tuple[list[str], list[str]]:
    """Play somebody who looks away in these seconds of every `of`, by the standard preset's own rule."""
    own_rule = PRESETS[Preset.STANDARD].rule("looking_away")
    assert own_rule is not None
    observer, subject = Observer(), engine(own_rule)
    observer.apply([own_rule])
    changes = [
        change for second in range(seconds)
        for change in subject.observe(
            observer.saw(facts(yaw=35 if second % of in away else 2, eyes=(0.0, 0.0)), float(second))
        )
    ]
    return opened(changes), closed(changes)


def test_a_glance_is_no_incident_and_a_look_of_seconds_is() -> None:
    assert played(60, range(10, 12), 60) == ([], [])
    assert played(60, range(10, 15), 60) == (["looking_away"], ["looking_away"])


def test_looking_away_and_back_for_an_hour_is_one_incident_or_two() -> None:
    assert 1 <= len(played(3600, range(7), 10)[0]) <= 2


def test_short_looks_away_that_come_to_a_quarter_of_the_time_add_up() -> None:
    assert len(played(300, range(2), 6)[0]) == 1
    assert played(300, range(2), 12) == ([], [])


@pytest.mark.parametrize("every", [2, 3, 6, 12])
def test_where_only_a_turned_head_tells_anything_a_look_now_and_then_does_not_seem_to_last(every: int) -> None:
    observer, subject = watching(), engine(AWAY_RULE)
    changes = [
        change for second in range(120) for change in subject.observe(
            observer.saw(facts(yaw=40 if second % every == 0 else 0, eyes=None), float(second))
        )
    ]

    assert changes == []


def test_behind_mirroring_glasses_a_head_that_stays_turned_is_told() -> None:
    observer, subject = watching(), engine(AWAY_RULE)
    changes = [
        change for second in range(60) for change in subject.observe(
            observer.saw(facts(yaw=40 if 30 <= second < 45 else 0, eyes=None), float(second))
        )
    ]

    assert opened(changes) == ["looking_away"]
