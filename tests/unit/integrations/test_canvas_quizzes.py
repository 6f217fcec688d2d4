"""What the adapter reads of Canvas's quizzes, and how it shuts them."""

from typing import Any

import pytest

from integrations.base import IntegrationFailed, NotConnected, NotThere
from integrations.canvas import api
from integrations.canvas.adapter import Canvas
from integrations.canvas.endpoints import ALL, SCOPES
from integrations.http import Reply
from integrations.quizzes import HandOver, ListedQuiz, LogEntry, LogWord, QuizInLms, Taking
from tests.factories.canvas_answers import (
    AT,
    CLASSIC,
    NEW,
    ORIGIN,
    new_json,
    quiz_json,
    taking_json,
    takings_json,
)
from tests.fakes.ways_out import FakeCalls

C = Canvas()
GONE = IntegrationFailed("Reading was answered with 404.", retry=False, status=404)
TAKING = Taking("500", "900", 1, over=False, started_at=AT - 1800, ends_at=AT + 1800)


def calls(*replies: Any) -> FakeCalls:
    made = FakeCalls(*replies)
    made.origin = ORIGIN
    return made


def page(entries: Any, link: str = "") -> Reply:
    return Reply(200, entries, {"link": link} if link else {}, f"{ORIGIN}/api/v1/x")


def test_scopes_are_those_of_the_calls_and_fit_into_one_authorisation() -> None:
    assert len(set(SCOPES)) == len(ALL) == 18
    assert "url:PUT|/api/v1/courses/:course_id/custom_gradebook_columns/:id/data/:user_id" in SCOPES
    assert len(" ".join(SCOPES)) < 8000
    assert C.api_paths == ("/login/oauth2/auth", "/login/oauth2/token")


def test_an_id_cannot_lead_elsewhere() -> None:
    made = calls(quiz_json())
    C.quiz(QuizInLms("classic", "7/../8", "12?a=b"), made)
    assert made.sent[0].url == "/api/v1/courses/7%2F..%2F8/quizzes/12%3Fa%3Db"


def test_both_kinds_are_listed_each_once() -> None:
    next_type = quiz_json(id=13, quiz_type="quizzes.next", assignment_id=35)
    twin = quiz_json(id=14, assignment_id=35)
    made = calls([quiz_json(), next_type, twin], [new_json()])
    assert C.quizzes("7", made) == [
        ListedQuiz(CLASSIC, True, "", api.unix("2027-01-15T08:00:00Z"), None), ListedQuiz(NEW, True, "abc", None, None)
    ]
    assert [(call.method, call.url, call.leave) for call in made.sent] == [
        ("GET", "/api/v1/courses/7/quizzes?per_page=100", "api"),
        ("GET", "/api/quiz/v1/courses/7/quizzes?per_page=100", "api"),
    ]
    assert all(call.scopes[0] in SCOPES for call in made.sent)


@pytest.mark.parametrize("status", [401, 403, 404, None])
def test_a_course_without_new_quizzes_has_its_classic_ones(status: int | None) -> None:
    made = calls([quiz_json()], IntegrationFailed("no", retry=False, status=status))
    assert [listed.quiz for listed in C.quizzes("7", made)] == [CLASSIC]


@pytest.mark.parametrize("trouble", [IntegrationFailed("busy", status=503), NotConnected("no")])
def test_trouble_is_not_taken_for_a_course_without_new_quizzes(trouble: IntegrationFailed) -> None:
    with pytest.raises(IntegrationFailed):
        C.quizzes("7", calls([quiz_json()], trouble))


def test_lists_are_read_page_by_page_on_the_lms_that_was_connected() -> None:
    first = page([quiz_json()], (
        '<https://other.host/api/v1/courses/7/quizzes?page=1,1>; rel="current",'
        '<http://other.host/api/v1/courses/7/quizzes?page=2&per_page=100>; title="a, b"; rel="next", '
        "<https://x/l>; rel=last"
    ))
    made = calls(first, page([quiz_json(id=13)]), [])
    assert [listed.quiz.id for listed in C.quizzes("7", made)] == ["12", "13"]
    assert made.sent[1].url == "/api/v1/courses/7/quizzes?page=2&per_page=100"


def test_pages_that_lead_in_a_circle_end() -> None:
    link = '</api/v1/courses/7/quizzes?per_page=100>; rel="next"'
    assert len(C.quizzes("7", calls(page([quiz_json()], link), []))) == 1


def test_lists_without_end_are_refused() -> None:
    endless = [page([], f'</api/v1/courses/7/quizzes?page={n}>; rel="next"') for n in range(api.MAX_PAGES)]
    with pytest.raises(IntegrationFailed, match="more than 100 pages"):
        C.quizzes("7", calls(*endless))


@pytest.mark.parametrize("link", ['https://x/y; rel="next"', '<https://x>; rel="next"', '<https://[>; rel="next"'])
def test_a_next_page_that_cannot_be_read_is_no_end(link: str) -> None:
    with pytest.raises(IntegrationFailed, match="next page"):
        C.quizzes("7", calls(page([], link)))


def test_a_quiz_says_the_code_that_it_asks_for() -> None:
    assert C.quiz(CLASSIC, calls(quiz_json(access_code="s3cret"))).code == "s3cret"
    assert C.quiz(CLASSIC, calls(quiz_json())).code == ""
    assert C.quiz(NEW, calls(new_json())) == ListedQuiz(NEW, True, "abc")
    assert C.quiz(NEW, calls(new_json(quiz_settings={"student_access_code": "old"}))).code == ""


def test_an_account_that_may_not_see_codes_is_not_taken_for_a_quiz_without_one() -> None:
    hidden = quiz_json()
    del hidden["access_code"]
    with pytest.raises(IntegrationFailed, match="an account that may edit quizzes"):
        C.quiz(CLASSIC, calls(hidden))


@pytest.mark.parametrize("quiz", [CLASSIC, NEW])
def test_a_deleted_quiz_is_not_there(quiz: QuizInLms) -> None:
    for act in (lambda: C.quiz(quiz, calls(GONE)), lambda: C.set_code(quiz, "x", calls(GONE))):
        with pytest.raises(NotThere):
            act()
    with pytest.raises(NotThere):
        C.takings(CLASSIC, calls(GONE))


def test_a_code_is_set_and_taken_away() -> None:
    made = calls({}, {}, {}, {})
    for quiz in (CLASSIC, NEW):
        C.set_code(quiz, "s3cret", made)
        C.set_code(quiz, "", made)
    assert [(call.method, call.url, call.harmless) for call in made.sent] == [
        ("PUT", "/api/v1/courses/7/quizzes/12", True), ("PUT", "/api/v1/courses/7/quizzes/12", True),
        ("PATCH", "/api/quiz/v1/courses/7/quizzes/35", True), ("PATCH", "/api/quiz/v1/courses/7/quizzes/35", True),
    ]
    assert made.sent[0].form == (("quiz[access_code]", "s3cret"), ("quiz[notify_of_update]", "false"))
    assert made.sent[1].form[0] == ("quiz[access_code]", "")
    asks, code = "quiz[quiz_settings][require_student_access_code]", "quiz[quiz_settings][student_access_code]"
    assert (made.sent[2].form, made.sent[3].form) == (((asks, "true"), (code, "s3cret")), ((asks, "false"), (code, "")))


def test_the_way_in_carries_the_code_where_canvas_takes_it() -> None:
    assert C.hand_over(CLASSIC, "s3cret") == HandOver(f"{ORIGIN}/courses/7/quizzes/12/take?access_code=s3cret", "")
    assert C.hand_over(CLASSIC, "a&b c").url.endswith("/take?access_code=a%26b%20c")
    assert C.hand_over(NEW, "s3cret") == HandOver(f"{ORIGIN}/courses/7/assignments/35", "s3cret")
    assert "s3cret" not in repr(C.hand_over(CLASSIC, "s3cret"))
    with pytest.raises(IntegrationFailed, match="address"):
        C.hand_over(QuizInLms("classic", "7", "12"), "s3cret")


def test_takings_are_the_latest_of_each_student_and_no_previews() -> None:
    made = calls({"quiz_submissions": [
        taking_json(attempt=1, workflow_state="complete"), taking_json(attempt=2), "x",
        taking_json(user_id=501, id=901, workflow_state="pending_review", finished_at="2027-01-15T07:00:00Z"),
        taking_json(user_id=502, workflow_state="settings_only"), taking_json(user_id=503, workflow_state="preview"),
        taking_json(user_id=None),
    ]})
    first, second = C.takings(CLASSIC, made)
    assert first == Taking("500", "900", 2, over=False, started_at=AT - 1800, ends_at=AT + 1800)
    assert (second.user, second.over, second.ended_at) == ("501", True, api.unix("2027-01-15T07:00:00Z"))
    assert made.sent[0].url == "/api/v1/courses/7/quizzes/12/submissions?per_page=100"


def test_new_quizzes_tell_nothing_of_attempts() -> None:
    made = calls()
    assert (C.takings(NEW, made), C.log(NEW, TAKING, made), made.sent) == ((), (), [])


def test_the_quiz_log_in_words() -> None:
    lines = [
        {"id": "2", "event_type": "page_focused", "created_at": "2027-01-15T08:00:05Z", "event_data": None},
        {"id": "1", "event_type": "page_blurred", "created_at": "2027-01-15T08:00:00Z"},
        {"id": "3", "event_type": "question_answered", "created_at": "2027-01-15T08:00:06Z", "event_data": {"a": "42"}},
        {"id": "4", "event_type": ["odd"], "created_at": "2027-01-15T08:00:07Z"},
        {"id": "5", "event_type": "page_blurred", "created_at": "soon"}, {"event_type": "page_blurred"}, None,
    ]
    made = calls({"quiz_submission_events": lines})
    assert C.log(CLASSIC, TAKING, made) == [
        LogEntry("1", AT, LogWord.PAGE_LEFT), LogEntry("2", AT + 5, LogWord.PAGE_BACK),
        LogEntry("3", AT + 6, LogWord.ANSWERED), LogEntry("4", AT + 7, LogWord.OTHER),
    ]
    assert made.sent[0].url == "/api/v1/courses/7/quizzes/12/submissions/900/events?attempt=1&per_page=100"


def test_a_course_without_a_quiz_log_says_so_instead_of_showing_an_empty_one() -> None:
    off = IntegrationFailed("Reading the quiz log was answered with 400.", retry=False, status=400)
    with pytest.raises(IntegrationFailed, match="Quiz Log Auditing") as failed:
        C.log(CLASSIC, TAKING, calls(off))
    assert failed.value.impossible


def test_what_is_no_list_is_a_failure() -> None:
    for answer in (None, {}, {"quiz_submissions": "none"}):
        with pytest.raises(IntegrationFailed, match="list could not be read"):
            C.takings(CLASSIC, calls(answer))
    assert C.takings(CLASSIC, calls(takings_json())) == [TAKING]
