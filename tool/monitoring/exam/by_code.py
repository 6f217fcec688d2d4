"""Exams whose quiz Invigil opens by the LMS's own API, with an access code or by a list of people: how they stand for
one examinee, and who may be led into the quiz."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from tool.domain.stream import Channel
from tool.domain.words import told
from tool.monitoring.exam import attempts
from tool.monitoring.exam.attempts import AttemptRefused
from tool.monitoring.exam.ports import Work
from tool.monitoring.exam.quiz_records import BoundQuiz, GateState
from tool.monitoring.exam.records import Attempt

SHUT_YET = told(
    "The exam cannot begin yet: the quiz is being prepared in your course. That is our trouble and nothing that you "
    "did. Wait a little and try again, or ask for help below."
)

NOT_YET = told(
    "The exam does not open for you yet: you were let in, and your course still has to be told. That is our trouble "
    "and nothing that you did. Try again in a moment. If it lasts, ask for help below."
)


class OwnState(StrEnum):
    """How an exam stands for one examinee."""

    NEW = "new"
    """May be begun; not begun yet, or once more."""
    OPEN = "open"
    """Begun, and to be gone on with."""
    OVER = "over"
    """Taken as often as it may be."""
    ENDED = "ended"
    """A proctor has ended it."""
    SHUT = "shut"
    """Cannot be begun now: the quiz is not ready, or not there."""


_UNWANTED = frozenset({GateState.RESTING, GateState.LIFTING})


@dataclass(frozen=True, slots=True)
class OwnExam:
    """One exam of a course as one examinee sees it. `taken`: how often they have begun it."""

    bound: BoundQuiz
    title: str
    state: OwnState
    taken: int


def is_offered(work: Work, bound: BoundQuiz, person_id: str) -> bool:
    """Whether this person comes to the quiz by Invigil: not before a teacher has saved its exam, nor after they have
    stopped proctoring it, but for those who are in it."""
    if bound.gate not in _UNWANTED:
        return True
    return attempts.open_attempt_of(work, bound.id, person_id) is not None


def of_course(
    work: Work, platform_id: str, context_id: str, course_id: str, person_id: str
) -> list[BoundQuiz]:
    """Return the quizzes of a course that are offered to this person, oldest first: by its LTI context, which an LMS
    may not send everywhere, and by the LMS's own id of it. Either may be empty, and finds nothing then."""
    by_context = work.bound_quizzes.in_context(platform_id, context_id) if context_id else []
    by_course = work.bound_quizzes.in_course(platform_id, course_id) if course_id else []
    found = {bound.id: bound for bound in (*by_context, *by_course) if is_offered(work, bound, person_id)}
    return sorted(found.values(), key=lambda bound: (bound.created_at, bound.id))


def own_exam(work: Work, bound: BoundQuiz, person_id: str) -> OwnExam:
    """Return how the exam of a bound quiz stands for this person."""
    known = work.attempts.of_person(bound.id, person_id)
    last = known[-1] if known else None
    if last is not None and last.state.is_open:
        state = OwnState.OPEN
    elif last is not None and attempts.is_ended_by_proctor(work, last):
        state = OwnState.ENDED
    elif not attempts.may_take_again(known, bound.attempts):
        state = OwnState.OVER
    elif bound.gate is not GateState.SET:
        state = OwnState.SHUT
    else:
        state = OwnState.NEW
    taken = sum(each.started_at is not None for each in known)
    return OwnExam(bound, work.exams.get(bound.id).title, state, taken)


def begin(
    work: Work, attempt_id: str, now: float, *, unseen: Collection[Channel] = ()
) -> tuple[Attempt, BoundQuiz]:
    """The examinee may have the code: let the attempt run, and return it with the quiz. While it runs, the code may be
    asked for again, since a page can be lost.

    Refused with AttemptRefused: as `attempts.begin`; "no_code" where no code opens the quiz; "shut" while the LMS is
    not known to ask for the code, because one that it does not ask for keeps nobody out, or, where a list of people
    opens the quiz, while it is not known to have this examinee in it.

    To be called in a unit of work of its own: a refusal takes everything back."""
    if not work.attempts.lock(attempt_id).by_code:
        raise AttemptRefused("no_code", told("This exam is begun in another way. Reload this page."))
    attempt = attempts.begin(work, attempt_id, now, stays=True, unseen=unseen)
    bound = work.bound_quizzes.find(attempt.exam_id)
    if bound is None or bound.gate is not GateState.SET:
        raise AttemptRefused("shut", SHUT_YET)  # with it goes all that was changed above
    if bound.by_people and work.people.get(attempt.person_id).lms_id not in bound.inside:
        raise AttemptRefused("shut", NOT_YET)
    return attempt, bound
