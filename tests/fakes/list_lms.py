"""An LMS that opens its quizzes to the people of a list, without a network: it keeps who is in it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from integrations.base import Calls, IntegrationFailed
from integrations.people_gates import Door
from integrations.quizzes import HandOver, ListedQuiz, PeopleGate, QuizInLms
from tests.fakes.quiz_lms import QuizLms


@dataclass(eq=False)
class ListLms(QuizLms):
    """Serves the whole port. `people` are in the list of its one quiz, which holds `holds`; `fault` as in PeopleGate;
    `known` are the LMS's ids by LTI's `sub`; `untaken` are people whom the list does not take."""

    people: set[str] = field(default_factory=lambda: {"keeper"})
    holds: int = 3
    fault: str = ""
    known: dict[str, str] = field(default_factory=dict)
    untaken: set[str] = field(default_factory=set)

    @property
    def listed_kinds(self) -> Mapping[str, int]:  # type: ignore[override]  # a test changes how many it holds
        return {"classic": self.holds}

    def quiz(self, quiz: QuizInLms, calls: Calls) -> ListedQuiz:
        shown = super().quiz(quiz, calls)
        return replace(shown, people=PeopleGate(frozenset(self.people), self.holds, self.fault, ("list",)))

    def hand_over(self, quiz: QuizInLms, code: str) -> HandOver:
        assert code == ""
        return HandOver(quiz.url)

    def let_in(self, quiz: QuizInLms, gate: PeopleGate, user: str, calls: Door) -> None:
        self._comes("let_in", user)
        if user in self.untaken or len(self.people) >= self.holds:
            raise IntegrationFailed("It does not take them.", retry=False, impossible=True)
        self.people.add(user)

    def take_out(self, quiz: QuizInLms, gate: PeopleGate, user: str, calls: Door) -> None:
        self._comes("take_out", user)
        self.people.discard(user)

    def user_of(self, course: str, subject: str, calls: Door) -> str:
        self._comes("user_of", subject)
        return self.known.get(subject, "")
