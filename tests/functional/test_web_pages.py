"""Pages and the headers that every answer carries."""

import re

import pytest
from web_stage import Stage


def test_home_says_what_this_is_and_how_to_connect_an_lms(stage: Stage) -> None:
    home = stage.http.get("/")
    assert home.status_code == 200
    for words in ("invigil invite", 'href="/connect"'):
        assert words in home.text
    assert "frame-ancestors 'none'" in home.headers["Content-Security-Policy"]


def test_health(stage: Stage) -> None:
    assert stage.http.get("/healthz").json == {"ok": True, "storage": "ok", "unremoved": 0}


def test_no_health_without_a_database(stage: Stage) -> None:
    with stage.web.base.works():  # whoever holds the database for too long makes it unhealthy
        answer = stage.http.get("/healthz")
    assert (answer.status_code, answer.json) == (503, {"ok": False, "storage": "down", "unremoved": 0})


@pytest.mark.parametrize("surface", ["widget", "console", "setup", "report", "course", "uef"])
def test_shells_belong_to_a_platform(stage: Stage, surface: str) -> None:
    page = stage.http.get(f"/{surface}?platform=reg-1")
    policy = page.headers["Content-Security-Policy"]
    assert page.text == f"<!doctype html><title>{surface}</title>"
    framed_by = "https://lms.example" if surface == "widget" else "'self' https://lms.example"
    assert f"frame-ancestors {framed_by};" in policy
    assert "form-action https://lms.example;" in policy
    assert "connect-src 'self' wss://tool.example https://media.example wss://media.example" in policy
    assert page.headers["Cache-Control"] == "no-store"
    who = "(self)" if surface == "widget" else "()"
    allowed = page.headers["Permissions-Policy"].split(", ")
    assert {f"camera={who}", f"microphone={who}", f"display-capture={who}", "fullscreen=(self)"} <= set(allowed)
    assert f"window-management={who}" in allowed


def test_what_is_no_page_captures_nothing(stage: Stage) -> None:
    for path in ("/", "/healthz", "/connect", "/widget?platform=nobody", "/admin"):
        assert "display-capture=()" in stage.http.get(path).headers["Permissions-Policy"].split(", "), path


def test_only_the_platform_that_is_named_may_frame_the_admin_page(stage: Stage) -> None:
    def framed_by(query: str) -> str:
        (stage.static / "admin.html").write_text("<!doctype html><title>admin</title>")
        policy = stage.http.get(f"/admin{query}").headers["Content-Security-Policy"]
        return policy.split("frame-ancestors ")[1].split(";")[0]

    assert framed_by("") == "'none'"
    assert framed_by("?platform=nobody") == "'none'"
    assert framed_by("?platform=reg-1") == "https://lms.example"


def test_no_shell_for_an_unknown_platform(stage: Stage) -> None:
    for query in ("", "?platform=", "?platform=nobody", "?platform=reg-1'%20OR%201=1"):
        page = stage.http.get(f"/widget{query}")
        assert page.status_code == 404
        assert "What to do:" in page.text


def test_a_missing_build_says_so(stage: Stage) -> None:
    (stage.static / "widget.html").unlink()
    page = stage.http.get("/widget?platform=reg-1")
    assert page.status_code == 503
    assert "make build" in page.text


def test_a_page_about_a_refusal_says_that_it_is_there_and_one_about_trouble_that_passes_does_not(stage: Stage) -> None:
    refused = stage.http.get("/console?platform=nobody")
    assert (refused.status_code, "invigil.page" in refused.text) == (404, True)
    nonce = re.search(r"script-src 'nonce-([^']+)'", refused.headers["Content-Security-Policy"])
    assert nonce is not None
    assert f'<script nonce="{nonce[1]}">' in refused.text
    (stage.static / "console.html").unlink()
    passing = stage.http.get("/console?platform=reg-1")
    assert (passing.status_code, "<script" in passing.text) == (503, False)


def test_static_files_but_no_shells_without_a_policy(stage: Stage) -> None:
    (stage.static / "assets").mkdir()
    (stage.static / "assets" / "a.js").write_text("1")
    with stage.http.get("/static/assets/a.js") as script:
        assert script.status_code == 200
        assert "immutable" in script.headers["Cache-Control"]
        assert script.headers["X-Content-Type-Options"] == "nosniff"
    assert stage.http.get("/static/widget.html").status_code == 404
    assert stage.http.get("/static/../web_stage.py").status_code == 404
    assert stage.http.get("/static/%2e%2e/secret").status_code == 404


def test_every_answer_is_hardened(stage: Stage) -> None:
    for path in ("/", "/healthz", "/nothing", "/lti/jwks.json", "/lti/login", "/api/exams/x", "/widget?platform=reg-1"):
        headers = stage.http.get(path).headers
        assert headers["X-Content-Type-Options"] == "nosniff", path
        assert headers["Referrer-Policy"] in ("strict-origin", "no-referrer"), path
        assert "Set-Cookie" not in headers, path


def test_what_is_not_there(stage: Stage) -> None:
    assert "What to do:" in stage.http.get("/nothing").text
    answer = stage.http.get("/api/nothing")
    assert (answer.status_code, answer.json["code"]) == (404, "not_found")


def test_the_request_log_has_no_queries(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    stage.widget()
    stage.http.get("/lti/register?invitation=SECRET&openid_configuration=https://x.example/SECRET")
    assert "GET /lti/register 403" in caplog.text
    for secret in ("SECRET", "id_token", "Bearer", "Ada", "ada@school.example"):
        assert secret not in caplog.text


def test_a_fault_is_an_answer_too(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    page = stage.console()

    def broken(*_: object) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr("tool.web.exam.snapshots.exam_snapshot", broken)
    answer = stage.http.get(f"/api/exams/{page.view['exam_id']}", headers=page.bearer)
    assert (answer.status_code, answer.json["code"]) == (500, "failed")
    assert "secret detail" not in answer.text
