"""Who is there: the examinee's page comes and goes, with a grace period before that counts as disconnected."""

from tool.domain.attempt import OPEN_STATES, Actor, AttemptState
from tool.monitoring.exam import outcome
from tool.monitoring.exam.changes import move, touch
from tool.monitoring.exam.ports import Work
from tool.monitoring.exam.records import Attempt

S = AttemptState


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


def sweep(work: Work, now: float, *, grace_s: float, abandon_s: float = 86400.0) -> int:
    """Take running attempts without a page for `grace_s` to disconnected; give up those without one for `abandon_s`.

    Return how many changed."""
    changed = 0
    for attempt in work.attempts.in_states(OPEN_STATES):
        silent_s = 0.0 if attempt.connected else now - (attempt.last_seen_at or attempt.state_since)
        if silent_s >= abandon_s:
            after = move(work, attempt, S.ABANDONED, Actor.SYSTEM, now)
            if after.started_at is not None:
                outcome.annotate(work, after, now)
        elif attempt.state is S.RUNNING and silent_s >= grace_s:
            move(work, attempt, S.DISCONNECTED, Actor.SYSTEM, now)
        else:
            continue
        changed += 1
    return changed
