"""What follows from an incident by the policy alone: a notice, a warning, a pause. Never more; that is for people.

A step is taken in the unit of work that keeps its incident: with it or not at all, and once, whatever comes twice."""

import hashlib
from collections.abc import Sequence

from tool.domain.attempt import Actor, AttemptState
from tool.domain.incident_types.conduct import WARNING_LIMIT
from tool.domain.incident_types.kind import Severity
from tool.domain.incident_types.registry import kind_of
from tool.domain.intervention import Decision, InterventionKind, Step
from tool.domain.policy import Policy
from tool.domain.rule import Rule
from tool.monitoring.exam import decisions
from tool.monitoring.exam.events import IncidentRecorded
from tool.monitoring.exam.ports import Work
from tool.monitoring.exam.records import WEB_NODE, Attempt, Incident, Intervention, Staff

K = InterventionKind
FRESH_S = 30.0
"""From an incident that comes later than this (its node's spool was cut off) nothing follows any more."""
WARN_GAP_S = 60.0
"""After a warning, by whomever, the policy gives no other for so long: there must be time to read and to change."""
PAUSE_GAP_S = 600.0
"""After a pause by the policy, and after a proctor has resumed it, the policy does not pause again for so long."""
POLICY = Staff(None, "Policy", Actor.POLICY)
_DEEDS = {Step.WARN: K.WARN, Step.PAUSE: K.PAUSE}


def follow(work: Work, attempt: Attempt, incident: Incident, now: float) -> Step:
    """Take the furthest step that the exam's policy has for this incident and that may be taken now; return it.

    What has been done to the attempt lately, or cannot be done to it now, gives way to the next milder step. The
    notice itself is not sent from here: whoever is told of the incident sends it."""
    steps = work.exams.get(attempt.exam_id).policy.steps(incident.type, incident.severity)
    if not steps or now - incident.opened_at >= FRESH_S:
        return Step.NONE
    if steps[0] in _DEEDS:
        attempt = work.attempts.lock(attempt.id)  # before looking: two incidents at once are one after the other
    made = work.interventions.of_attempt(attempt.id)
    step = next((each for each in steps if _may(each, attempt, incident, made, now)), Step.NONE)
    if step in _DEEDS:
        kind = kind_of(incident.type)
        decisions.carry_out(
            work, attempt.id, POLICY, Decision(_DEEDS[step], kind.reason, kind.title), now,
            intervention_id=derived_id("step", incident.id), incident_id=incident.id,
        )
    if step is Step.WARN:
        warned(work, attempt.id, now)
    return step


def warned(work: Work, attempt_id: str, now: float) -> None:
    """There was a warning: note it if that reached the limit of the exam. Once in an attempt."""
    attempt = work.attempts.get(attempt_id)
    policy = work.exams.get(attempt.exam_id).policy
    rule, incident_id = applied(policy, WARNING_LIMIT), derived_id(WARNING_LIMIT, attempt_id)
    if rule is None or work.incidents.find(incident_id) is not None:
        return
    count = sum(each.kind is K.WARN for each in work.interventions.of_attempt(attempt_id))
    most = most_warnings(policy)
    if count >= most:
        record(work, attempt, noted(incident_id, attempt_id, rule.type, rule.severity, count, most, now), now)


def record(work: Work, attempt: Attempt, incident: Incident, now: float) -> None:
    """Keep an incident that was made here, and take the step that follows from it."""
    work.incidents.add(incident)
    step = follow(work, attempt, incident, now)
    work.emit(IncidentRecorded(attempt.exam_id, incident, step))


def noted(
    incident_id: str, attempt_id: str, incident_type: str, severity: Severity, measured: float, threshold: float,
    at: float, *, model: str = "server", note: str = "",
) -> Incident:
    """Return an incident of a type that has no length: noted at one moment (Unix seconds), and over."""
    return Incident(
        id=incident_id, attempt_id=attempt_id, type=incident_type, severity=severity, started_at=at, opened_at=at,
        ended_at=at, duration_s=0.0, end_known=True, measured=measured, threshold=threshold, debounce_s=0.0,
        model=model, node_id=WEB_NODE, boot_id="", note=note,
    )


def most_warnings(policy: Policy) -> int:
    """Return the limit of warnings that the exam has, 0 for none: as an examinee is told."""
    return int(str(policy.value("most_warnings"))) if applied(policy, WARNING_LIMIT) is not None else 0


def applied(policy: Policy, incident_type: str) -> Rule | None:
    """Return the rule of this type if the exam applies it."""
    return next((rule for rule in policy.applied if rule.type == incident_type), None)


def derived_id(what: str, of: str) -> str:
    """Return the id of what there is once for something else, so that it cannot be made twice."""
    return hashlib.sha256(f"{what} {of}".encode()).hexdigest()[:32]


def _may(step: Step, attempt: Attempt, incident: Incident, made: Sequence[Intervention], now: float) -> bool:
    if incident.type == WARNING_LIMIT and step is not Step.PAUSE:
        return False  # the warning that reached the limit says so itself
    if step not in _DEEDS:
        return True
    if attempt.state is not AttemptState.RUNNING:
        return False  # nobody is there to read a warning or to need a pause
    if step is Step.WARN:
        return not any(each.kind is K.WARN and now - each.at < WARN_GAP_S for each in made)
    return not any(
        now - each.at < PAUSE_GAP_S
        and (each.kind is K.RESUME or (each.kind is K.PAUSE and each.actor is Actor.POLICY))
        for each in made
    )
