"""What is the same for all gates of quizzes: how one is reached, how it is kept, and when it is next due."""

from dataclasses import dataclass

from integrations.base import Integration
from integrations.quizzes import ListedQuiz, QuizInLms
from tool.lms.calls import PlatformCalls
from tool.monitoring.exam import quizzes
from tool.monitoring.exam.ports import Work
from tool.monitoring.exam.quiz_records import BoundQuiz, GateState

OFTEN_S, SELDOM_S = 180.0, 3600.0
"""Between two looks at a quiz that stands as it should: while somebody takes it or it opens soon, and otherwise."""
SOON_S = 3600.0
"""A quiz opens soon from this long before its opening to as long after it."""
HOPELESS_S = 600.0
"""Between two tries of what the LMS has refused for good: somebody may change that in the LMS."""


@dataclass(frozen=True, slots=True)
class Door:
    """How one quiz is reached."""

    adapter: Integration
    quiz: QuizInLms
    calls: PlatformCalls


def as_it_was(work: Work, bound: BoundQuiz) -> BoundQuiz | None:
    """Return the record as it is kept now; None if it is gone, or rests."""
    kept = work.bound_quizzes.find(bound.id)
    return None if kept is None or kept.gate is GateState.RESTING else kept


def keep(work: Work, kept: BoundQuiz, fresh: BoundQuiz) -> None:
    """Keep it; tell others only if it looks otherwise to them."""
    if (kept.gate, kept.trouble, kept.tries) == (fresh.gate, fresh.trouble, fresh.tries):
        work.bound_quizzes.save(fresh)
    else:
        quizzes.keep(work, fresh)


def next_look(work: Work, exam_id: str, shown: ListedQuiz, now: float) -> float:
    """Return when to look again at a quiz with which nothing is to be done."""
    opens_at = shown.opens_at
    if opens_at is not None and abs(opens_at - now) <= SOON_S:
        return now + OFTEN_S
    if any(attempt.state.is_open for attempt in work.attempts.in_exam(exam_id)):
        return now + OFTEN_S
    if opens_at is not None and opens_at > now:
        return min(now + SELDOM_S, opens_at - SOON_S)
    return now + SELDOM_S
