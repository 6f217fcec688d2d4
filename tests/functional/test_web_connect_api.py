"""An administrator connects an LMS's own API: the question, the answer, and everything that may come instead."""

from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from lti_fakes import answer
from test_web_admin import Admin, audited
from web_stage import PUBLIC_URL, Stage

from integrations.canvas.adapter import Canvas
from lti.ports import HttpFailed

LMS = "https://school.example"
TOKEN_URL = f"{LMS}/oauth/token"
SCOPES = ("url:GET|/api/v1/courses/:course_id/quizzes", "url:PUT|/api/v1/courses/:course_id/quizzes/:id")
KEY = {"address": f"{LMS}/accounts/1", "client_id": " 10000000000007 ", "client_secret": "very-secret"}
GIVEN = {
    "access_token": "access-1", "token_type": "Bearer", "refresh_token": "refresh-1", "expires_in": 3600,
    "user": {"id": 5, "name": "Ada Lovelace"},
}
DONE = "/connect/api/done"


@pytest.fixture
def admin(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> Admin:
    monkeypatch.setattr(Canvas, "api_scopes", SCOPES)
    monkeypatch.setattr(Canvas, "api_paths", ("/oauth/auth", "/oauth/token"))
    with stage.web.base.works() as work:
        work.platforms.save(replace(work.platforms.get("reg-1"), family="canvas", api_said=LMS))
    stage.platform.http.reply(TOKEN_URL, answer(GIVEN))
    return Admin(stage, "school")


def asked(admin: Admin) -> str:
    """Ask for leave; return the address of the new tab."""
    url = admin.did("POST", "/platforms/reg-1/api", KEY)["url"]
    assert url.startswith(f"{PUBLIC_URL}/")
    return str(url).removeprefix(PUBLIC_URL)


def sent_on(stage: Stage, path: str, browser: Any = None) -> dict[str, str]:
    """Open the tab; return what the LMS is asked."""
    said = (browser or stage.http).get(path)
    assert said.status_code == 302, said.text
    assert said.location.startswith(f"{LMS}/oauth/auth?")
    assert said.headers["Referrer-Policy"] == "no-referrer"
    return dict(parse_qsl(urlsplit(said.location).query))


def connect(stage: Stage, admin: Admin) -> Any:
    query = sent_on(stage, asked(admin))
    return stage.http.get(DONE, query_string={"state": query["state"], "code": "code-1"})


def code_of(said: Any) -> str:
    assert said.status_code == 403, said.text
    return str(said.text.partition("<code>")[2].partition("</code>")[0])


def kept(stage: Stage) -> Any:
    return stage.web.base.api_tokens.find("reg-1")


def test_the_whole_way(stage: Stage, admin: Admin) -> None:
    shown = admin.platform()["api"]
    assert (shown["state"], shown["offered"]) == ("unconnected", LMS)
    assert shown["redirect_url"] == f"{PUBLIC_URL}{DONE}"
    query = sent_on(stage, asked(admin))
    state = query.pop("state")
    assert query == {
        "response_type": "code", "client_id": "10000000000007", "redirect_uri": f"{PUBLIC_URL}{DONE}",
        "scope": " ".join(SCOPES),
    }
    said = stage.http.get(DONE, query_string={"state": state, "code": "code-1"})
    assert (said.status_code, said.headers["Referrer-Policy"]) == (200, "no-referrer")
    assert "is connected" in said.text
    [call] = stage.platform.http.to(TOKEN_URL)
    assert call.form == {
        "grant_type": "authorization_code", "code": "code-1", "redirect_uri": f"{PUBLIC_URL}{DONE}",
        "client_id": "10000000000007", "client_secret": "very-secret",
    }
    token = kept(stage)
    assert (token.access_token, token.refresh_token, token.token_url) == ("access-1", "refresh-1", TOKEN_URL)
    assert token.scopes == frozenset(SCOPES), "an LMS that names none has granted those asked for"
    shown = admin.platform()["api"]
    assert (shown["state"], shown["origin"], shown["connected_as"]) == ("connected", LMS, "Ada Lovelace")
    assert shown["missing"] == []
    assert ("platform.connect_api", "reg-1 by school") in audited(stage)


def test_the_cookie_is_the_tabs_own_and_goes_nowhere_else(stage: Stage, admin: Admin) -> None:
    said = stage.http.get(asked(admin))
    cookie = said.headers["Set-Cookie"]
    assert cookie.startswith("invigil_api_")
    for fact in ("HttpOnly", "Secure", "SameSite=Lax", f"Path={DONE}", "Max-Age=600"):
        assert fact in cookie
    assert "Domain" not in cookie
    state = dict(parse_qsl(urlsplit(said.location).query))["state"]
    over = stage.http.get(DONE, query_string={"state": state, "code": "c"}).headers["Set-Cookie"]
    assert "Max-Age=0" in over


def test_nothing_secret_lies_open_while_it_waits(stage: Stage, admin: Admin) -> None:
    path = asked(admin)
    query = sent_on(stage, path)
    asked(admin)
    with stage.web.base.database.session() as session:
        rows = str(session.connection().exec_driver_sql("SELECT * FROM tickets").all())
    for secret in ("very-secret", query["state"], path.partition("=")[2]):
        assert secret not in rows


def test_ticket_and_state_are_good_once(stage: Stage, admin: Admin) -> None:
    path = asked(admin)
    query = sent_on(stage, path)
    assert code_of(stage.http.get(path)) == "question_over"
    answered = {"state": query["state"], "code": "code-1"}
    assert stage.http.get(DONE, query_string=answered).status_code == 200
    assert code_of(stage.http.get(DONE, query_string=answered)) == "question_over"
    assert len(stage.platform.http.to(TOKEN_URL)) == 1


def test_another_browser_brings_no_answer(stage: Stage, admin: Admin) -> None:
    query = sent_on(stage, asked(admin))
    said = stage.browser().get(DONE, query_string={"state": query["state"], "code": "code-1"})
    assert code_of(said) == "other_browser"
    assert stage.platform.http.to(TOKEN_URL) == []
    assert kept(stage) is None


def test_nor_does_a_browser_with_the_cookie_of_another_question(stage: Stage, admin: Admin) -> None:
    other = stage.browser()
    sent_on(stage, asked(admin), other)
    query = sent_on(stage, asked(admin))
    assert code_of(other.get(DONE, query_string={"state": query["state"], "code": "c"})) == "other_browser"


@pytest.mark.parametrize("state", ["", "guessed"])
def test_a_state_that_is_not_ours(stage: Stage, admin: Admin, state: str) -> None:
    sent_on(stage, asked(admin))
    assert code_of(stage.http.get(DONE, query_string={"state": state, "code": "c"})) == "question_over"


def test_a_ticket_of_another_kind_is_none(stage: Stage, admin: Admin) -> None:
    path = asked(admin).partition("=")[2]
    assert code_of(stage.http.get(DONE, query_string={"state": path, "code": "c"})) == "question_over"
    fresh = Admin(stage, "school")
    assert code_of(stage.http.get("/connect/api/begin", query_string={"ticket": fresh.ticket})) == "question_over"


def test_both_are_over_after_ten_minutes(stage: Stage, admin: Admin) -> None:
    path = asked(admin)
    other = asked(admin)
    stage.clock.now += 300
    query = sent_on(stage, path)
    stage.clock.now += 301
    assert code_of(stage.http.get(other)) == "question_over"
    assert code_of(stage.http.get(DONE, query_string={"state": query["state"], "code": "c"})) == "question_over"


@pytest.mark.parametrize(
    ("error", "words"),
    [("access_denied", "did not give leave"), ("invalid_scope", "does not allow all"), ("<b>", "does not know")],
)
def test_an_error_answer_is_said_in_words(stage: Stage, admin: Admin, error: str, words: str) -> None:
    query = sent_on(stage, asked(admin))
    said = stage.http.get(DONE, query_string={"state": query["state"], "error": error, "code": "c"})
    assert code_of(said) == "api_refused"
    assert words in said.text
    assert "<b>" not in said.text
    assert stage.platform.http.to(TOKEN_URL) == []


@pytest.mark.parametrize(
    "reply",
    [
        answer({"error": "invalid_client", "error_description": "very-secret code-1"}, 401), answer({}, 500),
        HttpFailed("There was no complete answer within 10 seconds.", retry=True), answer({"token_type": "bearer"}),
    ],
)
def test_no_token_leaves_the_old_connection(stage: Stage, admin: Admin, reply: Any) -> None:
    assert connect(stage, admin).status_code == 200
    before = kept(stage)
    stage.platform.http.reply(TOKEN_URL, reply)
    said = connect(stage, admin)
    assert code_of(said) == "api_no_token"
    assert "very-secret" not in said.text
    assert "code-1" not in said.text
    assert kept(stage) == before


def test_a_new_connection_replaces_one_that_was_revoked(stage: Stage, admin: Admin) -> None:
    connect(stage, admin)
    stage.web.base.api_tokens.keep(replace(kept(stage), revoked_at=stage.clock()))
    assert admin.platform()["api"]["state"] == "revoked"
    stage.platform.http.reply(TOKEN_URL, answer(GIVEN | {"access_token": "access-2"}))
    connect(stage, admin)
    assert admin.platform()["api"]["state"] == "connected"
    assert kept(stage).access_token == "access-2"


def test_scopes_that_were_not_granted_are_named(stage: Stage, admin: Admin) -> None:
    stage.platform.http.reply(TOKEN_URL, answer(GIVEN | {"scope": SCOPES[0]}))
    assert SCOPES[1] in connect(stage, admin).text
    assert admin.platform()["api"]["missing"] == [SCOPES[1]]


def test_disconnecting_forgets_it_here_and_there(stage: Stage, admin: Admin) -> None:
    connect(stage, admin)
    said = admin.did("POST", "/platforms/reg-1/api/disconnect")
    assert said["institutions"][0]["platforms"][0]["api"]["state"] == "unconnected"
    assert kept(stage) is None
    farewell = stage.platform.http.to(TOKEN_URL)[-1]
    assert (farewell.method, farewell.headers["Authorization"]) == ("DELETE", "Bearer access-1")
    assert ("platform.disconnect_api", "reg-1 by school") in audited(stage)


def test_disconnecting_works_while_the_lms_is_away(stage: Stage, admin: Admin) -> None:
    connect(stage, admin)
    stage.platform.http.reply(TOKEN_URL, HttpFailed("The platform could not be reached.", retry=True))
    admin.did("POST", "/platforms/reg-1/api/disconnect")
    assert kept(stage) is None
    admin.did("POST", "/platforms/reg-1/api/disconnect")


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"address": "http://school.example"}, "Address of the LMS"),
        ({"address": "https://10.0.0.1"}, "Address of the LMS"),
        ({"address": "https://user:word@school.example"}, "Address of the LMS"),
        ({"address": "school.example"}, "Address of the LMS"),
        ({"client_id": " "}, "Client ID"), ({"client_secret": "a\nb"}, "Client secret"),
    ],
)
def test_what_cannot_be_used_is_said_by_field(stage: Stage, admin: Admin, changed: dict[str, str], field: str) -> None:
    said = admin.ask("POST", "/platforms/reg-1/api", KEY | changed)
    assert (said.status_code, said.json["code"]) == (409, "bad_address")
    assert said.json["message"].startswith(f"{field}: ")


def test_an_lms_without_an_api_has_nothing_to_connect(stage: Stage, admin: Admin) -> None:
    with stage.web.base.works() as work:
        work.platforms.save(replace(work.platforms.get("reg-1"), family="moodle"))
    assert admin.platform()["api"] is None
    assert admin.code("POST", "/platforms/reg-1/api", KEY) == (409, "no_api")


def test_an_issuer_that_schools_share_is_not_offered(stage: Stage, admin: Admin) -> None:
    with stage.web.base.works() as work:
        shared = replace(work.platforms.get("reg-1"), api_said="", issuer="https://canvas.instructure.com")
        work.platforms.save(shared)
    assert admin.platform()["api"]["offered"] == ""
    with stage.web.base.works() as work:
        work.platforms.save(replace(shared, issuer="https://lms.own.example/x"))
    assert admin.platform()["api"]["offered"] == "https://lms.own.example"


def test_what_happens_to_the_platform_meanwhile_counts(stage: Stage, admin: Admin) -> None:
    query = sent_on(stage, asked(admin))
    with stage.web.base.works() as work:
        work.platforms.remove("reg-1")
    assert code_of(stage.http.get(DONE, query_string={"state": query["state"], "code": "c"})) == "question_over"
    assert stage.platform.http.to(TOKEN_URL) == []


def test_another_institution_neither_sees_nor_reaches_it(stage: Stage, admin: Admin) -> None:
    connect(stage, admin)
    stage.register(
        replace(
            stage.platform.registration, id="reg-2", institution_id="other", issuer="https://other.example",
            client_id="other",
        ),
        "Other School",
    )
    other = Admin(stage, "other")
    assert LMS not in other.ask("GET", "").text
    assert other.code("POST", "/platforms/reg-1/api", KEY) == (404, "not_found")
    assert other.code("POST", "/platforms/reg-1/api/disconnect") == (404, "not_found")
    assert kept(stage).access_token == "access-1"


def test_without_a_session_nothing_is_asked(stage: Stage, admin: Admin) -> None:
    for path in ("", "/disconnect"):
        assert stage.http.post(f"/api/admin/platforms/reg-1/api{path}", json=KEY).status_code == 401


def test_a_launch_tells_the_kind_of_an_lms_that_was_typed_in_by_hand(stage: Stage, admin: Admin) -> None:
    with stage.web.base.works() as work:
        work.platforms.save(replace(work.platforms.get("reg-1"), family=""))
    assert admin.platform()["api"] is None
    stage.console(TOOL_PLATFORM={"guid": "g", "product_family_code": "Canvas"})
    assert admin.platform()["api"]["state"] == "unconnected"
    stage.clock.now += 100
    stage.console(TOOL_PLATFORM={"guid": "g", "product_family_code": "moodle"})
    assert admin.platform()["family"] == "canvas", "what is known is not overwritten"
