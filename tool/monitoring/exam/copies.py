"""Copied courses: each proctored quiz of the pattern gets an exam in the copy, set up alike, bound to nothing yet."""

from dataclasses import dataclass

from tool.domain.attempt import Actor
from tool.monitoring.exam.exams import TITLE_LIMIT, copy_id
from tool.monitoring.exam.ports import Work
from tool.monitoring.exam.records import Exam
from tool.monitoring.work import AuditEntry, NotFound


@dataclass(frozen=True, slots=True)
class CopiedCourse:
    """What the LMS says of a copy: the new course, and those that it was made from (LTI contexts of one platform)."""

    platform_id: str
    deployment_id: str
    context_id: str
    title: str
    origins: tuple[str, ...]


def take(work: Work, copy: CopiedCourse, now: float) -> list[Exam]:
    """Make the exams of a copied course; return those that are new. The same copy again makes none.

    They are bound to no quiz: the copied quiz has an id of its own, and its access code, copied along, is that of the
    old course. The teacher chooses the quiz; until then nothing is shut and nobody can begin."""
    made = []
    for origin in copy.origins:
        if not copy.context_id or origin == copy.context_id:
            continue
        for pattern in work.exams.in_context(copy.platform_id, origin):
            if work.bound_quizzes.find(pattern.id) is None:
                continue
            exam = _copied(pattern, copy, now)
            if not _is_there(work, exam):
                work.exams.add(exam)
                work.audit.add(
                    AuditEntry(
                        work.new_id(), now, Actor.PLATFORM, None, "exam.copy", exam.id, None, f"from={pattern.id}"
                    )
                )
                made.append(exam)
    return made


def _copied(pattern: Exam, copy: CopiedCourse, now: float) -> Exam:
    return Exam(
        id=copy_id(pattern.id, copy.context_id), platform_id=copy.platform_id, deployment_id=copy.deployment_id,
        resource_link_id=None, context_id=copy.context_id, title=pattern.title,
        course_title=copy.title[:TITLE_LIMIT], policy=pattern.policy, lineitem=None, lineitems=None, ags_scopes=(),
        created_at=now, standing="saved", copied=True,
    )


def _is_there(work: Work, exam: Exam) -> bool:
    try:
        work.exams.on_platform(exam.platform_id, exam.id)
    except NotFound:
        return False
    return True
