"""What is known of the quizzes that Invigil shuts by an LMS's own API: as they are bound to exams, and were once."""

from dataclasses import dataclass
from enum import StrEnum


class GateState(StrEnum):
    """How the gate of a quiz stands in its LMS: its access code, or the list of those who may open it."""

    RESTING = "resting"
    """Bound to an exam that nobody has saved yet: nothing is wanted of it so far."""
    SETTING = "setting"
    """Wanted, and not yet seen there."""
    SET = "set"
    LIFTING = "lifting"
    """No longer wanted; what was there before is to be put back."""
    CHANGED = "changed"
    """Somebody has changed or removed it by hand in the LMS, so that it keeps nobody out."""
    GONE = "gone"
    """The quiz is not in the LMS any more."""


@dataclass(frozen=True, slots=True)
class BoundQuiz:
    """The quiz of an LMS that an exam proctors by the LMS's own API: one per exam, and one exam per quiz.

    `id` is the exam's. `kind`, `course_id`, `quiz_id`, `assignment_id`, `url`, `time_limit_min` and `attempts` as in
    `integrations.quizzes.QuizInLms`. `code_secret` is the access code that Invigil wants there, `before_secret`
    what stood there before and is put back in the end, "" until that was seen; `former_secret` is the code that Invigil
    wanted before this one, "" if there was none. All lie sealed and mean nothing here. `code_at`: when the code was
    made. `gate`: how it stands; `trouble`: why it does not stand as it should, in words; `tries` since it last did,
    and `next_at` when it is seen to next; `seen_at`: when it was last found as it should be.

    Where a list of people opens the quiz, there is no code: `holds` is how many people can be in the list, None for an
    access code; `inside` who was in it when it was last seen, by the LMS's ids of people; `let_in` those of them whom
    Invigil has put in, or is about to, and takes out again."""

    id: str
    platform_id: str
    context_id: str
    kind: str
    course_id: str
    quiz_id: str
    assignment_id: str
    title: str
    url: str
    time_limit_min: int | None
    attempts: int | None
    code_secret: str
    code_at: float
    before_secret: str
    gate: GateState
    created_at: float
    next_at: float
    tries: int = 0
    trouble: str = ""
    seen_at: float | None = None
    former_secret: str = ""
    holds: int | None = None
    inside: tuple[str, ...] = ()
    let_in: tuple[str, ...] = ()

    @property
    def by_people(self) -> bool:
        """Whether a list of people opens the quiz, and no access code."""
        return self.holds is not None


@dataclass(frozen=True, slots=True)
class PastQuiz:
    """The quiz that an exam proctored by the LMS's own API and does no more. `id` is the exam's; `kind`, `course_id`
    and `quiz_id` as in `BoundQuiz`; `until`: when proctoring was over (Unix seconds)."""

    id: str
    platform_id: str
    course_id: str
    kind: str
    quiz_id: str
    until: float
