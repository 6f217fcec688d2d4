"""What a person does to an attempt, with all that follows from it, in one go."""

from collections.abc import Collection

from tool.domain.attempt import Actor
from tool.domain.incident_types.conduct import BREACH_RECORDED
from tool.domain.intervention import Decision, InterventionKind
from tool.domain.stream import Channel
from tool.monitoring.exam import decisions, outcome, steps
from tool.monitoring.exam.decisions import DecisionRefused
from tool.monitoring.exam.ports import Work
from tool.monitoring.exam.records import Intervention, Staff

K = InterventionKind


def decide(
    work: Work, attempt_id: str, by: Staff, decision: Decision, now: float,
    *, intervention_id: str | None = None, pressed_at: float | None = None, unseen: Collection[Channel] = (),
) -> Intervention:
    """Carry a decision out (`decisions.carry_out`) and return what was written down.

    A warning may reach the limit of the exam; a breach that is written down becomes an incident. A repeated call does
    neither twice. Raises DecisionRefused, IllegalTransition, NotFound."""
    if decision.kind is K.BREACH:
        return _record_breach(
            work, attempt_id, by, decision, now, intervention_id=intervention_id or work.new_id(),
            pressed_at=pressed_at,
        )
    made = decisions.carry_out(
        work, attempt_id, by, decision, now, intervention_id=intervention_id, pressed_at=pressed_at, unseen=unseen
    )
    if made.kind is K.WARN:
        steps.warned(work, attempt_id, now)
    return made


def _record_breach(
    work: Work, attempt_id: str, by: Staff, decision: Decision, now: float,
    *, intervention_id: str, pressed_at: float | None,
) -> Intervention:
    if by.actor is not Actor.PROCTOR:
        raise DecisionRefused("only_humans", "Only a person records a breach.")
    incident_id = steps.derived_id(BREACH_RECORDED, intervention_id)
    made = decisions.carry_out(
        work, attempt_id, by, decision, now, intervention_id=intervention_id, pressed_at=pressed_at,
        incident_id=incident_id,
    )
    if work.incidents.find(incident_id) is not None:
        return made
    attempt = work.attempts.get(attempt_id)
    rule = steps.applied(work.exams.get(attempt.exam_id).policy, BREACH_RECORDED)
    if rule is None:
        raise DecisionRefused("not_in_exam", "Recording breaches is switched off in this exam.")
    incident = steps.noted(
        incident_id, attempt_id, rule.type, rule.severity, 1, rule.threshold, now, model="person",
        note=outcome.reason_text(made.reason, made.text),
    )
    steps.record(work, attempt, incident, now)
    return made
