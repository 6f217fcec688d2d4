"""The leave of an examinee to hand in for them in the LMS, where the LMS lets nobody else: given, and given back."""

from tool.domain.attempt import Actor
from tool.domain.own_leave import OwnLeave
from tool.monitoring.exam.changes import touch
from tool.monitoring.exam.ports import Work
from tool.monitoring.exam.records import Attempt
from tool.monitoring.work import AuditEntry


def standing(attempt: Attempt, *, needed: bool) -> OwnLeave:
    """Return how the attempt stands. `needed`: the LMS lets nobody but the examinee hand in, and can ask them."""
    if not attempt.state.is_open:
        return OwnLeave.NONE
    if attempt.own_leave_at is not None:
        return OwnLeave.GIVEN
    return OwnLeave.POSSIBLE if needed else OwnLeave.NONE


def given(work: Work, attempt_id: str, now: float) -> bool:
    """Note that the examinee has given their leave; return False, and note nothing, if the attempt is over."""
    attempt = work.attempts.get(attempt_id)
    if not attempt.state.is_open:
        return False
    touch(work, attempt, Actor.EXAMINEE, now, own_leave_at=now)
    _audit(work, attempt, Actor.EXAMINEE, "attempt.own_leave_given", now)
    return True


def given_back(work: Work, attempt_id: str, now: float) -> None:
    """Note that there is no such leave any more."""
    attempt = work.attempts.get(attempt_id)
    if attempt.own_leave_at is None:
        return
    touch(work, attempt, Actor.SYSTEM, now, own_leave_at=None)
    _audit(work, attempt, Actor.SYSTEM, "attempt.own_leave_given_back", now)


def _audit(work: Work, attempt: Attempt, by: Actor, action: str, now: float) -> None:
    work.audit.add(AuditEntry(work.new_id(), now, by, None, action, attempt.exam_id, attempt.id, ""))
