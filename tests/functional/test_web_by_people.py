"""Exams whose quiz a list of people opens: how they stand for staff, and whom an examinee's page leads in."""

from dataclasses import replace

import pytest
from test_web_by_code import decide
from test_web_quizzes import TOKEN, listed, proctor, save, set_up
from test_web_quizzes import course as course_page
from web_bound import bind
from web_bound import listed as own_list
from web_stage import Page, Socket, Stage

from integrations import registry
from integrations.lti_only.adapter import LtiOnly
from integrations.quizzes import HandOver, QuizInLms
from tests.fakes.list_lms import ListLms
from tests.fakes.quiz_lms import FAMILY, a_quiz
from tool.monitoring.exam.quiz_records import GateState

IDS = {"invigil_user": "_9_1", "invigil_place": "course_navigation"}


class Listing(LtiOnly):
    """An LMS that opens quizzes to the people of a list."""

    name = "listing"

    def hand_over(self, quiz: QuizInLms, code: str) -> HandOver:
        assert code == ""
        return HandOver(quiz.url)


@pytest.fixture
def exam_id(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(registry, "PLAIN", Listing())
    found = str(stage.console().view["exam_id"])
    bind(stage, found, code_secret="", holds=100, inside=("keeper",))
    return found


def waiting(stage: Stage, exam_id: str) -> tuple[Page, Socket]:
    mine = own_list(stage, custom=IDS)
    url = stage.http.post(f"/api/own/exams/{exam_id}/open", headers=mine.bearer).json["url"]
    view = stage.http.post("/api/session", json={"ticket": url.split("#ticket=")[1]}).json
    page = Page("widget", view)
    widget = stage.socket(page, "page-1")
    widget.did("consent", {"agreed": True})
    widget.did("check_in", {"camera": True, "microphone": True})
    return page, widget


def test_the_way_in_is_given_once_the_examinee_is_in_the_list(stage: Stage, exam_id: str) -> None:
    page, widget = waiting(stage, exam_id)
    decide(stage, page, "admit")
    refused = widget.ask("hand_over", None)
    assert refused["error"]["code"] == "shut"
    assert "does not open for you yet" in refused["error"]["message"]
    with stage.web.base.works() as work:
        bound = work.bound_quizzes.find(exam_id)
        assert bound is not None
        work.bound_quizzes.save(replace(bound, inside=("_9_1", "keeper"), let_in=("_9_1",)))
    assert widget.did("hand_over") == {"url": "https://lms.example/quizzes/1", "code": ""}


def test_the_page_says_of_no_log_that_there_is_none(stage: Stage, exam_id: str) -> None:
    _page, widget = waiting(stage, exam_id)
    assert widget.heard_last("attempt")["unlogged"] is True
    bind(stage, exam_id, gate=GateState.SET)
    widget.did("consent", {"agreed": True})


def test_a_quiz_of_the_courses_list_is_proctored_and_the_teacher_reads_what_is_missing(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    lms = ListLms(fault="Make the list: one, two, three.")
    lms.put(a_quiz(course="course-1"))
    monkeypatch.setattr(lms, "ids_of_lti", True, raising=False)
    monkeypatch.setattr(registry, "ADAPTERS", (lms, *registry.ADAPTERS))
    with stage.web.base.works() as work:
        work.platforms.save(replace(work.platforms.get("reg-1"), family=FAMILY))
    stage.web.base.api_tokens.keep(TOKEN)
    teacher = course_page(stage, course_id="")  # the course's id is LTI's own
    assert [quiz["title"] for quiz in listed(stage, teacher)["quizzes"]] == ["Midterm"]
    assert proctor(stage, teacher).status_code == 200
    page = set_up(stage, teacher)
    assert save(stage, page)["gate"]["people"] == {"inside": 0, "holds": 3}
    stage.web.base.gatekeeper.run_once()
    [shown] = listed(stage, teacher)["quizzes"]
    assert (shown["gate"]["state"], shown["gate"]["trouble"]) == ("setting", lms.fault)
    lms.fault = ""
    answer = stage.http.post(f"/api/exams/{page.view['exam_id']}/gate/again", headers=page.bearer)
    assert answer.status_code == 200
    stage.web.base.gatekeeper.run_once()
    [shown] = listed(stage, teacher)["quizzes"]
    assert (shown["gate"]["state"], shown["gate"]["people"]) == ("set", {"inside": 1, "holds": 3})
