"""The exams of one course at a glance, in two queries whatever their number."""

from collections.abc import Mapping
from dataclasses import dataclass

from tool.domain.attempt import AttemptState
from tool.monitoring.exam.groups import View
from tool.monitoring.exam.ports import Work
from tool.monitoring.exam.records import Attempt, AttemptCounts, Exam
from tool.monitoring.work import NotFound


@dataclass(frozen=True, slots=True)
class ExamCounts:
    """One exam of a course and its attempts in numbers."""

    exam: Exam
    attempts: AttemptCounts


def exams_of(work: Work, platform_id: str, context_id: str) -> list[ExamCounts]:
    """Return the course's exams, oldest first; what nobody has put into the LMS is none of them."""
    placed = [exam for exam in work.exams.in_context(platform_id, context_id) if exam.standing == "placed"]
    return counted(work, placed)


def counted(work: Work, exams: list[Exam]) -> list[ExamCounts]:
    """Return these exams with their attempts in numbers, in the same order."""
    counts = work.attempts.counts([exam.id for exam in exams])
    return [ExamCounts(exam, counts.get(exam.id, AttemptCounts())) for exam in exams]


def in_view(work: Work, exams: list[ExamCounts], views: Mapping[str, View]) -> list[ExamCounts]:
    """Return these exams with their attempts in numbers as far as they are in view, by the exam's id."""
    return [
        one if views[one.exam.id].groups.everybody
        else ExamCounts(one.exam, _counts(views[one.exam.id].attempts(work)))
        for one in exams
    ]


def _counts(attempts: list[Attempt]) -> AttemptCounts:
    return AttemptCounts(
        waiting=sum(each.state is AttemptState.WAITING for each in attempts),
        open=sum(each.state.is_open for each in attempts), total=len(attempts),
        flagged=sum(each.flagged for each in attempts),
    )


def exam_within(work: Work, platform_id: str, context_id: str, exam_id: str) -> Exam:
    """Return the exam if it belongs to this course of this platform; raise NotFound otherwise."""
    exam = work.exams.on_platform(platform_id, exam_id)
    if exam.context_id != context_id:
        raise NotFound("There is no such Exam in this course.")
    return exam
