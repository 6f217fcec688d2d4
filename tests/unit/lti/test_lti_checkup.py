"""The connection test: each thing tried by itself, told in sentences, and never with a secret."""

from typing import Any

import pytest
from lti_fakes import FakeClock, FakeHttp, FakePlatform, MemoryKeys, Sent, answer, rsa_key

from lti import checkup, claims, keys
from lti.checkup import Check, KnownServices
from lti.ports import HttpAnswer, HttpFailed
from lti.services import ServiceCalls
from lti.tokens import AccessTokens

REGISTRATION = FakePlatform().registration
OUR_KEYS = "https://tool.example/lti/jwks.json"
LINE_ITEMS = "https://lms.example/lineitems?type_id=1"
ROSTER = "https://lms.example/members"
ACS = "https://lms.example/acs"
DOWN = HttpFailed("The platform could not be reached.", retry=True)
LATE = HttpFailed("There was no answer within 10 seconds.", retry=True)
AGS = frozenset({claims.SCOPE_LINEITEM, claims.SCOPE_SCORE})
KNOWN = KnownServices(
    lineitems=LINE_ITEMS, ags_scopes=AGS, nrps_url=ROSTER, acs_url=ACS,
    scopes=AGS | {claims.SCOPE_ROSTER, claims.SCOPE_CONTROL},
)
SECRET = "tOp-sEcReT"


def tokens_for(*granted: str) -> Any:
    """A token endpoint that grants single scopes, as Moodle and Canvas do."""

    def reply(sent: Sent) -> HttpAnswer:
        if sent.form["scope"] not in granted:
            return answer({"error": "invalid_scope"}, 400)
        return answer({"access_token": SECRET, "expires_in": 3600})

    return reply


def tried(known: KnownServices = KNOWN, **replies: Any) -> tuple[dict[str, Check], FakeHttp]:
    """Run it on a platform where all is well but for `replies` (login, keys, token, grades, roster)."""
    http = FakeHttp()
    http.reply(REGISTRATION.auth_login_url, replies.get("login", answer(None, 400)))
    http.reply(REGISTRATION.jwks_url, replies.get("keys", answer(keys.jwks([rsa_key("a"), rsa_key("b")]))))
    http.reply(REGISTRATION.auth_token_url, replies.get("token", tokens_for(*known.granted)))
    http.reply(f"{LINE_ITEMS}&limit=1", replies.get("grades", answer([])))
    http.reply(f"{ROSTER}?limit=1", replies.get("roster", answer({"members": []})))
    clock = FakeClock()
    calls = ServiceCalls(http, AccessTokens(MemoryKeys(), http, clock), clock)
    checks = checkup.run(REGISTRATION, known, calls=calls, http=http, jwks_url=OUR_KEYS)
    assert [c.name for c in checks] == ["login", "keys", "token", "grades", "roster", "control"]
    for check in checks:
        assert check.title
        assert check.text.endswith(".")
        assert SECRET not in check.text
        assert "eyJ" not in check.text
    return {c.name: c for c in checks}, http


def statuses(checks: dict[str, Check]) -> list[str]:
    return [c.status for c in checks.values()]


def test_all_is_well() -> None:
    checks, http = tried()
    assert statuses(checks) == ["ok"] * 6
    assert "2 usable keys" in checks["keys"].text
    assert {sent.method for sent in http.sent if sent.url != REGISTRATION.auth_token_url} == {"GET"}
    assert http.to(ACS) == []


def test_nothing_is_known_yet() -> None:
    checks, _ = tried(KnownServices())
    assert statuses(checks) == ["ok", "ok", "ok", "unknown", "unknown", "unknown"]
    assert "first launch from a course" in checks["grades"].text
    assert "first launch from a course" in checks["roster"].text
    assert "in its own widget" in checks["control"].text


def test_platform_that_does_not_answer_at_all_is_told_six_times_over() -> None:
    checks, http = tried(login=DOWN, keys=DOWN, token=LATE)
    assert statuses(checks) == ["failed"] * 6
    assert "could not be reached" in checks["login"].text
    assert "within 10 seconds" in checks["token"].text
    assert len(http.sent) == 6


@pytest.mark.parametrize(
    ("reply", "status"),
    [
        (answer(None, 200), "ok"), (answer(None, 302), "ok"), (answer(None, 400), "ok"), (answer(None, 401), "ok"),
        (answer(None, 403), "ok"), (answer(None, 405), "ok"), (answer(None, 404), "failed"),
        (answer(None, 410), "failed"), (answer(None, 500), "failed"), (answer(None, 503), "failed"), (DOWN, "failed"),
    ],
)
def test_sign_in_address_that_answers_anything_of_its_own_is_fine(reply: Any, status: str) -> None:
    checks, _ = tried(login=reply)
    assert statuses(checks) == [status, "ok", "ok", "ok", "ok", "ok"]
    assert REGISTRATION.auth_login_url in checks["login"].text


WEAK = {"keys": [{"kty": "RSA", "kid": "x", "n": "AQAB", "e": "AQAB"}, {"kty": "EC", "kid": "y"}, 5]}


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        (DOWN, "could not be reached"), (answer(None, 404), "answered 404"), (answer({}), "did not answer with a key"),
        (HttpAnswer(200, {}, b"<html>"), "did not answer with a key"), (answer({"keys": []}), "no key"),
        (answer(WEAK), "no key"),
    ],
)
def test_keys_that_launches_cannot_be_checked_with(reply: Any, words: str) -> None:
    checks, _ = tried(keys=reply)
    assert statuses(checks) == ["ok", "failed", "ok", "ok", "ok", "ok"]
    assert words in checks["keys"].text
    assert "Launches are refused" in checks["keys"].text


def test_one_good_key_among_others_is_enough() -> None:
    mixed = keys.jwks([rsa_key("a")])["keys"] + WEAK["keys"]
    checks, _ = tried(keys=answer({"keys": mixed}))
    assert "1 usable key at" in checks["keys"].text


def test_of_very_many_keys_it_is_enough_to_know_that_there_are_many() -> None:
    good = keys.jwks([rsa_key("a")])["keys"][0]
    for number, said in ((99, " 99 usable keys"), (300, " 100 or more usable keys")):
        checks, _ = tried(keys=answer({"keys": [good | {"kid": str(n)} for n in range(number)]}))
        assert said in checks["keys"].text


@pytest.mark.parametrize("code", ["invalid_client", "invalid_grant", "unauthorized_client"])
def test_platform_that_cannot_check_our_signature(code: str) -> None:
    checks, _ = tried(token=answer({"error": code}, 400))
    assert statuses(checks) == ["ok", "ok", "failed", "failed", "failed", "failed"]
    for name in ("token", "grades", "roster", "control"):
        assert f"could not check Invigil's signature: it must reach {OUR_KEYS}" in checks[name].text
        assert "client-1" in checks[name].text


def test_canvas_calls_a_signature_that_it_cannot_check_an_invalid_request() -> None:
    said = {"error": "invalid_request", "error_description": "JWS signature invalid."}
    checks, _ = tried(token=answer(said, 400))
    assert "could not check Invigil's signature" in checks["token"].text
    checks, _ = tried(grades=answer({"error": "invalid_request"}, 400))
    assert "signature" not in checks["grades"].text


def test_platform_that_echoes_what_it_refuses() -> None:
    def echo(sent: Sent) -> HttpAnswer:
        return answer({"error": "invalid_client", "detail": sent.form["client_assertion"]}, 401)

    checks, _ = tried(token=echo)
    assert "[token]" in checks["token"].text


def test_first_scope_that_is_known_to_be_granted_is_asked_for() -> None:
    _, http = tried(KnownServices(scopes=frozenset({claims.SCOPE_SCORE})))
    assert [s.form["scope"] for s in http.to(REGISTRATION.auth_token_url)] == [claims.SCOPE_SCORE]
    checks, _ = tried(KnownServices(scopes=frozenset({claims.SCOPE_SCORE})), token=tokens_for())
    assert checks["token"].status == "failed"
    assert "does not grant" in checks["token"].text


def test_refused_scope_proves_the_signature_where_no_scope_is_known() -> None:
    checks, http = tried(KnownServices())
    assert "knows Invigil's signature" in checks["token"].text
    assert http.to(REGISTRATION.auth_token_url)[0].form["scope"] == claims.SCOPE_SCORE


def test_services_that_refuse() -> None:
    refusals = {"grades": answer({"error": "no"}, 403), "roster": answer(None, 503, retry_after="9")}
    checks, http = tried(**refusals)
    assert statuses(checks) == ["ok", "ok", "ok", "failed", "failed", "ok"]
    assert "403" in checks["grades"].text
    assert "switched on" in checks["grades"].text
    assert "Try again in some minutes" in checks["roster"].text
    assert len(http.to(f"{ROSTER}?limit=1")) == 1


def test_gradebook_that_may_be_read_but_not_written() -> None:
    known = KnownServices(lineitems=LINE_ITEMS, ags_scopes=frozenset({claims.SCOPE_LINEITEM_READONLY}))
    checks, _ = tried(known)
    assert checks["grades"].status == "failed"
    assert "no scores be written" in checks["grades"].text


def test_gradebook_that_may_be_written_but_not_read() -> None:
    checks, http = tried(KnownServices(lineitems=LINE_ITEMS, ags_scopes=frozenset({claims.SCOPE_SCORE})))
    assert checks["grades"].status == "unknown"
    assert http.to(f"{LINE_ITEMS}&limit=1") == []


def test_smallest_scope_for_reading_the_gradebook() -> None:
    both = frozenset({claims.SCOPE_LINEITEM, claims.SCOPE_LINEITEM_READONLY, claims.SCOPE_SCORE})
    _, http = tried(KnownServices(lineitems=LINE_ITEMS, ags_scopes=both))
    asked = [sent.form["scope"] for sent in http.to(REGISTRATION.auth_token_url)]
    assert claims.SCOPE_LINEITEM_READONLY in asked
    assert claims.SCOPE_LINEITEM not in asked


@pytest.mark.parametrize(
    ("known", "granted", "status", "words"),
    [
        (KnownServices(scopes=AGS), (), "unknown", "few do"),
        (KnownServices(), (), "unknown", "does not grant"),
        (KnownServices(), (claims.SCOPE_CONTROL,), "ok", "when the first examinee starts"),
        (KnownServices(scopes=frozenset({claims.SCOPE_CONTROL})), (claims.SCOPE_CONTROL,), "ok", "first examinee"),
        (KnownServices(acs_url=ACS), (claims.SCOPE_CONTROL,), "ok", "pause and end attempts in the LMS itself"),
        (KnownServices(acs_url=ACS), (), "failed", "Until then pausing and ending happen in Invigil's widget only"),
        (KnownServices(acs_url=ACS, scopes=AGS), (claims.SCOPE_CONTROL,), "ok", "in the LMS itself"),
    ],
)
def test_pausing_and_ending(known: KnownServices, granted: tuple[str, ...], status: str, words: str) -> None:
    checks, _ = tried(known, token=tokens_for(*granted))
    assert (checks["control"].status, words in checks["control"].text) == (status, True)


def test_a_token_from_before_proves_nothing() -> None:
    http, clock = FakeHttp(), FakeClock()
    kept = AccessTokens(MemoryKeys(), http, clock)
    http.reply(REGISTRATION.auth_token_url, answer({"access_token": SECRET}), answer({"error": "invalid_client"}, 401))
    http.reply(REGISTRATION.auth_login_url, answer(None, 400))
    http.reply(REGISTRATION.jwks_url, answer({"keys": []}))
    kept.get(REGISTRATION, [claims.SCOPE_ROSTER])
    calls = ServiceCalls(http, kept, clock)
    known = KnownServices(scopes=frozenset({claims.SCOPE_ROSTER}))
    checks = checkup.run(REGISTRATION, known, calls=calls, http=http, jwks_url=OUR_KEYS)
    assert {c.name: c.status for c in checks}["token"] == "failed"
