"""Bearer tokens: needed, renewed, ended; good for one exam and one role."""

import pytest
from web_stage import EXAM_2, Stage


def test_every_api_route_wants_a_session(stage: Stage) -> None:
    exam_id = stage.console().view["exam_id"]
    for method, path in (
        ("GET", f"/api/exams/{exam_id}"), ("PUT", f"/api/exams/{exam_id}"), ("POST", f"/api/exams/{exam_id}/deep-link"),
        ("GET", "/api/attempts/x/report"), ("POST", "/api/attempts/x/verdict"), ("GET", "/api/evidence/x"),
        ("POST", "/api/session/renew"), ("GET", "/api/course"), ("GET", f"/api/exams/{exam_id}/guests"),
        ("POST", f"/api/exams/{exam_id}/guests"), ("POST", f"/api/exams/{exam_id}/guests/x/revoke"),
        ("POST", "/api/course/session/renew"), ("POST", f"/api/course/exams/{exam_id}/open"),
    ):
        for headers in ({}, {"Authorization": "Bearer nonsense"}, {"Authorization": "Basic abc"}):
            answer = stage.http.open(path, method=method, headers=headers)
            assert answer.status_code == 401, path
            assert answer.json["message"]


def test_a_session_is_renewed(stage: Stage) -> None:
    page = stage.widget()
    stage.clock.now += 600
    renewed = stage.http.post("/api/session/renew", headers=page.bearer)
    assert renewed.status_code == 200
    assert renewed.json["expires_at"] == stage.clock() + stage.settings.session_lifetime_s
    assert renewed.json["attempt_id"] == page.view["attempt_id"]


def test_an_idle_session_ends(stage: Stage) -> None:
    page = stage.widget()
    stage.clock.now += stage.settings.session_lifetime_s + 10
    assert stage.http.post("/api/session/renew", headers=page.bearer).json["code"] == "session_over"


def test_a_session_does_not_go_on_for_ever(stage: Stage) -> None:
    page = stage.widget()
    token = page.token
    for _ in range(55):
        stage.clock.now += 800
        answer = stage.http.post("/api/session/renew", headers={"Authorization": f"Bearer {token}"})
        if answer.status_code != 200:
            break
        token = answer.json["token"]
    assert answer.json["code"] == "session_over"


def test_with_the_platform_off_a_session_is_good_for_nothing(stage: Stage) -> None:
    page, console = stage.widget(), stage.console()
    stage.switch("reg-1", active=False)
    for one in (page, console):
        assert stage.http.post("/api/session/renew", headers=one.bearer).json["code"] == "platform_off"
        assert not stage.socket(one).connected
    answer = stage.http.get(f"/api/exams/{console.view['exam_id']}", headers=console.bearer)
    assert (answer.status_code, answer.json["code"]) == (401, "platform_off")
    assert stage.http.get("/widget?platform=reg-1").status_code == 404


def test_an_examinee_reads_neither_exam_nor_report(stage: Stage) -> None:
    page = stage.widget()
    for path in (f"/api/exams/{page.view['exam_id']}", f"/api/attempts/{page.view['attempt_id']}/report"):
        answer = stage.http.get(path, headers=page.bearer)
        assert (answer.status_code, answer.json["code"]) == (403, "staff_only")


def test_staff_of_one_exam_reach_no_other(stage: Stage) -> None:
    attempt_id = stage.widget().view["attempt_id"]
    elsewhere = stage.console(**EXAM_2)
    mine = stage.console()
    for path in (f"/api/exams/{mine.view['exam_id']}", f"/api/attempts/{attempt_id}/report"):
        answer = stage.http.get(path, headers=elsewhere.bearer)
        assert (answer.status_code, answer.json["code"]) == (404, "not_found")


@pytest.mark.parametrize("body", ["", "{", "[]", '{"ticket": 7}', "null"])
def test_a_malformed_body_is_refused(stage: Stage, body: str) -> None:
    answer = stage.http.post("/api/session", data=body, content_type="application/json")
    assert (answer.status_code, answer.json["code"]) == (400, "bad_request")


def test_a_large_body_is_refused(stage: Stage) -> None:
    assert stage.http.post("/api/session", data=b"x" * 70_000).status_code == 413


def test_other_tokens_are_not_sessions(stage: Stage) -> None:
    page = stage.widget()
    grant = stage.socket(page).did("grant")
    answer = stage.http.post("/api/session/renew", headers={"Authorization": f"Bearer {grant['token']}"})
    assert answer.status_code == 401
