"""An attempt from StartProctoring to its end."""


import pytest

from tests.factories.world import World
from tool.domain.attempt import Actor, AttemptState, IllegalTransition
from tool.domain.intervention import InterventionKind
from tool.domain.lms import LmsVerb
from tool.domain.policy import PRESETS, Policy, RuleChange
from tool.domain.policy_fields import Admission
from tool.domain.preset import Preset
from tool.monitoring.exam import attempts, presence
from tool.monitoring.exam.attempts import AttemptRefused
from tool.monitoring.exam.events import AttemptChanged, AttemptEnded, RulesChanged

S = AttemptState


def test_whole_way_is_written_down(world: World) -> None:
    attempt = world.attempt(S.RUNNING)
    with world.work() as work:
        attempts.submitted(work, attempt.id, world.clock.forward(60))
        steps = [(t.before, t.after, t.by) for t in work.attempts.transitions(attempt.id)]
    assert steps == [
        (S.CREATED, S.CHECKING_IN, Actor.EXAMINEE),
        (S.CHECKING_IN, S.WAITING, Actor.EXAMINEE),
        (S.WAITING, S.ADMITTED, Actor.PROCTOR),
        (S.ADMITTED, S.RUNNING, Actor.SYSTEM),
        (S.RUNNING, S.SUBMITTED, Actor.PLATFORM),
    ]
    ended = world.read(attempt.id)
    assert (ended.started_at, ended.ended_at) == (world.now - 60, world.now)


def test_rules_are_told_when_running_and_withdrawn_at_the_end(world: World) -> None:
    attempt = world.attempt(S.RUNNING)
    with world.work() as work:
        attempts.submitted(work, attempt.id, world.now)
    told = world.told(RulesChanged)
    of_all = [rule.type for rule in PRESETS[Preset.STANDARD].applied]
    assert [[rule.type for rule in e.rules] for e in told] == [[type_ for type_ in of_all if type_ != "quiz_left"], []]
    assert [e.state for e in world.told(AttemptEnded)] == [S.SUBMITTED]


def test_disabled_rules_are_not_told(world: World) -> None:
    exam = world.exam()
    first = exam.policy.rules[0]
    world.with_policy(exam, Policy.of(Preset.CUSTOM, exam.policy.fields, {first.type: RuleChange(enabled=False)}))
    with world.work() as work:
        exam = work.exams.get(exam.id)
    world.attempt(S.RUNNING, exam=exam)
    assert first.type not in {r.type for r in world.told(RulesChanged)[0].rules}


def test_same_number_opens_the_same_attempt_with_the_newest_values(world: World) -> None:
    exam, person = world.exam(), world.person()
    with world.work() as work:
        first = attempts.open_or_create(work, world.start_facts(exam, person, "7"), world.now)
        again = attempts.open_or_create(
            work, world.start_facts(exam, person, "7", session_data="newer", start_assessment_url="http://lms.test/2"),
            world.now,
        )
    assert again.id == first.id
    assert (again.session_data, again.start_assessment_url) == ("newer", "http://lms.test/2")
    assert again.attempt_number == "7"
    assert again.number == 7


def test_text_and_number_are_different_attempt_numbers(world: World) -> None:
    exam, person = world.exam(), world.person()
    with world.work() as work:
        first = attempts.open_or_create(work, world.start_facts(exam, person, 1), world.now)
        second = attempts.open_or_create(work, world.start_facts(exam, person, "1"), world.now)
    assert first.id != second.id


def test_new_number_abandons_the_open_attempt(world: World) -> None:
    exam = world.exam()
    first = world.attempt(S.WAITING, exam=exam)
    with world.work() as work:
        second = attempts.open_or_create(work, world.start_facts(exam, first.person_id, 2), world.now)
        assert attempts.open_attempt_of(work, exam.id, first.person_id) == second
        assert attempts.latest_attempt_of(work, exam.id, first.person_id) == second
    assert world.read(first.id).state is S.ABANDONED


def test_ended_attempt_cannot_be_started_again(world: World) -> None:
    exam = world.exam()
    attempt = world.attempt(S.RUNNING, exam=exam)
    with world.work() as work:
        attempts.submitted(work, attempt.id, world.now)
    with pytest.raises(AttemptRefused, match="is over") as refusal, world.work() as work:
        attempts.open_or_create(work, world.start_facts(exam, attempt.person_id, 1), world.now)
    assert refusal.value.code == "attempt_over"


def test_policy_admits_on_its_own(world: World) -> None:
    exam = world.exam(admission=Admission.AUTOMATIC)
    attempt = world.attempt(S.WAITING, exam=exam)
    assert attempt.state is S.ADMITTED
    assert world.told(AttemptChanged)[-1].by is Actor.POLICY


@pytest.mark.parametrize(
    ("devices", "code"),
    [({"camera": False, "microphone": True}, "no_camera"), ({"camera": True, "microphone": False}, "no_microphone")],
)
def test_check_in_without_a_needed_device_is_refused(world: World, devices: dict[str, bool], code: str) -> None:
    attempt = world.attempt(S.CHECKING_IN)
    with pytest.raises(AttemptRefused) as refusal, world.work() as work:
        attempts.check_in(work, attempt.id, world.now, **devices)
    assert refusal.value.code == code
    assert world.read(attempt.id).state is S.CHECKING_IN


def test_check_in_needs_consent(world: World) -> None:
    attempt = world.attempt(S.CREATED)
    with pytest.raises(AttemptRefused) as refusal, world.work() as work:
        attempts.check_in(work, attempt.id, world.now, camera=True, microphone=True)
    assert refusal.value.code == "no_consent"


def test_consent_and_check_in_twice_change_nothing(world: World) -> None:
    attempt = world.attempt(S.WAITING)
    world.events.clear()
    world.clock.forward(5)
    with world.work() as work:
        attempts.consent(work, attempt.id, world.now)
        attempts.check_in(work, attempt.id, world.now, camera=True, microphone=True)
    assert world.read(attempt.id) == attempt
    assert world.events == []


@pytest.mark.parametrize("state", [S.CREATED, S.CHECKING_IN, S.WAITING])
def test_begin_needs_admission(world: World, state: AttemptState) -> None:
    attempt = world.attempt(state)
    with pytest.raises(AttemptRefused) as refusal, world.work() as work:
        attempts.begin(work, attempt.id, world.now)
    assert refusal.value.code == "not_admitted"


def test_begin_waits_for_a_pause_to_end(world: World) -> None:
    attempt = world.attempt(S.RUNNING)
    world.decide(attempt.id, InterventionKind.PAUSE)
    with pytest.raises(AttemptRefused) as refusal, world.work() as work:
        attempts.begin(work, attempt.id, world.now)
    assert refusal.value.code == "paused"


def test_connecting_before_begin_does_not_start_the_attempt(world: World) -> None:
    attempt = world.attempt(S.ADMITTED)
    with world.work() as work:
        assert presence.connected(work, attempt.id, world.now).state is S.ADMITTED
        attempts.begin(work, attempt.id, world.now)
        assert presence.connected(work, attempt.id, world.now).state is S.RUNNING


def test_error_at_the_end_abandons(world: World) -> None:
    attempt = world.attempt(S.RUNNING)
    with world.work() as work:
        ended = attempts.submitted(work, attempt.id, world.now, error_message="The quiz was deleted")
    assert (ended.state, ended.end_message) == (S.ABANDONED, "The quiz was deleted")


def test_end_before_the_start_leaves_no_annotation(world: World) -> None:
    attempt = world.attempt(S.CHECKING_IN)
    with world.work() as work:
        assert attempts.submitted(work, attempt.id, world.now).state is S.ABANDONED
        assert work.outbox.of_attempt(attempt.id) == []


def test_end_arrives_twice(world: World) -> None:
    attempt = world.attempt(S.RUNNING)
    with world.work() as work:
        attempts.submitted(work, attempt.id, world.now)
        attempts.submitted(work, attempt.id, world.clock.forward(9))
        assert [r.verb for r in work.outbox.of_attempt(attempt.id)] == [LmsVerb.ANNOTATE]


def test_nothing_is_told_when_the_work_fails(world: World) -> None:
    attempt = world.attempt(S.RUNNING)
    world.events.clear()
    with pytest.raises(IllegalTransition):
        submit_and_fail(world, attempt.id)
    assert world.events == []
    assert world.read(attempt.id).state is S.RUNNING


def submit_and_fail(world: World, attempt_id: str) -> None:
    with world.work() as work:
        attempts.submitted(work, attempt_id, world.now)
        world.decide(attempt_id, InterventionKind.ADMIT, work=work)
