"""The repository of quizzes that exams proctor by an LMS's own API; `tool.db` implements it."""

from typing import Protocol

from tool.monitoring.exam.quiz_records import BoundQuiz, PastQuiz


class BoundQuizzes(Protocol):
    """Quizzes that exams proctor by the LMS's own API."""

    def add(self, record: BoundQuiz) -> None:
        """Keep a new one; raise AlreadyThere if another exam has this quiz."""
        ...

    def find(self, record_id: str) -> BoundQuiz | None:
        """Return the exam's quiz, if it has one."""
        ...

    def of_quiz(self, platform_id: str, course_id: str, kind: str, quiz_id: str) -> BoundQuiz | None:
        """Return what is bound to this quiz, if anything is."""
        ...

    def in_course(self, platform_id: str, course_id: str) -> list[BoundQuiz]:
        """Return those of one course, by the LMS's own id of it, oldest first."""
        ...

    def in_context(self, platform_id: str, context_id: str) -> list[BoundQuiz]:
        """Return those of one course, by its LTI context, oldest first."""
        ...

    def due(self, now: float, limit: int) -> list[BoundQuiz]:
        """Return those that are to be seen to by now, longest due first, at most `limit`."""
        ...

    def in_vain(self, platform_id: str) -> list[BoundQuiz]:
        """Return those of one platform that could not be seen to last time, oldest first."""
        ...

    def next_at(self) -> float | None:
        """Return when the next one is to be seen to; None if there is none."""
        ...

    def with_open_attempts(self) -> list[BoundQuiz]:
        """Return those at whose exams somebody is at work, oldest first."""
        ...

    def save(self, record: BoundQuiz) -> None:
        """Keep the changed one; raise NotFound."""
        ...

    def remove(self, record_id: str) -> None:
        """Forget it; nothing happens if it is not there."""
        ...

    def keep_past(self, record: PastQuiz) -> None:
        """Keep which quiz an exam proctored until now, in place of what was kept of that exam."""
        ...

    def past(self, exam_id: str) -> PastQuiz | None:
        """Return the quiz that the exam proctored once, if it proctors it no more."""
        ...

    def past_of(self, bound: BoundQuiz) -> list[PastQuiz]:
        """Return by which exams this quiz was proctored before, latest first."""
        ...
