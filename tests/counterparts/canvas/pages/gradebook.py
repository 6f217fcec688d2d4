"""The gradebook, a page like SpeedGrader's for one person's row, and the page on which students see their grades."""

from flask import Blueprint, request

from tests.counterparts.canvas.lti.launching import member
from tests.counterparts.canvas.pages.layout import page
from tests.counterparts.canvas.records import Course
from tests.counterparts.canvas.refusals import not_allowed
from tests.counterparts.canvas.rest.door import world

blueprint = Blueprint("gradebook_pages", __name__)


@blueprint.get("/courses/<int:course_id>/gradebook")
def gradebook(course_id: int) -> str:
    """Show every student's rows, with labels, held grades and the columns that staff have added."""
    course = _staff(course_id)
    columns = [each for each in world().columns.values() if each.course_id == course_id and not each.hidden]
    assignments = [each for each in world().assignments.values() if each.course_id == course_id]
    return page(
        "Gradebook", "gradebook.html", course=course, columns=columns, assignments=assignments,
        people=[world().users[number] for number in course.students()], statuses=world().statuses,
    )


@blueprint.get("/courses/<int:course_id>/gradebook/speed_grader")
def speed_grader(course_id: int) -> str:
    """Show one person's row: grade, label and remarks, but none of the added columns."""
    course = _staff(course_id)
    assignment = world().assignment(course_id, int(request.args["assignment_id"]))
    user = world().users[int(request.args["student_id"])]
    return page(
        "SpeedGrader", "speed_grader.html", course=course, assignment=assignment, person=user,
        row=world().submission(assignment, user.id), statuses=world().statuses, users=world().users,
    )


@blueprint.get("/courses/<int:course_id>/grades")
def grades(course_id: int) -> str:
    """Show one's own grades: those that are posted, with their remarks."""
    course, user = member(course_id)
    rows = [
        (each, each.submissions[user.id]) for each in world().assignments.values()
        if each.course_id == course_id and user.id in each.submissions
    ]
    return page("Grades", "grades.html", course=course, rows=rows)


def _staff(course_id: int) -> Course:
    course, user = member(course_id)
    if not course.has_staff(user):
        raise not_allowed()
    return course
