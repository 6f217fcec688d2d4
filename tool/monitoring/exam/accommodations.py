"""Accommodations: what is not judged of one examinee, by a decision of staff. Today that is where they look."""

from dataclasses import replace

from tool.domain.attempt import Actor
from tool.domain.baseline import Baseline
from tool.monitoring.exam.changes import tell_rules, touch
from tool.monitoring.exam.ports import Work
from tool.monitoring.exam.records import Attempt
from tool.monitoring.work import AuditEntry


def judge_gaze(work: Work, attempt: Attempt, by: Actor, now: float, *, judged: bool) -> Attempt:
    """From now on where the examinee looks is judged, or not: rules about it end at once, nobody asks for a
    calibration, and what was measured of head and eyes is removed."""
    baseline = attempt.baseline if judged else without_gaze(attempt.baseline)
    after = touch(work, attempt, by, now, gaze_off=not judged, baseline=baseline)
    if after.gaze_off != attempt.gaze_off and after.state.is_watched:
        tell_rules(work, after, work.exams.get(after.exam_id))
    return after


def taken_over(work: Work, before: Attempt | None, attempt: Attempt, now: float) -> Attempt:
    """Return the new attempt with the accommodations of the one that the same person made before at this exam."""
    if before is None or not before.gaze_off:
        return attempt
    work.audit.add(
        AuditEntry(
            work.new_id(), now, Actor.SYSTEM, None, "attempt.gaze_off", attempt.exam_id, attempt.id, f"as {before.id}"
        )
    )
    return replace(attempt, gaze_off=True)


def without_gaze(baseline: Baseline | None) -> Baseline | None:
    """Return the baseline without how head and eyes lie."""
    return None if baseline is None else replace(baseline, calibration=None)
