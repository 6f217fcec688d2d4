"""Canvas's quizzes as the port of an LMS asks for them: two engines, told apart by the kind of the quiz."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from integrations.base import Calls, IntegrationFailed, NotConnected, NotThere
from integrations.canvas import api, classic, endpoints, new
from integrations.quizzes import HandOver, ListedQuiz, LogEntry, QuizInLms, Taking


class CanvasQuizzes:
    """Serves `integrations.base.QuizApi` and `integrations.personal.PersonalLeave`."""

    quiz_kinds: Mapping[str, str] = {classic.KIND: "Classic Quiz", new.KIND: "New Quiz"}
    logged_kinds = frozenset({classic.KIND})
    api_scopes: tuple[str, ...] = endpoints.SCOPES
    api_paths: tuple[str, str] = ("/login/oauth2/auth", "/login/oauth2/token")
    personal_scopes: tuple[str, ...] = endpoints.OWN_SCOPES

    def needs_personal(self, quiz: QuizInLms | None) -> bool:
        """An attempt without a time limit is ended by its student only; the end of others can be moved."""
        return quiz is not None and quiz.kind == classic.KIND and quiz.time_limit_min is None

    def is_of(self, said: Any, user: str, subject: str) -> bool:
        """Compare with the user whom Canvas names beside the token (Canvas, doc/api/oauth_endpoints.md)."""
        del subject
        named = said.get("user") if isinstance(said, dict) else None
        return user != "" and isinstance(named, dict) and api.ident(named.get("id")) == user

    def quizzes(self, course: str, calls: Calls) -> Sequence[ListedQuiz]:
        """Return the quizzes of a course, each once. A course or a key without New Quizzes has its Classic ones."""
        with _there():
            old = list(classic.listed(course, calls))
        try:
            modern = list(new.listed(course, calls))
        except IntegrationFailed as exc:
            if exc.retry or isinstance(exc, NotConnected):
                raise
            modern = []
        twice = {listed.quiz.assignment for listed in modern}
        return [*(listed for listed in old if listed.quiz.assignment not in twice), *modern]

    def quiz(self, quiz: QuizInLms, calls: Calls) -> ListedQuiz:
        """Return how a quiz stands now; raise NotThere if it is deleted."""
        with _there():
            return new.read(quiz, calls) if quiz.kind == new.KIND else classic.read(quiz, calls)

    def set_code(self, quiz: QuizInLms, code: str, calls: Calls) -> None:
        """Have the quiz ask for this code, or for none (""); raise NotThere if it is deleted."""
        with _there():
            if quiz.kind == new.KIND:
                new.set_code(quiz, code, calls)
            else:
                classic.set_code(quiz, code, calls)

    def hand_over(self, quiz: QuizInLms, code: str) -> HandOver:
        """Return the way in; raise IntegrationFailed if Canvas has not told where the quiz is."""
        if not quiz.url:
            raise IntegrationFailed("Canvas has not told the address of this quiz.", retry=False)
        return new.hand_over(quiz, code) if quiz.kind == new.KIND else classic.hand_over(quiz, code)

    def takings(self, quiz: QuizInLms, calls: Calls) -> Sequence[Taking]:
        """Return who takes a Classic Quiz; New Quizzes tell nobody."""
        if quiz.kind == new.KIND:
            return ()
        with _there():
            return classic.takings(quiz, calls)

    def log(self, quiz: QuizInLms, taking: Taking, calls: Calls) -> Sequence[LogEntry]:
        """Return the quiz log of a Classic Quiz; New Quizzes keep none that could be read."""
        if quiz.kind == new.KIND:
            return ()
        with _there():
            return classic.log(quiz, taking, calls)


@contextmanager
def _there() -> Iterator[None]:
    """Say of a call that ends in 404 that what was asked for is not there."""
    try:
        yield
    except IntegrationFailed as exc:
        if exc.status == 404 and not isinstance(exc, NotThere):
            raise NotThere(str(exc)) from exc
        raise
