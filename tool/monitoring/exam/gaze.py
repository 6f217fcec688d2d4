"""Calibration of the gaze at check-in: whether an examinee is asked for it, what they look at, what was measured."""

from enum import StrEnum

from tool.domain.attempt import Actor, AttemptState
from tool.domain.baseline import Baseline, NotCalibrated, Target
from tool.domain.words import told
from tool.monitoring.exam.accommodations import without_gaze
from tool.monitoring.exam.attempts import AttemptRefused
from tool.monitoring.exam.changes import touch
from tool.monitoring.exam.events import GazeTurned
from tool.monitoring.exam.ports import Work
from tool.monitoring.exam.records import Attempt, Exam, Origin
from tool.monitoring.work import NotFound

_AT_THE_DOOR = (AttemptState.WAITING, AttemptState.ADMITTED)


class Calibrating(StrEnum):
    """How an attempt stands with the calibration."""

    OFF = "off"
    """The examinee is not asked: the exam does not judge where anybody looks, or not where this one does."""
    OPEN = "open"
    """Nothing was measured yet."""
    MEASURED = "measured"
    UNREAD = "unread"
    """It was tried, and the eyes could not be read well enough."""


class GazeJudged(StrEnum):
    """Whether it is judged where an examinee looks."""

    NONE = "none"
    """Not in this exam."""
    JUDGED = "judged"
    EXCEPTED = "excepted"
    """In this exam, but not of this examinee: an accommodation."""


def judged(attempt: Attempt, exam: Exam) -> GazeJudged:
    """Return whether it is judged where this examinee looks."""
    if not any(rule.kind.about_gaze for rule in exam.policy.applied):
        return GazeJudged.NONE
    return GazeJudged.EXCEPTED if attempt.gaze_off else GazeJudged.JUDGED


def calibrating(attempt: Attempt, exam: Exam) -> Calibrating:
    """Return how the attempt stands. Nobody is asked without a rule that would look at it, or with the accommodation
    that their gaze is not judged."""
    if judged(attempt, exam) is not GazeJudged.JUDGED or not exam.policy.value("calibration"):
        return Calibrating.OFF
    if attempt.baseline is None:
        return Calibrating.OPEN
    return Calibrating.UNREAD if attempt.baseline.calibration is None else Calibrating.MEASURED


def turn(work: Work, attempt_id: str, target: Target | None, *, ended: bool = False) -> None:
    """The examinee looks at `target` from now on; at nothing any more if that is None, because they have looked at all
    (`ended`) or broke it off.

    Raise AttemptRefused "no_calibration" where it is not asked for, or not now: only between check-in and begin."""
    attempt = work.attempts.get(attempt_id)
    asked = calibrating(attempt, work.exams.get(attempt.exam_id)) is not Calibrating.OFF
    if not asked or attempt.state not in _AT_THE_DOOR:
        raise AttemptRefused("no_calibration", told("This is not needed now. Go on."))
    work.emit(GazeTurned(attempt.id, target, ended, work.attempts.opening(attempt.id)))


def measured(
    work: Work, origin: Origin, attempt_id: str, opening: int, baseline: Baseline,
    not_calibrated: NotCalibrated | None = None,
) -> bool:
    """A media node told what is usual of the examinee: keep it, so that a node that starts anew has it again.
    `not_calibrated`: why the calibration that has just ended came to nothing; the page says it kindly.

    Return False for news that came before, or are about nobody, or about an opening of the attempt that is over. Of
    somebody whose gaze is not judged nothing is kept of head and eyes."""
    if not work.incidents.first_time(origin):
        return False
    try:
        attempt = work.attempts.lock(attempt_id)
    except NotFound:
        return False
    if not attempt.state.is_open or work.attempts.opening(attempt_id) != opening:
        return False
    kept = without_gaze(baseline) if attempt.gaze_off else baseline
    touch(
        work, attempt, Actor.SYSTEM, origin.at, baseline=kept, baseline_at=origin.at, not_calibrated=not_calibrated
    )
    return True

