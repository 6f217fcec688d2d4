"""The stand-in for a Canvas, as its real client sees it: New Quizzes."""

from collections.abc import Iterator

import pytest
from canvas_clients import as_student, as_teacher, running
from canvasapi.course import Course
from canvasapi.exceptions import BadRequest, Forbidden, ResourceDoesNotExist, UnprocessableEntity

from tests.counterparts.canvas.quiz_records import Session
from tests.counterparts.canvas.seed import School


@pytest.fixture
def here() -> Iterator[School]:
    with running() as school:
        yield school


@pytest.fixture
def course(here: School) -> Course:
    return as_teacher(here).get_course(here.course.id)


def test_a_code_is_set_and_taken_away(here: School, course: Course) -> None:
    [quiz] = course.get_new_quizzes()
    assert (quiz.title, quiz.id) == ("Midterm", str(here.new_quiz.assignment_id))
    changed = quiz.update(quiz={
        "quiz_settings": {"require_student_access_code": True, "student_access_code": "k7Q-pw"}
    })
    assert changed.quiz_settings["student_access_code"] == "k7Q-pw"
    assert here.new_quiz.settings["require_student_access_code"] is True
    quiz.update(quiz={"quiz_settings": {"require_student_access_code": False}})
    assert course.get_new_quiz(here.new_quiz.assignment_id).quiz_settings["student_access_code"] is None
    with pytest.raises(UnprocessableEntity):
        quiz.update(quiz={"quiz_settings": {"require_student_access_code": True, "student_access_code": ""}})


def test_students_see_nothing_of_it(here: School) -> None:
    with pytest.raises(Forbidden):
        list(as_student(here).get_course(here.course.id).get_new_quizzes())


def test_a_classic_quiz_is_no_new_quiz(here: School, course: Course) -> None:
    with pytest.raises(ResourceDoesNotExist):
        course.get_new_quiz(here.final.assignment_id)


def test_more_time_in_the_course_reaches_those_who_sit_there(here: School, course: Course) -> None:
    user, other = here.students[0].id, here.students[1].id
    for each in (user, other):
        here.new_quiz.sessions[each] = Session(each, 1_000.0, 2_000.0)
    answer = course.set_new_quizzes_accommodations([
        {"user_id": user, "extra_time": 10, "apply_to_in_progress_quiz_sessions": True},
        {"user_id": other, "extra_time": 10}, {"user_id": 999, "extra_time": 10},
    ])
    assert [each["user_id"] for each in answer.successful] == [user, other]
    assert [each["user_id"] for each in answer.failed] == [999]
    assert [here.new_quiz.sessions[each].ends_at for each in (user, other)] == [2_600.0, 2_000.0]


def test_nothing_but_failures_is_answered_with_200(here: School, course: Course) -> None:
    answer = course.set_new_quizzes_accommodations([{"user_id": 999, "extra_time": 10}])
    assert (answer.successful, len(answer.failed)) == ([], 1)
    assert here.world.received("POST", "/accommodations")[0].status == 200


def test_one_quiz_leaves_what_runs_as_it_is(here: School, course: Course) -> None:
    user = here.students[0].id
    here.new_quiz.sessions[user] = Session(user, 1_000.0, 2_000.0)
    wanted = [{"user_id": user, "extra_time": 10, "apply_to_in_progress_quiz_sessions": True}]
    course.get_new_quiz(here.new_quiz.assignment_id).set_accommodations(wanted)
    assert here.new_quiz.sessions[user].ends_at == 2_000.0


def test_an_object_is_no_array(here: School, course: Course) -> None:
    with pytest.raises(BadRequest, match="array"):
        course.set_new_quizzes_accommodations({"user_id": here.students[0].id, "extra_time": 10})
