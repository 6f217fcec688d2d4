"""What a launch does to stores and keys: spent states, learned deployments, key rotation, tenants kept apart."""

import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from lti_fakes import FakePlatform, MemoryRegistrations, answer, rsa_key

from lti import claims, keys
from lti.errors import LaunchRefused
from lti.launch import browser_hash
from lti.ports import HttpFailed


def code(platform: FakePlatform, form: dict[str, str]) -> str:
    with pytest.raises(LaunchRefused) as caught:
        platform.post(form)
    return caught.value.code


def test_first_launch_teaches_the_deployment_and_the_next_foreign_one_is_refused() -> None:
    platform = FakePlatform()
    platform.registrations = MemoryRegistrations(replace(platform.registration, deployment_ids=frozenset()))
    platform.launch(DEPLOYMENT_ID="dep-9")
    assert platform.registrations.by_id["reg-1"].deployment_ids == {"dep-9"}
    assert code(platform, platform.form(DEPLOYMENT_ID="dep-1")) == "unknown_deployment"


def test_state_of_one_registration_does_not_serve_another_of_the_same_issuer() -> None:
    platform = FakePlatform()
    other = replace(platform.registration, id="reg-2", client_id="client-2")
    platform.registrations = MemoryRegistrations(platform.registration, other)
    asked = platform.login()
    token = platform.id_token(platform.claims(asked["nonce"], aud="client-2"))
    assert code(platform, {"state": asked["state"], "id_token": token}) == "bad_audience"


def test_registration_switched_off_between_login_and_launch() -> None:
    platform = FakePlatform()
    form = platform.form()
    platform.registrations = MemoryRegistrations(replace(platform.registration, active=False))
    assert code(platform, form) == "inactive_platform"


def test_first_launch_of_a_platform_that_learns_adds_every_deployment() -> None:
    platform = FakePlatform()
    platform.registrations = MemoryRegistrations(replace(platform.registration, learns_deployments=True))
    platform.launch(DEPLOYMENT_ID="dep-9")
    assert platform.registrations.by_id["reg-1"].deployment_ids == {"dep-1", "dep-9"}


def test_unknown_deployment_waits_for_the_admin_and_is_refused() -> None:
    platform = FakePlatform()
    with pytest.raises(LaunchRefused) as caught:
        platform.launch(DEPLOYMENT_ID="dep-9")
    assert caught.value.code == "unknown_deployment"
    assert "admin page" in caught.value.remedy
    assert platform.registrations.waiting == ["dep-9"]


def test_registration_removed_or_made_anew_between_login_and_launch() -> None:
    platform = FakePlatform()
    form = platform.form()
    platform.registrations = MemoryRegistrations()
    assert code(platform, form) == "unknown_platform"
    platform.registrations = MemoryRegistrations(replace(platform.registration, id="reg-new"))
    assert code(platform, form) == "unknown_platform"


def test_launch_that_is_not_proven_spends_no_state_and_writes_nothing() -> None:
    platform = FakePlatform()
    asked = platform.login()
    body = platform.claims(asked["nonce"])
    bad = [
        platform.id_token(body, key=rsa_key("forger"), kid=platform.key.kid),
        platform.id_token(body, kid="forged"),
        platform.id_token({**body, "nonce": "other"}),
        platform.id_token({**body, "exp": int(platform.clock()) - 61}),
        platform.id_token({k: v for k, v in body.items() if k != "sub"}),
        platform.id_token({**body, claims.MESSAGE_TYPE: "nonsense"}),
        platform.id_token({**body, claims.RESOURCE_LINK: {"id": "x" * 256}}),
    ]
    for token in bad:
        code(platform, {"state": asked["state"], "id_token": token})
    assert platform.states.spent == []
    assert platform.registrations.waiting == []
    assert platform.post({"state": asked["state"], "id_token": platform.id_token(body)}).subject == "user-3"


def test_token_that_asks_for_an_extension_is_refused() -> None:
    platform = FakePlatform()
    asked = platform.login()
    token = platform.id_token(platform.claims(asked["nonce"]), crit=["b64"], b64=True)
    assert code(platform, {"state": asked["state"], "id_token": token}) == "bad_token"


def rebuilt(platform: FakePlatform, name: str, **entry: str) -> None:
    """Set the platform up anew, with another key."""
    platform.key = rsa_key(name)
    platform.http.reply(
        platform.registration.jwks_url, answer({"keys": [keys.jwks([platform.key])["keys"][0] | entry]})
    )


def test_platform_set_up_anew_with_another_key_under_the_same_id_launches_within_a_minute() -> None:
    platform = FakePlatform()
    rebuilt(platform, "old", kid="1")

    def launched() -> str:
        asked = platform.login()
        token = platform.id_token(platform.claims(asked["nonce"]), kid="1")
        return platform.post({"state": asked["state"], "id_token": token}).subject

    assert launched() == "user-3"
    rebuilt(platform, "new", kid="1")
    platform.clock.now += 10
    assert launched() == "user-3"


def test_launch_with_a_key_that_is_younger_than_the_key_set_waits_for_it() -> None:
    platform = FakePlatform()
    platform.launch()
    rebuilt(platform, "new")
    platform.clock.now += 1
    began = platform.clock()
    assert platform.launch().subject == "user-3"
    assert platform.clock() - began == 9


def test_signature_that_fits_neither_the_kept_nor_the_published_key() -> None:
    platform = FakePlatform()
    platform.launch()
    platform.clock.now += 60
    asked = platform.login()
    token = platform.id_token(platform.claims(asked["nonce"]), key=rsa_key("forger"), kid=platform.key.kid)
    form = {"state": asked["state"], "id_token": token}
    assert code(platform, form) == "bad_signature"
    platform.clock.now += 60
    platform.http.reply(platform.registration.jwks_url, HttpFailed("down", retry=True))
    assert code(platform, form) == "keys_unavailable"


@pytest.mark.parametrize(
    "change", [lambda t: t + "=", lambda t: t[:-1], lambda t: t + "!", lambda t: t.replace(".", ".!", 2)]
)
def test_token_is_base64url_to_the_letter(change: Callable[[str], str]) -> None:
    platform = FakePlatform()
    form = platform.form()
    assert code(platform, {**form, "id_token": change(form["id_token"])}) in ("bad_signature", "bad_token")
    assert platform.post(form).subject == "user-3"


@pytest.mark.parametrize(
    "overrides",
    [
        {"nonce": "other"}, {"iss": "https://other.example"}, {"aud": "client-2"}, {"aud": ["client-1", "client-2"]},
        {"azp": "client-2"}, {"aud": ["client-1"] * 1000}, {"padding": "x" * 70_000},
    ],
)
def test_what_can_be_seen_without_a_store_asks_none(overrides: dict[str, Any]) -> None:
    platform = FakePlatform()
    form = platform.form(**overrides)
    found = platform.registrations.find
    asked: list[str] = []
    platform.registrations.find = lambda *who: asked.append(who) or found(*who)  # type: ignore[method-assign]
    code(platform, form)
    code(platform, form | {"state": "state-made-up"})
    assert (asked, platform.http.sent) == ([], [])


def test_one_of_many_launches_at_the_same_time_wins() -> None:
    platform = FakePlatform()
    form = platform.form()
    start = threading.Barrier(8)
    outcomes: list[str] = []

    def launch() -> None:
        start.wait(10)
        try:
            outcomes.append(platform.post(form).subject)
        except LaunchRefused as refused:
            outcomes.append(refused.code)

    threads = [threading.Thread(target=launch) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert sorted(outcomes) == ["replayed"] * 7 + ["user-3"]


def test_store_that_hands_out_an_expired_state_is_not_believed() -> None:
    platform = FakePlatform()
    form = platform.form(exp=int(platform.clock()) + 3600)
    kept = next(iter(platform.states.kept.values()))
    platform.states.read = lambda state, now: replace(kept, expires_at=now - 1)  # type: ignore[method-assign]
    assert code(platform, form) == "replayed"


def test_absurd_state_does_not_reach_the_store() -> None:
    platform = FakePlatform()
    asked: list[str] = []
    platform.states.read = lambda state, now: asked.append(state)  # type: ignore[method-assign, func-returns-value]
    assert code(platform, {"state": "x" * 4097, "id_token": "t"}) == "replayed"
    assert asked == []


def test_launch_knows_whether_its_browser_began_the_login() -> None:
    platform = FakePlatform()
    assert [platform.post(platform.form(), kept).bound for kept in (None, "", "guessed")] == [False] * 3
    form = platform.form()
    assert platform.post(form, platform.begun.browser_secret).bound
    other = platform.begun.browser_secret
    assert not platform.post(platform.form(), other).bound, "the secret of another login"


def test_launch_names_the_hash_only_where_the_platform_keeps_the_secret() -> None:
    platform = FakePlatform()
    assert (platform.launch().browser_hash, platform.launch().storage_target) == (None, None)
    asked = platform.login(lti_storage_target="_parent")
    launch = platform.post({"state": asked["state"], "id_token": platform.id_token(platform.claims(asked["nonce"]))})
    assert (launch.browser_hash, launch.storage_target) == (browser_hash(platform.begun.browser_secret), "_parent")


def test_unknown_state_reaches_no_network() -> None:
    platform = FakePlatform()
    code(platform, platform.form() | {"state": "made-up"})
    assert platform.http.sent == []


def test_platform_that_rotated_its_keys() -> None:
    platform = FakePlatform()
    platform.launch()
    fresh = rsa_key("platform-new")
    platform.http.reply(platform.registration.jwks_url, answer(keys.jwks([platform.key, fresh])))
    platform.key = fresh
    platform.clock.now += 31
    assert platform.launch().subject == "user-3"


def test_platform_whose_keys_cannot_be_read() -> None:
    platform = FakePlatform()
    platform.http.reply(platform.registration.jwks_url, HttpFailed("There was no answer.", retry=True))
    assert code(platform, platform.form()) == "keys_unavailable"


def test_platform_that_answers_with_an_error() -> None:
    platform = FakePlatform()
    with pytest.raises(LaunchRefused) as caught:
        platform.post({"error": "login_required", "error_description": "<b>No session</b>\n"})
    assert caught.value.code == "platform_error"
    assert "<b>No session</b>?" in caught.value.explanation
