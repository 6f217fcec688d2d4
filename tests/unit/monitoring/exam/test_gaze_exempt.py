"""Who is asked to calibrate, what is kept of it and how long, and those whose gaze is not judged."""

from collections.abc import Iterator

import pytest

from tests.factories.world import World
from tests.fakes.gaze import ABOUT_GAZE, MEASURED, gaze_judged
from tool.domain.attempt import AttemptState
from tool.domain.baseline import Baseline, Place, Target
from tool.domain.intervention import InterventionKind
from tool.domain.policy import PRESETS
from tool.domain.preset import Preset
from tool.monitoring.exam import attempts, gaze, person_data
from tool.monitoring.exam.attempts import AttemptRefused
from tool.monitoring.exam.decisions import DecisionRefused
from tool.monitoring.exam.events import GazeTurned, RulesChanged
from tool.monitoring.exam.gaze import Calibrating, GazeJudged
from tool.monitoring.exam.records import Attempt

K = InterventionKind
S = AttemptState
USUAL = Baseline(MEASURED, scenery=(Place(0.1, 0.1, 0.1, 0.1),))


@pytest.fixture(autouse=True)
def judged() -> Iterator[None]:
    with gaze_judged():
        yield


def stands(world: World, attempt_id: str) -> Calibrating:
    with world.work() as work:
        attempt = work.attempts.get(attempt_id)
        return gaze.calibrating(attempt, work.exams.get(attempt.exam_id))


def measured(world: World, attempt: Attempt, baseline: Baseline = USUAL, opening: int = 1, event_id: str = "") -> bool:
    with world.work() as work:
        return gaze.measured(work, world.origin(event_id=event_id), attempt.id, opening, baseline)


def turn(world: World, attempt: Attempt, target: Target | None = Target.CENTRE) -> None:
    with world.work() as work:
        gaze.turn(work, attempt.id, target, ended=target is None)


def test_it_is_open_until_measured_or_known_to_be_unreadable(world: World) -> None:
    attempt = world.attempt(S.WAITING)
    assert stands(world, attempt.id) is Calibrating.OPEN
    assert measured(world, attempt, Baseline())
    assert stands(world, attempt.id) is Calibrating.UNREAD
    assert measured(world, attempt)
    assert stands(world, attempt.id) is Calibrating.MEASURED


@pytest.mark.parametrize("preset", list(PRESETS))
def test_the_low_preset_does_not_ask(world: World, preset: Preset) -> None:
    exam = world.exam()
    world.with_policy(exam, PRESETS[preset])
    asked = stands(world, world.attempt(S.WAITING, exam=exam).id)
    assert asked is (Calibrating.OFF if preset is Preset.LOW else Calibrating.OPEN)


@pytest.mark.parametrize("values", [{"calibration": False}, {"camera": False}])
def test_a_policy_without_it_or_without_the_camera_does_not_ask(world: World, values: dict[str, bool]) -> None:
    exam = world.exam()
    world.with_policy(exam, exam.policy.with_values(**values))
    attempt = world.attempt(S.WAITING, exam=exam)
    assert stands(world, attempt.id) is Calibrating.OFF
    with pytest.raises(AttemptRefused):
        turn(world, attempt)
    assert world.told(GazeTurned) == []


@pytest.mark.parametrize(
    ("state", "may"), [(S.CHECKING_IN, False), (S.WAITING, True), (S.ADMITTED, True), (S.RUNNING, False)]
)
def test_only_between_check_in_and_begin(world: World, state: AttemptState, may: bool) -> None:
    attempt = world.attempt(state)
    if not may:
        with pytest.raises(AttemptRefused):
            turn(world, attempt)
        return
    turn(world, attempt)
    turn(world, attempt, None)
    assert world.told(GazeTurned) == [
        GazeTurned(attempt.id, Target.CENTRE, False, 1), GazeTurned(attempt.id, None, True, 1),
    ]


def test_the_rules_that_begin_to_hold_bring_what_was_measured(world: World) -> None:
    attempt = world.attempt(S.ADMITTED)
    measured(world, attempt)
    with world.work() as work:
        attempts.begin(work, attempt.id, world.now, stays=True)
    assert world.told(RulesChanged)[-1].baseline == USUAL


def test_the_same_news_twice_and_news_of_another_opening_change_nothing(world: World) -> None:
    attempt = world.attempt(S.WAITING)
    assert measured(world, attempt, event_id="e1")
    assert not measured(world, attempt, Baseline(), event_id="e1")
    assert not measured(world, attempt, Baseline(), opening=2)
    assert world.read(attempt.id).baseline == USUAL


def test_it_ends_with_the_attempt_and_what_comes_later_is_not_kept(world: World) -> None:
    attempt = world.attempt()
    measured(world, attempt)
    world.decide(attempt.id, K.TERMINATE, text="It is over")
    assert not measured(world, attempt)
    after = world.read(attempt.id)
    assert (after.baseline, after.baseline_at) == (None, None)


def test_the_person_gets_what_is_kept_of_them(world: World) -> None:
    attempt = world.attempt(S.WAITING)
    measured(world, attempt)
    world.decide(attempt.id, K.GAZE_OFF)
    with world.work() as work:
        exported = person_data.export(work, work.attempts.get(attempt.id))
    assert exported["gaze_off"] is True
    assert exported["baseline"]["scenery"] == ({"left": 0.1, "top": 0.1, "width": 0.1, "height": 0.1},)


def test_of_whose_gaze_is_not_judged_nothing_is_kept_and_no_rule_about_it_holds(world: World) -> None:
    attempt = world.attempt(S.WAITING)
    measured(world, attempt)
    world.decide(attempt.id, K.GAZE_OFF, text="Agreed with the disability office")
    assert stands(world, attempt.id) is Calibrating.OFF
    measured(world, attempt)
    kept = world.read(attempt.id).baseline
    assert kept == Baseline(scenery=USUAL.scenery)
    world.decide(attempt.id, K.ADMIT)
    with world.work() as work:
        attempts.begin(work, attempt.id, world.now, stays=True)
    applied = {rule.type for rule in world.told(RulesChanged)[-1].rules}
    assert applied
    assert ABOUT_GAZE not in applied


def test_it_can_be_decided_during_the_exam_and_taken_back(world: World) -> None:
    attempt = world.attempt()
    for kind, holds in ((K.GAZE_OFF, False), (K.GAZE_ON, True)):
        world.decide(attempt.id, kind)
        assert (ABOUT_GAZE in {rule.type for rule in world.told(RulesChanged)[-1].rules}) is holds
    with world.work() as work:
        assert {K.GAZE_OFF, K.GAZE_ON} <= {each.kind for each in work.interventions.of_attempt(attempt.id)}
        assert {"decide.gaze_off", "decide.gaze_on"} <= {each.action for each in work.audit.of_exam(attempt.exam_id)}


def test_a_later_attempt_of_the_same_person_takes_it_over_and_nobody_elses(world: World) -> None:
    exam = world.exam()
    first = world.attempt(exam=exam)
    world.decide(first.id, K.GAZE_OFF)
    again = world.attempt(S.CREATED, exam=exam, attempt_number=2)
    other = world.attempt(S.CREATED, exam=exam, subject="sub-2")
    assert [gaze.judged(each, exam) for each in (again, other)] == [GazeJudged.EXCEPTED, GazeJudged.JUDGED]
    with world.work() as work:
        assert any(each.action == "attempt.gaze_off" for each in work.audit.of_exam(exam.id))


def test_not_of_an_attempt_that_is_over(world: World) -> None:
    attempt = world.attempt()
    world.decide(attempt.id, K.TERMINATE, text="It is over")
    with pytest.raises(DecisionRefused, match="over"):
        world.decide(attempt.id, K.GAZE_OFF)
