"""The quizzes of LMSs that are watched: those to which exams are bound, and those that LTI starts where the API shows
who takes them."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from integrations.base import Integration
from integrations.quizzes import QuizInLms
from tool.lms.facts import adapter_for, adapter_of, exam_in_lms, quiz_in_lms
from tool.monitoring.exam.ports import Work
from tool.monitoring.exam.quiz_records import BoundQuiz
from tool.monitoring.exam.records import Attempt


@dataclass(frozen=True, slots=True)
class Watched:
    """One quiz that is watched. `id` is that of its exam; what began before `created_at` (Unix seconds) is not ours."""

    id: str
    platform_id: str
    quiz: QuizInLms
    created_at: float


def at_work(work: Work, known: Collection[str]) -> Iterator[tuple[Watched | None, str, Integration | None]]:
    """Yield each exam at which somebody is at work and whose quiz is watched: the quiz as it is bound now, the exam's
    id, and the adapter that is to be asked. Of exams that are `known` no adapter is looked up, and of those that LTI
    starts no quiz, since nothing changes it."""
    for bound in work.bound_quizzes.with_open_attempts():
        if bound.id in known:
            yield of_bound(bound), bound.id, None
            continue
        adapter = adapter_for(work.platforms.get(bound.platform_id), work.exams.get(bound.id), None)
        if bound.kind in adapter.quiz_kinds:
            yield of_bound(bound), bound.id, adapter
    for platform_id, exam_id in work.exams.begun_by_link():
        adapter = adapter_of(work.platforms.get(platform_id))
        if not adapter.watches_linked:
            continue
        if exam_id in known:
            yield None, exam_id, None
            continue
        found = _linked(work, adapter, platform_id, exam_id)
        if found is not None:
            yield found, exam_id, adapter


def of_bound(bound: BoundQuiz) -> Watched:
    """Return the quiz that an exam is bound to."""
    return Watched(bound.id, bound.platform_id, quiz_in_lms(bound), bound.created_at)


def _linked(work: Work, adapter: Integration, platform_id: str, exam_id: str) -> Watched | None:
    """Return the quiz from which the exam's newest open attempt was started; None where the API cannot be asked."""
    api = work.platforms.api(platform_id)
    if api is None:
        return None
    exam = work.exams.get(exam_id)
    newest = next((each for each in reversed(work.attempts.in_exam(exam_id)) if _is_begun_by_link(each)), None)
    if newest is None:
        return None
    quiz = adapter.linked_quiz(exam_in_lms(exam, None, api).api, exam.context_id, newest.resource_link_id)
    return None if quiz is None else Watched(exam_id, platform_id, quiz, exam.created_at)


def _is_begun_by_link(attempt: Attempt) -> bool:
    return attempt.state.is_open and not attempt.by_code
