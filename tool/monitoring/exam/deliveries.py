"""What staff may do with a command that has not reached the LMS: have it tried again now."""

from dataclasses import replace

from tool.domain.lms import WENT_OUT, LmsVerb
from tool.monitoring.exam.events import DeliveryChanged
from tool.monitoring.exam.ports import Work
from tool.monitoring.exam.records import OutboxRow, Staff
from tool.monitoring.work import AuditEntry

_STATE = frozenset({LmsVerb.PAUSE, LmsVerb.RESUME, LmsVerb.TERMINATE, LmsVerb.READMIT})
_REPLACE_EACH_OTHER = (
    _STATE, frozenset({LmsVerb.GATE_START, LmsVerb.RELEASE}), frozenset({LmsVerb.ANNOTATE}),
    frozenset({LmsVerb.HOLD_GRADE, LmsVerb.RELEASE_GRADE}), frozenset({LmsVerb.GRADE}),
)
"""Of these only the last one counts: sent late, a pause would stop somebody who was let go on meanwhile."""


class DeliveryRefused(Exception):
    """It is not sent again. `code` is stable; the message says why."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def again(work: Work, exam_id: str, row_id: str, by: Staff, now: float) -> OutboxRow:
    """Have a command of this exam tried again at once, with all its patience, together with those before it that it
    waits for; return it. What is being tried at this moment is left alone.

    Raises NotFound if it is not the exam's, DeliveryRefused: "already_delivered" or "replaced"."""
    row = work.outbox.get(row_id)
    work.attempts.within(exam_id, row.attempt_id)
    rows = work.outbox.of_attempt(row.attempt_id)
    if row.status == "delivered":
        raise DeliveryRefused("already_delivered", "The LMS has taken this already.")
    if any(_replaces(later, row) for later in rows):
        raise DeliveryRefused("replaced", "This is not sent again: something decided later has taken its place.")
    if row.leased_by:
        return row
    before = [r for r in rows if r.position < row.position and r.status == "waiting" and not r.leased_by]
    for each in (*before, row):
        _hasten(work, each, now)
    work.audit.add(
        AuditEntry(
            work.new_id(), now, by.actor, by.person_id, "deliver_again", exam_id, row.attempt_id, row.verb.value
        )
    )
    return work.outbox.get(row_id)


def hasten(work: Work, attempt_id: str, now: float) -> None:
    """Have what waits to be tried again for this attempt tried now: something has changed in the LMS by which it may
    succeed. What is being tried at this moment is left alone."""
    for row in work.outbox.of_attempt(attempt_id):
        if row.status == "waiting" and row.next_at > now and not row.leased_by:
            _hasten(work, row, now)


def _replaces(later: OutboxRow, row: OutboxRow) -> bool:
    """Say whether a failed row is out of date. One that waits is not: what comes later waits for it."""
    if row.status == "waiting" or later.position <= row.position:
        return False
    return any(row.verb in verbs and later.verb in verbs for verbs in _REPLACE_EACH_OTHER)


def _hasten(work: Work, row: OutboxRow, now: float) -> None:
    # A person has looked: what a failed row was not to send twice may go once more.
    memo = {name: value for name, value in row.memo.items() if row.status == "waiting" or name != WENT_OUT}
    hastened = replace(row, status="waiting", tries=0, next_at=now, impossible=False, memo=memo)
    work.outbox.save(hastened)
    work.emit(DeliveryChanged(hastened.exam_id, hastened))
