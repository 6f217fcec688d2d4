"""What arrives from an attempt, channel by channel: begins, moves to another node or path, and stops."""

from tool.domain.attempt import Actor
from tool.domain.stream import Channel, Stream, StreamPath
from tool.monitoring.exam.changes import changed_beside, stop_streams
from tool.monitoring.exam.ports import Work
from tool.monitoring.exam.records import Attempt, Origin
from tool.monitoring.work import NotFound


def started(work: Work, origin: Origin, attempt_id: str, channel: Channel, path: StreamPath) -> bool:
    """This channel arrives by this path. Return False if that is nothing new, or about nobody, or about an attempt that
    is over: its streams have ended, whatever a media node still receives."""
    attempt = _attempt_of(work, origin, attempt_id)
    if attempt is None or not attempt.state.is_open:
        return False
    before = _flowing(work, attempt_id, channel)
    if before is not None:
        if (before.node_id, before.boot_id, before.path) == (origin.node_id, origin.boot_id, path):
            return False
        stop_streams(work, [before], origin.at)
    work.streams.add(
        Stream(work.new_id(), attempt_id, channel, origin.node_id, origin.boot_id, path, since=origin.at)
    )
    changed_beside(work, attempt, Actor.SYSTEM, origin.at)
    return True


def stopped(work: Work, origin: Origin, attempt_id: str, channel: Channel) -> bool:
    """This channel no longer arrives at the node that says so. Return False if it did not before, or arrives at another
    one meanwhile."""
    attempt = _attempt_of(work, origin, attempt_id)
    before = _flowing(work, attempt_id, channel) if attempt is not None else None
    if attempt is None or before is None or before.node_id != origin.node_id:
        return False
    stop_streams(work, [before], origin.at)
    changed_beside(work, attempt, Actor.SYSTEM, origin.at)
    return True


def node_started(work: Work, origin: Origin) -> int:
    """A media node has started anew: what arrived at its earlier boots no longer does. Return how many streams that
    were."""
    left = [stream for stream in work.streams.flowing_at(origin.node_id) if stream.boot_id != origin.boot_id]
    for attempt_id in dict.fromkeys(stream.attempt_id for stream in left):
        attempt = work.attempts.lock(attempt_id)
        stop_streams(work, [stream for stream in left if stream.attempt_id == attempt_id], origin.at)
        changed_beside(work, attempt, Actor.SYSTEM, origin.at)
    return len(left)


def of_ended_attempts(work: Work, since: float) -> list[str]:
    """Return the attempts that are over and whose last streams have stopped since this moment: a media node may not
    have heard of it."""
    stopped_lately = dict.fromkeys(stream.attempt_id for stream in work.streams.stopped_since(since))
    return [attempt_id for attempt_id in stopped_lately if not work.attempts.get(attempt_id).state.is_open]


def _attempt_of(work: Work, origin: Origin, attempt_id: str) -> Attempt | None:
    """Return the attempt that a node's news is about, locked; None when it is nobody's, was applied before, or is of a
    boot whose media is gone already."""
    if not work.incidents.first_time(origin) or work.incidents.boot(origin.node_id) not in (None, origin.boot_id):
        return None
    try:
        return work.attempts.lock(attempt_id)
    except NotFound:
        return None


def _flowing(work: Work, attempt_id: str, channel: Channel) -> Stream | None:
    return next((stream for stream in work.streams.flowing(attempt_id) if stream.channel is channel), None)
