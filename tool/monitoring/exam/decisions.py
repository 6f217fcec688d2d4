"""One decision about an attempt, carried out: the deed, the change of state and the LMS commands, in one go.

What further follows from it is for `interventions` (people) and `steps` (the policy), which call this."""

from collections.abc import Collection
from dataclasses import replace

from tool.domain.attempt import AttemptState
from tool.domain.incident_types.kind import Severity
from tool.domain.intervention import REASONS, Decision, InterventionKind, ReasonCode
from tool.domain.lms import LmsVerb
from tool.domain.stream import Channel
from tool.monitoring.exam import accommodations, outcome
from tool.monitoring.exam.changes import move, touch
from tool.monitoring.exam.events import InterventionMade
from tool.monitoring.exam.ports import Work
from tool.monitoring.exam.records import Attempt, Intervention, Staff
from tool.monitoring.work import AuditEntry

K = InterventionKind
S = AttemptState
TEXT_LIMIT = 500
MINUTES_LIMIT = 600
_STATE_AFTER = {
    K.ADMIT: S.ADMITTED, K.PAUSE: S.PAUSED, K.RESUME: S.RUNNING, K.TERMINATE: S.TERMINATED,
    K.READMIT: S.CHECKING_IN,
}
_VERBS = {
    K.PAUSE: (LmsVerb.PAUSE,),
    K.RESUME: (LmsVerb.RESUME,),
    K.READMIT: (LmsVerb.READMIT,),
    K.EXTRA_TIME: (LmsVerb.EXTRA_TIME,),
    K.FLAG: (LmsVerb.FLAG,),
    K.TERMINATE: (LmsVerb.TERMINATE, LmsVerb.FLAG),
}
_WHILE_OPEN = frozenset({K.WARN, K.EXTRA_TIME, K.BREACH, K.GAZE_OFF, K.GAZE_ON})
_NEED_REASON = frozenset({K.TERMINATE, K.FLAG, K.READMIT, K.BREACH})


class DecisionRefused(Exception):
    """The decision lacks something. `code` is stable; the message says what to add."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def carry_out(
    work: Work, attempt_id: str, by: Staff, decision: Decision, now: float,
    *, intervention_id: str | None = None, pressed_at: float | None = None, unseen: Collection[Channel] = (),
    incident_id: str | None = None,
) -> Intervention:
    """Carry a decision out and return what was written down. `incident_id`: the incident that it follows from.

    `unseen`: what the exam asks for and the server does not see. Whoever admits without it gives a reason, which is
    kept; one who is admitted already may be let in again so, since Begin is held back too.

    The caller has checked that `by` may decide on this attempt. With an `intervention_id` of the caller's a repeated
    call returns the first result and does nothing; the same id for another decision is refused.
    Raises DecisionRefused, IllegalTransition, NotFound."""
    decision = _checked(decision)
    attempt = work.attempts.lock(attempt_id)  # before looking: two of the same at once are one after the other
    earlier = work.interventions.find(intervention_id) if intervention_id is not None else None
    if earlier is not None:
        return _same(earlier, attempt_id, by, decision)
    _refuse_if_over(attempt, decision)
    _refuse_unseen(decision, unseen)
    made = _made(work, attempt, by, decision, now, intervention_id=intervention_id, pressed_at=pressed_at)
    made = replace(made, incident_id=incident_id)
    work.interventions.add(made)
    work.emit(InterventionMade(attempt.exam_id, made))  # told first: the examinee is to see it before anything else
    after = _apply(work, attempt, by, decision, now)
    for verb in _VERBS.get(decision.kind, ()):
        outcome.enqueue(work, after, verb, _payload(decision, verb), now)
    if decision.kind is K.TERMINATE:
        outcome.end(work, after, now)
    if decision.kind is K.FLAG:
        outcome.hold(work, after, now)
    work.audit.add(
        AuditEntry(
            work.new_id(), now, by.actor, by.person_id, f"decide.{decision.kind}", attempt.exam_id, attempt.id,
            " ".join((
                decision.reason, *(f"without_{each}" for each in unseen if decision.kind is K.ADMIT),
                *([f"incident {incident_id}"] if incident_id else ()),
            )),
        )
    )
    return made


def _same(earlier: Intervention, attempt_id: str, by: Staff, decision: Decision) -> Intervention:
    was = Decision(earlier.kind, earlier.reason, earlier.text, earlier.minutes, earlier.severity)
    if (earlier.attempt_id, earlier.person_id, was) != (attempt_id, by.person_id, decision):
        raise DecisionRefused("id_taken", "This id belongs to another decision.")
    return earlier


def _made(
    work: Work, attempt: Attempt, by: Staff, decision: Decision, now: float,
    *, intervention_id: str | None, pressed_at: float | None,
) -> Intervention:
    return Intervention(
        id=intervention_id or work.new_id(), attempt_id=attempt.id, kind=decision.kind, actor=by.actor,
        person_id=by.person_id, by=by.name, reason=decision.reason, text=decision.text, minutes=decision.minutes,
        severity=decision.severity, at=now, pressed_at=pressed_at,
    )


def _checked(decision: Decision) -> Decision:
    text = "".join(c for c in decision.text if c.isprintable() or c == "\n").strip()
    if len(text) > TEXT_LIMIT:
        raise DecisionRefused("text_too_long", f"Write {TEXT_LIMIT} characters or fewer.")
    if decision.kind in _NEED_REASON and decision.reason is ReasonCode.OTHER and not text:
        raise DecisionRefused("reason_needed", "Choose a reason, or write one.")
    if decision.kind is K.WARN and decision.reason is ReasonCode.OTHER and not text:
        raise DecisionRefused("reason_needed", "Say what the examinee is warned about.")
    if decision.kind is K.EXTRA_TIME and not 1 <= decision.minutes <= MINUTES_LIMIT:
        raise DecisionRefused("bad_minutes", f"Give between 1 and {MINUTES_LIMIT} minutes.")
    if not 0.0 <= decision.severity <= 1.0:
        raise DecisionRefused("bad_severity", "The severity must be between 0 and 1.")
    return replace(decision, text=text, minutes=decision.minutes if decision.kind is K.EXTRA_TIME else 0)


def _refuse_if_over(attempt: Attempt, decision: Decision) -> None:
    """Only a flag may come after the end; changes of state are judged by the transition table."""
    if not attempt.state.is_open and decision.kind in _WHILE_OPEN:
        raise DecisionRefused("attempt_over", "This attempt is over.")


def _refuse_unseen(decision: Decision, unseen: Collection[Channel]) -> None:
    if decision.kind is K.ADMIT and unseen and not _has_reason(decision):
        what = " and ".join(unseen)
        raise DecisionRefused("not_seen", f"Their {what} cannot be seen. To admit without, give a reason.")


def _has_reason(decision: Decision | Intervention) -> bool:
    return decision.reason is not ReasonCode.OTHER or bool(decision.text)


def let_in_unseen(work: Work, attempt: Attempt) -> bool:
    """Return whether a proctor, since the last check-in, gave a reason to admit without what the exam asks for."""
    since = attempt.checked_in_at or attempt.created_at
    made = work.interventions.of_attempt(attempt.id)
    return any(each.kind is K.ADMIT and each.at >= since and _has_reason(each) for each in made)


def _apply(work: Work, attempt: Attempt, by: Staff, decision: Decision, now: float) -> Attempt:
    to = _STATE_AFTER.get(decision.kind)
    if decision.kind is K.ADMIT and attempt.state is S.ADMITTED and _has_reason(decision):
        return attempt
    if to is not None:
        flagged = attempt.flagged or decision.kind is K.TERMINATE
        return move(
            work, attempt, to, by.actor, now, person_id=by.person_id, notice=_notice(decision), flagged=flagged
        )
    if decision.kind is K.FLAG:
        return touch(work, attempt, by.actor, now, flagged=True)
    if decision.kind is K.EXTRA_TIME:
        return touch(work, attempt, by.actor, now, extra_minutes=attempt.extra_minutes + decision.minutes)
    if decision.kind in (K.GAZE_OFF, K.GAZE_ON):
        return accommodations.judge_gaze(work, attempt, by.actor, now, judged=decision.kind is K.GAZE_ON)
    return attempt


def _notice(decision: Decision) -> str:
    if decision.kind not in (K.PAUSE, K.TERMINATE):
        return ""
    if decision.reason is ReasonCode.OTHER:
        return decision.text
    return f"{REASONS[decision.reason]}. {decision.text}".strip()


def _payload(decision: Decision, verb: LmsVerb) -> dict[str, str | float | int]:
    severity = Severity.CRITICAL.weight if decision.kind is K.TERMINATE else decision.severity
    payload: dict[str, str | float | int] = {
        "reason_code": decision.reason.value,
        "reason_msg": outcome.reason_text(decision.reason, decision.text),
        "severity": severity,
    }
    if verb is LmsVerb.EXTRA_TIME:
        payload["minutes"] = decision.minutes
    return payload
