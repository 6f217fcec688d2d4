"""An LMS whose examinees are asked for no leave of their own."""

from typing import Any

from integrations.quizzes import QuizInLms


class NobodyAsked:
    """Serves `integrations.personal.PersonalLeave` where there is nothing to ask for."""

    personal_scopes: tuple[str, ...] = ()

    def needs_personal(self, quiz: QuizInLms | None) -> bool:
        """Nothing is done by it."""
        del quiz
        return False

    def is_of(self, said: Any, user: str, subject: str) -> bool:
        """There is no such token."""
        del said, user, subject
        return False
