"""How an examinee who was let in comes into a quiz that an access code opens, or a list of people: the LMS's way."""

from integrations.quizzes import HandOver
from tool.lms.facts import adapter_for, quiz_in_lms
from tool.monitoring.exam.ports import Work
from tool.monitoring.exam.quiz_records import BoundQuiz


def way_in(work: Work, bound: BoundQuiz, code: str) -> HandOver:
    """Return the way into the quiz, which asks for this code, "" for none. Nobody is called. Raise IntegrationFailed if
    the LMS has no such way; raise NotFound if the exam is gone."""
    exam, platform = work.exams.get(bound.id), work.platforms.get(bound.platform_id)
    return adapter_for(platform, exam, None).hand_over(quiz_in_lms(bound), code)
