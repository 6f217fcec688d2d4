"""Pages of quizzes before they are taken: a Classic quiz's own page, and a New Quiz with its engine in a frame."""

import secrets

from flask import Blueprint

from tests.counterparts.canvas import takings
from tests.counterparts.canvas.lti.launching import FRAME_ALLOW, member
from tests.counterparts.canvas.pages.layout import page
from tests.counterparts.canvas.quiz_records import Quiz
from tests.counterparts.canvas.records import Course, User
from tests.counterparts.canvas.refusals import not_there
from tests.counterparts.canvas.rest.door import world

blueprint = Blueprint("quiz_pages", __name__)


@blueprint.get("/courses/<int:course_id>/quizzes/<int:quiz_id>")
def quiz(course_id: int, quiz_id: int) -> str:
    """Show a Classic quiz, with the way into it or the result."""
    course, user = member(course_id)
    found = world().quiz(course_id, quiz_id)
    if not world().assignments[found.assignment_id].published and not course.has_staff(user):
        raise not_there()
    return front(course, user, found)


def front(course: Course, user: User, quiz: Quiz) -> str:
    """Return the page of a quiz."""
    assignment, taking = world().assignments[quiz.assignment_id], quiz.takings.get(user.id)
    staff, row = course.has_staff(user), assignment.submissions.get(user.id)
    return page(
        quiz.title, "quiz.html", course=course, quiz=quiz, assignment=assignment, staff=staff, taking=taking,
        row=row if row is not None and row.posted_at is not None else None,
        locked=not staff and takings.locked(world(), quiz, user.id),
        left=quiz.allowed_attempts if taking is None else takings.attempts_left(quiz, taking),
    )


@blueprint.get("/courses/<int:course_id>/assignments/<int:assignment_id>")
def new_quiz(course_id: int, assignment_id: int) -> str:
    """Show a New Quiz: the page is Canvas's, the quiz sits in a frame of another origin."""
    course, user = member(course_id)
    found = world().new_quiz(course_id, assignment_id)
    if not world().assignments[assignment_id].published and not course.has_staff(user):
        raise not_there()
    ticket = secrets.token_urlsafe(24)
    world().pending[ticket] = ("engine", user.id, assignment_id)
    return page(
        found.title, "new_quiz.html", course=course, quiz=found, allow=FRAME_ALLOW,
        address=f"{world().engine_url}/taking/{ticket}",
    )
