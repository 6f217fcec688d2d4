"""Who is there: the examinee's page and media come and go, with a grace period before that counts as disconnected."""

from collections.abc import Callable
from typing import Any

from tool.domain.attempt import OPEN_STATES, Actor, AttemptState
from tool.monitoring.exam import outcome
from tool.monitoring.exam.changes import move, touch
from tool.monitoring.exam.ports import Work
from tool.monitoring.exam.records import Attempt, Origin, Stream
from tool.monitoring.work import NotFound

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


def stream_started(work: Work, origin: Origin, attempt_id: str, path: Stream) -> bool:
    """The examinee's media arrives by this path. Return False if the event was applied before or is about nobody."""
    return _changed(work, origin, attempt_id, lambda _: {"stream": path, "stream_node": origin.node_id})


def stream_stopped(work: Work, origin: Origin, attempt_id: str) -> bool:
    """The examinee's media no longer arrives. Return False if the event was applied before or is about nobody."""
    return _changed(
        work, origin, attempt_id,
        lambda attempt: {"stream": "none", "stream_node": ""} if _here(attempt.stream_node, origin) else {},
    )


def screen_started(work: Work, origin: Origin, attempt_id: str) -> bool:
    """The examinee's shared screen arrives. Return False if the event was applied before or is about nobody."""
    return _changed(work, origin, attempt_id, lambda _: {"screen": True, "screen_node": origin.node_id})


def screen_stopped(work: Work, origin: Origin, attempt_id: str) -> bool:
    """The shared screen no longer arrives. Return False if the event was applied before or is about nobody."""
    return _changed(
        work, origin, attempt_id,
        lambda attempt: {"screen": False, "screen_node": ""} if _here(attempt.screen_node, origin) else {},
    )


def forget_media(work: Work, origin: Origin) -> int:
    """A media node has started anew: what arrived at its earlier boots no longer does. Return how many attempts had
    something there."""
    left = work.attempts.on_node(origin.node_id)
    for attempt in left:
        fields: dict[str, Any] = {}
        if attempt.stream_node == origin.node_id:
            fields |= {"stream": "none", "stream_node": ""}
        if attempt.screen_node == origin.node_id:
            fields |= {"screen": False, "screen_node": ""}
        touch(work, work.attempts.lock(attempt.id), Actor.SYSTEM, origin.at, **fields)
    return len(left)


def _changed(
    work: Work, origin: Origin, attempt_id: str, fields_of: Callable[[Attempt], dict[str, Any]]
) -> bool:
    """Set the fields that the event changes, once; none for an event of a boot whose media is gone already."""
    if not work.incidents.first_time(origin) or work.incidents.boot(origin.node_id) not in (None, origin.boot_id):
        return False
    try:
        attempt = work.attempts.lock(attempt_id)
    except NotFound:
        return False
    fields = fields_of(attempt)
    if fields:
        touch(work, attempt, Actor.SYSTEM, origin.at, **fields)
    return bool(fields)


def _here(node_id: str, origin: Origin) -> bool:
    """Whether what has stopped is what arrives now: it may have moved to another node meanwhile."""
    return node_id in ("", origin.node_id)
