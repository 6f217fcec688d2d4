"""A decision is written down, acts, and reaches the outbox in one transaction, or not at all."""

from typing import Any

import pytest

from tests.factories.world import PROCTOR, World
from tool.domain.attempt import Actor, AttemptState, IllegalTransition
from tool.domain.intervention import Decision, InterventionKind, ReasonCode
from tool.domain.lms import LmsVerb
from tool.monitoring.exam import interventions
from tool.monitoring.exam.decisions import DecisionRefused
from tool.monitoring.exam.events import AttemptChanged, AttemptEnded, DeliveryChanged, InterventionMade, RulesChanged
from tool.monitoring.exam.records import OutboxRow, Staff

K = InterventionKind
S = AttemptState
V = LmsVerb


def rows(world: World, attempt_id: str) -> list[OutboxRow]:
    with world.work() as work:
        return work.outbox.of_attempt(attempt_id)


def test_pause_and_resume_count_the_time_and_go_out_in_order(world: World) -> None:
    attempt = world.attempt()
    world.decide(attempt.id, K.PAUSE, reason=ReasonCode.IDENTITY, text="Show your card")
    paused = world.read(attempt.id)
    assert (paused.state, paused.notice) == (S.PAUSED, "Identity to be checked. Show your card")
    world.clock.forward(90)
    world.decide(attempt.id, K.RESUME)
    resumed = world.read(attempt.id)
    assert (resumed.state, resumed.paused_s, resumed.paused_since, resumed.notice) == (S.RUNNING, 90, None, "")
    assert [(r.verb, r.position) for r in rows(world, attempt.id)] == [(V.PAUSE, 1), (V.RESUME, 2)]
    assert [len(e.rules) > 0 for e in world.told(RulesChanged)] == [True, False, True]


def test_terminate_goes_first_then_flag_then_annotation(world: World) -> None:
    attempt = world.attempt()
    world.decide(attempt.id, K.TERMINATE, reason=ReasonCode.OTHER_PERSON)
    kept = rows(world, attempt.id)
    assert [r.verb for r in kept] == [V.TERMINATE, V.FLAG, V.ANNOTATE]
    assert kept[0].payload == {
        "reason_code": "other_person", "reason_msg": "Another person is present", "severity": 1.0, "at": world.now,
    }
    assert "Blocked by a proctor: Another person is present." in str(kept[2].payload["comment"])
    ended = world.read(attempt.id)
    assert (ended.state, ended.flagged, ended.notice) == (S.TERMINATED, True, "Another person is present.")
    assert len(world.told(AttemptEnded)) == 1


def test_warning_is_for_the_examinee_only(world: World) -> None:
    attempt = world.attempt()
    made = world.decide(attempt.id, K.WARN, text="Look at the <b>screen</b>")
    assert rows(world, attempt.id) == []
    assert world.told(InterventionMade)[-1].intervention == made
    assert (made.text, made.by, made.person_id) == ("Look at the <b>screen</b>", PROCTOR.name, PROCTOR.person_id)


def test_extra_time_adds_up_and_each_grant_has_its_own_second(world: World) -> None:
    attempt = world.attempt()
    world.decide(attempt.id, K.EXTRA_TIME, minutes=5)
    world.decide(attempt.id, K.EXTRA_TIME, minutes=5)
    assert world.read(attempt.id).extra_minutes == 10
    first, second = rows(world, attempt.id)
    assert (first.payload["minutes"], second.payload["minutes"]) == (5, 5)
    assert int(first.payload["at"]) < int(second.payload["at"])


def test_flag_keeps_the_severity_and_works_after_the_end(world: World) -> None:
    attempt = world.attempt()
    world.decide(attempt.id, K.TERMINATE, text="left")
    world.decide(attempt.id, K.FLAG, reason=ReasonCode.DEVICE_USE, text="a phone", severity=0.75)
    flag = rows(world, attempt.id)[-1]
    assert (flag.verb, flag.payload["severity"]) == (V.FLAG, 0.75)
    assert flag.payload["reason_msg"] == "Use of another device (a phone)"


@pytest.mark.parametrize(
    ("decision", "code"),
    [
        (Decision(K.TERMINATE), "reason_needed"),
        (Decision(K.FLAG, text=" \n\x00 "), "reason_needed"),
        (Decision(K.WARN), "reason_needed"),
        (Decision(K.EXTRA_TIME), "bad_minutes"),
        (Decision(K.EXTRA_TIME, minutes=601), "bad_minutes"),
        (Decision(K.FLAG, text="x", severity=1.1), "bad_severity"),
        (Decision(K.WARN, text="x" * 501), "text_too_long"),
    ],
)
def test_incomplete_decisions_leave_no_trace(world: World, decision: Decision, code: str) -> None:
    attempt = world.attempt()
    world.events.clear()
    with pytest.raises(DecisionRefused) as refusal, world.work() as work:
        interventions.decide(work, attempt.id, PROCTOR, decision, world.now)
    assert refusal.value.code == code
    assert world.events == []
    assert rows(world, attempt.id) == []


@pytest.mark.parametrize("kind", [K.WARN, K.EXTRA_TIME])
def test_nothing_to_warn_after_the_end(world: World, kind: InterventionKind) -> None:
    attempt = world.attempt()
    world.decide(attempt.id, K.TERMINATE, text="over")
    with pytest.raises(DecisionRefused, match="over"):
        world.decide(attempt.id, kind, text="hello", minutes=5)


@pytest.mark.parametrize(
    ("state", "kind"), [(S.WAITING, K.PAUSE), (S.RUNNING, K.RESUME), (S.RUNNING, K.ADMIT), (S.CREATED, K.ADMIT)]
)
def test_illegal_changes_are_refused_and_not_written_down(world: World, state: AttemptState, kind: Any) -> None:
    attempt = world.attempt(state)
    made = len(world.told(InterventionMade))
    with pytest.raises(IllegalTransition):
        world.decide(attempt.id, kind, text="x")
    with world.work() as work:
        assert len(work.interventions.of_attempt(attempt.id)) == made
    assert world.read(attempt.id).state is state


def test_same_id_acts_once(world: World) -> None:
    exam = world.exam()
    attempt, other = world.attempt(exam=exam), world.attempt(exam=exam, subject="sub-2")
    decision = Decision(K.EXTRA_TIME, minutes=5)
    with world.work() as work:
        first = interventions.decide(work, attempt.id, PROCTOR, decision, world.now, intervention_id="press-1")
        again = interventions.decide(work, attempt.id, PROCTOR, decision, world.now, intervention_id="press-1")
        with pytest.raises(DecisionRefused, match="another decision"):
            interventions.decide(work, other.id, PROCTOR, decision, world.now, intervention_id="press-1")
    assert first == again
    assert world.read(attempt.id).extra_minutes == 5
    assert len(rows(world, attempt.id)) == 1


def test_policy_may_pause_and_is_named(world: World) -> None:
    attempt = world.attempt()
    made = world.decide(attempt.id, K.PAUSE, by=Staff(None, "Policy", Actor.POLICY), reason=ReasonCode.NOT_IN_VIEW)
    assert (made.actor, made.person_id) == (Actor.POLICY, None)
    assert world.read(attempt.id).state is S.PAUSED


def test_every_decision_is_audited_without_free_text(world: World) -> None:
    attempt = world.attempt()
    world.decide(attempt.id, K.FLAG, text="something about Ada")
    with world.work() as work:
        entries = [e for e in work.audit.of_exam(attempt.exam_id) if e.action.startswith("decide.")]
    assert [(e.action, e.person_id) for e in entries] == [
        ("decide.admit", PROCTOR.person_id), ("decide.flag", PROCTOR.person_id),
    ]
    assert "Ada" not in " ".join(e.detail for e in entries)


def test_the_deed_is_told_before_what_follows_from_it(world: World) -> None:
    attempt = world.attempt()
    world.events.clear()
    world.decide(attempt.id, K.PAUSE, text="wait")
    assert [type(e) for e in world.events] == [InterventionMade, AttemptChanged, RulesChanged, DeliveryChanged]


def test_a_readmitted_attempt_checks_in_and_begins_anew(world: World) -> None:
    attempt = world.attempt(AttemptState.RUNNING)
    world.decide(attempt.id, K.TERMINATE, reason=ReasonCode.IDENTITY)
    world.decide(attempt.id, K.READMIT, text="Settled by phone")
    after = world.read(attempt.id)
    assert (after.state, after.ended_at, after.begun_at) == (AttemptState.CHECKING_IN, None, None)
    assert after.consent_at is not None
    with world.work() as work:
        assert [r.verb.value for r in work.outbox.of_attempt(attempt.id)][-1] == "readmit"
        assert work.attempts.opening(attempt.id) == 2


def test_what_is_told_of_an_end_names_the_opening_that_ended(world: World) -> None:
    attempt = world.attempt(AttemptState.RUNNING)
    for _ in range(2):
        world.decide(attempt.id, K.TERMINATE, reason=ReasonCode.IDENTITY)
        world.decide(attempt.id, K.READMIT, text="Settled by phone")
    assert [event.opening for event in world.told(AttemptEnded)] == [1, 2]
    assert {event.opening for event in world.told(RulesChanged)} == {1}


def test_only_what_was_blocked_is_readmitted(world: World) -> None:
    attempt = world.attempt(AttemptState.RUNNING)
    with pytest.raises(IllegalTransition):
        world.decide(attempt.id, K.READMIT, text="x")
