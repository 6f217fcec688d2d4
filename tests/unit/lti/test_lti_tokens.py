"""Access tokens: what is asked, how long they are kept, how a refusal is told."""

from dataclasses import replace

import pytest
from lti_fakes import NOW, FakeClock, FakeHttp, FakePlatform, MemoryKeys, answer, decode, rsa_key

from lti.errors import ServiceFailed
from lti.ports import HttpAnswer, HttpFailed
from lti.retries import ONCE, Retries
from lti.tokens import AccessTokens

REGISTRATION = FakePlatform().registration
URL = REGISTRATION.auth_token_url
GOOD = {"access_token": "T1", "token_type": "Bearer", "expires_in": 3600, "scope": "s1 s2"}


def tokens(*replies: HttpAnswer | HttpFailed) -> tuple[AccessTokens, FakeHttp, FakeClock]:
    http, clock = FakeHttp(), FakeClock()
    http.reply(URL, *replies)
    return AccessTokens(MemoryKeys(), http, clock, Retries(ONCE, clock)), http, clock


def test_request() -> None:
    access, http, _ = tokens(answer(GOOD))
    assert access.get(REGISTRATION, ["s2", "s1"]) == "T1"
    form = http.sent[0].form
    assert form["grant_type"] == "client_credentials"
    assert form["client_assertion_type"] == "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
    assert form["scope"] == "s1 s2"
    assertion = decode(form["client_assertion"], rsa_key("tool"))
    assert assertion.pop("jti")
    assert assertion == {
        "iss": "client-1", "sub": "client-1", "aud": URL, "iat": int(NOW), "exp": int(NOW) + 120,
    }


def test_declared_audience_and_a_fresh_jti_every_time() -> None:
    access, http, _ = tokens(answer(GOOD))
    declared = replace(REGISTRATION, token_audience="https://lms.example/oauth")
    for scope in ("a", "b"):
        access.get(declared, [scope])
    first, second = (decode(sent.form["client_assertion"], rsa_key("tool")) for sent in http.sent)
    assert first["aud"] == second["aud"] == "https://lms.example/oauth"
    assert first["jti"] != second["jti"]


def test_kept_until_a_minute_before_the_end() -> None:
    access, http, clock = tokens(answer(GOOD), answer(GOOD | {"access_token": "T2"}))
    access.get(REGISTRATION, ["s1", "s2"])
    clock.now += 3539
    assert access.get(REGISTRATION, ["s2", "s1"]) == "T1"
    clock.now += 1
    assert access.get(REGISTRATION, ["s1", "s2"]) == "T2"
    assert len(http.sent) == 2


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (60, 30), (None, 240), ("3600", 3540), (0, 240), (10**9, 86_340), (10**400, 86_340), ("9" * 400, 86_340),
        (1e308, 86_340),
    ],
)
def test_life_that_is_short_missing_or_absurd(given: object, kept: int) -> None:
    access, http, clock = tokens(answer(GOOD | {"expires_in": given}))
    access.get(REGISTRATION, ["s"])
    clock.now += kept - 1
    access.get(REGISTRATION, ["s"])
    assert len(http.sent) == 1
    clock.now += 1
    access.get(REGISTRATION, ["s"])
    assert len(http.sent) == 2


@pytest.mark.parametrize("life", [-5, -(10**400), "nan"])
def test_token_that_is_already_over_is_not_kept(life: object) -> None:
    access, http, _ = tokens(answer(GOOD | {"expires_in": life}))
    access.get(REGISTRATION, ["s"])
    access.get(REGISTRATION, ["s"])
    assert len(http.sent) == 2


def test_customers_of_one_issuer_and_scopes_do_not_mix() -> None:
    access, http, _ = tokens(*(answer(GOOD | {"access_token": f"T{n}"}) for n in (1, 2, 3)))
    other = replace(REGISTRATION, id="reg-2", client_id="client-2")
    got = [access.get(REGISTRATION, ["a"]), access.get(other, ["a"]), access.get(REGISTRATION, ["a", "b"])]
    assert got == ["T1", "T2", "T3"]
    assert access.get(REGISTRATION, ["a"]) == "T1"
    assert len(http.sent) == 3


def test_forgotten_token_is_asked_for_again() -> None:
    access, http, _ = tokens(answer(GOOD))
    access.get(REGISTRATION, ["a"])
    access.forget(REGISTRATION, ["a"])
    access.forget(REGISTRATION, ["never"])
    access.get(REGISTRATION, ["a"])
    assert len(http.sent) == 2


@pytest.mark.parametrize(
    ("reply", "retry", "after_s"),
    [
        (answer({"error": "invalid_client"}, 400), False, None),
        (answer(None, 401), False, None),
        (answer(None, 503, retry_after="7"), True, 7.0),
        (answer(None, 429, retry_after="Fri, 15 Jan 2027 08:01:00 GMT"), True, 60.0),
        (answer(None, 503, retry_after="soon"), True, None),
        (answer(None, 503, retry_after="9" * 400), True, 3600.0),
        (answer(None, 503, retry_after="Fri, 15 Jan 2027 08:01:00 -0000"), True, 60.0),
        (answer(None, 503, retry_after="Fri, 15 Jan 2027 08:01:00 +99999999999999"), True, None),
        (answer(None, 503, retry_after="Fri, 15 Jan 99999 08:01:00 GMT"), True, None),
        (answer(None, 503, retry_after="Fri, 15 Jan 2027 08:01:00 +2400"), True, None),
        (answer(None, 503, retry_after="99999999"), True, 3600.0),
        (answer(None, 400, retry_after="7"), False, None),
        (answer(None, 302), False, None),
        (HttpFailed("There was no answer.", retry=True), True, None),
        (HttpFailed("The address is in a private network.", retry=False), False, None),
        (HttpAnswer(200, {}, b"<html>"), False, None),
        (answer([]), False, None),
        (answer({"token_type": "bearer"}), False, None),
        (answer(GOOD | {"access_token": "a\r\nb"}), False, None),
        (answer(GOOD | {"access_token": 5}), False, None),
        (answer(GOOD | {"token_type": "mac"}), False, None),
        (answer(GOOD | {"expires_in": "x"}), False, None),
    ],
)
def test_refusals(reply: HttpAnswer | HttpFailed, retry: bool, after_s: float | None) -> None:
    access, _, _ = tokens(reply)
    with pytest.raises(ServiceFailed) as caught:
        access.get(REGISTRATION, ["s"])
    assert (caught.value.retry, caught.value.after_s) == (retry, after_s)


def test_platforms_words_are_quoted_short_and_never_as_a_page() -> None:
    page = HttpAnswer(500, {}, b"<html>secret</html>")
    access, _, _ = tokens(answer({"error": "invalid_client" + "x" * 1000}, 400), page)
    with pytest.raises(ServiceFailed, match="invalid_client") as caught:
        access.get(REGISTRATION, ["s"])
    assert len(str(caught.value)) < 300
    with pytest.raises(ServiceFailed) as caught:
        access.get(REGISTRATION, ["s"])
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    "said", ["eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJjIn0.c2ln-_", "Bearer abc.DEF-1/2=", "bearer  tOkEn123"]
)
def test_a_token_that_the_platform_echoes_is_not_quoted(said: str) -> None:
    access, _, _ = tokens(answer({"error": "invalid_client", "error_description": f"bad {said} here"}, 400))
    with pytest.raises(ServiceFailed, match=r"bad \[token\] here") as caught:
        access.get(REGISTRATION, ["s"])
    assert (caught.value.status, caught.value.code) == (400, "invalid_client")


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b'{"error": 5}', b'{"message": "x"}'])
def test_failure_without_an_oauth_error(body: bytes) -> None:
    access, _, _ = tokens(HttpAnswer(401, {}, body))
    with pytest.raises(ServiceFailed) as caught:
        access.get(REGISTRATION, ["s"])
    assert (caught.value.status, caught.value.code) == (401, "")
