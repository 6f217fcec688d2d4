"""A course's page: its exams in numbers, and the way from there into one of them."""

from typing import Any

import pytest
from lti_fakes import INSTRUCTOR, MEMBERSHIP
from sqlalchemy import event
from web_stage import DEEP_LINKING, EXAM_2, Page, Stage, ticket_of

COURSE = {
    "https://purl.imsglobal.org/spec/lti/claim/custom": {"invigil_place": "course_navigation"},
    "RESOURCE_LINK": {"id": "course-1"},
}
ASSISTANT = f"{MEMBERSHIP}/Instructor#TeachingAssistant"


def course(stage: Stage, **overrides: Any) -> Page:
    """A teacher opens the course's page."""
    given = {"sub": "teacher-1", "name": "Emmy Noether", "ROLES": [INSTRUCTOR], **COURSE, **overrides}
    answer = stage.http.post("/api/course/session", json={"ticket": ticket_of(stage.launch(**given))})
    assert answer.status_code == 200, answer.text
    return Page("course", answer.json)


def exams_of(stage: Stage, page: Page) -> list[dict[str, Any]]:
    answer = stage.http.get("/api/course", headers=page.bearer)
    assert answer.status_code == 200, answer.text
    return list(answer.json["exams"])


def opened(stage: Stage, page: Page, exam_id: str, surface: str) -> Any:
    return stage.http.post(f"/api/course/exams/{exam_id}/open", headers=page.bearer, json={"surface": surface})


def test_exams_in_numbers(stage: Stage) -> None:
    page, _widget = stage.running()
    flag = {"attempt_id": page.view["attempt_id"], "kind": "flag", "reason": "technical"}
    stage.socket(stage.console()).did("decide", flag)
    waiting = stage.socket(stage.widget("user-4"))
    waiting.did("consent", {"agreed": True})
    waiting.did("check_in", {"camera": True, "microphone": True})
    stage.clock.now += 1
    stage.widget("user-5", **EXAM_2)
    stage.page(sub="user-5", MESSAGE_TYPE="LtiEndAssessment", ATTEMPT_NUMBER=1, **EXAM_2)
    stage.clock.now += 1
    stage.page(**{**DEEP_LINKING, "sub": "teacher-1"})  # looked at the set-up page and left
    draft = stage.page(**{**DEEP_LINKING, "sub": "teacher-1"})
    put = stage.http.post(f"/api/exams/{draft.view['exam_id']}/deep-link", headers=draft.bearer, json={})
    assert put.status_code == 200
    stage.console(RESOURCE_LINK={"id": "link-9"}, CONTEXT={"id": "course-2", "title": "Elsewhere"})
    shown = ("title", "linked", "waiting", "open", "total", "flagged")
    assert [tuple(exam[name] for name in shown) for exam in exams_of(stage, course(stage))] == [
        ("Final exam", True, 1, 2, 2, 1), ("Other exam", True, 0, 0, 1, 0), ("Exam", False, 0, 0, 0, 0),
    ]


def test_the_numbers_of_many_exams_take_no_more_queries(stage: Stage) -> None:
    def queries() -> int:
        asked: list[str] = []
        engine = stage.web.base.database.engine
        event.listen(engine, "before_cursor_execute", note := lambda *a: asked.append(a[2]))
        exams_of(stage, page)
        event.remove(engine, "before_cursor_execute", note)
        return len([statement for statement in asked if statement.startswith("SELECT")])

    page = course(stage)
    stage.widget()
    few = queries()
    for number in range(4):
        stage.widget(RESOURCE_LINK={"id": f"more-{number}"})
    assert queries() == few


@pytest.mark.parametrize("surface", ["console", "setup"])
def test_an_exam_opens_once_for_the_same_person(stage: Stage, surface: str) -> None:
    exam_id = stage.console().view["exam_id"]
    page = course(stage)
    address = opened(stage, page, exam_id, surface).json["url"]
    assert address.startswith(f"https://tool.example/{surface}?platform=reg-1#ticket=")
    ticket = address.split("#ticket=")[1]
    view = stage.http.post("/api/session", json={"ticket": ticket}).json
    assert (view["surface"], view["exam_id"], view["role"]) == (surface, exam_id, "teacher")
    assert (view["person_name"], view["deep_linking"]) == ("Emmy Noether", False)
    assert stage.http.post("/api/session", json={"ticket": ticket}).status_code == 401
    session = stage.web.base.sessions.read(view["token"])
    assert session.began_at == stage.web.base.sessions.read_course(page.token).began_at
    assert stage.http.get(address.split("#")[0]).status_code in (200, 404)


def test_the_opened_page_may_be_framed_by_the_lmss_own_pages(stage: Stage) -> None:
    exam_id = stage.console().view["exam_id"]
    page = course(stage, LAUNCH_PRESENTATION={"return_url": "https://school.hosted.example/back"})
    address = opened(stage, page, exam_id, "console").json["url"]
    policy = stage.http.get(address.split("#")[0]).headers["Content-Security-Policy"]
    assert "https://school.hosted.example" in policy


def test_exams_of_other_courses_do_not_open(stage: Stage) -> None:
    elsewhere = stage.console(RESOURCE_LINK={"id": "link-9"}, CONTEXT={"id": "course-2", "title": "Elsewhere"})
    for exam_id in (elsewhere.view["exam_id"], "nothing"):
        answer = opened(stage, course(stage), exam_id, "console")
        assert (answer.status_code, answer.json["code"]) == (404, "not_found")
    assert stage.rows("tickets") == 0


def test_an_assistant_watches_but_does_not_set_up(stage: Stage) -> None:
    exam_id = stage.console().view["exam_id"]
    page = course(stage, ROLES=[ASSISTANT])
    assert stage.http.get("/api/course", headers=page.bearer).json["may_set_up"] is False
    assert opened(stage, page, exam_id, "console").status_code == 200
    answer = opened(stage, page, exam_id, "setup")
    assert (answer.status_code, answer.json["code"]) == (403, "teachers_only")
    assert opened(stage, page, exam_id, "admin").status_code == 400


def test_a_course_session_is_renewed_and_ends_with_its_platform(stage: Stage) -> None:
    page = course(stage)
    stage.clock.now += 600
    renewed = stage.http.post("/api/course/session/renew", headers=page.bearer)
    assert renewed.json["expires_at"] == stage.clock() + stage.settings.session_lifetime_s
    stage.switch("reg-1", active=False)
    for method, path in (("GET", "/api/course"), ("POST", "/api/course/session/renew")):
        answer = stage.http.open(path, method=method, headers={"Authorization": f"Bearer {renewed.json['token']}"})
        assert (answer.status_code, answer.json["code"]) == (401, "platform_off")


def test_it_is_for_course_sessions_only(stage: Stage) -> None:
    for headers in ({}, stage.console().bearer):
        for method, path in (
            ("GET", "/api/course"), ("POST", "/api/course/session/renew"), ("POST", "/api/course/exams/x/open"),
        ):
            assert stage.http.open(path, method=method, headers=headers).status_code == 401
