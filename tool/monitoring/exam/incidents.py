"""Incidents as they arrive from the processes that measure: applied once, whatever is sent twice or late."""

from collections.abc import Callable, Collection
from dataclasses import replace

from tool.domain.incident import IncidentClosed, IncidentOpened, IncidentReopened, Still
from tool.domain.stream import Channel
from tool.monitoring.exam import absence, steps
from tool.monitoring.exam.events import IncidentRecorded, IncidentsSeen, IncidentUpdated
from tool.monitoring.exam.ports import Work
from tool.monitoring.exam.records import Evidence, Incident, Origin, evidence_kind
from tool.monitoring.work import NotFound

MOST_OF_A_TYPE = 30
"""So many incidents of one type are kept of one attempt within CROWDED_S; what follows is counted in one more."""
CROWDED_S = 600.0

Chain = Callable[[str, Evidence], str]
"""Given the previous link of the attempt's chain ("" for the first item) and the new item (its own `link` empty),
return the item's link (hex). Made of `tool.evidence.custody` by the composition root."""


def opened(work: Work, origin: Origin, incident: IncidentOpened, chain: Chain, now: float) -> bool:
    """Keep an incident and its still, and do what follows from it by the exam's policy (`steps`). Return False if the
    event was applied before or is about an unknown attempt.

    Of one type MOST_OF_A_TYPE are kept in ten minutes, and one more in which all that follow are counted, without their
    pictures: neither a flickering light nor somebody who wants it so buries the others under incidents.

    One that an earlier boot of its node opened, but that arrives after the new boot's start, is closed at once: the
    process that would have measured its end is gone."""
    if not work.incidents.first_time(origin) or work.incidents.find(incident.incident_id) is not None:
        return False
    try:
        attempt = work.attempts.get(incident.attempt_id)
    except NotFound:
        return False
    if work.incidents.opened_after(attempt.id, incident.type, incident.opened_at - CROWDED_S) > MOST_OF_A_TYPE:
        return _counted(work, origin, incident)
    record = Incident(
        id=incident.incident_id, attempt_id=attempt.id, type=incident.type, severity=incident.severity,
        started_at=incident.started_at, opened_at=incident.opened_at, ended_at=None, duration_s=None, end_known=True,
        measured=incident.measured, threshold=incident.threshold, debounce_s=incident.debounce_s,
        model=incident.model, node_id=origin.node_id, boot_id=origin.boot_id,
        interval_s=incident.interval_s, trace=incident.trace,
    )
    if work.incidents.boot(origin.node_id) not in (None, origin.boot_id):
        record = _ended_unseen(record, origin.at)
    work.incidents.add(record)
    if incident.still is not None:
        keep_still(work, record, incident.still, chain, origin.at)
    step = steps.follow(work, attempt, record, now)
    work.emit(IncidentRecorded(attempt.exam_id, record, step))
    return True


def reopened(work: Work, origin: Origin, incident: IncidentReopened) -> bool:
    """Note that a closed incident came back: it is open again. Return False if the event was applied before, or if the
    incident is unknown or not the last one that was counted in its record."""
    if not work.incidents.first_time(origin):
        return False
    record = _of(work, incident)
    if record is None or record.latest_id not in ("", incident.incident_id):
        return False
    times = record.times + 1 if record.latest_id else max(record.times, incident.times)
    _update(work, replace(
        record, times=times, ended_at=None, duration_s=None, end_known=True, unseen_s=0.0,
        node_id=origin.node_id, boot_id=origin.boot_id,
    ))
    return True


def closed(work: Work, origin: Origin, incident: IncidentClosed, now: float) -> bool:
    """Note the measured end of an incident. Return False if the event was applied before or the incident is unknown.

    A measured end replaces one that was only assumed, or that was before it came again."""
    if not work.incidents.first_time(origin):
        return False
    record = _of(work, incident)
    if record is None or record.latest_id not in ("", incident.incident_id):
        return False
    is_over = record.ended_at is not None and record.end_known
    if is_over and (record.latest_id or incident.times <= record.times):
        return False
    if record.latest_id:
        ended_at = max(incident.ended_at, record.started_at)
        record = replace(record, ended_at=ended_at, duration_s=ended_at - record.started_at)
    else:
        # The clock may have been set meanwhile: what is measured is the length.
        record = replace(
            record, ended_at=record.started_at + incident.duration_s, duration_s=incident.duration_s,
            times=max(record.times, incident.times), trace=incident.trace if incident.trace.looks else record.trace,
        )
    record = replace(record, end_known=True, unseen_s=incident.unseen_s)
    _update(work, record)
    if record.type == absence.ABSENCE and record.ended_at is not None:
        absence.judge(work, record.attempt_id, record.ended_at, now)
    return True


def still_taken(
    work: Work, origin: Origin, attempt_id: str, incident_id: str, still: Still, chain: Chain,
    channel: Channel = Channel.CAMERA,
) -> bool:
    """Keep a still that came after its incident. Return False if it is kept already or the attempt has no such
    incident."""
    if not work.incidents.first_time(origin):
        return False
    record = work.incidents.find(incident_id)
    if record is None or record.attempt_id != attempt_id:
        return False
    if any(item.key == still.key for item in work.evidence.of_attempt(attempt_id)):
        return False
    keep_still(work, record, still, chain, origin.at, channel)
    _update(work, record)
    return True


def close_left_open(work: Work, origin: Origin, still_measured: Collection[str] = ()) -> int:
    """A process that measures has started: close what its earlier boots left open, but for what it measures on. Return
    how many those were."""
    left = work.incidents.left_open(origin.node_id, origin.boot_id)
    orphans = [record for record in left if (record.latest_id or record.id) not in still_measured]
    for record in orphans:
        _update(work, _ended_unseen(record, origin.at))
    return len(orphans)


def mark_seen(work: Work, exam_id: str, attempt_id: str, by: str, now: float) -> int:
    """A proctor looked at the attempt: mark its incidents as seen. Return how many were not seen before."""
    attempt = work.attempts.within(exam_id, attempt_id)
    unseen = work.incidents.mark_seen(attempt.id, now, by)
    if unseen:
        work.emit(IncidentsSeen(exam_id, attempt.id, tuple(unseen)))
    return len(unseen)


def keep_still(
    work: Work, incident: Incident, still: Still, chain: Chain, now: float, channel: Channel = Channel.CAMERA
) -> Evidence:
    """Keep a picture of an incident as the next item of the attempt's chain of evidence."""
    last = work.evidence.last(incident.attempt_id)
    previous = last.link if last else ""
    item = Evidence(
        id=work.new_id(), attempt_id=incident.attempt_id, incident_id=incident.id,
        position=last.position + 1 if last else 1, kind=evidence_kind(channel), key=still.key, sha256=still.sha256,
        size=still.size, captured_at=still.captured_at, recorded_at=now, previous=previous, link="",
        role=still.role,
    )
    item = replace(item, link=chain(previous, item))
    work.evidence.add(item)
    return item


def _of(work: Work, incident: IncidentReopened | IncidentClosed) -> Incident | None:
    """Return the record that tells of this incident."""
    record = work.incidents.find(incident.incident_id)
    if record is None:
        record = work.incidents.counted(incident.attempt_id, incident.incident_id)
    return record if record is not None and record.attempt_id == incident.attempt_id else None


def _counted(work: Work, origin: Origin, incident: IncidentOpened) -> bool:
    """Count the incident in the last one of its type. Return False if that was done before."""
    last = work.incidents.last_of(incident.attempt_id, incident.type)
    if last is None or last.latest_id == incident.incident_id:
        return False
    _update(work, replace(
        last, times=last.times + 1, latest_id=incident.incident_id, ended_at=None, duration_s=None, end_known=True,
        node_id=origin.node_id, boot_id=origin.boot_id,
    ))
    return True


def _ended_unseen(record: Incident, at: float) -> Incident:
    ended_at = max(at, record.opened_at)
    return replace(record, ended_at=ended_at, duration_s=ended_at - record.started_at, end_known=False)


def _update(work: Work, record: Incident) -> None:
    work.incidents.save(record)
    work.emit(IncidentUpdated(work.attempts.get(record.attempt_id).exam_id, record))
