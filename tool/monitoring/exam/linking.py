"""Deep linking: a teacher's visit, the exam that it is about, and putting that exam into the LMS."""

from dataclasses import dataclass, replace
from typing import Any

from tool.monitoring.exam import attempts, courses, exams
from tool.monitoring.exam.courses import ExamCounts
from tool.monitoring.exam.exams import TITLE_LIMIT, ChoiceRefused, ExamFacts
from tool.monitoring.exam.ports import Work
from tool.monitoring.exam.records import Exam, Linking, Staff
from tool.monitoring.work import AuditEntry, NotFound

LINKING_LIFETIME_S = 86400.0
"""Longer than any session lasts. The housekeeping takes forms that nobody saved away after the same time."""


@dataclass(frozen=True, slots=True)
class InTheWay:
    """An exam that is being taken and would be put into the LMS once more, or be replaced there."""

    title: str
    open: int


def begin(work: Work, facts: ExamFacts, request: dict[str, Any], now: float) -> tuple[Exam, Linking]:
    """Return the exam that a deep-linking request is about, a draft where the LMS names none, and the visit.

    `request` holds what the response needs of it, as JSON values."""
    exam = exams.meant(work, facts) or exams.made(work, facts, now, standing="draft")
    visit = Linking(
        id=work.new_id(), platform_id=facts.platform_id, deployment_id=facts.deployment_id,
        asked_title=facts.title[:TITLE_LIMIT], request=request, created_at=now, expires_at=now + LINKING_LIFETIME_S,
    )
    work.linkings.add(visit)
    return exam, visit


def visit_of(work: Work, linking_id: str | None) -> Linking:
    """Return the visit; raise ChoiceRefused "not_linking" if there is none, or none any more."""
    visit = None if linking_id is None else work.linkings.find(linking_id)
    if visit is None:
        raise ChoiceRefused("not_linking", "Open the set-up page from the quiz's settings in the LMS to link the exam.")
    return visit


def others(work: Work, exam: Exam) -> list[ExamCounts]:
    """Return the other exams of the same course that somebody has saved here, oldest first.

    Without a course there are none: exams of all its courses that the LMS does not tell apart are nobody's list."""
    if not exam.context_id:
        return []
    kept = [
        other for other in work.exams.in_context(exam.platform_id, exam.context_id)
        if other.id != exam.id and other.standing != "draft" and other.set_in_lms_at is None
    ]
    return courses.counted(work, kept)


def instead(work: Work, exam: Exam, other_id: str) -> Exam:
    """Return another exam that the visit may be about instead; raise NotFound if it is not among `others`."""
    found = next((one.exam for one in others(work, exam) if one.exam.id == other_id), None)
    if found is None:
        raise NotFound("There is no such Exam in this course.")
    return found


def in_the_way(work: Work, exam: Exam, visit: Linking) -> InTheWay | None:
    """Return the exam with open attempts that adding `exam` to the LMS touches: itself if it is there already; else one
    of the same name as what is being edited, since an LMS that tells no more may replace it."""
    if exam.standing == "placed":
        touched = courses.counted(work, [exam])
    else:
        touched = [
            one for one in others(work, exam)
            if one.exam.standing == "placed" and same_title(one.exam.title, visit.asked_title)
        ]
    return next((InTheWay(one.exam.title, one.attempts.open) for one in touched if one.attempts.open), None)


def same_title(one: str, other: str) -> bool:
    """Whether two titles are the same to a person: case and spaces aside. Nothing is not the same as anything."""
    return _spoken(one) == _spoken(other) != ""


def checked(work: Work, exam_id: str, linking_id: str | None, typed_title: str) -> tuple[Exam, Linking]:
    """Return exam and visit if the exam may be put into the LMS; raise ChoiceRefused otherwise.

    While attempts are open (`in_the_way`), `typed_title` must be that exam's title."""
    visit, exam = visit_of(work, linking_id), work.exams.get(exam_id)
    if exam.set_in_lms_at is not None:
        raise ChoiceRefused("set_in_lms", "This exam is in the LMS already: it is set up in the quiz's own settings.")
    busy = in_the_way(work, exam, visit)
    if busy is not None and not same_title(typed_title, busy.title):
        raise ChoiceRefused(
            "attempts_open", f"“{busy.title}” is being taken right now (open attempts: {busy.open}). "
            "To add it to the course all the same, type its name.",
        )
    return exam, visit


def placed(work: Work, exam_id: str, by: Staff, now: float) -> None:
    """Note that the exam was given to the LMS: from now on it counts as the course's."""
    exam = work.exams.get(exam_id)
    detail = "again" if exam.standing == "placed" else "new"
    work.audit.add(AuditEntry(work.new_id(), now, by.actor, by.person_id, "exam.place", exam.id, None, detail))
    work.exams.save(replace(exam, standing="placed"))


def begun_before(work: Work, exam: Exam, facts: ExamFacts, person_id: str) -> Exam:
    """Return the exam that this person is in the middle of: the one that the link led to before it was made to lead to
    `exam`, if they have an open attempt there; else `exam`."""
    link = facts.resource_link_id
    if link is None or link == exam.resource_link_id:
        return exam
    before = work.exams.by_link(facts.platform_id, link)
    if before is None or before.id == exam.id or attempts.open_attempt_of(work, before.id, person_id) is None:
        return exam
    return before


def _spoken(title: str) -> str:
    return " ".join(title.split()).casefold()
