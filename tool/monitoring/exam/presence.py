"""Who is there: the examinee's page comes and goes, with a grace period before that counts as disconnected."""

from tool.domain.attempt import OPEN_STATES, Actor, AttemptState
from tool.monitoring.exam import outcome
from tool.monitoring.exam.changes import move, touch
from tool.monitoring.exam.ports import Work, Works
from tool.monitoring.exam.records import Attempt
from tool.monitoring.tries import Tries

S = AttemptState
ABANDON_S = 86400.0
AT_ONCE = 200
"""Attempts changed in one sweep, so that the pages of others are answered in between."""


def connected(work: Work, attempt_id: str, now: float) -> Attempt:
    """The widget is connected. After Begin this makes the attempt running; a disconnected one runs again."""
    attempt = work.attempts.lock(attempt_id)
    begins = attempt.state is S.ADMITTED and attempt.begun_at is not None
    if begins or attempt.state is S.DISCONNECTED:
        return move(work, attempt, S.RUNNING, Actor.SYSTEM, now, connected=True, last_seen_at=now)
    return touch(work, attempt, Actor.SYSTEM, now, connected=True, last_seen_at=now)


def disconnected(work: Work, attempt_id: str, now: float) -> Attempt:
    """The last connection of the widget is gone. The state changes only after the grace period, in `sweep`."""
    attempt = work.attempts.lock(attempt_id)
    return touch(work, attempt, Actor.SYSTEM, now, connected=False, last_seen_at=now)


def forget_connections(work: Work, now: float) -> int:
    """Web has just started: nobody is connected yet, and the grace period runs from now. Return how many were."""
    stale = [a for a in work.attempts.in_states(OPEN_STATES) if a.connected]
    for attempt in stale:
        touch(work, attempt, Actor.SYSTEM, now, connected=False, last_seen_at=now)
    return len(stale)


def sweep(works: Works, now: float, tries: Tries, *, grace_s: float, abandon_s: float = ABANDON_S) -> int:
    """Take running attempts without a page for `grace_s` to disconnected; give up those without one for `abandon_s`.

    Each in a unit of work of its own, at most AT_ONCE: one that cannot be changed holds up no other. Return how many
    changed."""
    with works() as work:
        silent = work.attempts.without_page(frozenset({S.RUNNING}), now - grace_s, AT_ONCE + len(tries))
        gone = work.attempts.without_page(OPEN_STATES, now - abandon_s, AT_ONCE + len(tries))

    def lapse(attempt_id: str) -> bool:
        with works() as work:
            return _lapse(work, attempt_id, now, grace_s, abandon_s)

    return tries.each(dict.fromkeys([*silent, *gone]), now, lapse)


def _lapse(work: Work, attempt_id: str, now: float, grace_s: float, abandon_s: float) -> bool:
    """Change the attempt if that is still due."""
    attempt = work.attempts.lock(attempt_id)
    silent_s = 0.0 if attempt.connected else now - (attempt.last_seen_at or attempt.state_since)
    if attempt.state.is_open and silent_s >= abandon_s:
        after = move(work, attempt, S.ABANDONED, Actor.SYSTEM, now)
        if after.started_at is not None:
            outcome.end(work, after, now)
    elif attempt.state is S.RUNNING and silent_s >= grace_s:
        move(work, attempt, S.DISCONNECTED, Actor.SYSTEM, now)
    else:
        return False
    return True
