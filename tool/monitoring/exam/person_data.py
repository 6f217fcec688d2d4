"""What is kept about one person's attempts, for the person; and removing it before its time when the LMS asks."""

from collections.abc import Callable, Collection
from dataclasses import asdict
from typing import Any

from tool.domain.stream import Stream
from tool.monitoring.exam import retention
from tool.monitoring.exam.ports import Work, Works
from tool.monitoring.exam.records import Attempt, Incident, Intervention


def attempts_of(work: Work, platform_id: str, subject: str, links: Collection[str]) -> list[Attempt]:
    """Return the attempts of the person whom the platform calls `subject` at the exams under these resource links."""
    person = work.people.known(platform_id, subject)
    if person is None:
        return []
    exams = [exam for link in sorted(set(links)) if (exam := work.exams.by_link(platform_id, link)) is not None]
    return [attempt for exam in exams for attempt in work.attempts.of_person(exam.id, person.id)]


def export(work: Work, attempt: Attempt) -> dict[str, Any]:
    """Return all that monitoring keeps about the attempt, as JSON values; times are Unix seconds. Pictures are
    counted, not copied: they can be looked at in the report."""
    exam = work.exams.get(attempt.exam_id)
    return {
        "exam": exam.title, "course": exam.course_title, "attempt_number": attempt.number,
        "state": attempt.state.value, "created_at": attempt.created_at, "consent_at": attempt.consent_at,
        "consent_version": attempt.consent_version, "checked_in_at": attempt.checked_in_at,
        "started_at": attempt.started_at, "ended_at": attempt.ended_at, "paused_s": attempt.paused_s,
        "extra_minutes": attempt.extra_minutes, "flagged": attempt.flagged,
        "verdict": attempt.verdict and attempt.verdict.value, "verdict_note": attempt.verdict_note,
        "verdict_at": attempt.verdict_at, "acting": attempt.acting,
        "gaze_off": attempt.gaze_off, "baseline": attempt.baseline and asdict(attempt.baseline),
        "baseline_at": attempt.baseline_at, "not_calibrated": attempt.not_calibrated and attempt.not_calibrated.value,
        "streams": [_stream(s) for s in work.streams.of_attempt(attempt.id)],
        "incidents": [_incident(i) for i in work.incidents.of_attempt(attempt.id)],
        "decisions": [_decision(i) for i in work.interventions.of_attempt(attempt.id)],
        "pictures": len(work.evidence.of_attempt(attempt.id)),
    }


def remove(
    works: Works, delete_item: Callable[[str], None], platform_id: str, subject: str, links: Collection[str], now: float
) -> int:
    """Remove these attempts with everything that belongs to them; return how many. An audit entry stays for each, as
    after retention."""
    with works() as work:
        found = attempts_of(work, platform_id, subject, links)
    return sum(retention.remove(works, delete_item, attempt.id, now) for attempt in found)


def _stream(stream: Stream) -> dict[str, Any]:
    return {
        "channel": stream.channel.value, "path": stream.path, "started_at": stream.since, "ended_at": stream.until,
    }


def _incident(incident: Incident) -> dict[str, Any]:
    return {
        "type": incident.type, "severity": incident.severity.value, "started_at": incident.started_at,
        "ended_at": incident.ended_at, "measured": incident.measured, "threshold": incident.threshold,
        "times": incident.times, "looks": incident.trace.looks, "held": incident.trace.held,
        "series": [list(point) for point in incident.trace.points],
        "note": incident.note,
    }


def _decision(made: Intervention) -> dict[str, Any]:
    return {
        "kind": made.kind.value, "reason": made.reason.value, "text": made.text, "minutes": made.minutes, "at": made.at,
        "by": made.actor.value,
    }
