"""After the exam: everything known about an attempt in one record, and a human's verdict on it."""

from dataclasses import dataclass

from tool.domain.attempt import Actor, AttemptState, words
from tool.domain.intervention import Verdict
from tool.monitoring.exam import outcome
from tool.monitoring.exam.changes import move, touch
from tool.monitoring.exam.ports import Work
from tool.monitoring.exam.records import (
    Attempt,
    Evidence,
    Exam,
    Incident,
    Intervention,
    OutboxRow,
    Staff,
    TransitionEntry,
)
from tool.monitoring.tenancy.records import Participant
from tool.monitoring.work import AuditEntry

NOTE_LIMIT = 1000


class VerdictRefused(Exception):
    """No verdict can be given now. `code` is stable; the message says why."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True)
class Dossier:
    """All that monitoring keeps about one attempt, lists oldest first. Chat is kept by `tool.chat`."""

    attempt: Attempt
    exam: Exam
    person: Participant
    incidents: list[Incident]
    evidence: list[Evidence]
    interventions: list[Intervention]
    deliveries: list[OutboxRow]
    transitions: list[TransitionEntry]


def dossier(work: Work, exam_id: str, attempt_id: str) -> Dossier:
    """Return everything about an attempt of this exam; raise NotFound if it is not the exam's."""
    attempt = work.attempts.within(exam_id, attempt_id)
    return Dossier(
        attempt=attempt,
        exam=work.exams.get(exam_id),
        person=work.people.get(attempt.person_id),
        incidents=work.incidents.of_attempt(attempt.id),
        evidence=work.evidence.of_attempt(attempt.id),
        interventions=work.interventions.of_attempt(attempt.id),
        deliveries=work.outbox.of_attempt(attempt.id),
        transitions=work.attempts.transitions(attempt.id),
    )


def judge(work: Work, attempt_id: str, by: Staff, verdict: Verdict, note: str, now: float) -> Attempt:
    """Note a human's verdict on an attempt that is over, and tell the LMS. It may be changed later; all are audited.

    Raises VerdictRefused: "only_humans", "still_open" or "note_too_long"."""
    attempt = work.attempts.lock(attempt_id)
    text = "".join(c for c in note if c.isprintable() or c == "\n").strip()
    if by.actor is not Actor.PROCTOR:
        raise VerdictRefused("only_humans", "Only a person gives a verdict.")
    if attempt.state.is_open:
        raise VerdictRefused("still_open", f"The attempt is {words(attempt.state)}; judge it when it is over.")
    if len(text) > NOTE_LIMIT:
        raise VerdictRefused("note_too_long", f"Write {NOTE_LIMIT} characters or fewer.")
    if (attempt.verdict, attempt.verdict_note, attempt.verdict_by) == (verdict, text, by.name):
        return attempt
    said = {"verdict": verdict, "verdict_note": text, "verdict_by": by.name, "verdict_at": now}
    if attempt.state is AttemptState.REVIEWED:
        attempt = touch(work, attempt, by.actor, now, **said)
    else:
        attempt = move(work, attempt, AttemptState.REVIEWED, by.actor, now, by.person_id, **said)
    work.audit.add(
        AuditEntry(
            work.new_id(), now, by.actor, by.person_id, "verdict", attempt.exam_id, attempt.id, verdict.value
        )
    )
    outcome.annotate(work, attempt, now)
    (outcome.release if verdict is Verdict.CLEAR else outcome.hold)(work, attempt, now)
    return attempt
