"""A course's own page: its quizzes, its links to tools, and the tools in its navigation."""

from flask import Blueprint

from tests.counterparts.canvas.lti.launching import member
from tests.counterparts.canvas.pages.layout import page
from tests.counterparts.canvas.rest.door import world

blueprint = Blueprint("courses", __name__)


@blueprint.get("/courses/<int:course_id>")
@blueprint.get("/courses/<int:course_id>/modules")
def course(course_id: int) -> str:
    """Show what is in a course; students see what is published."""
    found, user = member(course_id)
    staff = found.has_staff(user)

    def seen(assignment_id: int) -> bool:
        return staff or world().assignments[assignment_id].published

    quizzes = [q for q in world().quizzes.values() if q.course_id == course_id and seen(q.assignment_id)]
    new = [q for q in world().new_quizzes.values() if q.course_id == course_id and seen(q.assignment_id)]
    return page(found.name, "course.html", course=found, quizzes=quizzes, new_quizzes=new, staff=staff)
