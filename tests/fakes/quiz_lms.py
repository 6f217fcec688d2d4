"""An LMS with quizzes and an API to them, without a network: it keeps what it is told, and fails when a test says."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from integrations.base import Calls, NotThere
from integrations.lti_only.adapter import LtiOnly
from integrations.quizzes import HandOver, ListedQuiz, QuizInLms

FAMILY = "quizlms"


def a_quiz(
    quiz_id: str = "q1", title: str = "Midterm", course: str = "77", code: str = "", **more: object
) -> ListedQuiz:
    """Return a quiz that the LMS may have."""
    quiz = QuizInLms(
        kind="classic", course=course, id=quiz_id, assignment=f"a-{quiz_id}", title=title,
        url=f"https://lms.test/courses/{course}/quizzes/{quiz_id}", time_limit_min=60,
    )
    return replace(ListedQuiz(quiz, published=True, code=code), **more)  # type: ignore[arg-type]  # what a test says


@dataclass(eq=False)
class QuizLms(LtiOnly):
    """Serves the whole port. `has` are its quizzes by id; `told` what was done, in order; a function in `before` is
    called before each call with its name and the quiz's id (or the course's), to raise, or to play somebody else."""

    has: dict[str, ListedQuiz] = field(default_factory=dict)
    told: list[tuple[str, str]] = field(default_factory=list)
    before: Callable[[str, str], None] = lambda _what, _which: None
    keeps: Callable[[str], str] = lambda code: code
    name = "quizlms"
    families = frozenset({FAMILY})
    logged_kinds = frozenset({"classic"})
    quiz_kinds: Mapping[str, str] = field(default_factory=lambda: {"classic": "Quiz"})

    def put(self, *quizzes: ListedQuiz) -> None:
        """Have these quizzes."""
        self.has |= {listed.quiz.id: listed for listed in quizzes}

    def code(self, quiz_id: str = "q1") -> str:
        """Return the access code that the quiz asks for."""
        return self.has[quiz_id].code

    def by_hand(self, code: str, quiz_id: str = "q1") -> None:
        """Somebody sets an access code in the LMS."""
        self.has[quiz_id] = replace(self.has[quiz_id], code=code)

    def quizzes(self, course: str, calls: Calls) -> Sequence[ListedQuiz]:
        self._comes("quizzes", course)
        return [listed for listed in self.has.values() if listed.quiz.course == course]

    def quiz(self, quiz: QuizInLms, calls: Calls) -> ListedQuiz:
        self._comes("quiz", quiz.id)
        return self._found(quiz.id)

    def set_code(self, quiz: QuizInLms, code: str, calls: Calls) -> None:
        self._comes("set_code", quiz.id)
        self.has[quiz.id] = replace(self._found(quiz.id), code=self.keeps(code))

    def hand_over(self, quiz: QuizInLms, code: str) -> HandOver:
        return HandOver(f"{quiz.url}/take", code)

    def _comes(self, what: str, which: str) -> None:
        self.told.append((what, which))
        self.before(what, which)

    def _found(self, quiz_id: str) -> ListedQuiz:
        if quiz_id not in self.has:
            raise NotThere("There is no such quiz.")
        return self.has[quiz_id]
