"""The cache of platforms' keys: fetched once, again for an unknown key, never often, and good through an outage."""

import threading
from collections.abc import Callable
from dataclasses import replace

import pytest
from lti_fakes import NOW, FakeHttp, FakePlatform, Sent, answer, rsa_key

from lti import jwks, keys
from lti.jwks import JwksCache, KeysUnavailable
from lti.ports import HttpAnswer, HttpFailed

REGISTRATION = FakePlatform().registration
URL = REGISTRATION.jwks_url


class Nap:
    """Serves as `sleep`: remembers each wait, and acts for the world meanwhile."""

    def __init__(self, meanwhile: Callable[[], None] = lambda: None) -> None:
        self.taken: list[float] = []
        self._meanwhile = meanwhile

    def __call__(self, seconds: float) -> None:
        self.taken.append(seconds)
        self._meanwhile()


def published(*names: str) -> HttpAnswer:
    return answer(keys.jwks([rsa_key(name) for name in names]))


def test_fetched_once_and_again_after_its_life() -> None:
    http = FakeHttp()
    http.reply(URL, published("a"))
    cache = JwksCache(http, lifetime_s=100)
    for after in (0, 50, 100, 101):
        assert cache.find(REGISTRATION, rsa_key("a").kid, NOW + after) is not None
    assert len(http.sent) == 2


def test_new_key_that_comes_right_after_a_fetch_waits_for_the_next_one() -> None:
    http, nap = FakeHttp(), Nap()
    http.reply(URL, published("a"), published("a", "b"))
    cache = JwksCache(http, pause_s=30, sleep=nap)
    cache.find(REGISTRATION, rsa_key("a").kid, NOW)
    assert cache.find(REGISTRATION, rsa_key("b").kid, NOW + 2) is not None
    assert (nap.taken, len(http.sent)) == ([28], 2)


def test_key_that_is_not_published_after_the_wait_either() -> None:
    http, nap = FakeHttp(), Nap()
    http.reply(URL, published("a"))
    cache = JwksCache(http, pause_s=30, sleep=nap)
    cache.find(REGISTRATION, rsa_key("a").kid, NOW)
    assert cache.find(REGISTRATION, "forged", NOW + 2) is None
    assert (nap.taken, len(http.sent)) == ([28], 2)


def test_those_who_wait_share_one_fetch_and_those_with_known_keys_do_not_wait() -> None:
    """While one waits, others come: one more who waits, and one whose key is there."""
    http = FakeHttp()
    http.reply(URL, published("a"), published("a", "b"))
    found: list[object] = []

    def meanwhile() -> None:
        if len(nap.taken) == 1:
            found.append(cache.find(REGISTRATION, rsa_key("a").kid, NOW + 3))
            assert len(http.sent) == 1
            found.append(cache.find(REGISTRATION, rsa_key("b").kid, NOW + 4))

    nap = Nap(meanwhile)
    cache = JwksCache(http, pause_s=30, sleep=nap)
    cache.find(REGISTRATION, rsa_key("a").kid, NOW)
    found.append(cache.find(REGISTRATION, rsa_key("b").kid, NOW + 2))
    assert None not in found
    assert (nap.taken, len(http.sent)) == ([28, 26], 2)


def test_crowd_that_waits_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jwks, "MAX_WAITING", 1)
    http = FakeHttp()
    http.reply(URL, published("a"), published("a", "b"))
    turned_away: list[object] = []
    nap = Nap(lambda: turned_away.append(cache.find(REGISTRATION, rsa_key("b").kid, NOW + 3)))
    cache = JwksCache(http, pause_s=30, sleep=nap)
    cache.find(REGISTRATION, rsa_key("a").kid, NOW)
    for _ in range(2):  # who has waited makes room
        assert cache.find(REGISTRATION, rsa_key("b").kid, NOW + 2) is not None
    assert (turned_away, len(nap.taken)) == ([None], 1)


def test_nobody_waits_for_a_clock_that_was_set_back() -> None:
    http, nap = FakeHttp(), Nap()
    http.reply(URL, published("a"), published("b"))
    cache = JwksCache(http, pause_s=30, sleep=nap)
    cache.find(REGISTRATION, rsa_key("a").kid, NOW + 86_400)
    assert cache.find(REGISTRATION, rsa_key("b").kid, NOW) is not None
    assert nap.taken == []


def test_another_key_under_the_same_id_is_found_when_the_pause_is_over() -> None:
    old, new = (keys.jwks([rsa_key(name)])["keys"][0] | {"kid": "1"} for name in "ab")
    http, nap = FakeHttp(), Nap()
    http.reply(URL, answer({"keys": [old]}), answer({"keys": [new]}))
    cache = JwksCache(http, pause_s=30, sleep=nap)
    kept = cache.find(REGISTRATION, "1", NOW)
    assert cache.find(REGISTRATION, "1", NOW + 29, instead_of=kept) is kept
    found = cache.find(REGISTRATION, "1", NOW + 30, instead_of=kept)
    assert found is not None
    assert found.as_dict(private=False)["n"] == new["n"]
    assert cache.find(REGISTRATION, "1", NOW + 31, instead_of=kept) is found
    assert (nap.taken, len(http.sent)) == ([], 2)


def test_outage_is_not_taken_for_a_forgery() -> None:
    """Whether the platform has another key, or a new one, cannot be told while its key set cannot be read."""
    http, nap = FakeHttp(), Nap()
    http.reply(URL, published("a"), HttpFailed("down", retry=True))
    cache = JwksCache(http, pause_s=30, sleep=nap)
    kept = cache.find(REGISTRATION, rsa_key("a").kid, NOW)
    for kid, doubted in ((rsa_key("a").kid, kept), (rsa_key("b").kid, None)):
        with pytest.raises(KeysUnavailable, match="down"):
            cache.find(REGISTRATION, kid, NOW + 40, instead_of=doubted)
    assert cache.find(REGISTRATION, rsa_key("a").kid, NOW + 40) is kept
    assert (nap.taken, len(http.sent)) == ([], 2)


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
