"""What becomes of decisions in Canvas: each deed looks first, and a second try finds what the first has done."""

from dataclasses import replace
from typing import Any

import pytest

from integrations.base import AttemptInLms, Command, ConnectionRevoked, Done, IntegrationFailed, Outcome, Verb
from integrations.canvas.adapter import Canvas
from integrations.canvas.api import iso
from integrations.quizzes import QuizInLms
from tests.factories.canvas_answers import (
    API,
    AT,
    ATTEMPT,
    CLASSIC,
    NEW,
    UNTIMED,
    exam,
    override_json,
    quiz_json,
    takings_json,
)
from tests.fakes.ways_out import FakeCalls

NOBODY: dict[str, Any] = {"quiz_submissions": []}
OVER = takings_json(workflow_state="complete")
SETTINGS = takings_json(workflow_state="settings_only", extra_time=30, end_at=None)
OVERRIDES = "/api/v1/courses/7/assignments/34/overrides"
EXTENSIONS = "/api/v1/courses/7/quizzes/12/extensions"
OUTCOME = Outcome("s1", AT, 3, {"high": 1, "low": 2}, True, None, "", "")
MANY_TRIES = replace(CLASSIC, attempts=3)


def done(
    verb: Verb, calls: FakeCalls, quiz: QuizInLms = CLASSIC, attempt: AttemptInLms = ATTEMPT, **facts: Any
) -> Done:
    """Carry a decision out; a second call on the same ways out is a second try, with what the first has noted."""
    command = Command(verb, AT, minutes=5, memo=dict(calls.memo), **facts)
    return Canvas().perform(command, exam(quiz), attempt, calls)


def sent(calls: FakeCalls) -> list[tuple[str, str, dict[str, str]]]:
    """What changes something: method, address, form."""
    return [(call.method, call.url, dict(call.form)) for call in calls.sent if call.method != "GET"]


def refused(verb: Verb, calls: FakeCalls, quiz: QuizInLms = CLASSIC, **facts: Any) -> IntegrationFailed:
    with pytest.raises(IntegrationFailed) as failed:
        done(verb, calls, quiz, **facts)
    return failed.value


def lost() -> IntegrationFailed:
    return IntegrationFailed("Changing the student's time failed.", doubtful=True)


def moved(minutes: int) -> dict[str, Any]:
    return {"quiz_extensions": [{"user_id": 500, "end_at": iso(AT + 1800 + minutes * 60)}]}


# More time, Classic


def test_a_running_attempt_ends_later() -> None:
    calls = FakeCalls(takings_json(), moved(5))
    assert "5 more minutes" in done(Verb.EXTRA_TIME, calls).words
    assert sent(calls) == [
        ("POST", EXTENSIONS, {"quiz_extensions[][user_id]": "500", "quiz_extensions[][extend_from_end_at]": "5"})
    ]
    assert (calls.order, calls.memo) == (["GET", "note", "POST"], {"end_at": AT + 1800})
    assert (calls.sent[1].repeatable, calls.sent[1].looked) == (False, True)


def test_a_lost_answer_gives_the_minutes_once() -> None:
    arrived = takings_json(end_at=iso(AT + 2100))
    calls = FakeCalls(takings_json(), lost(), arrived)
    assert refused(Verb.EXTRA_TIME, calls).retry
    assert "5 more minutes" in done(Verb.EXTRA_TIME, calls).words
    assert len(sent(calls)) == 1


def test_what_did_not_arrive_is_sent_again() -> None:
    calls = FakeCalls(takings_json(), lost(), takings_json(), moved(5))
    refused(Verb.EXTRA_TIME, calls)
    done(Verb.EXTRA_TIME, calls)
    assert len(sent(calls)) == 2


def test_minutes_that_canvas_takes_and_does_not_give_are_a_failure() -> None:
    failed = refused(Verb.EXTRA_TIME, FakeCalls(takings_json(), moved(0)))
    assert (failed.retry, "did not move the end" in str(failed)) == (False, True)


def test_an_attempt_to_come_gets_the_minutes_on_top_of_those_it_had() -> None:
    calls = FakeCalls(SETTINGS, lost(), takings_json(workflow_state="settings_only", extra_time=35), {})
    refused(Verb.EXTRA_TIME, calls)
    assert "35 extra minutes" in done(Verb.EXTRA_TIME, calls).words
    assert [form["quiz_extensions[][extra_time]"] for _, _, form in sent(calls)] == ["35", "35"]
    assert all(call.repeatable for call in calls.sent if call.method == "POST")


def test_a_student_whom_canvas_does_not_know_yet_gets_all_minutes_so_far() -> None:
    calls = FakeCalls(NOBODY, {})
    done(Verb.EXTRA_TIME, calls, attempt=replace(ATTEMPT, extra_minutes=15))
    assert sent(calls)[0][2]["quiz_extensions[][extra_time]"] == "15"


def test_an_attempt_that_ended_meanwhile_is_not_prolonged() -> None:
    calls = FakeCalls(takings_json(), lost(), OVER)
    refused(Verb.EXTRA_TIME, calls)
    assert not refused(Verb.EXTRA_TIME, calls).retry
    assert len(sent(calls)) == 1


def test_without_a_time_limit_there_is_nothing_to_add_to() -> None:
    calls = FakeCalls()
    failed = refused(Verb.EXTRA_TIME, calls, UNTIMED)
    assert (failed.impossible, "no time limit" in str(failed), calls.sent) == (True, True, [])


# The end, Classic


def test_a_timed_attempt_ends_within_a_minute() -> None:
    calls = FakeCalls(takings_json(), {})
    assert "within a minute" in done(Verb.TERMINATE, calls).words
    assert sent(calls) == [
        ("POST", EXTENSIONS, {"quiz_extensions[][user_id]": "500", "quiz_extensions[][extend_from_now]": "1"})
    ]
    assert calls.order == ["GET", "note", "POST"]


def test_a_second_try_does_not_push_the_end() -> None:
    calls = FakeCalls(takings_json(), lost(), takings_json(end_at=iso(AT + 75)))
    refused(Verb.TERMINATE, calls)
    assert "within a minute" in done(Verb.TERMINATE, calls).words
    assert len(sent(calls)) == 1


@pytest.mark.parametrize("state", [OVER, takings_json(end_at=iso(AT + 59))])
def test_what_is_over_or_ends_by_itself_is_left_alone(state: Any) -> None:
    calls = FakeCalls(state)
    assert done(Verb.TERMINATE, calls).words
    assert sent(calls) == []


def test_who_has_not_started_is_kept_out() -> None:
    calls = FakeCalls(NOBODY, [], {})
    assert "closed the quiz for this student" in done(Verb.TERMINATE, calls).words
    assert sent(calls) == [("POST", OVERRIDES, {
        "assignment_override[student_ids][]": "500", "assignment_override[title]": "Closed by Invigil",
        "assignment_override[lock_at]": iso(AT),
    })]


def test_dates_that_were_made_by_a_lost_try_are_found() -> None:
    calls = FakeCalls(NOBODY, [], lost(), NOBODY, [override_json()])
    refused(Verb.TERMINATE, calls)
    assert "already" in done(Verb.TERMINATE, calls).words
    assert len(sent(calls)) == 1


def test_a_students_own_dates_keep_what_they_had() -> None:
    theirs = override_json(title="Ada", lock_at=None, due_at=iso(AT + 99), unlock_at=None)
    calls = FakeCalls(NOBODY, [override_json(student_ids=[1]), theirs], {})
    done(Verb.TERMINATE, calls)
    assert sent(calls) == [("PUT", f"{OVERRIDES}/77", {
        "assignment_override[due_at]": iso(AT + 99), "assignment_override[lock_at]": iso(AT),
    })]


def test_dates_shared_with_others_are_left_and_the_teacher_told() -> None:
    calls = FakeCalls(NOBODY, [override_json(student_ids=[500, 501], lock_at=None)])
    failed = refused(Verb.TERMINATE, calls)
    assert (failed.retry, "by hand" in str(failed), sent(calls)) == (False, True, [])


def test_untimed_attempts_stay_open_and_that_is_said() -> None:
    calls = FakeCalls(takings_json(end_at=None), [], {})
    words = done(Verb.TERMINATE, calls, UNTIMED).words
    assert "Canvas keeps this attempt open" in words
    assert sent(calls)[0][1] == OVERRIDES


OWN = "/api/v1/courses/7/quizzes/12/submission"
COMPLETE = "/api/v1/courses/7/quizzes/12/submissions/900/complete"
LETS_US = replace(ATTEMPT, own_leave=True)
CODED = quiz_json(time_limit=None, access_code="s3cret")
RUNNING = takings_json(end_at=None, validation_token="v-1")


def test_an_untimed_attempt_is_handed_in_by_the_students_own_leave() -> None:
    calls = FakeCalls(takings_json(end_at=None), CODED, RUNNING, {}, [], {})
    words = done(Verb.TERMINATE, calls, UNTIMED, LETS_US).words
    assert "handed in for the student" in words
    assert [(call.url, call.leave) for call in calls.sent][2:4] == [(OWN, "own"), (COMPLETE, "own")]
    assert dict(calls.sent[3].form) == {"attempt": "1", "validation_token": "v-1", "access_code": "s3cret"}
    assert sent(calls)[-1][1] == OVERRIDES, "and no other attempt can be started"


def test_what_the_student_has_handed_in_is_not_handed_in_twice() -> None:
    over = takings_json(end_at=None, workflow_state="complete")
    calls = FakeCalls(takings_json(end_at=None), CODED, over, [], {})
    assert "handed in" in done(Verb.TERMINATE, calls, UNTIMED, LETS_US).words
    assert COMPLETE not in [call.url for call in calls.sent]


def test_a_code_that_changes_at_that_moment_is_read_once_more() -> None:
    """Invigil itself changes it once nobody is at work any more, and the end of this attempt is such a moment."""
    newer = quiz_json(time_limit=None, access_code="n3wer")
    wrong = IntegrationFailed("invalid access code", retry=False, status=403)
    calls = FakeCalls(takings_json(end_at=None), CODED, RUNNING, wrong, newer, RUNNING, {}, [], {})
    assert "handed in for the student" in done(Verb.TERMINATE, calls, UNTIMED, LETS_US).words
    assert dict(calls.sent[6].form)["access_code"] == "n3wer"


@pytest.mark.parametrize("own", [
    {}, {"quiz_submissions": []}, [], takings_json(end_at=None), ConnectionRevoked("They took their leave back."),
])
def test_a_leave_that_is_of_no_use_leaves_the_attempt_open_and_says_so(own: Any) -> None:
    calls = FakeCalls(takings_json(end_at=None), CODED, own, [], {})
    words = done(Verb.TERMINATE, calls, UNTIMED, LETS_US).words
    assert "Canvas keeps this attempt open" in words
    assert sent(calls)[-1][1] == OVERRIDES, "but no other can be started"


def test_a_hand_in_that_may_still_come_to_pass_is_tried_again() -> None:
    lost_answer = IntegrationFailed("The answer was lost.", doubtful=True)
    calls = FakeCalls(takings_json(end_at=None), CODED, RUNNING, lost_answer)
    assert refused(Verb.TERMINATE, calls, UNTIMED, attempt=LETS_US).retry
    again = FakeCalls(takings_json(end_at=None, workflow_state="complete"))
    assert "handed in already" in done(Verb.TERMINATE, again, UNTIMED, LETS_US).words


def test_with_more_attempts_allowed_the_next_is_shut_too() -> None:
    calls = FakeCalls(takings_json(), {}, [], {})
    done(Verb.TERMINATE, calls, MANY_TRIES)
    assert [url for _, url, _ in sent(calls)] == [EXTENSIONS, OVERRIDES]


# Readmission


def test_readmission_opens_the_dates_and_gives_one_more_attempt() -> None:
    calls = FakeCalls([override_json()], {}, takings_json(workflow_state="complete", extra_attempts=1, attempt=2), {})
    assert "one more attempt" in done(Verb.READMIT, calls).words
    assert sent(calls) == [
        ("DELETE", f"{OVERRIDES}/77", {}),
        ("POST", EXTENSIONS, {"quiz_extensions[][user_id]": "500", "quiz_extensions[][extra_attempts]": "2"}),
    ]


def test_readmission_tried_again_gives_one_attempt() -> None:
    calls = FakeCalls([], OVER, lost(), [], takings_json(workflow_state="complete", extra_attempts=1), {})
    refused(Verb.READMIT, calls)
    done(Verb.READMIT, calls)
    assert [form["quiz_extensions[][extra_attempts]"] for _, _, form in sent(calls)] == ["1", "1"]


@pytest.mark.parametrize(
    ("state", "quiz"), [(NOBODY, CLASSIC), (OVER, replace(CLASSIC, attempts=None)), (OVER, MANY_TRIES)]
)
def test_who_can_start_anyway_needs_no_more_attempts(state: Any, quiz: QuizInLms) -> None:
    calls = FakeCalls([], state)
    assert "can start again" in done(Verb.READMIT, calls, quiz).words
    assert sent(calls) == []


def test_dates_that_invigil_did_not_make_are_not_taken_back() -> None:
    assert "by hand" in str(refused(Verb.READMIT, FakeCalls([override_json(title="Ada")])))


# New Quizzes


def test_more_time_in_new_quizzes_is_an_array_and_goes_out_once() -> None:
    calls = FakeCalls({"message": "ok", "successful": [{"user_id": "500"}], "failed": []})
    assert "5 extra minutes" in done(Verb.EXTRA_TIME, calls, NEW).words
    [call] = calls.sent
    assert (call.method, call.url) == ("POST", "/api/quiz/v1/courses/7/accommodations")
    assert call.json == [{"user_id": 500, "extra_time": 5, "apply_to_in_progress_quiz_sessions": True}]
    assert (call.harmless, call.looked) == (False, False)


@pytest.mark.parametrize("answer", [
    {"successful": [], "failed": [{"user_id": 500, "error": "not enrolled"}]}, {"successful": [{"user_id": 1}]}, {},
])
def test_a_failure_that_comes_with_200_is_one(answer: Any) -> None:
    failed = refused(Verb.EXTRA_TIME, FakeCalls(answer), NEW)
    assert (failed.retry, "did not give the time" in str(failed)) == (False, True)
    assert ("not enrolled" in str(failed)) == ("failed" in answer)


def test_new_quizzes_end_and_open_by_the_students_dates() -> None:
    calls = FakeCalls([], {}, [override_json()], {})
    done(Verb.TERMINATE, calls, NEW)
    calls.memo.clear()
    assert "give one more in Canvas" in done(Verb.READMIT, calls, NEW).words
    assert [(method, url) for method, url, _ in sent(calls)] == [
        ("POST", "/api/v1/courses/7/assignments/35/overrides"),
        ("DELETE", "/api/v1/courses/7/assignments/35/overrides/77"),
    ]


# The gradebook


def test_the_staff_column_is_made_once_and_filled() -> None:
    listed = [{"id": 5, "title": "Notes"}, {"id": 6, "title": "Invigil: Old name (classic 12)"}]
    calls = FakeCalls([], {"id": 9}, {}, listed, {})
    assert "staff column" in done(Verb.FLAG, calls, reason_msg="A phone").words
    done(Verb.ANNOTATE, calls, outcome=OUTCOME)
    columns = "/api/v1/courses/7/custom_gradebook_columns"
    assert calls.sent[0].url == f"{columns}?include_hidden=true&per_page=100"
    assert sent(calls) == [
        ("POST", columns, {"column[title]": "Invigil: Midterm (classic 12)"}),
        ("PUT", f"{columns}/9/data/500", {"column_data[content]": "Flagged: A phone"}),
        ("PUT", f"{columns}/6/data/500", {
            "column_data[content]": "Flagged. 3 incidents (1 high, 2 low). Verdict pending. Report in Invigil."
        }),
    ]
    assert (calls.sent[1].repeatable, calls.sent[1].looked) == (False, True)


def test_a_cell_holds_no_more_than_canvas_keeps() -> None:
    calls = FakeCalls([{"id": 6, "title": "Invigil: x (classic 12)"}], {})
    Canvas().show_outcome(replace(OUTCOME, verdict="invalid", verdict_note="n" * 900), exam(), ATTEMPT, calls)
    assert len(sent(calls)[0][2]["column_data[content]"]) == 255


def test_a_label_is_used_where_the_key_is_not_limited_and_one_is_there() -> None:
    free = exam(api=replace(API, scopes=frozenset()))
    nodes = [{"_id": "1", "name": "Late"}, {"_id": "3", "name": "Proctoring"}]
    found = {"data": {"course": {"customGradeStatusesConnection": {"nodes": nodes}}}}
    calls = FakeCalls(found, {})
    assert "label" in Canvas().perform(Command(Verb.FLAG, AT), free, ATTEMPT, calls).words
    assert sent(calls)[1] == (
        "PUT", "/api/v1/courses/7/assignments/34/submissions/500", {"submission[custom_grade_status_id]": "3"}
    )
    column = {"id": 6, "title": "Invigil: x (classic 12)"}
    none = FakeCalls(IntegrationFailed("no", retry=False, status=401), [column], {})
    assert "staff column" in Canvas().perform(Command(Verb.FLAG, AT), free, ATTEMPT, none).words


def test_a_grade_is_hidden_once_the_attempt_is_over_and_shown_again() -> None:
    fine = {"data": {"hideAssignmentGrades": {"errors": None}}}
    calls = FakeCalls(takings_json(end_at=iso(AT + 60)), OVER, fine, fine)
    early = refused(Verb.HOLD_GRADE, calls)
    assert (early.retry, early.after_s) == (True, 62.0)
    assert "hides the grade" in done(Verb.HOLD_GRADE, calls).words
    assert "shows the student" in done(Verb.RELEASE_GRADE, calls).words
    hide, show = calls.sent[2:]
    assert (hide.url, hide.json["variables"], hide.leave) == (
        "/api/graphql", {"assignment": "34", "students": ["500"]}, "api"
    )
    assert "hideAssignmentGrades" in hide.json["query"]
    assert "postAssignmentGrades" in show.json["query"]


def test_an_attempt_that_runs_past_its_end_is_soon_asked_for_again() -> None:
    late, extended = takings_json(end_at=iso(AT + 60)), takings_json(end_at=iso(AT + 80))
    calls = FakeCalls(late, late, extended, takings_json(end_at=iso(AT - 5)), takings_json(), takings_json(end_at=None))
    waits = [refused(Verb.HOLD_GRADE, calls).after_s for _ in range(6)]
    assert waits == [62.0, 10.0, 82.0, 2.0, 90.0, 10.0]


@pytest.mark.parametrize("status", [401, 403])
def test_a_key_that_may_not_hide_grades_is_nobodys_error(status: int) -> None:
    failed = refused(Verb.RELEASE_GRADE, FakeCalls(IntegrationFailed("no", retry=False, status=status)))
    assert (failed.impossible, "Hide grades" in str(failed)) == (True, True)


@pytest.mark.parametrize("answer", [
    {"errors": [{"message": "not found"}]}, {"data": {"x": {"errors": [{"message": "not found"}]}}}, {"data": None},
])
def test_errors_of_graphql_come_with_200(answer: Any) -> None:
    assert "Canvas says" in str(refused(Verb.RELEASE_GRADE, FakeCalls(answer)))


# What is not done


@pytest.mark.parametrize("verb", [v for v in Verb if v not in (Verb.PAUSE, Verb.RESUME, Verb.GATE_START, Verb.RELEASE,
                                                               Verb.GRADE, Verb.ROSTER)])
def test_without_canvas_own_number_of_the_student_nothing_is_sent(verb: Verb) -> None:
    calls = FakeCalls()
    outcome = OUTCOME if verb is Verb.ANNOTATE else None
    failed = refused(verb, calls, attempt=replace(ATTEMPT, user=""), outcome=outcome)
    assert ("$Canvas.user.id" in str(failed), calls.sent) == (True, [])


@pytest.mark.parametrize("verb", [Verb.PAUSE, Verb.RESUME, Verb.GATE_START, Verb.RELEASE, Verb.GRADE, Verb.ROSTER])
def test_what_canvas_cannot_do_is_not_tried(verb: Verb) -> None:
    calls = FakeCalls()
    assert not refused(verb, calls).retry
    assert calls.sent == []
