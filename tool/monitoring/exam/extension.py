"""A test whose settings were saved in the LMS's own pages: the exam that belongs to it, before anybody has come."""

from dataclasses import dataclass

from tool.domain.attempt import Actor
from tool.monitoring.exam import exams
from tool.monitoring.exam.exams import ExamFacts
from tool.monitoring.exam.ports import Work
from tool.monitoring.work import AuditEntry

_NAME = "Proctored test"
"""Where the LMS tells no title."""


@dataclass(frozen=True, slots=True)
class Saved:
    """What the LMS's page tells: ids of course and test, as its launches will name them (context and resource link),
    whether the test is to be proctored, and its title, "" if the LMS did not say."""

    platform_id: str
    deployment_id: str
    course_id: str
    content_id: str
    enabled: bool
    title: str = ""


def settings_saved(work: Work, saved: Saved, person_id: str, now: float) -> None:
    """Make the exam of a test that is to be proctored, if it is not there yet. It may be told any number of times.

    Where proctoring was switched off nothing is removed: the LMS starts such a test without us, and what was chosen is
    there should it be switched on again."""
    exam = work.exams.by_link(saved.platform_id, saved.content_id)
    if exam is None and saved.enabled:
        exam = exams.made(
            work,
            ExamFacts(
                platform_id=saved.platform_id, deployment_id=saved.deployment_id, resource_link_id=saved.content_id,
                title=saved.title or _NAME, course_title="", context_id=saved.course_id,
            ),
            now,
        )
    if exam is not None:
        said = "on" if saved.enabled else "off"
        work.audit.add(AuditEntry(work.new_id(), now, Actor.PLATFORM, person_id, "exam.lms", exam.id, None, said))
