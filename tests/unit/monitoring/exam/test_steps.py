"""What follows from an incident by the policy alone: once, with the incident or not at all, and never too much."""

from typing import Any

import pytest

from tests.factories.world import World, chain
from tool.domain.attempt import Actor, AttemptState
from tool.domain.incident import IncidentOpened
from tool.domain.incident_types.kind import IncidentKind, Severity
from tool.domain.incident_types.registry import KINDS
from tool.domain.intervention import InterventionKind, Step
from tool.domain.policy import PRESETS, Policy, RuleChange
from tool.domain.preset import Preset
from tool.monitoring.exam import incidents
from tool.monitoring.exam.events import IncidentRecorded, InterventionMade
from tool.monitoring.exam.explanation import explain
from tool.monitoring.exam.records import Attempt, Exam, Intervention, Origin

K = InterventionKind
S = AttemptState


def exam_with(world: World, **values: Any) -> Exam:
    exam = world.exam()
    world.with_policy(exam, PRESETS[Preset.STANDARD].with_values(**values))
    return exam


def attempt_with(world: World, **values: Any) -> Attempt:
    return world.attempt(exam=exam_with(world, **values))


def done(world: World, attempt_id: str) -> list[tuple[InterventionKind, Actor]]:
    with world.work() as work:
        made = work.interventions.of_attempt(attempt_id)
    return [(each.kind, each.actor) for each in made if each.kind is not K.ADMIT]


def steps(world: World) -> list[Step]:
    return [event.step for event in world.told(IncidentRecorded)]


def test_a_policy_that_says_nothing_tells_the_examinee_and_does_nothing(world: World) -> None:
    attempt = world.attempt()
    world.incident(attempt.id, severity=Severity.CRITICAL)
    assert steps(world) == [Step.NOTICE]
    assert done(world, attempt.id) == []


@pytest.mark.parametrize(
    ("severity", "step"),
    [(Severity.LOW, Step.NONE), (Severity.MEDIUM, Step.NOTICE), (Severity.HIGH, Step.WARN),
     (Severity.CRITICAL, Step.PAUSE)],
)
def test_the_step_goes_by_the_severity(world: World, severity: Severity, step: Step) -> None:
    attempt = attempt_with(world, notice_from="medium", warn_from="high", pause_from="critical")
    world.incident(attempt.id, severity=severity)
    assert steps(world) == [step]


def test_a_warning_by_the_policy_names_reason_and_incident(world: World) -> None:
    attempt = attempt_with(world, warn_from="medium")
    world.incident(attempt.id)
    made = world.told(InterventionMade)[-1].intervention
    assert (made.kind, made.actor, made.person_id, made.by) == (K.WARN, Actor.POLICY, None, "Policy")
    assert (made.reason, made.text) == (KINDS["face_missing"].reason, "No face in view")
    assert made.incident_id == "incident-1"
    with world.work() as work:
        assert work.interventions.find(made.id) == made, "it is kept as it was told"
        entry = work.audit.of_exam(attempt.exam_id)[-1]
    assert (entry.action, entry.actor, entry.detail) == ("decide.warn", Actor.POLICY, "not_in_view incident incident-1")


def test_a_pause_by_the_policy_waits_for_a_human(world: World) -> None:
    attempt = attempt_with(world, pause_from="medium")
    world.incident(attempt.id)
    assert world.read(attempt.id).state is S.PAUSED
    world.clock.forward(86400)
    assert world.read(attempt.id).state is S.PAUSED
    world.decide(attempt.id, K.RESUME)
    assert world.read(attempt.id).state is S.RUNNING


def test_an_event_that_comes_twice_is_followed_once(world: World) -> None:
    attempt = attempt_with(world, warn_from="medium")
    origin = world.origin()
    world.incident(attempt.id, origin=origin)
    world.clock.forward(120)
    world.incident(attempt.id, origin=origin)
    world.incident(attempt.id, origin=world.origin())
    assert done(world, attempt.id) == [(K.WARN, Actor.POLICY)]


def die_after(world: World, origin: Origin, opened: IncidentOpened) -> None:
    with world.work() as work:
        incidents.opened(work, origin, opened, chain, world.now)
        raise KeyboardInterrupt


def test_a_death_in_between_leaves_neither_incident_nor_step(world: World) -> None:
    attempt, origin = attempt_with(world, pause_from="medium"), world.origin()
    opened = IncidentOpened(
        "incident-1", attempt.id, "face_missing", Severity.HIGH, world.now - 5, world.now, 0.0, 1.0, 5.0, "blaze-1"
    )
    with pytest.raises(KeyboardInterrupt):
        die_after(world, origin, opened)
    assert (world.read(attempt.id).state, done(world, attempt.id)) == (S.RUNNING, [])
    with world.work() as work:
        assert incidents.opened(work, origin, opened, chain, world.now)
    assert (world.read(attempt.id).state, done(world, attempt.id)) == (S.PAUSED, [(K.PAUSE, Actor.POLICY)])


def test_what_comes_late_is_kept_and_not_followed(world: World) -> None:
    """A spool was cut off for a while: nobody is paused for what is long over."""
    attempt = attempt_with(world, pause_from="medium")
    opened = IncidentOpened(
        "incident-1", attempt.id, "face_missing", Severity.HIGH, world.now - 65, world.now - 60, 0.0, 1.0, 5.0, "b"
    )
    with world.work() as work:
        assert incidents.opened(work, world.origin(), opened, chain, world.now)
    assert (steps(world), done(world, attempt.id)) == ([Step.NONE], [])


def test_the_policy_pauses_once_in_ten_minutes_and_not_right_after_a_resume(world: World) -> None:
    attempt = attempt_with(world, pause_from="medium", warn_from="medium", most_warnings=0)
    world.incident(attempt.id, "first")
    world.clock.forward(590)
    world.decide(attempt.id, K.RESUME)
    world.clock.forward(590)
    world.incident(attempt.id, "second")
    assert done(world, attempt.id)[-1] == (K.WARN, Actor.POLICY), "the next milder step that the policy has"
    world.clock.forward(11)
    world.incident(attempt.id, "third")
    assert done(world, attempt.id)[-1] == (K.PAUSE, Actor.POLICY)


def test_warnings_leave_time_to_read_and_to_change(world: World) -> None:
    attempt = attempt_with(world, warn_from="low")
    for number in range(12):
        world.incident(attempt.id, f"incident-{number}")
        world.clock.forward(10)
    assert done(world, attempt.id) == [(K.WARN, Actor.POLICY)] * 2
    assert steps(world).count(Step.NOTICE) == 10


def test_a_proctors_warning_counts_for_that(world: World) -> None:
    attempt = attempt_with(world, warn_from="low")
    world.decide(attempt.id, K.WARN, text="Please look here")
    world.clock.forward(30)
    world.incident(attempt.id)
    assert done(world, attempt.id) == [(K.WARN, Actor.PROCTOR)]


@pytest.mark.parametrize("state", [S.WAITING, S.ADMITTED, S.PAUSED])
def test_nothing_is_done_to_who_does_not_work(world: World, state: AttemptState) -> None:
    exam = exam_with(world, warn_from="low", pause_from="low")
    attempt = world.attempt(S.RUNNING if state is S.PAUSED else state, exam=exam)
    if state is S.PAUSED:
        world.decide(attempt.id, K.PAUSE, text="wait")
    before = done(world, attempt.id)
    world.incident(attempt.id)
    assert (world.read(attempt.id).state, done(world, attempt.id)) == (state, before)


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.type)
def test_no_hint_and_no_trouble_of_ours_goes_beyond_a_notice(kind: IncidentKind) -> None:
    policy = PRESETS[Preset.STANDARD].with_values(notice_from="low", warn_from="low", pause_from="low", screen=True)
    steps = policy.steps(kind.type, Severity.CRITICAL)
    ours = kind.type in {
        "stream_absent", "screen_absent", "pictures_unreadable", "sensors_silent", "check_in_unproven",
        "breach_recorded",
    }
    numbers = kind.numbers[Preset.STANDARD]
    not_followed = ours or kind.hint or not (numbers.enabled and numbers.tell_examinee)
    assert (Step.PAUSE in steps, Step.WARN in steps) == (not not_followed, not not_followed)


def test_a_hint_is_never_followed_whatever_its_record_says_else() -> None:
    assert IncidentKind.follows_at_most.fget is not None
    record = {name: getattr(KINDS["face_missing"], name) for name in IncidentKind.__dataclass_fields__}
    hint = IncidentKind(**(record | {"hint": True}))
    assert (KINDS["face_missing"].follows_at_most, hint.follows_at_most) == (Step.PAUSE, Step.NOTICE)


def test_nobody_is_blocked_or_ended_by_the_policy() -> None:
    assert {step.value for step in Step} == {"none", "notice", "warn", "pause"}


def test_a_rule_that_was_switched_off_meanwhile_is_not_followed(world: World) -> None:
    exam = world.exam()
    values = {"pause_from": "low"}
    world.with_policy(exam, Policy.of(Preset.CUSTOM, values, {"face_missing": RuleChange(enabled=False)}))
    attempt = world.attempt(exam=exam)
    world.incident(attempt.id)
    assert (steps(world), done(world, attempt.id)) == ([Step.NONE], [])


# ---- the limit of warnings


def warn(world: World, attempt_id: str, times: int = 1) -> list[Intervention]:
    made = []
    for _ in range(times):
        made.append(world.decide(attempt_id, K.WARN, text="Please look here"))
        world.clock.forward(61)
    return made


def limits(world: World, attempt_id: str) -> list[tuple[float, float]]:
    with world.work() as work:
        found = work.incidents.of_attempt(attempt_id)
    return [(each.measured, each.threshold) for each in found if each.type == "warning_limit"]


def test_the_limit_is_noted_once_with_the_warning_that_reached_it(world: World) -> None:
    attempt = world.attempt()
    warn(world, attempt.id, 2)
    assert limits(world, attempt.id) == []
    warn(world, attempt.id, 3)
    assert limits(world, attempt.id) == [(3, 3)]
    incident = world.told(IncidentRecorded)[-1].incident
    assert explain(incident) == "Limit of warnings reached (threshold: 3 or more warnings, measured 3)"
    assert incident.ended_at == incident.opened_at, "nothing waits for its end"


def test_warnings_of_the_policy_and_of_people_are_counted_together(world: World) -> None:
    attempt = attempt_with(world, warn_from="medium", most_warnings=2)
    warn(world, attempt.id)
    world.incident(attempt.id)
    assert limits(world, attempt.id) == [(2, 2)]


def test_the_same_press_twice_is_one_warning(world: World) -> None:
    attempt = attempt_with(world, most_warnings=1)
    from_one = warn(world, attempt.id)
    assert limits(world, attempt.id) == [(1, 1)]
    assert len(from_one) == 1


def test_no_limit_no_incident(world: World) -> None:
    attempt = attempt_with(world, most_warnings=0)
    warn(world, attempt.id, 6)
    assert limits(world, attempt.id) == []


def test_an_exam_that_ran_before_there_was_a_limit_has_none(world: World) -> None:
    exam = world.exam()
    attempt = world.attempt(exam=exam)
    world.with_policy(exam, Policy.of(Preset.STANDARD, revision=2))
    warn(world, attempt.id, 4)
    assert limits(world, attempt.id) == []


def test_the_limit_may_pause_but_does_not_warn_once_more(world: World) -> None:
    attempt = attempt_with(world, most_warnings=1, warn_from="low")
    warn(world, attempt.id)
    assert done(world, attempt.id) == [(K.WARN, Actor.PROCTOR)]
    other = world.attempt(exam=exam_with(world, most_warnings=1, pause_from="high"), subject="sub-2")
    warn(world, other.id)
    assert done(world, other.id) == [(K.WARN, Actor.PROCTOR), (K.PAUSE, Actor.POLICY)]
    assert world.read(other.id).state is S.PAUSED
