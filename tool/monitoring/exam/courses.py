"""The exams of one course at a glance, in two queries whatever their number."""

from dataclasses import dataclass

from tool.monitoring.exam.exams import ANSWERED
from tool.monitoring.exam.ports import Work
from tool.monitoring.exam.records import AttemptCounts, Exam
from tool.monitoring.work import NotFound


@dataclass(frozen=True, slots=True)
class ExamCounts:
    """One exam of a course and its attempts in numbers."""

    exam: Exam
    attempts: AttemptCounts


def exams_of(work: Work, platform_id: str, context_id: str) -> list[ExamCounts]:
    """Return the course's exams, oldest first; drafts that nobody has put into the LMS are none."""
    exams = [exam for exam in work.exams.in_context(platform_id, context_id) if not _only_looked_at(exam)]
    counts = work.attempts.counts([exam.id for exam in exams])
    return [ExamCounts(exam, counts.get(exam.id, AttemptCounts())) for exam in exams]


def _only_looked_at(exam: Exam) -> bool:
    return exam.deep_link is not None and not exam.deep_link.get(ANSWERED)


def exam_within(work: Work, platform_id: str, context_id: str, exam_id: str) -> Exam:
    """Return the exam if it belongs to this course of this platform; raise NotFound otherwise."""
    exam = work.exams.on_platform(platform_id, exam_id)
    if exam.context_id != context_id:
        raise NotFound("There is no such Exam in this course.")
    return exam
