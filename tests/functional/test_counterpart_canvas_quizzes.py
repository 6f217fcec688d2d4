"""The stand-in for a Canvas answers as Canvas does, as its real client sees it: Classic quizzes and their takings."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from canvas_clients import as_student, as_teacher, running
from canvasapi.exceptions import BadRequest, CanvasException, Conflict, Forbidden, ResourceDoesNotExist
from canvasapi.quiz import QuizSubmissionEvent

from tests.counterparts.canvas import takings
from tests.counterparts.canvas.seed import School

MINUTE = 60.0


@pytest.fixture
def here() -> Iterator[School]:
    with running() as school:
        yield school


def test_quizzes_come_page_by_page(here: School) -> None:
    """The client names the size of a page twice when it is told one; the last one holds, as with Rails."""
    for number in range(203):
        here.world.add_quiz(here.course, f"Quiz {number}")
    listed = list(as_teacher(here).get_course(here.course.id).get_quizzes(per_page=10))
    assert [quiz.title for quiz in listed][:3] == ["Final exam", "Practice", "Quiz 0"]
    assert len({quiz.id for quiz in listed}) == 205
    pages = here.world.received("GET", f"/courses/{here.course.id}/quizzes")
    assert [each.query for each in pages] == [
        "per_page=10&per_page=100", "page=2&per_page=100", "page=3&per_page=100"
    ]


def test_a_code_is_set_seen_by_staff_alone_and_taken_away(here: School) -> None:
    quiz = as_teacher(here).get_course(here.course.id).get_quiz(here.final.id)
    assert (quiz.access_code, quiz.has_access_code, quiz.time_limit, quiz.assignment_id) == (
        None, False, 60, here.final.assignment_id
    )
    changed = quiz.edit(quiz={"access_code": "k7Q-pw", "notify_of_update": False})
    assert (changed.access_code, changed.has_access_code) == ("k7Q-pw", True)
    seen = as_student(here).get_course(here.course.id).get_quiz(here.final.id)
    assert seen.has_access_code
    assert not hasattr(seen, "access_code")
    assert quiz.edit(quiz={"access_code": ""}).access_code is None
    assert here.final.access_code is None
    with pytest.raises(Forbidden):
        seen.edit(quiz={"access_code": "mine"})


def test_a_code_can_be_tried(here: School) -> None:
    here.world.set_code_by_hand(here.final, "right")
    student = as_student(here)
    path = f"courses/{here.course.id}/quizzes/{here.final.id}/validate_access_code"
    tried = [student._Canvas__requester.request("POST", path, access_code=code).json() for code in ("right", "wrong")]
    assert tried == [True, False]


def test_a_deleted_quiz_is_not_there(here: School) -> None:
    here.world.delete_quiz(here.final)
    with pytest.raises(ResourceDoesNotExist):
        as_teacher(here).get_course(here.course.id).get_quiz(here.final.id)


def test_a_student_takes_a_quiz_by_the_api(here: School) -> None:
    here.world.set_code_by_hand(here.final, "right")
    quiz = as_student(here).get_course(here.course.id).get_quiz(here.final.id)
    with pytest.raises(Forbidden, match="invalid access code"):
        quiz.create_submission()
    taking = quiz.create_submission(access_code="right")
    assert (taking.workflow_state, taking.attempt, taking.user_id) == ("untaken", 1, here.students[0].id)
    assert taking.end_at_date - taking.started_at_date == timedelta(hours=1)
    with pytest.raises(Conflict):
        quiz.create_submission(access_code="right")
    taking.quiz_id, taking.course_id = quiz.id, here.course.id
    given = [{"id": str(q.id), "answer": str(q.right)} for q in here.final.questions[:2]]
    answered = taking.answer_submission_questions(quiz_questions=given)
    assert [each.answer for each in answered] == [1, 1, None]
    assert 0 < taking.get_times()["time_left"] <= 3600
    with pytest.raises(Forbidden, match="invalid token"):
        taking.complete(validation_token="made up", access_code="right")
    done = taking.complete(access_code="right")
    assert (done.workflow_state, done.score, done.attempts_left) == ("complete", 2.0, 0)
    assert not hasattr(done, "validation_token")


def test_nobody_hands_in_for_another(here: School) -> None:
    taking = takings.begin(here.world, here.final, here.students[0].id)
    seen = as_teacher(here).get_course(here.course.id).get_quiz(here.final.id).get_quiz_submission(taking.id)
    seen.quiz_id = here.final.id
    assert not hasattr(seen, "validation_token")
    with pytest.raises(Forbidden, match="not authorized"):
        seen.complete(validation_token=taking.validation_token)
    assert taking.state == "untaken"


def test_a_look_by_staff_grades_what_is_overdue_and_a_students_look_does_not(here: School) -> None:
    taking = takings.begin(here.world, here.final, here.students[0].id)
    here.world.move_clock(61 * MINUTE)
    own = as_student(here).get_course(here.course.id).get_quiz(here.final.id)
    assert [(s.workflow_state, s.overdue_and_needs_submission) for s in own.get_submissions()] == [("untaken", True)]
    quiz = as_teacher(here).get_course(here.course.id).get_quiz(here.final.id)
    [seen] = quiz.get_submissions()
    assert (seen.workflow_state, seen.finished_at_date) == ("complete", seen.end_at_date)
    assert (seen.id, seen.submission_id, seen.user_id) == (taking.id, taking.submission_id, here.students[0].id)


def test_the_log_tells_one_attempt_to_staff(here: School) -> None:
    taking = takings.begin(here.world, here.final, here.students[0].id)
    takings.write(here.world, taking, "page_blurred")
    here.world.move_clock(5.0)
    takings.write(here.world, taking, "page_focused")
    takings.save(here.world, here.final, taking, {here.final.questions[0].id: 2})
    seen = as_teacher(here).get_course(here.course.id).get_quiz(here.final.id).get_quiz_submission(taking.id)
    events = list(seen.get_submission_events(attempt=1, per_page=2))
    assert all(isinstance(event, QuizSubmissionEvent) for event in events)
    assert [event.event_type for event in events] == [
        "submission_created", "page_blurred", "page_focused", "question_answered"
    ]
    assert 5 <= (events[2].created_at_date - events[1].created_at_date).total_seconds() < 6
    assert events[3].event_data == [{"quiz_question_id": str(here.final.questions[0].id), "answer": "2"}]
    assert list(seen.get_submission_events(attempt=2)) == []
    own = as_student(here).get_course(here.course.id).get_quiz(here.final.id).get_quiz_submission(taking.id)
    with pytest.raises(Forbidden):
        list(own.get_submission_events())
    here.course.quiz_log = False
    with pytest.raises(Forbidden):
        list(seen.get_submission_events())


def test_more_time_before_and_while_a_quiz_is_taken(here: School) -> None:
    quiz = as_teacher(here).get_course(here.course.id).get_quiz(here.final.id)
    early, late = here.students[0].id, here.students[1].id
    running_one = takings.begin(here.world, here.final, late)
    ends = running_one.end_at
    assert ends is not None
    [first, second] = quiz.set_extensions([
        {"user_id": early, "extra_time": 20_000}, {"user_id": late, "extend_from_end_at": 15}
    ])
    assert (first.user_id, first.extra_time, first.end_at) == (early, 10_080, None)
    assert (second.user_id, running_one.end_at) == (late, ends + 15 * MINUTE)
    states = {each.user_id: each.workflow_state for each in quiz.get_submissions()}
    assert states == {early: "settings_only", late: "untaken"}


def test_an_exam_is_ended_in_a_minute_but_not_one_without_a_limit(here: School) -> None:
    """One without a limit may end with its last date, and is left alone all the same."""
    course = as_teacher(here).get_course(here.course.id)
    closes = here.world.now() + 60 * MINUTE
    here.world.assignments[here.practice.assignment_id].lock_at = closes
    user = here.students[0].id
    limited, free = (takings.begin(here.world, each, user) for each in (here.final, here.practice))
    for quiz in (here.final, here.practice):
        course.get_quiz(quiz.id).set_extensions([{"user_id": user, "extend_from_now": 1}])
    assert limited.end_at == pytest.approx(here.world.now() + MINUTE, abs=5)
    assert free.end_at == closes
    here.world.move_clock(2 * MINUTE)
    [seen] = course.get_quiz(here.final.id).get_submissions()
    assert seen.workflow_state == "complete"


def test_what_ended_over_an_hour_ago_is_not_extended(here: School) -> None:
    taking = takings.begin(here.world, here.final, here.students[0].id)
    ends = taking.end_at
    here.world.move_clock(121 * MINUTE)
    as_teacher(here).get_course(here.course.id).get_quiz(here.final.id).set_extensions(
        [{"user_id": taking.user_id, "extend_from_end_at": 30}]
    )
    assert taking.end_at == ends


def test_extensions_want_people_of_the_course(here: School) -> None:
    quiz = as_teacher(here).get_course(here.course.id).get_quiz(here.final.id)
    with pytest.raises(ResourceDoesNotExist):
        quiz.set_extensions([{"user_id": 999_999, "extra_time": 5}])
    with pytest.raises(BadRequest, match="quiz_extensions"):
        quiz._requester.request("POST", f"courses/{here.course.id}/quizzes/{quiz.id}/extensions")


def test_calls_fail_as_ordered_and_then_no_more(here: School) -> None:
    quiz = as_teacher(here).get_course(here.course.id).get_quiz(here.final.id)
    here.world.fail_next("/submissions", status=502, times=2)
    for _ in range(2):
        with pytest.raises(CanvasException, match="502"):
            list(quiz.get_submissions())
    assert list(quiz.get_submissions()) == []
    here.world.fail_next(f"/quizzes/{quiz.id}", method="PUT", after=True)
    with pytest.raises(CanvasException, match="500"):
        quiz.edit(quiz={"access_code": "kept"})
    assert here.final.access_code == "kept"
