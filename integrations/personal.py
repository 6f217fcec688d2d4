"""What an LMS lets nobody but the examinee do: for that Invigil asks each of them for their own leave (OAuth 2.0).

It is asked for at the check-in, is optional, is kept with the attempt and given back once the attempt is over."""

from typing import Any, Protocol

from integrations.quizzes import QuizInLms


class PersonalLeave(Protocol):
    """The leave of single examinees. An LMS where staff may do all that is to be done asks nobody.

    `personal_scopes`: what an examinee is asked to allow (RFC 6749, 3.3); empty where nobody is asked. The question is
    at the first of `api_paths`, the token at the second, as for the leave of an administrator."""

    personal_scopes: tuple[str, ...]

    def needs_personal(self, quiz: QuizInLms | None) -> bool:
        """Whether an attempt at this quiz can be ended in the LMS by the examinee's own leave only. `quiz` is None
        where LTI starts it."""
        ...

    def is_of(self, said: Any, user: str, subject: str) -> bool:
        """Whether a token is this examinee's own, by the answer in which it came (`said`, JSON).

        `user` is the id by which the LMS's API knows them, `subject` that of LTI. An answer that does not tell is not
        theirs: somebody else may be signed in at that browser."""
        ...
