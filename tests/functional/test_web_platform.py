"""What an LMS asks by itself: with a token of its own, once, in time, for this address; about its own people only."""

from collections.abc import Callable
from typing import Any

import pytest
from lti_fakes import FakePlatform, answer, merged, rsa_key
from web_stage import PUBLIC_URL, Stage

from lti import claims
from tool.domain.attempt import AttemptState

TEST, EXPORT, DELETE = "/lti/platform/test", "/lti/platform/people/export", "/lti/platform/people/delete"
PEOPLE = "/lti/platform/people"
BODY = {"user": "user-3", "resource_links": ["link-1"]}
Refusal = tuple[dict[str, Any], str]


def token(platform: FakePlatform, path: str = PEOPLE, *, key: Any = None, **changes: Any) -> str:
    now = int(platform.clock())
    body = {
        "iss": platform.registration.issuer, "sub": platform.registration.client_id, "aud": PUBLIC_URL + path,
        "iat": now, "exp": now + 60, "jti": "once", claims.DEPLOYMENT_ID: "dep-1",
    }
    return platform.id_token(merged(body, changes), key=key)


def ask(stage: Stage, path: str, body: Any = None, *, bearer: str | None = None) -> Any:
    headers = {} if bearer is None else {"Authorization": f"Bearer {bearer}"}
    return stage.http.post(path, json=body, headers=headers)


REFUSED: list[tuple[str, Callable[[FakePlatform], str | None], str]] = [
    ("no token", lambda _: None, "bad_token"),
    ("rubbish", lambda _: "a.b.c", "bad_token"),
    ("a forger's key", lambda p: token(p, key=rsa_key("forger")), "unknown_key"),
    ("the address of another purpose", lambda p: token(p, TEST), "bad_audience"),
    ("an id_token's audience", lambda p: token(p, aud=p.registration.client_id), "bad_audience"),
    ("another issuer", lambda p: token(p, iss="https://other.example"), "unknown_platform"),
    ("another client", lambda p: token(p, sub="client-2"), "unknown_platform"),
    ("long over", lambda p: token(p, iat=int(p.clock()) - 500, exp=int(p.clock()) - 400), "expired"),
    ("from the future", lambda p: token(p, iat=int(p.clock()) + 500, exp=int(p.clock()) + 560), "not_yet_valid"),
    ("good for too long", lambda p: token(p, exp=int(p.clock()) + 3600), "bad_claim"),
    ("without an end", lambda p: token(p, exp=None), "missing_claim"),
    ("without an id", lambda p: token(p, jti=None), "bad_claim"),
    ("with an id that no store can hold", lambda p: token(p, jti="\ud800"), "bad_claim"),
    ("of an issuer that no store can hold", lambda p: token(p, iss="\ud800"), "bad_claim"),
    ("of another deployment", lambda p: token(p, DEPLOYMENT_ID="dep-9"), "unknown_deployment"),
    ("of a deployment that is none", lambda p: token(p, DEPLOYMENT_ID={"a": [1]}), "bad_claim"),
    ("without a deployment", lambda p: token(p, DEPLOYMENT_ID=None), "bad_claim"),
]


@pytest.mark.parametrize(("made", "code"), [(m, c) for _, m, c in REFUSED], ids=[name for name, _, _ in REFUSED])
def test_a_token_that_proves_nothing_is_refused(
    stage: Stage, made: Callable[[FakePlatform], str | None], code: str
) -> None:
    stage.running()
    before = stage.rows("attempts")
    for path in (EXPORT, DELETE):
        said = ask(stage, path, BODY, bearer=made(stage.platform))
        assert (said.status_code, said.json["code"]) == (401, code)
    assert stage.rows("attempts") == before


def test_a_token_works_once(stage: Stage) -> None:
    bearer = token(stage.platform)
    assert ask(stage, EXPORT, BODY, bearer=bearer).status_code == 200
    again = ask(stage, EXPORT, BODY, bearer=bearer)
    assert (again.status_code, again.json["code"]) == (401, "replayed")


def test_a_switched_off_platform_asks_in_vain(stage: Stage) -> None:
    stage.switch("reg-1", active=False)
    assert ask(stage, EXPORT, BODY, bearer=token(stage.platform)).json["code"] == "inactive_platform"


def test_a_person_gets_what_is_kept_about_their_attempts(stage: Stage) -> None:
    _page, widget = stage.running()
    widget.did("chat", {"client_id": "1", "text": "May I use a ruler?"})
    stage.running("user-4")
    said = ask(stage, EXPORT, BODY, bearer=token(stage.platform))
    [attempt] = said.json["attempts"]
    assert (attempt["state"], attempt["attempt_number"]) == ("running", 1)
    assert [message["text"] for message in attempt["chat"]] == ["May I use a ruler?"]
    assert attempt["consent_at"] is not None
    stranger = {"user": "stranger", "resource_links": ["link-1"]}
    nobody = ask(stage, EXPORT, stranger, bearer=token(stage.platform, jti="2"))
    assert nobody.json == {"attempts": []}


def test_what_the_platform_has_deleted_is_gone_and_only_that(stage: Stage) -> None:
    page, widget = stage.running()
    other, _ = stage.running("user-4")
    widget.close()
    said = ask(stage, DELETE, BODY, bearer=token(stage.platform))
    assert said.json == {"deleted": 1}
    assert stage.state_of(other.view["attempt_id"]) == AttemptState.RUNNING
    assert ask(stage, EXPORT, BODY, bearer=token(stage.platform, jti="2")).json == {"attempts": []}
    assert ask(stage, DELETE, BODY, bearer=token(stage.platform, jti="3")).json == {"deleted": 0}
    assert page.view["attempt_id"] != other.view["attempt_id"]


def test_other_links_are_left_alone(stage: Stage) -> None:
    stage.running()
    body = {"user": "user-3", "resource_links": ["link-2"]}
    assert ask(stage, DELETE, body, bearer=token(stage.platform)).json == {"deleted": 0}


def answers_calls(stage: Stage, platform: FakePlatform) -> None:
    http, of = stage.platform.http, platform.registration
    http.reply(of.auth_login_url, answer({}, 400))
    http.reply(of.auth_token_url, answer({"access_token": "t", "expires_in": 3600}))
    http.reply(f"{PUBLIC_URL}/lti/jwks.json", answer(stage.http.get("/lti/jwks.json").json))


def test_the_connection_test_says_each_step(stage: Stage) -> None:
    answers_calls(stage, stage.platform)
    said = ask(stage, TEST, bearer=token(stage.platform, TEST))
    assert said.status_code == 200
    assert {"login", "keys", "token"} <= {check["name"] for check in said.json["checks"]}


def test_the_connection_test_is_limited(stage: Stage) -> None:
    answers_calls(stage, stage.platform)
    codes = [
        ask(stage, TEST, bearer=token(stage.platform, TEST, jti=f"j{n}")).status_code for n in range(6)
    ]
    assert codes == [200] * 4 + [429] * 2
