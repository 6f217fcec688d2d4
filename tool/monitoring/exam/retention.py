"""Keeps the promise of the consent page: what belongs to an attempt is removed when its exam's retention is over."""

import logging
from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from tool.domain.attempt import Actor
from tool.monitoring.exam.ports import Work, Works
from tool.monitoring.tries import Tries
from tool.monitoring.work import AuditEntry, NotFound

DAY_S = 86400.0
AT_ONCE = 200
"""Attempts forgotten in one sweep, so that no sweep holds the database for long."""
ORPHAN_AGE_S = 3 * DAY_S
FEW = 50
"""So many unknown items may always be removed."""

log = logging.getLogger(__name__)


class NotRemoved(Exception):
    """Something of an attempt is still there."""


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


def sweep(works: Works, delete_item: Callable[[str], None], now: float, tries: Tries) -> int:
    """Forget overdue attempts, at most AT_ONCE; return how many.

    `delete_item` removes one kept item by its key. Items go first: if the process ends half-way, the attempt is still
    known and a later sweep goes on where this one stopped. An attempt of which something could not be removed rests,
    and holds up no other."""
    with works() as work:
        due = work.attempts.overdue(now, AT_ONCE + len(tries))
    return tries.each(due, now, lambda each: remove(works, delete_item, each, now), AT_ONCE)


def remove(works: Works, delete_item: Callable[[str], None], attempt_id: str, now: float) -> bool:
    """Remove one attempt, before its time too; return whether it was there. Raise NotRemoved, and keep what is known of
    the attempt, if an item is still there afterwards; the others are gone then."""
    with works() as work:
        keys = [item.key for item in work.evidence.of_attempt(attempt_id)]
    stuck = [why for key in keys if (why := _deleted(delete_item, key)) is not None]
    if stuck:
        raise NotRemoved(f"{len(stuck)} of {len(keys)} items could not be removed.") from stuck[0]
    with works() as work:
        try:
            forget(work, attempt_id, now)
        except NotFound:
            return False
    return True


def _deleted(delete_item: Callable[[str], None], key: str) -> Exception | None:
    """Remove the item; return what stood in the way."""
    try:
        delete_item(key)
    except Exception as exc:
        return exc
    return None


def remove_orphans(
    works: Works, keys: Iterable[str], delete_item: Callable[[str], None], tries: Tries, now: float,
    pause: Callable[[], None] = lambda: None,
) -> int:
    """Remove kept items that no attempt knows of; return how many. `keys` are those of items old enough: the event
    that tells of a new one may be on its way for ORPHAN_AGE_S.

    When most items are unknown, nothing is removed: the store belongs to another database, then. `pause` is called
    now and then, to let others work."""
    found, orphans = 0, []
    for batch in _batches(keys):
        with works() as work:
            known = work.evidence.known_keys(batch)
        found += len(batch)
        orphans += [key for key in batch if key not in known]
        pause()
    if len(orphans) > max(found // 2, FEW):
        log.error("%d of %d kept items are not in the database; is it theirs? None is removed.", len(orphans), found)
        return 0

    def delete(key: str) -> bool:
        delete_item(key)
        return True

    gone = tries.each(orphans, now, delete)
    if gone:
        log.warning("%d kept items that no attempt knows of were removed.", gone)
    return gone


def _batches(keys: Iterable[str]) -> Iterator[list[str]]:
    rest = iter(keys)
    while batch := list(islice(rest, AT_ONCE)):
        yield batch
