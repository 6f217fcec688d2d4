"""Says of an exam or an attempt what is not judged of it, since its quiz is in a window of the LMS's own."""

from tool.domain.out_of_sight import QuizLog, log_of_attempt, not_judged
from tool.monitoring.exam.records import Attempt, Exam
from tool.web.live.lms_word import LmsWord
from tool.web.wire.not_judged import NotJudgedView
from tool.web.works import WebWork


def of_exam(work: WebWork, exam: Exam, lms: LmsWord) -> NotJudgedView | None:
    """Return what holds for all whose quiz an access code opens, once the exam proctors a quiz so, and ever after; or
    whose LMS opens it apart from us, as the newest attempt shows; None for other exams."""
    kind = _kind(work, exam)
    if kind is None:
        newest = work.attempts.in_exam(exam.id)[-1:]
        return _view(QuizLog.NONE) if any(attempt.aside for attempt in newest) else None
    return _view(QuizLog.OFFERED if lms.keeps_log(work.platforms.get(exam.platform_id), kind) else QuizLog.NONE)


def of_attempt(work: WebWork, attempt: Attempt, exam: Exam, lms: LmsWord) -> NotJudgedView | None:
    """Return what holds for one attempt, by what is known of it; None where nothing is out of sight."""
    if not attempt.out_of_sight:
        return None
    kind = _kind(work, exam)
    kept = kind is not None and lms.keeps_log(work.platforms.get(exam.platform_id), kind)
    return _view(log_of_attempt(kept=kept, read_at=attempt.log_read_at, ended_at=attempt.ended_at))


def _view(log: QuizLog) -> NotJudgedView:
    return NotJudgedView(types=list(not_judged(log)), log=log)


def _kind(work: WebWork, exam: Exam) -> str | None:
    """Return the kind of the quiz that the exam proctors by the LMS's API, or did once."""
    quiz = work.bound_quizzes.find(exam.id) or work.bound_quizzes.past(exam.id)
    return None if quiz is None else quiz.kind
