"""The page in a hidden frame of the LMS's own: its user's leave, and the exam of a test whose settings were saved."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from lti_fakes import answer
from uef_stage import ONE_TIME, connect, connected, enrolled, launched, learn, redeemed, state_of
from web_stage import PROCTORING, Stage

from lti.ports import HttpFailed

SAVED = {"content_id": "_1_1", "course_id": "course-1", "enabled": True}


def save(stage: Stage, headers: dict[str, str], **changes: Any) -> Any:
    return stage.http.post("/api/uef/settings", json=SAVED | changes, headers=headers)


def exam_at(stage: Stage, link: str) -> Any:
    with stage.web.base.works() as work:
        return work.exams.by_link(stage.platform.registration.id, link)


def test_the_user_is_asked_for_leave_at_the_connected_lms_and_nothing_secret_lies_open(stage: Stage) -> None:
    connect(stage)
    page = launched(stage)
    assert urlsplit(page.location).path == "/uef"
    assert "frame-ancestors 'self' https://learn.lms.example https://lms.example" in stage.http.get(
        page.location).headers["Content-Security-Policy"]
    view = redeemed(stage, page).json
    asked = urlsplit(view["consent_url"])
    query = {name: values[0] for name, values in parse_qs(asked.query).items()}
    assert asked._replace(query="").geturl() == f"{learn(stage)}/learn/api/public/v1/oauth2/authorizationcode"
    assert query.pop("state")
    assert query == {
        "response_type": "code", "client_id": "app-key", "redirect_uri": "https://tool.example/uef/consented",
        "scope": "*", "one_time_session_token": "once,user-3",
    }
    assert (view["user_token"], view["handle"], view["platform_origin"]) == ("", "invigil-test", learn(stage))
    assert "once" not in page.location


def test_the_code_becomes_the_users_token_which_is_told_once(stage: Stage) -> None:
    connect(stage)
    back = stage.http.get("/uef/consented", query_string={"state": state_of(stage), "code": "code-1"})
    asked = stage.platform.http.sent[-1]
    assert asked.form == {
        "grant_type": "authorization_code", "code": "code-1", "redirect_uri": "https://tool.example/uef/consented",
    }
    assert "leave-of-user" not in back.location
    with stage.web.base.database.session() as session:
        stored = repr(session.connection().exec_driver_sql("SELECT * FROM tickets").all())
    assert "leave-of-user" not in stored
    opened = redeemed(stage, back).json
    assert (opened["user_token"], opened["consent_url"]) == ("leave-of-user", "")
    headers = {"Authorization": f"Bearer {opened['token']}"}
    renewed = stage.http.post("/api/uef/session/renew", headers=headers).json
    assert (renewed["user_token"], renewed["consent_url"]) == ("", "")
    assert redeemed(stage, back).status_code == 401


def test_what_is_not_connected_or_brings_no_proof_says_so(stage: Stage) -> None:
    assert redeemed(stage, launched(stage)).json["code"] == "not_connected"
    connect(stage)
    assert redeemed(stage, launched(stage, **{ONE_TIME: None})).json["code"] == "not_connected"


@pytest.mark.parametrize(
    ("query", "code"), [({"state": "x", "code": "c"}, "session_over"), ({"code": ""}, "no_consent"), ({}, "no_consent"),
                        ({"code": "c" * 3000}, "no_consent")],
)
def test_a_way_back_without_state_or_leave_leads_nowhere(stage: Stage, query: dict[str, str], code: str) -> None:
    connect(stage)
    sent = len(stage.platform.http.sent)
    state = {} if "state" in query else {"state": state_of(stage)}
    said = stage.http.get("/uef/consented", query_string=query | state)
    assert code in said.text
    assert not [s for s in stage.platform.http.sent[sent:] if s.method == "POST"]


def test_a_code_that_the_lms_does_not_take_is_said(stage: Stage) -> None:
    connect(stage)
    state = state_of(stage)
    stage.platform.http.reply(f"{learn(stage)}/learn/api/public/v1/oauth2/token", answer({"error": "x"}, 400))
    said = stage.http.get("/uef/consented", query_string={"state": state, "code": "c"})
    assert said.status_code == 502
    assert "lms_failed" in said.text


def test_saving_makes_the_exam_that_the_lms_then_starts(stage: Stage) -> None:
    headers = connected(stage)
    for _ in range(2):
        said = save(stage, headers)
        assert said.status_code == 200, said.text
    exam = exam_at(stage, "_1_1")
    assert (exam.title, exam.context_id, stage.rows("exams")) == ("Midterm", "course-1", 1)
    assert said.json["lines"][0] == "Invigil watches over this test."
    setup = stage.http.post("/api/session", json={"ticket": said.json["setup_url"].split("ticket=")[1]}).json
    assert (setup["surface"], setup["role"], setup["exam_id"]) == ("setup", "teacher", exam.id)
    examinee = stage.page(sub="user-9", **{**PROCTORING, "RESOURCE_LINK": {"id": "_1_1", "title": "Midterm"}})
    assert examinee.view["exam_id"] == exam.id


def test_switching_off_makes_nothing_and_removes_nothing(stage: Stage) -> None:
    headers = connected(stage)
    assert save(stage, headers, enabled=False).json["setup_url"] == ""
    assert exam_at(stage, "_1_1") is None
    save(stage, headers)
    assert save(stage, headers, enabled=False).status_code == 200
    assert exam_at(stage, "_1_1") is not None


@pytest.mark.parametrize(("role", "status"), [("Student", 200), ("Grader", 200), ("Guest", 200), ("", 404)])
def test_only_who_teaches_the_course_as_the_lms_says_may_do_any_of_it(stage: Stage, role: str, status: int) -> None:
    headers = connected(stage)
    enrolled(stage, "course-1", role, status)
    query = {"course": "course-1", "content": "_1_1"}
    for said in (save(stage, headers), stage.http.get("/api/uef/exam", query_string=query, headers=headers)):
        assert (said.status_code, said.json["code"]) == (403, "teachers_only")
    assert save(stage, headers, course_id="").status_code == 403
    assert exam_at(stage, "_1_1") is None


def test_an_lms_that_does_not_answer_is_no_leave(stage: Stage) -> None:
    headers = connected(stage)
    url = f"{learn(stage)}/learn/api/public/v1/courses/uuid:course-1/users/uuid:user-3?fields=courseRoleId,availability"
    stage.platform.http.reply(url, HttpFailed("There was no complete answer.", retry=True))
    assert save(stage, headers).json["code"] == "lms_failed"
    assert exam_at(stage, "_1_1") is None


def test_a_test_whose_title_cannot_be_read_is_bound_all_the_same(stage: Stage) -> None:
    headers = connected(stage)
    url = f"{learn(stage)}/learn/api/public/v1/courses/uuid:course-1/contents/_1_1?fields=title"
    stage.platform.http.reply(url, answer({}, 403))
    assert save(stage, headers).status_code == 200
    assert exam_at(stage, "_1_1").title == "Proctored test"


def test_what_is_not_known_yet_is_shown_as_what_will_hold(stage: Stage) -> None:
    query = {"course": "course-1", "content": "_1_1"}
    said = stage.http.get("/api/uef/exam", query_string=query, headers=connected(stage)).json
    assert said["setup_url"] == ""
    assert said["lines"][0].startswith("When you save")


def test_a_switched_off_lms_is_out(stage: Stage) -> None:
    headers = connected(stage)
    stage.switch(stage.platform.registration.id, active=False)
    assert save(stage, headers).json["code"] == "platform_off"
