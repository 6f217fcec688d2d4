"""What a launch does to stores and keys: spent states, learned deployments, key rotation, tenants kept apart."""

from dataclasses import replace

import pytest
from lti_fakes import FakePlatform, MemoryRegistrations, answer, rsa_key

from lti import keys
from lti.errors import LaunchRefused
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
    assert code(platform, {"state": asked["state"], "id_token": token}) == "unknown_platform"


def test_registration_switched_off_between_login_and_launch() -> None:
    platform = FakePlatform()
    form = platform.form()
    platform.registrations = MemoryRegistrations(replace(platform.registration, active=False))
    assert code(platform, form) == "inactive_platform"


def test_refused_launch_spends_the_state() -> None:
    platform = FakePlatform()
    asked = platform.login()
    bad = platform.id_token(platform.claims(asked["nonce"], sub=None))
    assert code(platform, {"state": asked["state"], "id_token": bad}) == "missing_claim"
    good = platform.id_token(platform.claims(asked["nonce"]))
    assert code(platform, {"state": asked["state"], "id_token": good}) == "replayed"


def test_store_that_hands_out_an_expired_state_is_not_believed() -> None:
    platform = FakePlatform()
    form = platform.form(exp=int(platform.clock()) + 3600)
    kept = platform.states.kept[form["state"]]
    platform.states.consume = lambda state, now: replace(kept, expires_at=now - 1)  # type: ignore[method-assign]
    assert code(platform, form) == "replayed"


def test_absurd_state_does_not_reach_the_store() -> None:
    platform = FakePlatform()
    asked: list[str] = []
    platform.states.consume = lambda state, now: asked.append(state)  # type: ignore[method-assign, func-returns-value]
    assert code(platform, {"state": "x" * 257, "id_token": "t"}) == "replayed"
    assert asked == []


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
