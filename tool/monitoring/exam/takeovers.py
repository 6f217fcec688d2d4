"""What an LMS says of its own pages: that an exam went on in another window while the one before was still open.

Such a report comes again and again until the attempt is over. What is made of it has its own id, so it counts once."""

from collections.abc import Sequence
from dataclasses import dataclass

from tool.domain.incident import IncidentClosed, IncidentOpened
from tool.monitoring.exam import incidents, steps
from tool.monitoring.exam.incidents import Chain
from tool.monitoring.exam.ports import Work
from tool.monitoring.exam.quiz_log import NODE
from tool.monitoring.exam.records import Origin
from tool.monitoring.work import NotFound

SECOND = "second_session"
MODEL = "page of the LMS"
SAME_S = 60.0
"""A second page that the server saw by itself so near to it is the same matter."""


@dataclass(frozen=True, slots=True)
class TakenOver:
    """The exam went on in another window at `at`; the one before had it since `since` (Unix seconds by the LMS's
    clock). `id` is the LMS's own."""

    id: str
    at: float
    since: float
    other_address: bool


def apply(work: Work, attempt_id: str, takeovers: Sequence[TakenOver], boot_id: str, chain: Chain, now: float) -> int:
    """Keep those that are not kept yet; return how many. None if the exam does not look at it, nor of an attempt that
    is not kept any more."""
    try:
        attempt = work.attempts.get(attempt_id)
    except NotFound:
        return 0
    rule = steps.applied(work.exams.get(attempt.exam_id).policy, SECOND)
    if rule is None:
        return 0
    kept = 0
    for each in takeovers:
        incident_id = steps.derived_id(SECOND, f"{attempt_id} {each.id}")
        at = min(each.at, now)
        known = [record for record in work.incidents.of_attempt(attempt_id) if record.type == SECOND]
        if any(record.id == incident_id or _same(record.started_at, record.ended_at, at, record.model)
               for record in known):
            continue
        model = f"{MODEL}, other address" if each.other_address else MODEL
        opened = IncidentOpened(
            incident_id=incident_id, attempt_id=attempt_id, type=SECOND, severity=rule.severity, started_at=at,
            opened_at=now, measured=2.0, threshold=rule.threshold, debounce_s=0.0, model=model,
        )
        closed = IncidentClosed(incident_id, attempt_id, SECOND, at, 0.0)
        kept += incidents.opened(
            work, Origin(steps.derived_id("opened", incident_id), NODE, boot_id, now), opened, chain, now
        )
        incidents.closed(work, Origin(steps.derived_id("closed", incident_id), NODE, boot_id, now), closed, now)
    return kept


def _same(started_at: float, ended_at: float | None, at: float, model: str) -> bool:
    """Whether an incident that the server has opened by itself covers this moment, or nearly."""
    return not model.startswith(MODEL) and started_at - SAME_S <= at <= (ended_at or at) + SAME_S
