"""What goes back into the LMS: commands for the outbox, and the annotation when an attempt is over."""

from tool.domain.attempt import Actor, AttemptState
from tool.domain.incident_types.kind import Severity
from tool.domain.intervention import REASONS, InterventionKind, ReasonCode, Verdict
from tool.domain.lms import LmsVerb, lane_of
from tool.monitoring.exam.events import DeliveryChanged
from tool.monitoring.exam.ports import Work
from tool.monitoring.exam.records import Attempt, Incident, Intervention, OutboxRow

COMMENT_LIMIT = 2000
_WORST_FIRST = (Severity.CRITICAL, Severity.HIGH, Severity.MEDIUM, Severity.LOW)
_ABOUT_THE_GRADE = frozenset({LmsVerb.HOLD_GRADE, LmsVerb.RELEASE_GRADE})
_VERDICTS = {
    Verdict.CLEAR: "Verdict: clear.",
    Verdict.FLAGGED: "Verdict: flagged.",
    Verdict.INVALID: "Verdict: invalid.",
}
_ENDS = {
    AttemptState.SUBMITTED: "Submitted.",
    AttemptState.TERMINATED: "Blocked before it was submitted.",
    AttemptState.ABANDONED: "Not submitted.",
}


def enqueue(
    work: Work, attempt: Attempt, verb: LmsVerb, payload: dict[str, str | float | int], now: float
) -> OutboxRow:
    """Put one command into the outbox, in the same transaction as the decision; `payload` as in LmsCommand.

    Its `at` is `now`, moved on by whole seconds when an earlier command of this kind has the same second: times go out
    in seconds, and platforms take two commands with the same time for one that was sent twice."""
    seconds = [int(r.payload["at"]) for r in work.outbox.of_attempt(attempt.id) if r.verb is verb]
    at = max(now, max(seconds) + 1.0) if seconds else now
    row = work.outbox.append(
        OutboxRow(
            id=work.new_id(), attempt_id=attempt.id, exam_id=attempt.exam_id,
            platform_id=work.exams.get(attempt.exam_id).platform_id, position=0, verb=verb, lane=lane_of(verb),
            payload={**payload, "at": at}, status="waiting", tries=0, next_at=now, created_at=now,
        )
    )
    work.emit(DeliveryChanged(attempt.exam_id, row))
    return row


def annotate(work: Work, attempt: Attempt, now: float) -> OutboxRow:
    """Put the annotation of an attempt that is over, or was judged, into the outbox."""
    text = comment(
        attempt, work.incidents.of_attempt(attempt.id), work.interventions.of_attempt(attempt.id)
    )
    return enqueue(work, attempt, LmsVerb.ANNOTATE, {"comment": text}, now)


def end(work: Work, attempt: Attempt, now: float) -> None:
    """Tell the LMS of an attempt that is over: the note, and the grade of a flagged one is kept back if the exam's
    policy says so."""
    annotate(work, attempt, now)
    hold(work, attempt, now)


def hold(work: Work, attempt: Attempt, now: float) -> None:
    """Have the grade of a flagged attempt that is over kept back, if the exam's policy says so: once for each end of
    the attempt, since an LMS may show by itself what is graded later."""
    if attempt.state.is_open or not attempt.flagged or attempt.verdict is Verdict.CLEAR:
        return
    if not work.exams.get(attempt.exam_id).policy.value("hold_grades"):
        return
    last = _last_about_the_grade(work, attempt)
    if last is None or last.verb is LmsVerb.RELEASE_GRADE or last.created_at < (attempt.ended_at or 0.0):
        enqueue(work, attempt, LmsVerb.HOLD_GRADE, {}, now)


def release(work: Work, attempt: Attempt, now: float) -> None:
    """Have a grade that is kept back shown again."""
    last = _last_about_the_grade(work, attempt)
    if last is not None and last.verb is LmsVerb.HOLD_GRADE:
        enqueue(work, attempt, LmsVerb.RELEASE_GRADE, {}, now)


def _last_about_the_grade(work: Work, attempt: Attempt) -> OutboxRow | None:
    rows = [row for row in work.outbox.of_attempt(attempt.id) if row.verb in _ABOUT_THE_GRADE]
    return rows[-1] if rows else None


def comment(attempt: Attempt, incidents: list[Incident], interventions: list[Intervention]) -> str:
    """Return the text for the gradebook: facts in numbers, what proctors did, the verdict or that it is pending."""
    parts = ["Proctored with Invigil.", _end_of(attempt, interventions), _count(incidents)]
    parts += [
        f"Flagged{_by(i)}: {reason_text(i.reason, i.text)}."
        for i in interventions
        if i.kind is InterventionKind.FLAG
    ]
    if attempt.verdict is None:
        parts.append("Verdict pending: no one has reviewed it yet.")
    else:
        note = f" {_sentence(attempt.verdict_note)}" if attempt.verdict_note else ""
        parts.append(_VERDICTS[attempt.verdict] + note)
    parts.append("The report opens from this quiz's proctoring link in the LMS.")
    return " ".join(part for part in parts if part)[:COMMENT_LIMIT]


def by_severity(incidents: list[Incident]) -> dict[str, int]:
    """Return the number of incidents of each severity that occurs, the worst first."""
    numbers = {s.value: sum(1 for i in incidents if i.severity is s) for s in _WORST_FIRST}
    return {severity: count for severity, count in numbers.items() if count}


def reason_text(reason: ReasonCode, text: str) -> str:
    """Return a reason as people read it: the chosen one, and the proctor's own words after it."""
    words = text.strip().rstrip(".")
    if reason is ReasonCode.OTHER and words:
        return words
    return f"{REASONS[reason]} ({words})" if words else REASONS[reason]


def _end_of(attempt: Attempt, interventions: list[Intervention]) -> str:
    ended = {i.kind: i for i in interventions}.get(InterventionKind.TERMINATE)
    if ended is not None:
        return f"Blocked{_by(ended)}: {reason_text(ended.reason, ended.text)}."
    return _ENDS.get(attempt.state, "")


def _by(intervention: Intervention) -> str:
    return " by the policy" if intervention.actor is Actor.POLICY else " by a proctor"


def _count(incidents: list[Incident]) -> str:
    if not incidents:
        return "No incidents."
    listed = ", ".join(f"{count} {severity}" for severity, count in by_severity(incidents).items())
    return f"{len(incidents)} incident{'s' if len(incidents) > 1 else ''} ({listed})."


def _sentence(text: str) -> str:
    words = text.strip()
    return words if words.endswith((".", "!", "?")) else f"{words}."
