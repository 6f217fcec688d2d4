"""Keeps the promise of the consent page: what belongs to an attempt is removed when its exam's retention is over."""

from collections.abc import Callable

from tool.domain.attempt import Actor
from tool.monitoring.exam.ports import Work, Works
from tool.monitoring.exam.records import Attempt
from tool.monitoring.work import AuditEntry, NotFound

DAY_S = 86400.0
AT_ONCE = 200
"""Attempts forgotten in one sweep, so that no sweep holds the database for long."""


def overdue(work: Work, now: float) -> list[Attempt]:
    """Return attempts that ended longer ago than their exam's policy keeps them: at most AT_ONCE, the others later."""
    found: list[Attempt] = []
    for exam_id in work.exams.ids():
        if len(found) == AT_ONCE:
            break
        kept_s = work.exams.get(exam_id).policy.retention_days * DAY_S
        found += work.attempts.ended_by(exam_id, now - kept_s, AT_ONCE - len(found))
    return found


def forget(work: Work, attempt_id: str, now: float) -> None:
    """Remove the attempt, all that belongs to it, and the person if nothing else of theirs is kept.

    An audit entry stays as the certificate: ids and counts, nothing personal. Raise NotFound."""
    attempt = work.attempts.get(attempt_id)
    counts = (
        f"incidents={len(work.incidents.of_attempt(attempt_id))} "
        f"evidence={len(work.evidence.of_attempt(attempt_id))} "
        f"interventions={len(work.interventions.of_attempt(attempt_id))}"
    )
    work.attempts.remove(attempt_id)
    work.people.remove_unless_attempting(attempt.person_id)
    work.audit.add(
        AuditEntry(work.new_id(), now, Actor.SYSTEM, None, "attempt.forgotten", attempt.exam_id, attempt_id, counts)
    )


def sweep(works: Works, delete_item: Callable[[str], None], now: float) -> int:
    """Forget overdue attempts, at most AT_ONCE; return how many.

    `delete_item` removes one kept item by its key. Items go first: if the process ends half-way, the attempt is still
    known and the next sweep goes on where this one stopped."""
    with works() as work:
        keys = {a.id: [item.key for item in work.evidence.of_attempt(a.id)] for a in overdue(work, now)}
    for attempt_id, items in keys.items():
        _remove(works, delete_item, attempt_id, items, now)
    return len(keys)


def remove(works: Works, delete_item: Callable[[str], None], attempt_id: str, now: float) -> bool:
    """Remove one attempt before its time, as `sweep` does; return whether it was there."""
    with works() as work:
        items = [item.key for item in work.evidence.of_attempt(attempt_id)]
    return _remove(works, delete_item, attempt_id, items, now)


def _remove(works: Works, delete_item: Callable[[str], None], attempt_id: str, items: list[str], now: float) -> bool:
    for key in items:
        delete_item(key)
    with works() as work:
        try:
            forget(work, attempt_id, now)
        except NotFound:
            return False
    return True
