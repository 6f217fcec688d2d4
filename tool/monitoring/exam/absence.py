"""Absence adds up over an attempt. Only what was seen counts: our own trouble is nobody's absence."""

import logging
from collections.abc import Callable

from tool.domain.incident_types.conduct import ABSENT_TOO_LONG
from tool.monitoring.exam import steps
from tool.monitoring.exam.ports import Work, Works
from tool.monitoring.exam.records import Incident

log = logging.getLogger(__name__)

ABSENCE = "face_missing"
"""The type whose incidents are absences."""


def seen_s(incident: Incident, since: float = 0.0, until: float = 0.0) -> float:
    """Return for how many seconds the absence was seen, at least. One that goes on was there from `since` on, or from
    its beginning if that was later, `until` the last look (Unix seconds). Of one that came and went the share of looks
    in which it held counts. Of one whose end nobody measured, of many that are counted as one, and of one that has come
    again, only what was there when it opened is sure."""
    share = incident.trace.held / incident.trace.looks if incident.trace.looks else 1.0
    sure_s = (incident.opened_at - incident.started_at) * share
    if incident.latest_id or not incident.end_known or (incident.ended_at is None and incident.times > 1):
        return sure_s
    if incident.ended_at is None:
        return max(sure_s, until - max(since, incident.started_at))
    return (incident.duration_s or 0.0) * share


def judge(work: Work, attempt_id: str, at: float, now: float, seen_until: float | None = None) -> bool:
    """Note it if the attempt's absences add up to more than its exam allows; return whether that is new.

    `at` is when the last of them was seen, `seen_until` the last look at one that goes on. The end of one before a
    pause may be on its way still: till it has come, nothing before the present state counts. Once in an attempt, also
    if two judge at the same time."""
    incident_id = steps.derived_id(ABSENT_TOO_LONG, attempt_id)
    attempt = work.attempts.get(attempt_id)
    policy = work.exams.get(attempt.exam_id).policy
    rule = steps.applied(policy, ABSENT_TOO_LONG)
    if rule is None or work.incidents.find(incident_id) is not None:
        return False
    most = int(str(policy.value("absence_minutes")))
    absences = [each for each in work.incidents.of_attempt(attempt_id) if each.type == ABSENCE]
    until = seen_until if seen_until is not None and attempt.state.is_watched else 0.0
    minutes = sum(seen_s(each, attempt.state_since, until) for each in absences) / 60
    if minutes < most:
        return False
    attempt = work.attempts.lock(attempt_id)
    if work.incidents.find(incident_id) is not None:
        return False
    incident = steps.noted(incident_id, attempt_id, rule.type, rule.severity, minutes, most, at)
    steps.record(work, attempt, incident, now)
    return True


def sweep(works: Works, seen_until: Callable[[str], float | None], now: float) -> int:
    """Judge everybody who is absent now; return of how many that was news. `seen_until` returns the last look at an
    attempt (Unix seconds), None while nobody can be seen: then nothing is judged."""
    with works() as work:
        absent = dict.fromkeys(each.attempt_id for each in work.incidents.going_on(ABSENCE))
    news = 0
    for attempt_id in absent:
        try:
            until = seen_until(attempt_id)
            if until is not None:
                with works() as work:
                    news += judge(work, attempt_id, now, now, until)
        except Exception:
            log.exception("Whether an attempt was absent for too long could not be judged; it is tried again.")
    return news
