"""The repository of quizzes that exams proctor by the LMS's own API."""

from dataclasses import fields

from sqlalchemy import delete, func, select

from tool.db.repository import Lookup, Repository, made_once
from tool.db.rows import AttemptRow, BoundQuizRow, PastQuizRow
from tool.domain.attempt import OPEN_STATES
from tool.monitoring.exam.quiz_records import BoundQuiz, PastQuiz

_QUIZ = ("platform_id", "course_id", "kind", "quiz_id")
"""What tells one quiz from all others."""


class SqlBoundQuizzes(Repository[BoundQuiz, BoundQuizRow]):
    """Serves `tool.monitoring.exam.ports.BoundQuizzes`."""

    record = BoundQuiz
    row = BoundQuizRow
    order = (BoundQuizRow.created_at, BoundQuizRow.id)
    _of_quiz = Lookup(BoundQuiz, BoundQuizRow, _QUIZ)

    def add(self, record: BoundQuiz) -> None:
        """Keep a new one; raise AlreadyThere if another exam has this quiz."""
        with made_once("Another exam proctors this quiz already."):
            super().add(record)

    def of_quiz(self, platform_id: str, course_id: str, kind: str, quiz_id: str) -> BoundQuiz | None:
        """Return what is bound to this quiz, if anything is."""
        return self._of_quiz(self._session, platform_id, course_id, kind, quiz_id)

    def in_course(self, platform_id: str, course_id: str) -> list[BoundQuiz]:
        """Return those of one course, by the LMS's own id of it, oldest first."""
        return self._all(BoundQuizRow.platform_id == platform_id, BoundQuizRow.course_id == course_id)

    def in_context(self, platform_id: str, context_id: str) -> list[BoundQuiz]:
        """Return those of one course, by its LTI context, oldest first."""
        return self._all(BoundQuizRow.platform_id == platform_id, BoundQuizRow.context_id == context_id)

    def due(self, now: float, limit: int) -> list[BoundQuiz]:
        """Return those that are to be seen to by now, longest due first, at most `limit`."""
        query = self._select(BoundQuizRow.next_at <= now).order_by(None).order_by(BoundQuizRow.next_at, BoundQuizRow.id)
        return [self._record(row) for row in self._session.scalars(query.limit(limit))]

    def in_vain(self, platform_id: str) -> list[BoundQuiz]:
        """Return those of one platform that could not be seen to last time, oldest first."""
        return self._all(BoundQuizRow.platform_id == platform_id, BoundQuizRow.tries > 0)

    def next_at(self) -> float | None:
        """Return when the next one is to be seen to; None if there is none."""
        return self._session.scalar(select(func.min(BoundQuizRow.next_at)))

    def with_open_attempts(self) -> list[BoundQuiz]:
        """Return those at whose exams somebody is at work, oldest first."""
        open_ones = select(AttemptRow.id).where(
            AttemptRow.exam_id == BoundQuizRow.id, AttemptRow.state.in_(sorted(OPEN_STATES))
        )
        return self._all(open_ones.exists())

    def remove(self, record_id: str) -> None:
        """Forget it; nothing happens if it is not there."""
        self._session.execute(delete(BoundQuizRow).where(BoundQuizRow.id == record_id))

    def keep_past(self, record: PastQuiz) -> None:
        """Keep which quiz an exam proctored until now, in place of what was kept of that exam."""
        self._session.merge(PastQuizRow(**{field.name: getattr(record, field.name) for field in fields(PastQuiz)}))
        self._session.flush()

    def past(self, exam_id: str) -> PastQuiz | None:
        """Return the quiz that the exam proctored once, if it proctors it no more."""
        row = self._session.get(PastQuizRow, exam_id)
        return None if row is None else _past(row)

    def past_of(self, bound: BoundQuiz) -> list[PastQuiz]:
        """Return by which exams this quiz was proctored before, latest first."""
        same = [getattr(PastQuizRow, name) == getattr(bound, name) for name in _QUIZ]
        query = select(PastQuizRow).where(*same).order_by(PastQuizRow.until.desc(), PastQuizRow.id)
        return [_past(row) for row in self._session.scalars(query)]


def _past(row: PastQuizRow) -> PastQuiz:
    return PastQuiz(**{field.name: getattr(row, field.name) for field in fields(PastQuiz)})
