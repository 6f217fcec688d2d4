"""What a session of staff may see: the one door to attempts for everything that staff ask for."""

from collections.abc import Sequence

from tool.monitoring.exam.groups import View, view_of_guest, view_of_staff, views_of_staff
from tool.monitoring.exam.ports import Work
from tool.monitoring.exam.records import Exam
from tool.web.http.sessions import CourseSession, Session, require_staff


def view_of(work: Work, session: Session) -> View:
    """Return what the session's person may see of its exam now; raise Refused if they are not of the staff."""
    exam_id = require_staff(session).exam_id
    if session.guest_id:
        return view_of_guest(work, exam_id, session.guest_id)
    return view_of_staff(work, exam_id, session.person_id, sets_up=session.role.sets_up)


def views_from_course(work: Work, session: CourseSession, exams: Sequence[Exam]) -> dict[str, View]:
    """Return what somebody at the list of a course's exams may see of these, by their ids."""
    return views_of_staff(work, exams, session.person_id, sets_up=session.role.sets_up)
