"""Scores, remarks and results, as the platform's gradebook sees them."""

from typing import Any

import pytest
from lti_fakes import NOW, FakeHttp, answer
from lti_service_fakes import REGISTRATION, naps, scope_asked, service

from lti import claims, grades
from lti.errors import ServiceFailed
from lti.grades import Result, Score
from lti.ports import HttpAnswer, HttpFailed
from lti.services import ServiceCalls

LINE_ITEM = "https://lms.example/li/1?type_id=1"
SCORES_URL = "https://lms.example/li/1/scores?type_id=1"
RESULTS_URL = "https://lms.example/li/1/results?type_id=1"
LOST = HttpFailed("There was no answer.", retry=True)


def comment(calls: ServiceCalls, **more: Any) -> None:
    grades.post_comment(
        LINE_ITEM, registration=REGISTRATION, calls=calls, user_id="user-3",
        comment="2 incidents <b> \u2014 see report", at=NOW + 0.25, **more,
    )


def score(**changes: Any) -> Score:
    values: dict[str, Any] = {
        "user_id": "user-3", "at": NOW, "activity_progress": "Completed", "grading_progress": "FullyGraded",
    }
    return Score(**values | changes)


def post(calls: ServiceCalls, what: Score) -> None:
    grades.post_score(LINE_ITEM, what, registration=REGISTRATION, calls=calls)


def test_remark_without_a_grade() -> None:
    calls, http = service(SCORES_URL, HttpAnswer(200, {}, b"OK"))
    comment(calls)
    assert scope_asked(http) == claims.SCOPE_SCORE
    sent = http.to(SCORES_URL)[0]
    assert (sent.method, sent.headers["Content-Type"]) == ("POST", "application/vnd.ims.lis.v1.score+json")
    assert sent.json == {
        "userId": "user-3", "timestamp": "2027-01-15T08:00:00.250+00:00", "activityProgress": "Submitted",
        "gradingProgress": "PendingManual", "comment": "2 incidents <b> \u2014 see report",
    }


GRANTED = frozenset({claims.SCOPE_SCORE, claims.SCOPE_RESULT_READONLY})


def remark_on(*results: Any, granted: frozenset[str] = GRANTED) -> tuple[dict[str, Any], FakeHttp]:
    """What a remark says where the gradebook answers so."""
    calls, http = service(SCORES_URL, answer({}))
    http.reply(f"{RESULTS_URL}&user_id=user-3", *results)
    comment(calls, granted=granted)
    return http.to(SCORES_URL)[0].json, http


def test_grade_that_is_there_goes_along_with_a_remark() -> None:
    """Moodle empties a grade when a score comes without one (gradebookservices.php, save_grade_item)."""
    sent, _ = remark_on(answer([{"userId": "user-3", "resultScore": 7.5, "resultMaximum": 10}]))
    assert (sent["scoreGiven"], sent["scoreMaximum"], sent["gradingProgress"]) == (7.5, 10, "FullyGraded")
    assert sent["comment"].startswith("2 incidents")


@pytest.mark.parametrize(
    "listed",
    [[], [{"userId": "user-3"}], [{"userId": "other", "resultScore": 1}], [{"userId": "user-3", "resultScore": -1}]],
)
def test_no_grade_no_grade(listed: list[Any]) -> None:
    sent, _ = remark_on(answer(listed))
    assert "scoreGiven" not in sent
    assert sent["gradingProgress"] == "PendingManual"


def test_remark_where_results_may_not_be_read() -> None:
    sent, http = remark_on(answer(None, 403), granted=frozenset({claims.SCOPE_SCORE}))
    assert "scoreGiven" not in sent
    assert http.to(f"{RESULTS_URL}&user_id=user-3") == []


def test_remark_is_not_risked_when_the_grade_cannot_be_read() -> None:
    calls, http = service(SCORES_URL, answer({}))
    http.reply(f"{RESULTS_URL}&user_id=user-3", answer(None, 404))
    with pytest.raises(ServiceFailed, match="Reading the gradebook"):
        comment(calls, granted=GRANTED)
    assert http.to(SCORES_URL) == []


def test_remark_with_extensions_and_other_progress() -> None:
    calls, http = service(SCORES_URL, answer({}))
    extensions = {"https://x.example/a": {"b": 1}}
    comment(calls, activity_progress="Completed", grading_progress="NotReady", extensions=extensions)
    sent = http.to(SCORES_URL)[0].json
    assert (sent["activityProgress"], sent["gradingProgress"]) == ("Completed", "NotReady")
    assert sent["https://x.example/a"] == {"b": 1}


def test_remark_refused() -> None:
    calls, _ = service(SCORES_URL, answer(None, 404))
    with pytest.raises(ServiceFailed, match="gradebook entry was answered with 404"):
        comment(calls)


def test_grade() -> None:
    calls, http = service(SCORES_URL, answer({}))
    post(calls, score(score_given=0, score_maximum=2.5))
    assert http.to(SCORES_URL)[0].json == {
        "userId": "user-3", "timestamp": "2027-01-15T08:00:00.000+00:00", "activityProgress": "Completed",
        "gradingProgress": "FullyGraded", "scoreGiven": 0, "scoreMaximum": 2.5,
    }


@pytest.mark.parametrize(("given", "maximum"), [(1, None), (1, 0), (-1, 1), (float("nan"), 1), (1, float("nan"))])
def test_grade_that_makes_no_sense_is_not_sent(given: float, maximum: float | None) -> None:
    calls, http = service(SCORES_URL, answer({}))
    with pytest.raises(ServiceFailed, match="maximum above zero"):
        post(calls, score(score_given=given, score_maximum=maximum))
    assert http.sent == []


def test_same_score_may_go_again_but_a_remark_would_stand_there_twice() -> None:
    calls, http = service(SCORES_URL, LOST, answer({}))
    post(calls, score())
    first, second = http.to(SCORES_URL)
    assert first.body == second.body
    for added in (score(comment="x"), score(extensions={"https://x.example/a": {}})):
        calls, http = service(SCORES_URL, LOST, answer({}))
        with pytest.raises(ServiceFailed) as caught:
            post(calls, added)
        assert (caught.value.retry, len(http.to(SCORES_URL)), naps(calls)) == (True, 1, [])


def results(calls: ServiceCalls, **more: Any) -> list[Result]:
    return grades.results(LINE_ITEM, registration=REGISTRATION, calls=calls, **more)


def test_results_of_all_pages() -> None:
    following = "https://lms.example/li/1/results?type_id=1&page=2"
    one = {"id": "r", "scoreOf": LINE_ITEM, "userId": "u1", "resultScore": 0.5, "resultMaximum": 10, "comment": " ok "}
    calls, http = service(RESULTS_URL, answer([one, 7, {}, {"userId": ""}], link=f'<{following}>; rel="next"'))
    http.reply(following, answer([{"userId": 2, "resultScore": True, "resultMaximum": 0}]))
    assert results(calls) == [Result("u1", 0.5, 10, "ok"), Result("2", None, 1.0, "")]
    assert scope_asked(http) == claims.SCOPE_RESULT_READONLY
    assert http.to(RESULTS_URL)[0].headers["Accept"] == "application/vnd.ims.lis.v2.resultcontainer+json"


def test_results_whose_numbers_come_as_text() -> None:
    """A result out of "80" that were read as one out of 1 would be written back as another grade."""
    listed = [
        {"userId": "u1", "resultScore": "7.50", "resultMaximum": "80"},
        {"userId": "u2", "resultScore": "", "resultMaximum": None},
    ]
    calls, _ = service(RESULTS_URL, answer(listed))
    assert results(calls) == [Result("u1", 7.5, 80, ""), Result("u2", None, 1.0, "")]


def test_grade_that_comes_as_text_goes_along_with_a_remark() -> None:
    sent, _ = remark_on(answer([{"userId": "user-3", "resultScore": "7.5", "resultMaximum": "10"}]))
    assert (sent["scoreGiven"], sent["scoreMaximum"], sent["gradingProgress"]) == (7.5, 10, "FullyGraded")


@pytest.mark.parametrize("points", [{"resultScore": "87,5"}, {"resultScore": 8, "resultMaximum": "1.000,0"}])
def test_remark_is_not_risked_when_the_points_cannot_be_read(points: dict[str, Any]) -> None:
    calls, http = service(SCORES_URL, answer({}))
    http.reply(f"{RESULTS_URL}&user_id=user-3", answer([{"userId": "user-3", **points}]))
    with pytest.raises(ServiceFailed, match="points could not be read"):
        comment(calls, granted=GRANTED)
    assert http.to(SCORES_URL) == []


def test_results_on_pages_that_lead_in_a_circle() -> None:
    calls, _ = service(RESULTS_URL, answer([{"userId": "u1"}], link=f'<{RESULTS_URL}>; rel="next"'))
    got = results(calls)
    assert [r.user_id for r in got] == ["u1"]
    assert "circle" in got.cut


def test_remark_is_not_risked_when_the_grade_may_be_on_another_page() -> None:
    url = f"{RESULTS_URL}&user_id=user-3"
    link = f'<{url}>; rel="next"'
    calls, http = service(SCORES_URL, answer({}))
    http.reply(url, answer([{"userId": "other"}], link=link))
    with pytest.raises(ServiceFailed, match="circle"):
        comment(calls, granted=GRANTED)
    assert http.to(SCORES_URL) == []
    sent, _ = remark_on(answer([{"userId": "user-3", "resultScore": 7}], link=link))
    assert sent["scoreGiven"] == 7


def test_result_of_one_user_even_if_the_platform_sends_more() -> None:
    calls, _ = service(f"{RESULTS_URL}&user_id=u+1%26&limit=10", answer([{"userId": "u 1&"}, {"userId": "u2"}]))
    assert [r.user_id for r in results(calls, user_id="u 1&", limit=10)] == ["u 1&"]


@pytest.mark.parametrize("reply", [answer({}), answer(None), HttpAnswer(200, {}, b"<html>")])
def test_results_that_cannot_be_read(reply: HttpAnswer) -> None:
    calls, _ = service(RESULTS_URL, reply)
    with pytest.raises(ServiceFailed, match="Reading the gradebook") as caught:
        results(calls)
    assert caught.value.retry is False
