"""An LMS whose own API Invigil does not use for quizzes: there are none to list, to shut or to watch."""

from collections.abc import Mapping, Sequence
from typing import Literal

from integrations.base import Calls, IntegrationFailed
from integrations.http import Call
from integrations.people_gates import Door
from integrations.quizzes import ApiConnection, HandOver, ListedQuiz, LogEntry, PeopleGate, QuizInLms, Taking


def _beyond() -> IntegrationFailed:
    return IntegrationFailed("Invigil does not reach the quizzes of this LMS.", retry=False, impossible=True)


class NoQuizApi:
    """Serves `integrations.base.QuizApi` and `integrations.people_gates.PeopleGates`: nothing is there to serve."""

    quiz_kinds: Mapping[str, str] = {}
    listed_kinds: Mapping[str, int] = {}
    logged_kinds: frozenset[str] = frozenset()
    watches_linked = False
    starts_aside = False
    api_scopes: tuple[str, ...] = ()
    api_grant: Literal["code", "client"] = "code"
    api_paths: tuple[str, str] = ("", "")
    ids_of_lti = False

    def probe(self, course: str) -> Call | None:
        """Return none."""
        del course
        return None

    def farewell(self) -> Call | None:
        """Return none."""
        return None

    def quizzes(self, course: str, calls: Calls) -> Sequence[ListedQuiz]:
        """Return none."""
        del course, calls
        return ()

    def quiz(self, quiz: QuizInLms, calls: Calls) -> ListedQuiz:
        """Refuse."""
        del quiz, calls
        raise _beyond()

    def set_code(self, quiz: QuizInLms, code: str, calls: Calls) -> None:
        """Refuse."""
        del quiz, code, calls
        raise _beyond()

    def hand_over(self, quiz: QuizInLms, code: str) -> HandOver:
        """Refuse."""
        del quiz, code
        raise _beyond()

    def let_in(self, quiz: QuizInLms, gate: PeopleGate, user: str, calls: Door) -> None:
        """Refuse."""
        del quiz, gate, user, calls
        raise _beyond()

    def take_out(self, quiz: QuizInLms, gate: PeopleGate, user: str, calls: Door) -> None:
        """Refuse."""
        del quiz, gate, user, calls
        raise _beyond()

    def user_of(self, course: str, subject: str, calls: Door) -> str:
        """Know nobody."""
        del course, subject, calls
        return ""

    def takings(self, quiz: QuizInLms, calls: Calls) -> Sequence[Taking]:
        """Return none."""
        del quiz, calls
        return ()

    def linked_quiz(self, api: ApiConnection | None, context: str, link: str) -> QuizInLms | None:
        """Return none."""
        del api, context, link
        return None

    def log(self, quiz: QuizInLms, taking: Taking, calls: Calls) -> Sequence[LogEntry]:
        """Return none."""
        del quiz, taking, calls
        return ()
