"""The one door for calls beyond LTI: methods, bodies, scopes, and what becomes of refusals."""

import json
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, parse_qsl

import pytest

from integrations.base import ConnectionRevoked, ExamInLms, IntegrationFailed, NotConnected
from integrations.http import Call, Method, Reply
from integrations.oauth import PlatformToken, of_application
from lti.ports import HttpAnswer, HttpFailed, Registration
from tests.fakes.clock import FakeClock
from tests.fakes.ways_out import MemoryTokens, outward

URL = "https://lms.test/api/v1/courses/1/quizzes/2"
TOKEN_URL = "https://lms.test/login/oauth2/token"
REGISTRATION = Registration(
    id="platform-1", institution_id="school", issuer="https://lms.test", client_id="lti-client",
    auth_login_url="https://lms.test/auth", auth_token_url="https://lms.test/lti/token",
    jwks_url="https://lms.test/jwks",
)
LOST = HttpFailed("There was no complete answer within 10 seconds.", retry=True)
OK = HttpAnswer(200, {"x-rate-limit-remaining": "600"}, b'{"id": 2}')
REFUSED = HttpAnswer(401, {}, b"{}")


def token(**changes: Any) -> PlatformToken:
    known: dict[str, Any] = {
        "holder_id": "platform-1", "client_id": "key", "client_secret": "s/ecret", "client_says": "form",
        "token_url": TOKEN_URL, "access_token": "first", "refresh_token": "renew", "expires_at": FakeClock().now + 600,
        "scopes": frozenset(), "connected_at": 1.0,
    }
    return PlatformToken(**known | changes)


def granted(access_token: str, **more: Any) -> HttpAnswer:
    return HttpAnswer(200, {}, json.dumps({"access_token": access_token, "expires_in": 3600} | more).encode())


@dataclass(frozen=True)
class Sent:
    method: str
    url: str
    headers: dict[str, str]
    body: bytes | None

    @property
    def form(self) -> dict[str, str]:
        return {name: values[0] for name, values in parse_qs((self.body or b"").decode()).items()}


class Lms:
    """Serves Http: answers from one script for each address ("the LMS is lost" when it is empty), LTI tokens freely."""

    def __init__(self, *script: HttpAnswer | HttpFailed, tokens: tuple[HttpAnswer | HttpFailed, ...] = ()) -> None:
        self.script = {URL: list(script), TOKEN_URL: list(tokens)}
        self.sent: list[Sent] = []

    def send(self, method: str, url: str, *, headers: Mapping[str, str], body: bytes | None = None) -> HttpAnswer:
        self.sent.append(Sent(method, url, dict(headers), body))
        if url == REGISTRATION.auth_token_url:
            return granted(f"lti-{len(self.sent)}")
        answer = self.script[url].pop(0) if self.script[url] else LOST
        if isinstance(answer, HttpFailed):
            raise answer
        return answer

    def to(self, url: str) -> list[Sent]:
        return [sent for sent in self.sent if sent.url == url]

    @property
    def bearers(self) -> list[str]:
        return [sent.headers["Authorization"] for sent in self.to(URL)]


def made(lms: Lms, call: Call, *tokens: PlatformToken, kept: MemoryTokens | None = None) -> Reply:
    clock = FakeClock()
    return outward(lms, clock, kept or MemoryTokens(*tokens)).to(REGISTRATION).send(call)


def api(method: Method = "GET", **more: Any) -> Call:
    return Call(method, URL, "Reading the quiz", leave="api", **more)


@pytest.mark.parametrize("leave", ["lti", "api"])
@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE"])
def test_every_method_goes_through_with_its_body(method: Method, leave: Any) -> None:
    lms = Lms(OK)
    reply = made(lms, Call(method, URL, "Changing the quiz", json={"a": [1]}, leave=leave), token())
    assert (reply.status, reply.json, reply.headers["x-rate-limit-remaining"]) == (200, {"id": 2}, "600")
    [sent] = lms.to(URL)
    assert (sent.method, json.loads(sent.body or b""), sent.headers["Content-Type"]) == (
        method, {"a": [1]}, "application/json"
    )


def test_a_form_keeps_its_order_and_its_repetitions() -> None:
    lms, form = Lms(OK), (("e[][user]", "1"), ("e[][time]", "5"), ("e[][user]", "2"), ("e[][name]", "ñ&"))
    made(lms, api("POST", form=form), token())
    [sent] = lms.sent
    assert parse_qsl((sent.body or b"").decode()) == list(form)
    assert sent.headers["Content-Type"] == "application/x-www-form-urlencoded"


def test_a_call_without_a_body_has_none_and_an_empty_answer_is_none() -> None:
    lms = Lms(HttpAnswer(204, {}, b""))
    assert made(lms, api("DELETE"), token()).json is None
    assert lms.sent[0].body is None
    assert "Content-Type" not in lms.sent[0].headers


def test_an_lti_token_is_asked_for_just_the_scopes_of_the_call() -> None:
    lms = Lms(OK)
    made(lms, Call("GET", URL, "Reading", scopes=("b", "a")))
    assert lms.to(REGISTRATION.auth_token_url)[0].form["scope"] == "a b"
    assert lms.bearers == ["Bearer lti-1"]


@pytest.mark.parametrize("leave", ["lti", "api"])
@pytest.mark.parametrize(
    ("answer", "retry", "after_s", "status"),
    [
        (HttpAnswer(404, {}, b"{}"), False, None, 404), (HttpAnswer(403, {}, b"{}"), False, None, 403),
        (HttpAnswer(503, {"retry-after": "7"}, b""), True, 7.0, 503), (LOST, True, None, None),
        (HttpAnswer(200, {}, b"<html>"), False, None, None),
    ],
)
def test_every_failure_is_of_one_kind_and_says_whether_later_may_help(
    leave: Any, answer: Any, retry: bool, after_s: float | None, status: int | None
) -> None:
    lms = Lms(answer)
    with pytest.raises(IntegrationFailed, match=r"^Reading the quiz") as failed:
        made(lms, Call("GET", URL, "Reading the quiz", leave=leave), token())
    assert (failed.value.retry, failed.value.after_s, failed.value.status) == (retry, after_s, status)
    assert len(lms.to(URL)) == 1  # who has a queue waits there


def test_a_token_that_is_over_is_renewed_before_the_call_and_kept() -> None:
    lms, kept = Lms(OK, OK, tokens=(granted("second"),)), MemoryTokens(token(expires_at=FakeClock().now))
    clock = FakeClock()
    calls = outward(lms, clock, kept).to(REGISTRATION)
    calls.send(api())
    calls.send(api())
    assert lms.bearers == ["Bearer second", "Bearer second"]
    [asked] = lms.to(TOKEN_URL)
    assert asked.form == {
        "grant_type": "refresh_token", "refresh_token": "renew", "client_id": "key", "client_secret": "s/ecret",
    }
    [renewed] = kept.kept
    assert (renewed.access_token, renewed.refresh_token, renewed.expires_at) == ("second", "renew", clock.now + 3540)


def test_a_token_that_is_refused_is_renewed_once_and_the_call_made_again() -> None:
    lms = Lms(REFUSED, OK, tokens=(granted("second"),))
    made(lms, api("POST", json={}), token())
    assert lms.bearers == ["Bearer first", "Bearer second"]
    lms = Lms(REFUSED, REFUSED, OK, tokens=(granted("second"), granted("third")))
    with pytest.raises(IntegrationFailed) as failed:
        made(lms, api(), token())
    assert (failed.value.status, isinstance(failed.value, NotConnected)) == (401, False)
    assert len(lms.to(TOKEN_URL)) == 1


def test_what_a_renewal_says_anew_is_kept() -> None:
    kept = MemoryTokens(token(expires_at=0.0))
    made(Lms(OK, tokens=(granted("second", refresh_token="renew-2", scope="a b"),)), api(scopes=("a",)), kept=kept)
    assert (kept.kept[0].refresh_token, kept.kept[0].scopes) == ("renew-2", {"a", "b"})


def test_some_lmss_want_the_application_named_by_http_basic() -> None:
    lms = Lms(OK, tokens=(granted("second"),))
    made(lms, api(), token(expires_at=0.0, client_says="basic"))
    [asked] = lms.to(TOKEN_URL)
    assert asked.headers["Authorization"] == "Basic a2V5OnMlMkZlY3JldA=="  # key:s%2Fecret
    assert set(asked.form) == {"grant_type", "refresh_token"}


@pytest.mark.parametrize("refusal", [HttpAnswer(400, {}, b'{"error": "invalid_grant"}'), REFUSED])
def test_leave_that_was_taken_back_is_said_and_remembered(refusal: HttpAnswer) -> None:
    lms, kept = Lms(REFUSED, tokens=(refusal,)), MemoryTokens(token())
    for _ in range(2):
        with pytest.raises(ConnectionRevoked, match="connect it anew") as revoked:
            made(lms, api(), kept=kept)
        assert not revoked.value.retry
    assert (len(lms.to(URL)), len(lms.to(TOKEN_URL))) == (1, 1)
    assert kept.kept[0].revoked_at == FakeClock().now


@pytest.mark.parametrize(
    "trouble", [LOST, HttpAnswer(503, {}, b""), HttpAnswer(403, {}, b""), HttpAnswer(200, {}, b"x")]
)
def test_trouble_with_a_renewal_is_no_revocation(trouble: Any) -> None:
    kept = MemoryTokens(token(expires_at=0.0))
    with pytest.raises(IntegrationFailed) as failed:
        made(Lms(tokens=(trouble,)), api(), kept=kept)
    assert not isinstance(failed.value, NotConnected)
    assert kept.kept == []
    assert made(Lms(OK, tokens=(granted("second"),)), api(), kept=kept).status == 200


def test_what_another_process_has_renewed_meanwhile_is_used() -> None:
    kept = MemoryTokens(token(access_token="old"))

    class Meanwhile(Lms):
        def send(self, method: str, url: str, *, headers: Any, body: bytes | None = None) -> HttpAnswer:
            if url == TOKEN_URL:
                kept.keep(token(access_token="theirs", refresh_token="theirs"))
            return super().send(method, url, headers=headers, body=body)

    lms = Meanwhile(REFUSED, OK, tokens=(HttpAnswer(400, {}, b'{"error": "invalid_grant"}'),))
    made(lms, api(), kept=kept)
    assert lms.bearers == ["Bearer old", "Bearer theirs"]
    assert [t.revoked_at for t in kept.kept] == [None]


def test_without_a_connection_nothing_is_sent() -> None:
    lms = Lms(OK)
    with pytest.raises(NotConnected, match="Nobody has connected"):
        made(lms, api())
    assert lms.sent == []


def test_a_token_that_cannot_be_renewed_ends() -> None:
    lms = Lms(OK)
    with pytest.raises(ConnectionRevoked):
        made(lms, api(), token(expires_at=0.0, refresh_token=""))
    assert lms.sent == []


def by_secret(**changes: Any) -> PlatformToken:
    return token(grant="client", refresh_token="", client_says="basic", **changes)


@pytest.mark.parametrize(
    "over", [of_application("platform-1", "key", "s/ecret", TOKEN_URL, 1.0), by_secret(expires_at=0)]
)
def test_an_application_that_is_let_in_by_its_secret_fetches_a_token_whenever_it_needs_one(over: PlatformToken) -> None:
    kept = MemoryTokens(over)
    lms = Lms(OK, tokens=(granted("second", refresh_token=None),))
    assert made(lms, api(), kept=kept).status == 200
    asked = lms.sent[0]
    assert (asked.url, asked.form) == (TOKEN_URL, {"grant_type": "client_credentials"})
    assert asked.headers["Authorization"] == f"Basic {b64encode(b'key:s%2Fecret').decode()}"
    assert lms.bearers == ["Bearer second"]
    assert (kept.kept[-1].grant, kept.kept[-1].access_token, kept.kept[-1].revoked_at) == ("client", "second", None)


def test_a_refused_token_of_an_application_is_fetched_anew_and_a_refused_secret_ends_the_connection() -> None:
    lms = Lms(REFUSED, OK, tokens=(granted("second"),))
    assert made(lms, api(), by_secret()).status == 200
    kept = MemoryTokens(by_secret())
    with pytest.raises(ConnectionRevoked):
        made(Lms(REFUSED, tokens=(REFUSED,)), api(), kept=kept)
    assert kept.kept[-1].revoked_at is not None


@pytest.mark.parametrize("url", ["https://lms.test.evil/api", "http://lms.test/api", "https://lms.test:444/api", "//["])
def test_the_token_goes_to_no_other_origin(url: str) -> None:
    lms = Lms(OK)
    with pytest.raises(IntegrationFailed, match="not on the LMS that was connected"):
        made(lms, Call("GET", url, "Reading", leave="api"), token())
    assert lms.sent == []


def test_a_scope_that_was_not_granted_is_named_and_not_tried() -> None:
    lms = Lms(OK)
    with pytest.raises(IntegrationFailed, match="does not allow url:PUT") as failed:
        made(lms, api("PUT", scopes=("url:GET|/a", "url:PUT|/a")), token(scopes=frozenset({"url:GET|/a"})))
    assert not failed.value.retry
    assert lms.sent == []


def test_a_token_is_not_in_what_is_printed() -> None:
    assert not {"first", "renew", "s/ecret"} & set(str(token()).replace("'", " ").split())


def test_list_of_columns_that_may_go_on_is_used_and_the_log_says_so(caplog: pytest.LogCaptureFixture) -> None:
    body = [{"id": "https://lms.test/li/1", "label": "Quiz", "scoreMaximum": 1, "resourceId": "exam-1"}]
    lms = Lms(HttpAnswer(200, {"link": f'<{URL}>; rel="next"'}, json.dumps(body).encode()))
    found = outward(lms, FakeClock()).to(REGISTRATION).columns(ExamInLms("exam-1", columns=URL))
    assert [column.resource_id for column in found] == ["exam-1"]
    assert "Platform platform-1: Reading the gradebook columns: the platform's pages lead in a circle" in caplog.text
