"""The stand-in for a Canvas, as its real client sees it: overrides, rows and columns of the gradebook, grades held."""

from collections.abc import Iterator
from typing import Any

import pytest
from canvas_clients import as_student, as_teacher, running
from canvasapi.course import Course
from canvasapi.exceptions import BadRequest, Forbidden, ResourceDoesNotExist

from tests.counterparts.canvas import takings
from tests.counterparts.canvas.seed import School

HIDE = """mutation ($a: ID!, $s: [ID!]) {
  hideAssignmentGrades(input: {assignmentId: $a, onlyStudentIds: $s}) { progress { _id state } errors { message } }
}"""


@pytest.fixture
def here() -> Iterator[School]:
    with running() as school:
        yield school


@pytest.fixture
def course(here: School) -> Course:
    return as_teacher(here).get_course(here.course.id)


def graded(here: School, number: int = 0) -> int:
    """Have a student hand in the final exam with one right answer; return the student's id."""
    user = here.students[number].id
    taking = takings.begin(here.world, here.final, user)
    takings.save(here.world, here.final, taking, {here.final.questions[0].id: 1})
    takings.hand_in(here.world, here.final, taking)
    return user


def test_overrides_hold_for_their_students(here: School, course: Course) -> None:
    assignment, user = course.get_assignment(here.final.assignment_id), here.students[0].id
    made = assignment.create_override(assignment_override={
        "student_ids": [user], "title": "Later", "unlock_at": "2020-01-01T10:00:00Z", "lock_at": "2020-01-01T11:00:00Z",
    })
    assert (made.student_ids, made.title, made.lock_at) == ([user], "Later", "2020-01-01T11:00:00Z")
    assert takings.locked(here.world, here.final, user)
    assert not takings.locked(here.world, here.final, here.students[1].id)
    changed = made.edit(assignment_override={"lock_at": "2999-01-01T11:00:00Z"})
    assert changed.lock_at == "2999-01-01T11:00:00Z"
    assert not takings.locked(here.world, here.final, user)
    [listed] = assignment.get_overrides()
    assert (listed.id, listed.lock_at) == (made.id, "2999-01-01T11:00:00Z")
    assert not hasattr(listed, "unlock_at")
    made.delete()
    assert list(assignment.get_overrides()) == []


def test_a_student_is_in_one_override_only(here: School, course: Course) -> None:
    assignment, user = course.get_assignment(here.final.assignment_id), here.students[0].id
    assignment.create_override(assignment_override={"student_ids": [user], "lock_at": "2020-01-01T11:00:00Z"})
    with pytest.raises(BadRequest, match="already belongs"):
        assignment.create_override(assignment_override={"student_ids": [user]})
    with pytest.raises(BadRequest, match="unknown student"):
        assignment.create_override(assignment_override={"student_ids": [here.teacher.id]})
    with pytest.raises(BadRequest, match="Invalid datetime"):
        assignment.create_override(
            assignment_override={"student_ids": [here.students[1].id], "lock_at": "tomorrow"}
        )


def test_a_quiz_only_for_those_with_an_override_is_shut_for_others(here: School, course: Course) -> None:
    course.get_quiz(here.final.id).edit(quiz={"only_visible_to_overrides": True})
    first, second = (each.id for each in here.students[:2])
    course.get_assignment(here.final.assignment_id).create_override(assignment_override={"student_ids": [first]})
    assert [takings.locked(here.world, here.final, user) for user in (first, second)] == [False, True]


def test_a_remark_is_staffs_until_the_grade_is_posted(here: School, course: Course) -> None:
    user = graded(here)
    here.world.assignments[here.final.assignment_id].submissions[user].posted_at = None
    row = course.get_assignment(here.final.assignment_id).get_submission(user)
    assert not hasattr(row, "submission_comments")
    said = row.edit(comment={"text_comment": "Two incidents", "attempt": 1})
    [comment] = said.submission_comments
    assert (comment["comment"], comment["author_id"], comment["attempt"]) == ("Two incidents", here.teacher.id, 1)
    own = as_student(here).get_course(here.course.id).get_assignment(here.final.assignment_id)
    held = own.get_submission(user, include=["submission_comments"])
    assert (held.score, held.submission_comments) == (None, [])
    here.world.assignments[here.final.assignment_id].submissions[user].posted_at = here.world.now()
    shown = own.get_submission(user, include=["submission_comments"])
    assert (shown.score, [each["comment"] for each in shown.submission_comments]) == (1.0, ["Two incidents"])
    with pytest.raises(Forbidden):
        own.get_submission(here.students[1].id)
    with pytest.raises(BadRequest, match="attempt"):
        row.edit(comment={"text_comment": "x", "attempt": 7})


def test_a_label_is_set_and_cleared(here: School, course: Course) -> None:
    status, user = here.world.add_status("Under review"), here.students[0].id
    row = course.get_assignment(here.final.assignment_id).get_submission(user)
    assert row.edit(submission={"custom_grade_status_id": status.id}).custom_grade_status_id == status.id
    cleared = row.edit(submission={"late_policy_status": "none"})
    assert (cleared.custom_grade_status_id, cleared.late_policy_status) == (None, "none")
    with pytest.raises(ResourceDoesNotExist):
        row.edit(submission={"custom_grade_status_id": 77})


def test_a_column_for_staff(here: School, course: Course) -> None:
    column = course.create_custom_column(column={"title": "Proctoring", "read_only": True})
    assert (column.title, column.position, column.hidden, column.read_only) == ("Proctoring", 1, False, True)
    column.course_id = here.course.id
    user = here.students[0].id
    path = f"courses/{here.course.id}/custom_gradebook_columns/{column.id}/data/{user}"
    answer = column._requester.request("PUT", path, _kwargs=[("column_data[content]", "flagged: 2 incidents")])
    assert answer.json() == {"user_id": user, "content": "flagged: 2 incidents"}
    [entry] = column.get_column_entries()
    assert (entry.user_id, entry.content) == (user, "flagged: 2 incidents")
    assert [each.title for each in course.get_custom_columns()] == ["Proctoring"]
    assert column.update_custom_column(column={"hidden": True}).hidden
    assert list(course.get_custom_columns()) == []
    with pytest.raises(BadRequest, match="too long"):
        column._requester.request("PUT", path, _kwargs=[("column_data[content]", "x" * 256)])
    with pytest.raises(BadRequest, match="blank"):
        course.create_custom_column(column={"title": ""})
    with pytest.raises(Forbidden):
        list(as_student(here).get_course(here.course.id).get_custom_columns())


def run(here: School, query: str, variables: dict[str, Any] | None = None) -> dict[str, Any]:
    found: dict[str, Any] = as_teacher(here).graphql(query, variables)
    return found


def test_one_students_grade_is_held_back_and_posted(here: School) -> None:
    user, other = graded(here), graded(here, 1)
    rows = here.world.assignments[here.final.assignment_id].submissions
    done = run(here, HIDE, {"a": str(here.final.assignment_id), "s": [str(user)]})
    assert done["data"]["hideAssignmentGrades"]["errors"] is None
    assert [rows[user].posted_at, rows[other].posted_at is None] == [None, False]
    given = f'assignmentId: "{here.final.assignment_id}", onlyStudentIds: ["{user}"]'
    run(here, f"mutation {{ postAssignmentGrades(input: {{{given}}}) {{ progress {{ _id }} }} }}")
    assert rows[user].posted_at is not None


def test_an_assignment_that_posts_by_hand_holds_new_grades(here: School) -> None:
    given = f"assignmentId: {here.final.assignment_id}, postManually: true"
    done = run(here, f"mutation {{ setAssignmentPostPolicy(input: {{{given}}}) {{ postPolicy {{ postManually }} }} }}")
    assert done["data"]["setAssignmentPostPolicy"]["postPolicy"] == {"postManually": True}
    user = graded(here)
    assert here.world.assignments[here.final.assignment_id].submissions[user].posted_at is None


def test_labels_are_read_by_graphql(here: School) -> None:
    here.world.add_status("Under review")
    query = 'query { course(id: "1") { customGradeStatusesConnection { nodes { _id name } } } }'
    [node] = run(here, query)["data"]["course"]["customGradeStatusesConnection"]["nodes"]
    assert node["name"] == "Under review"


def test_graphql_says_what_is_not_found(here: School) -> None:
    done = run(here, 'mutation { setAssignmentPostPolicy(input: {assignmentId: "1", postManually: true}) { x } }')
    assert done == {"data": None, "errors": [{"message": "not found"}]}
