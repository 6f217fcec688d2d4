"""A proctor writes down that a rule was broken: one incident, in one name, once."""

import pytest

from tests.factories.world import PROCTOR, World
from tool.domain.attempt import Actor, AttemptState
from tool.domain.incident_types.kind import Severity
from tool.domain.intervention import Decision, InterventionKind, ReasonCode, Step
from tool.domain.policy import Policy, RuleChange
from tool.domain.preset import Preset
from tool.monitoring.exam import interventions, outcome
from tool.monitoring.exam.decisions import DecisionRefused
from tool.monitoring.exam.events import IncidentRecorded
from tool.monitoring.exam.explanation import explain
from tool.monitoring.exam.records import WEB_NODE, Incident, Staff

K = InterventionKind
PHONE = Decision(K.BREACH, ReasonCode.DEVICE_USE, "A phone under the desk")


def recorded(world: World, attempt_id: str) -> list[Incident]:
    with world.work() as work:
        return [each for each in work.incidents.of_attempt(attempt_id) if each.type == "breach_recorded"]


def test_it_becomes_an_incident_with_the_proctors_words(world: World) -> None:
    attempt = world.attempt()
    made = world.decide(attempt.id, K.BREACH, reason=PHONE.reason, text=PHONE.text)
    (incident,) = recorded(world, attempt.id)
    assert explain(incident) == "Rule breach recorded: Use of another device (A phone under the desk)"
    assert (incident.severity, incident.node_id, made.incident_id) == (Severity.HIGH, WEB_NODE, incident.id)
    assert (made.by, made.person_id) == (PROCTOR.name, PROCTOR.person_id)
    assert world.told(IncidentRecorded)[-1].step is Step.NONE, "the examinee is told by a proctor, or not"
    assert world.read(attempt.id).state is AttemptState.RUNNING


def test_who_did_it_is_audited_without_the_words(world: World) -> None:
    attempt = world.attempt()
    world.decide(attempt.id, K.BREACH, reason=PHONE.reason, text=PHONE.text)
    with world.work() as work:
        entry = work.audit.of_exam(attempt.exam_id)[-1]
    assert (entry.action, entry.person_id) == ("decide.breach", PROCTOR.person_id)
    assert entry.detail == f"device_use incident {recorded(world, attempt.id)[0].id}"


def test_the_same_press_twice_is_one_breach_and_two_presses_are_two(world: World) -> None:
    attempt = world.attempt()
    for press in ("one", "one", "two"):
        with world.work() as work:
            interventions.decide(work, attempt.id, PROCTOR, PHONE, world.now, intervention_id=press)
    assert len(recorded(world, attempt.id)) == 2


def test_it_needs_a_reason(world: World) -> None:
    attempt = world.attempt()
    with pytest.raises(DecisionRefused, match="reason"):
        world.decide(attempt.id, K.BREACH)
    assert recorded(world, attempt.id) == []


def test_nothing_but_a_person_records_one(world: World) -> None:
    attempt = world.attempt()
    with pytest.raises(DecisionRefused, match="person"):
        world.decide(attempt.id, K.BREACH, by=Staff(None, "Policy", Actor.POLICY), text="x")


def test_where_it_is_switched_off_nothing_is_written_down(world: World) -> None:
    exam = world.exam()
    world.with_policy(exam, Policy.of(Preset.CUSTOM, {}, {"breach_recorded": RuleChange(enabled=False)}))
    attempt = world.attempt(exam=exam)
    with pytest.raises(DecisionRefused, match="switched off"):
        world.decide(attempt.id, K.BREACH, reason=PHONE.reason)
    with world.work() as work:
        assert [each.kind for each in work.interventions.of_attempt(attempt.id)] == [K.ADMIT]


def test_there_is_none_after_the_end(world: World) -> None:
    attempt = world.attempt()
    world.decide(attempt.id, K.TERMINATE, text="over")
    with pytest.raises(DecisionRefused, match="over"):
        world.decide(attempt.id, K.BREACH, text="late")


def test_the_lms_hears_of_it_as_of_others(world: World) -> None:
    attempt = world.attempt()
    world.decide(attempt.id, K.BREACH, reason=PHONE.reason)
    assert "1 incident (1 high)" in outcome.comment(attempt, recorded(world, attempt.id), [])
