"""The live view of an exam in a few queries, whatever the number of attempts."""

from dataclasses import dataclass

from tool.domain.stream import Stream
from tool.monitoring.exam.groups import View
from tool.monitoring.exam.ports import Work
from tool.monitoring.exam.records import Attempt, IncidentSummary
from tool.monitoring.tenancy.records import Participant


@dataclass(frozen=True, slots=True)
class Glance:
    """One attempt as a tile shows it. `streams` arrive now; `delivery_error` is empty when nothing for the LMS has
    failed; `warnings` is how many there were."""

    attempt: Attempt
    person: Participant
    incidents: IncidentSummary
    streams: list[Stream]
    delivery_error: str
    warnings: int = 0


def glances(work: Work, view: View) -> list[Glance]:
    """Return a glance of every attempt of the exam that is in view, oldest first."""
    return _glances(work, view.exam_id, view.attempts(work))


def glance(work: Work, exam_id: str, attempt_id: str) -> Glance:
    """Return the glance of one attempt of the exam; raise NotFound if it is not the exam's."""
    return _glances(work, exam_id, [work.attempts.within(exam_id, attempt_id)])[0]


def _glances(work: Work, exam_id: str, attempts: list[Attempt]) -> list[Glance]:
    people = work.people.many([a.person_id for a in attempts])
    only = attempts[0].id if len(attempts) == 1 else None
    summaries = work.incidents.summaries(exam_id, only)
    streams = work.streams.flowing_in(exam_id, only)
    errors = work.outbox.errors(exam_id, only)
    warnings = work.interventions.warnings(exam_id, only)
    return [
        Glance(
            a, people[a.person_id], summaries.get(a.id, IncidentSummary()), streams.get(a.id, []),
            errors.get(a.id, ""), warnings.get(a.id, 0),
        )
        for a in attempts
    ]
