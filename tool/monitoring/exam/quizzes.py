"""Quizzes that an LMS's own API shuts: which exam proctors which, what a teacher wants of it, and how it stands."""

from dataclasses import dataclass, replace

from tool.monitoring.exam import courses, exams
from tool.monitoring.exam.events import GateChanged
from tool.monitoring.exam.exams import TITLE_LIMIT, ChoiceRefused, ExamFacts
from tool.monitoring.exam.linking import same_title
from tool.monitoring.exam.ports import Work
from tool.monitoring.exam.quiz_records import BoundQuiz, GateState, PastQuiz
from tool.monitoring.exam.records import Exam, Staff
from tool.monitoring.work import AuditEntry, NotFound

NEVER = 32_503_680_000.0
"""When a quiz is seen to of which nothing is wanted: in the year 3000 (Unix seconds)."""


@dataclass(frozen=True, slots=True)
class CourseFacts:
    """The course whose page a teacher is at: by its LTI context, and by the LMS's own id of it. `nrps_url` is where
    its class list is (Names and Roles), None if the launch named none."""

    platform_id: str
    deployment_id: str
    context_id: str
    course_id: str
    title: str
    nrps_url: str | None = None


@dataclass(frozen=True, slots=True)
class QuizFacts:
    """A quiz as the LMS has just shown it; the fields are those of `BoundQuiz`."""

    kind: str
    id: str
    title: str
    assignment_id: str = ""
    url: str = ""
    time_limit_min: int | None = None
    attempts: int | None = 1
    holds: int | None = None


@dataclass(frozen=True, slots=True)
class Earlier:
    """An exam that proctored a quiz before: how many attempts are kept of it, and until when (Unix seconds) it did."""

    exam: Exam
    attempts: int
    until: float


def bind(work: Work, course: CourseFacts, quiz: QuizFacts, by: Staff, now: float) -> Exam:
    """Return the exam that proctors this quiz, or is to: a new one with the quiz's title, or that of a copied course
    which has the same. Nothing happens in the LMS before the exam is saved (`wanted`).

    Raise ChoiceRefused "elsewhere" if the quiz is bound in another course, "lifting" while Invigil still puts it back
    as it was."""
    bound = work.bound_quizzes.of_quiz(course.platform_id, course.course_id, quiz.kind, quiz.id)
    if bound is not None:
        return _bound_before(work, bound, course)
    exam = _of_copied_course(work, course, quiz) or exams.made(
        work, ExamFacts(
            platform_id=course.platform_id, deployment_id=course.deployment_id, resource_link_id=None,
            title=quiz.title, course_title=course.title, context_id=course.context_id, nrps_url=course.nrps_url,
        ), now, standing="draft",
    )
    work.bound_quizzes.add(
        BoundQuiz(
            id=exam.id, platform_id=course.platform_id, context_id=course.context_id, kind=quiz.kind,
            course_id=course.course_id, quiz_id=quiz.id, assignment_id=quiz.assignment_id,
            title=quiz.title[:TITLE_LIMIT], url=quiz.url, time_limit_min=quiz.time_limit_min, attempts=quiz.attempts,
            code_secret="", code_at=now, before_secret="", gate=GateState.RESTING, created_at=now, next_at=NEVER,
            holds=quiz.holds,
        )
    )
    _note(work, exam.id, "gate.bind", by, now, f"kind={quiz.kind}")
    return exam


def wanted(work: Work, exam_id: str, by: Staff, now: float) -> None:
    """The teacher has saved the exam: from now on its quiz is to be shut, if it has one that rests."""
    bound = work.bound_quizzes.find(exam_id)
    if bound is None or bound.gate is not GateState.RESTING:
        return
    exam = work.exams.get(exam_id)
    if exam.standing != "placed":
        work.exams.save(replace(exam, standing="placed"))
    _note(work, exam_id, "gate.set", by, now)
    keep(work, replace(bound, gate=GateState.SETTING, next_at=now, tries=0, trouble=""))


def again(work: Work, exam_id: str, by: Staff, now: float) -> BoundQuiz:
    """Have the quiz seen to at once. What somebody has changed by hand is set again, if it can be; raise NotFound."""
    bound = _of_exam(work, exam_id)
    if bound.gate is GateState.RESTING:
        return bound
    gate = GateState.SETTING if bound.gate is GateState.CHANGED else bound.gate
    _note(work, exam_id, "gate.again", by, now, f"gate={bound.gate}")
    fresh = replace(bound, gate=gate, next_at=now, tries=0)
    keep(work, fresh)
    return fresh


def stop(work: Work, exam_id: str, typed_title: str, by: Staff, now: float) -> BoundQuiz | None:
    """Proctor the quiz no more: what stood there before is put back. Return what is left to do, None if nothing is.

    Exam, attempts and reports stay. While attempts are open, `typed_title` must be the exam's title: raise
    ChoiceRefused "attempts_open" otherwise, NotFound if the exam has no such quiz."""
    bound, exam = _of_exam(work, exam_id), work.exams.get(exam_id)
    count = sum(attempt.state.is_open for attempt in work.attempts.in_exam(exam_id))
    if count and not same_title(typed_title, exam.title):
        raise ChoiceRefused(
            "attempts_open", f"“{exam.title}” is being taken right now (open attempts: {count}). "
            "To stop proctoring it all the same, type its name.",
        )
    if bound.gate is GateState.LIFTING:
        return bound
    _note(work, exam_id, "gate.stop", by, now, f"gate={bound.gate} open={count}")
    if bound.gate in (GateState.RESTING, GateState.GONE):
        lifted(work, bound, now)
        return None
    fresh = replace(bound, gate=GateState.LIFTING, next_at=now, tries=0, trouble="")
    keep(work, fresh)
    return fresh


def keep(work: Work, bound: BoundQuiz) -> None:
    """Keep how the gate stands now, and tell those who show it or see to it."""
    work.bound_quizzes.save(bound)
    work.emit(GateChanged(bound.id, bound.next_at))


def lifted(work: Work, bound: BoundQuiz, now: float) -> None:
    """The quiz is as it was without Invigil: keep only which it was, and tell those who show it."""
    work.bound_quizzes.remove(bound.id)
    if bound.gate is not GateState.RESTING:  # then nobody was ever proctored
        work.bound_quizzes.keep_past(
            PastQuiz(bound.id, bound.platform_id, bound.course_id, bound.kind, bound.quiz_id, now)
        )
    work.emit(GateChanged(bound.id, NEVER))


def earlier(work: Work, exam_id: str) -> list[Earlier]:
    """Return by which exams of the same course the exam's quiz was proctored before, latest first, as far as anything
    is kept of their attempts."""
    bound = work.bound_quizzes.find(exam_id)
    if bound is None:
        return []
    past = [each for each in work.bound_quizzes.past_of(bound) if each.id != exam_id]
    found = [(work.exams.on_platform(bound.platform_id, each.id), each.until) for each in past]
    here = {exam.id: until for exam, until in found if exam.context_id == bound.context_id}
    kept = courses.counted(work, [exam for exam, _until in found if exam.id in here])
    return [Earlier(one.exam, one.attempts.total, here[one.exam.id]) for one in kept if one.attempts.total]


def earlier_one(work: Work, exam_id: str, earlier_id: str) -> Exam:
    """Return one of the exams that proctored this exam's quiz before; raise ChoiceRefused "not_earlier" if it is none
    of them, or nothing is kept of it any more."""
    found = next((each.exam for each in earlier(work, exam_id) if each.exam.id == earlier_id), None)
    if found is None:
        raise ChoiceRefused("not_earlier", "Nothing is kept of such an exam of this quiz any more. Reload the page.")
    return found


def _of_exam(work: Work, exam_id: str) -> BoundQuiz:
    bound = work.bound_quizzes.find(exam_id)
    if bound is None:
        raise NotFound("This Exam proctors no quiz by the LMS's API.")
    return bound


def _bound_before(work: Work, bound: BoundQuiz, course: CourseFacts) -> Exam:
    if bound.context_id != course.context_id:
        raise ChoiceRefused("elsewhere", "This quiz is proctored from another course already. Open Invigil there.")
    if bound.gate is GateState.LIFTING:
        raise ChoiceRefused(
            "lifting", "Invigil is still taking away from this quiz what kept it shut. Try again in a moment."
        )
    return work.exams.get(bound.id)


def _of_copied_course(work: Work, course: CourseFacts, quiz: QuizFacts) -> Exam | None:
    """Return the exam that came here with a copied course, has the quiz's title and no quiz yet."""
    taken = {bound.id for bound in work.bound_quizzes.in_context(course.platform_id, course.context_id)}
    return next(
        (
            exam for exam in work.exams.in_context(course.platform_id, course.context_id)
            if exam.copied and exam.id not in taken and same_title(exam.title, quiz.title)
        ), None,
    )


def _note(work: Work, exam_id: str, action: str, by: Staff, now: float, detail: str = "") -> None:
    work.audit.add(AuditEntry(work.new_id(), now, by.actor, by.person_id, action, exam_id, None, detail))
