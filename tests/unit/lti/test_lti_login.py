"""Third-party-initiated login: what is passed on, what is not, who is refused."""

from dataclasses import replace
from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest
from lti_fakes import LAUNCH_URL, NOW, FakePlatform, MemoryRegistrations

from lti.errors import LaunchRefused
from lti.launch import STATE_LIFETIME_S, LoginBegun, begin_login, browser_hash, state_mark


def begun(platform: FakePlatform, **params: str) -> LoginBegun:
    return begin_login(
        params, registrations=platform.registrations, states=platform.states, launch_url=LAUNCH_URL, now=NOW
    )


def login_url(platform: FakePlatform, **params: str) -> str:
    return begun(platform, **params).url


def test_request_to_the_platform() -> None:
    platform = FakePlatform()
    hint = '{"cmid":2,"launchid":"a&b=c"}'
    url = login_url(
        platform, iss="https://lms.example", client_id="client-1", login_hint="3", lti_message_hint=hint,
        target_link_uri="https://tool.example/x", repost="1", lti_deployment_id="dep-1", lti_storage_target="_parent",
    )
    assert url.startswith("https://lms.example/auth?")
    query = dict(parse_qsl(urlsplit(url).query))
    state = platform.states.kept[query.pop("state").removeprefix("state-")]
    assert query.pop("nonce") == state.nonce
    assert query == {
        "scope": "openid", "response_type": "id_token", "response_mode": "form_post", "prompt": "none",
        "client_id": "client-1", "redirect_uri": LAUNCH_URL, "login_hint": "3", "lti_message_hint": hint,
    }
    assert (state.registration_id, state.issuer, state.client_id) == ("reg-1", "https://lms.example", "client-1")
    assert state.expires_at == NOW + STATE_LIFETIME_S
    assert len(state.nonce) >= 32


def test_what_binds_the_login_to_its_browser() -> None:
    platform = FakePlatform()
    one = begun(platform, iss="https://lms.example", login_hint="3", lti_storage_target="post_message_forwarding")
    other = begun(platform, iss="https://lms.example", login_hint="3")
    assert len(one.browser_secret) >= 43
    assert one.browser_secret != other.browser_secret
    assert one.browser_secret not in one.url + repr(one)
    kept = list(platform.states.kept.values())
    assert [k.browser_hash for k in kept] == [browser_hash(one.browser_secret), browser_hash(other.browser_secret)]
    assert [k.storage_target for k in kept] == ["post_message_forwarding", ""]
    assert (one.storage_target, other.storage_target) == ("post_message_forwarding", None)
    assert one.platform_origin == "https://lms.example"
    assert state_mark(one.state) != state_mark(other.state)


@pytest.mark.parametrize("name", ["", "<b>", "a b", "x" * 129, "é\n", '"'])
def test_storage_target_that_is_no_name_of_a_frame(name: str) -> None:
    login = begun(FakePlatform(), iss="https://lms.example", login_hint="3", lti_storage_target=name)
    assert login.storage_target is None


def test_no_message_hint_is_sent_when_there_was_none() -> None:
    url = login_url(FakePlatform(), iss="https://lms.example", login_hint="3")
    assert "lti_message_hint" not in url


@pytest.mark.parametrize("own", ["realm=a%20b", "realm=a&realm=b"])
def test_login_address_that_already_has_a_query(own: str) -> None:
    platform = FakePlatform()
    registration = replace(platform.registration, auth_login_url=f"https://lms.example/auth?{own}")
    platform.registrations = MemoryRegistrations(registration)
    url = login_url(platform, iss="https://lms.example", login_hint="3")
    assert url.startswith(f"https://lms.example/auth?{own}&")
    assert url.count("?") == 1
    assert parse_qs(urlsplit(url).query)["client_id"] == ["client-1"]


def refused(platform: FakePlatform, **params: str) -> tuple[str, int]:
    with pytest.raises(LaunchRefused) as caught:
        login_url(platform, **params)
    assert platform.states.kept == {}
    return caught.value.code, caught.value.status


def test_refusals() -> None:
    platform = FakePlatform()
    good = {"iss": "https://lms.example", "login_hint": "3"}
    assert refused(platform, login_hint="3") == ("bad_login", 400)
    assert refused(platform, iss="https://lms.example") == ("bad_login", 400)
    assert refused(platform, **good, lti_message_hint="x" * 9000) == ("bad_login", 400)
    assert refused(platform, iss="https://other.example", login_hint="3") == ("unknown_platform", 401)
    assert refused(platform, **good, client_id="client-2") == ("unknown_platform", 401)


def test_inactive_registration() -> None:
    platform = FakePlatform()
    platform.registrations = MemoryRegistrations(replace(platform.registration, active=False))
    assert refused(platform, iss="https://lms.example", login_hint="3") == ("inactive_platform", 403)


def test_issuer_alone_is_not_enough_when_two_share_it() -> None:
    platform = FakePlatform()
    other = replace(platform.registration, id="reg-2", client_id="client-2")
    platform.registrations = MemoryRegistrations(platform.registration, other)
    assert refused(platform, iss="https://lms.example", login_hint="3") == ("unknown_platform", 401)
    url = login_url(platform, iss="https://lms.example", login_hint="3", client_id="client-2")
    assert "client_id=client-2" in url


def test_words_quote_the_issuer_without_control_characters() -> None:
    with pytest.raises(LaunchRefused) as caught:
        login_url(FakePlatform(), iss="https://x\u202e\n" + "y" * 500, login_hint="3")
    assert caught.value.explanation.isprintable()
    assert len(caught.value.explanation) < 400
