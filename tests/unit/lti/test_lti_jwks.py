"""The cache of platforms' keys: fetched once, again for an unknown key, never often, and good through an outage."""

import threading
from dataclasses import replace

import pytest
from lti_fakes import NOW, FakeHttp, FakePlatform, Sent, answer, rsa_key

from lti import keys
from lti.jwks import JwksCache, KeysUnavailable
from lti.ports import HttpAnswer, HttpFailed

REGISTRATION = FakePlatform().registration
URL = REGISTRATION.jwks_url


def published(*names: str) -> HttpAnswer:
    return answer(keys.jwks([rsa_key(name) for name in names]))


def test_fetched_once_and_again_after_its_life() -> None:
    http = FakeHttp()
    http.reply(URL, published("a"))
    cache = JwksCache(http, lifetime_s=100)
    for after in (0, 50, 100, 101):
        assert cache.find(REGISTRATION, rsa_key("a").kid, NOW + after) is not None
    assert len(http.sent) == 2


def test_unknown_key_is_looked_up_again_but_not_often() -> None:
    http = FakeHttp()
    http.reply(URL, published("a"), published("a", "b"))
    cache = JwksCache(http, pause_s=30)
    cache.find(REGISTRATION, rsa_key("a").kid, NOW)
    for after in range(30):
        assert cache.find(REGISTRATION, f"forged-{after}", NOW + after) is None
    assert len(http.sent) == 1
    assert cache.find(REGISTRATION, rsa_key("b").kid, NOW + 30) is not None
    assert len(http.sent) == 2


def test_failures_pause_too_and_old_keys_outlive_them() -> None:
    http = FakeHttp()
    http.reply(URL, published("a"), HttpFailed("down", retry=True))
    cache = JwksCache(http, lifetime_s=100, pause_s=30, grace_s=1000)
    kid = rsa_key("a").kid
    cache.find(REGISTRATION, kid, NOW)
    for after in range(101, 131):
        assert cache.find(REGISTRATION, kid, NOW + after) is not None
    assert len(http.sent) == 2
    with pytest.raises(KeysUnavailable, match="down"):
        cache.find(REGISTRATION, kid, NOW + 1001)


def test_customers_of_one_issuer_have_their_own_keys() -> None:
    other = replace(REGISTRATION, id="reg-2", jwks_url="https://other.example/jwks")
    http = FakeHttp()
    http.reply(URL, published("a"))
    http.reply(other.jwks_url, published("b"))
    cache = JwksCache(http)
    assert cache.find(REGISTRATION, rsa_key("a").kid, NOW) is not None
    assert cache.find(other, rsa_key("b").kid, NOW) is not None
    assert cache.find(other, rsa_key("a").kid, NOW + 60) is None


def test_key_that_the_platform_withdrew() -> None:
    http = FakeHttp()
    http.reply(URL, published("a"), published("b"))
    cache = JwksCache(http, lifetime_s=100)
    cache.find(REGISTRATION, rsa_key("a").kid, NOW)
    assert cache.find(REGISTRATION, rsa_key("a").kid, NOW + 101) is None


@pytest.mark.parametrize(
    "reply",
    [
        HttpFailed("no", retry=True), answer(status=500), answer({"keys": "x"}), answer([]), answer({}),
        HttpAnswer(200, {}, b"<html>"), HttpAnswer(200, {}, b"[" * 100_000),
        HttpAnswer(200, {}, published("a").body + b" " * 4_194_304),
    ],
)
def test_answers_that_are_no_key_set(reply: HttpAnswer | HttpFailed) -> None:
    http = FakeHttp()
    http.reply(URL, reply)
    with pytest.raises(KeysUnavailable):
        JwksCache(http).find(REGISTRATION, "a", NOW)


def test_key_in_a_set_of_thousands() -> None:
    """Brightspace publishes the keys of all its servers in one set."""
    good = keys.jwks([rsa_key("a")])["keys"][0]
    others = [good | {"kid": f"other-{n}"} for n in range(4_000)]
    reply = answer({"keys": [*others, good]})
    assert len(reply.body) > 1_000_000
    http = FakeHttp()
    http.reply(URL, reply)
    found = JwksCache(http).find(REGISTRATION, good["kid"], NOW)
    assert found is not None
    assert found.as_dict(private=False)["n"] == good["n"]


def test_key_set_just_within_its_size() -> None:
    body = published("a").body
    http = FakeHttp()
    http.reply(URL, HttpAnswer(200, {}, body + b" " * (4_194_304 - len(body))))
    assert JwksCache(http).find(REGISTRATION, rsa_key("a").kid, NOW) is not None


def test_keys_that_cannot_be_used_are_passed_over() -> None:
    good = keys.jwks([rsa_key("a")])["keys"][0]
    small, huge = "_" * 171, "_" * 2000
    http = FakeHttp()
    http.reply(
        URL,
        answer(
            {
                "keys": [
                    "x", {"kty": "oct", "k": "AAAA", "kid": "oct"}, {"kty": "EC", "kid": "ec"},
                    good | {"kid": "enc", "use": "enc"}, good | {"kid": "alg", "alg": "HS256"}, good | {"kid": 5},
                    {"kty": "RSA", "kid": "broken", "n": "!", "e": 3}, {"kty": "RSA", "kid": "half"},
                    {"kty": "RSA", "kid": "small", "n": small, "e": "AQAB"},
                    {"kty": "RSA", "kid": "huge", "n": huge, "e": "AQAB"}, good | {"kid": "zero", "e": "AA"},
                    {"kty": "RSA", "kid": "bare", "n": good["n"], "e": good["e"]}, good,
                ]
            }
        ),
    )
    cache = JwksCache(http)
    found = {kid for kid in ("oct", "ec", "enc", "alg", "broken", "half", "small", "huge", "zero", "bare", good["kid"])
             if cache.find(REGISTRATION, kid, NOW) is not None}
    assert found == {"bare", good["kid"]}


def test_crowd_at_a_cold_start_shares_one_fetch() -> None:
    entered, release = threading.Event(), threading.Event()

    def slow(_: Sent) -> HttpAnswer:
        entered.set()
        assert release.wait(10)
        return published("a")

    http = FakeHttp()
    http.reply(URL, slow)
    cache = JwksCache(http)
    found: list[object] = []
    crowd = [
        threading.Thread(target=lambda: found.append(cache.find(REGISTRATION, rsa_key("a").kid, NOW))) for _ in range(8)
    ]
    for thread in crowd:
        thread.start()
    assert entered.wait(10)
    release.set()
    for thread in crowd:
        thread.join(10)
    assert len(found) == 8
    assert None not in found
    assert len(http.sent) == 1
