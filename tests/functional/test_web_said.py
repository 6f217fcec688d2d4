"""What is said where an access code opens the quiz: what nobody judges, who was unwatched, and what was before."""

from dataclasses import replace
from typing import Any

import pytest
from test_web_by_code import from_quiz
from test_web_quizzes import TOKEN, course, gate, save, set_up, shut
from web_stage import Page, Stage

from integrations import registry
from tests.fakes.quiz_lms import FAMILY, QuizLms, a_quiz
from tool.monitoring.exam import attempts, takings
from tool.monitoring.exam.takings import Taken

CUSTOM = "https://purl.imsglobal.org/spec/lti/claim/custom"


@pytest.fixture(autouse=True)
def lms(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> QuizLms:
    """The stage's LMS has quizzes, and an administrator has connected its API."""
    made = QuizLms()
    made.put(a_quiz("12"))
    monkeypatch.setattr(registry, "ADAPTERS", (made, *registry.ADAPTERS))
    with stage.web.base.works() as work:
        work.platforms.save(replace(work.platforms.get("reg-1"), family=FAMILY))
    stage.web.base.api_tokens.keep(TOKEN)
    return made


def come(stage: Stage, exam_id: str) -> str:
    """An examinee comes from the quiz's page; return their attempt."""
    custom = {"invigil_course": "77", "invigil_user": "501"}
    return str(from_quiz(stage, exam_id, **{CUSTOM: custom}).view["attempt_id"])


def read(stage: Stage, page: Page, path: str) -> Any:
    answer = stage.http.get(path, headers=page.bearer)
    assert answer.status_code == 200, answer.text
    return answer.json


def handed_in(stage: Stage, attempt_id: str) -> None:
    with stage.web.base.works() as work:
        attempts.submitted(work, attempt_id, stage.clock())


def stray(stage: Stage, exam_id: str, user: str) -> None:
    with stage.web.base.works() as work:
        bound = work.bound_quizzes.find(exam_id)
        assert bound is not None
        seen = [Taken(user, "s", 9, over=False, started_at=stage.clock() + 400)]
        takings.settle(work, bound, seen, stage.clock() + 500)


def test_set_up_console_and_report_say_what_nobody_judges(stage: Stage) -> None:
    page = shut(stage, "12")
    exam_id = page.view["exam_id"]
    said = read(stage, page, f"/api/exams/{exam_id}")["not_judged"]
    assert said["log"] == "offered"
    assert {"tab_hidden", "fullscreen_left"} <= set(said["types"])
    assert "quiz_left" not in said["types"]
    attempt_id = come(stage, exam_id)
    console = stage.socket(Page("console", page.view))
    assert console.heard_last("snapshot")["not_judged"] == said
    of_attempt = console.did("open", {"attempt_id": attempt_id})["not_judged"]
    assert (of_attempt["log"], "quiz_left" in of_attempt["types"]) == ("unread", True)
    report = f"/api/attempts/{attempt_id}/report"
    assert read(stage, page, report)["detail"]["not_judged"] == of_attempt
    with stage.web.base.works() as work:
        work.attempts.save(replace(work.attempts.get(attempt_id), log_read_at=stage.clock()))
    assert read(stage, page, report)["detail"]["not_judged"] == {"types": said["types"], "log": "read"}


def test_what_was_not_judged_is_said_after_proctoring_was_stopped(stage: Stage, lms: QuizLms) -> None:
    lms.logged_kinds = frozenset()
    page = shut(stage, "12")
    attempt_id = come(stage, page.view["exam_id"])
    handed_in(stage, attempt_id)
    gate(stage, page, "/stop")
    stage.web.base.gatekeeper.run_once()
    assert gate(stage, page).json["gate"] is None
    said = read(stage, page, f"/api/attempts/{attempt_id}/report")["detail"]["not_judged"]
    assert (said["log"], "quiz_left" in said["types"]) == ("none", True)
    assert read(stage, page, f"/api/exams/{page.view['exam_id']}")["not_judged"] == said


def test_an_exam_that_lti_opens_says_nothing_of_the_kind(stage: Stage) -> None:
    page = stage.console()
    assert read(stage, page, f"/api/exams/{page.view['exam_id']}")["not_judged"] is None


def test_who_was_unwatched_is_in_the_courses_list_and_in_their_own_report(stage: Stage) -> None:
    page = shut(stage, "12")
    exam_id = page.view["exam_id"]
    attempt_id = come(stage, exam_id)
    handed_in(stage, attempt_id)
    for user in ("501", "99"):
        stray(stage, exam_id, user)
    began, seen_at = float(round(stage.clock() + 400)), stage.clock() + 500
    gate(stage, page, "/stop")
    stage.web.base.gatekeeper.run_once()
    [exam] = read(stage, course(stage), "/api/course")["exams"]
    assert (exam["stray_count"], exam["gate"]) == (2, None)
    assert {each["user"]: (each["since"], each["seen_at"]) for each in exam["strays"]} == {
        "501": (began, seen_at), "99": (began, seen_at),
    }
    assert read(stage, page, f"/api/attempts/{attempt_id}/report")["stray"]["user"] == "501"


def test_a_quiz_that_was_proctored_before_leads_to_the_exam_of_then(stage: Stage) -> None:
    first = shut(stage, "12")
    handed_in(stage, come(stage, first.view["exam_id"]))
    gate(stage, first, "/stop")
    stage.web.base.gatekeeper.run_once()
    second = set_up(stage, course(stage), "12")
    assert second.view["exam_id"] != first.view["exam_id"]
    [earlier] = read(stage, second, f"/api/exams/{second.view['exam_id']}")["earlier"]
    assert (earlier["exam_id"], earlier["attempts"], earlier["until"]) == (first.view["exam_id"], 1, stage.clock())
    path = f"/api/exams/{second.view['exam_id']}/earlier"
    answer = stage.http.post(path, headers=second.bearer, json={"exam_id": earlier["exam_id"]})
    ticket = answer.json["url"].split("#ticket=")[1]
    opened = stage.http.post("/api/session", json={"ticket": ticket}).json
    assert (opened["surface"], opened["exam_id"]) == ("console", first.view["exam_id"])
    other = str(stage.console().view["exam_id"])
    refused = stage.http.post(path, headers=second.bearer, json={"exam_id": other})
    assert (refused.status_code, refused.json["code"]) == (409, "not_earlier")
    assert save(stage, second)["earlier"] == [earlier]


def test_what_was_only_a_draft_is_no_earlier_exam(stage: Stage) -> None:
    first = shut(stage, "12")  # saved, and stopped before anybody came
    gate(stage, first, "/stop")
    stage.web.base.gatekeeper.run_once()
    second = set_up(stage, course(stage), "12")
    assert read(stage, second, f"/api/exams/{second.view['exam_id']}")["earlier"] == []
