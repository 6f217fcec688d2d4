"""Dynamic registration, against what three kinds of platform are known to send and to demand."""

from dataclasses import replace
from typing import Any

import pytest
from lti_fakes import FakeHttp, Sent, answer
from platform_configurations import canvas_of_2022, canvas_of_2025, moodle, moodle_of_3_10

from lti import claims
from lti.errors import RegistrationFailed
from lti.message import MessageType
from lti.ports import HttpAnswer, HttpFailed, NotCalled
from lti.registration import Extras, NewRegistration, Place, ToolDescription, register

CONFIGURATION_URL = "https://lms.example/openid-configuration"
ENDPOINT = "https://lms.example/register"
TOOL = ToolDescription(
    name="Invigil", description="Live proctoring", launch_url="https://tool.example:8200/lti/launch",
    login_url="https://tool.example:8200/lti/login", jwks_url="https://tool.example:8200/lti/jwks.json",
)
AGS = "https://purl.imsglobal.org/spec/lti-ags/scope/"


def configuration(messages: list[Any] | None = None, **more: Any) -> dict[str, Any]:
    return {
        "issuer": "https://lms.example", "authorization_endpoint": "https://lms.example/auth",
        "token_endpoint": "https://lms.example/token", "jwks_uri": "https://lms.example/certs",
        "registration_endpoint": ENDPOINT,
        "scopes_supported": ["openid", AGS + "score", AGS + "lineitem", AGS + "result.readonly", claims.SCOPE_ROSTER],
        claims.PLATFORM_CONFIGURATION: {
            "product_family_code": "moodle", "version": "4.5",
            "messages_supported": messages
            or [{"type": "LtiResourceLinkRequest"}, {"type": "LtiDeepLinkingRequest", "placements": ["ContentArea"]}],
        },
        **more,
    }


def strict(sent: Sent) -> HttpAnswer:
    """Refuses what Moodle refuses (required fields of openid-registration.php)."""
    asked = sent.json
    settings = asked[claims.TOOL_CONFIGURATION]
    assert "id_token" in asked["response_types"]
    assert isinstance(asked["redirect_uris"], list)
    assert (asked["application_type"], asked["token_endpoint_auth_method"]) == ("web", "private_key_jwt")
    assert asked["client_name"]
    assert asked["jwks_uri"]
    assert asked["initiate_login_uri"]
    assert settings["domain"] == "tool.example:8200"
    assert settings["target_link_uri"].startswith("https://tool.example:8200/")
    return answer(asked | {"client_id": "Ab1", claims.TOOL_CONFIGURATION: settings | {"deployment_id": "1"}})


def platform(configured: Any, reply: Any = strict) -> FakeHttp:
    http = FakeHttp()
    http.reply(CONFIGURATION_URL, configured if isinstance(configured, HttpAnswer | HttpFailed) else answer(configured))
    http.reply(ENDPOINT, reply)
    return http


def test_moodle() -> None:
    http = platform(configuration())
    made = register(CONFIGURATION_URL, "reg.token", TOOL, http=http)
    assert (made.issuer, made.client_id, made.deployment_ids) == ("https://lms.example", "Ab1", {"1"})
    assert (made.auth_login_url, made.auth_token_url, made.jwks_url) == (
        "https://lms.example/auth", "https://lms.example/token", "https://lms.example/certs",
    )
    assert (made.token_audience, made.platform_name) == (None, "moodle")
    assert made.messages == ("LtiResourceLinkRequest", "LtiDeepLinkingRequest")
    assert [(s.method, s.headers["Authorization"]) for s in http.sent] == [
        ("GET", "Bearer reg.token"), ("POST", "Bearer reg.token"),
    ]
    asked = http.sent[1].json
    assert asked["redirect_uris"] == [TOOL.launch_url]
    assert set(asked["scope"].split()) == {
        AGS + "score", AGS + "lineitem", AGS + "result.readonly", claims.SCOPE_ROSTER,
    }
    settings = asked[claims.TOOL_CONFIGURATION]
    assert {"name", "email", "given_name", "family_name"} <= set(settings["claims"])
    assert settings["messages"][1]["placements"] == ["ContentArea"]
    assert "placements" not in settings["messages"][0]


def asked_of(configured: dict[str, Any], tool: ToolDescription = TOOL) -> tuple[dict[str, Any], NewRegistration]:
    """What was sent to a platform with this configuration, and what came of it."""
    http = platform(configured, lambda sent: answer(sent.json | {"client_id": "10000000000005"}, 201))
    made = register(CONFIGURATION_URL, "t", tool, http=http)
    return http.sent[1].json, made


def test_canvas_wants_its_token_address_as_audience_whatever_it_says() -> None:
    """Its `authorization_server` is a bare host; its token endpoint refuses an assertion that is made out to that."""
    assert asked_of(canvas_of_2025())[1].token_audience is None


def test_deployment_beside_the_tool_configuration() -> None:
    """Canvas of 2022 names no deployment; later ones name it in the answer itself."""
    http = platform(canvas_of_2022(), answer({"client_id": 10000000000123, "scope": ""}, 201))
    made = register(CONFIGURATION_URL, "t", TOOL, http=http)
    assert (made.client_id, made.deployment_ids) == ("10000000000123", frozenset())
    http = platform(canvas_of_2025(), answer({"client_id": "1", "deployment_id": "9:8865"}, 201))
    assert register(CONFIGURATION_URL, "t", TOOL, http=http).deployment_ids == {"9:8865"}


@pytest.mark.parametrize(
    ("configured", "placed"), [(moodle(), {"placements": ["ContentArea"]}), (moodle_of_3_10(), {})]
)
def test_moodle_gets_plain_messages(configured: dict[str, Any], placed: dict[str, Any]) -> None:
    asked, made = asked_of(configured)
    settings = asked[claims.TOOL_CONFIGURATION]
    common = {"target_link_uri": TOOL.launch_url, "label": "Invigil"}
    assert settings["messages"] == [
        common | {"type": "LtiResourceLinkRequest"}, common | {"type": "LtiDeepLinkingRequest"} | placed,
    ]
    assert settings["custom_parameters"] == {}
    assert set(asked["scope"].split()) == {
        AGS + "lineitem", AGS + "lineitem.readonly", AGS + "result.readonly", AGS + "score", claims.SCOPE_ROSTER,
    }
    assert (made.family, made.account_name) == ("moodle", "")


def test_every_message_is_asked_for_where_the_platform_lists_none() -> None:
    configured = configuration()
    configured[claims.PLATFORM_CONFIGURATION] = {"product_family_code": "quiet"}
    settings = asked_of(configured)[0][claims.TOOL_CONFIGURATION]
    assert [m["type"] for m in settings["messages"]] == [
        "LtiResourceLinkRequest", "LtiDeepLinkingRequest", "LtiStartProctoring", "LtiEndAssessment",
        "LtiSubmissionReviewRequest",
    ]


def test_message_that_the_platform_does_not_list_is_not_asked_for() -> None:
    settings = asked_of(configuration([{"type": "LtiResourceLinkRequest"}]))[0][claims.TOOL_CONFIGURATION]
    assert [m["type"] for m in settings["messages"]] == ["LtiResourceLinkRequest"]


PLACES = (
    Place(("menu", "x/menu"), MessageType.RESOURCE_LINK, {"place": "menu"}, {"https://x.example/seen": "all"}),
    Place(("side",), MessageType.RESOURCE_LINK, {"place": "menu"}, {"https://x.example/seen": "all"}),
    Place(("foot",), MessageType.RESOURCE_LINK),
    Place(("editor",), MessageType.DEEP_LINKING),
)


def test_extras_for_one_platform() -> None:
    """What is asked of it is decided by what it says of itself; a place that it does not offer is not asked for, and
    places with the same wishes share a message."""
    configured = configuration([
        {"type": "LtiResourceLinkRequest", "placements": ["x/menu", "side", "roof"]},
        {"type": "LtiDeepLinkingRequest", "placements": ["editor", "ContentArea"]},
    ])
    seen: list[Any] = []

    def extras_for(platform_says: Any) -> Extras:
        seen.append(platform_says)
        return Extras(PLACES, {"https://x.example/mode": 1}, {"acting": "$Some.variable"}, " A <b> University")

    http = platform(configured)
    made = register(CONFIGURATION_URL, None, TOOL, http=http, extras_for=extras_for)
    settings = http.sent[1].json[claims.TOOL_CONFIGURATION]
    assert seen == [configured[claims.PLATFORM_CONFIGURATION]]
    common = {"target_link_uri": TOOL.launch_url, "label": "Invigil"}
    assert settings["messages"] == [
        common | {
            "type": "LtiResourceLinkRequest", "placements": ["x/menu", "side"], "custom_parameters": {"place": "menu"},
            "https://x.example/seen": "all",
        },
        common | {"type": "LtiDeepLinkingRequest", "placements": ["editor"]},
    ]
    assert (settings["https://x.example/mode"], settings["custom_parameters"]) == (1, {"acting": "$Some.variable"})
    assert made.account_name == "A <b> University"


@pytest.mark.parametrize("name", [None, 5, ["x"], {}])
def test_an_account_without_a_readable_name_has_none(name: Any) -> None:
    made = register(
        CONFIGURATION_URL, None, TOOL, http=platform(configuration()), extras_for=lambda _: Extras(account_name=name)
    )
    assert made.account_name == ""


def test_what_the_tool_says_of_itself() -> None:
    asked, _ = asked_of(moodle())
    bare = {"logo_uri", "policy_uri", "tos_uri", "contacts"}
    assert not bare & set(asked)
    assert "secondary_domains" not in asked[claims.TOOL_CONFIGURATION]
    full = replace(
        TOOL, logo_url="https://tool.example/logo.svg", policy_url="https://tool.example/privacy",
        terms_url="https://tool.example/terms", contacts=("help@tool.example",),
        secondary_domains=("media.tool.example",), custom_parameters={"a": "b"},
    )
    asked, _ = asked_of(moodle(), full)
    assert {name: asked[name] for name in bare} == {
        "logo_uri": "https://tool.example/logo.svg", "policy_uri": "https://tool.example/privacy",
        "tos_uri": "https://tool.example/terms", "contacts": ["help@tool.example"],
    }
    settings = asked[claims.TOOL_CONFIGURATION]
    assert (settings["secondary_domains"], settings["custom_parameters"]) == (["media.tool.example"], {"a": "b"})
    assert {m["icon_uri"] for m in settings["messages"]} == {"https://tool.example/logo.svg"}
    assert set(settings["claims"]) == {"iss", "sub", "name", "given_name", "family_name", "email", "locale"}


def test_platform_with_proctoring_services() -> None:
    messages = [
        {"type": kind}
        for kind in ("LtiResourceLinkRequest", "LtiDeepLinkingRequest", "LtiStartProctoring", "LtiEndAssessment",
                     "LtiSubmissionReviewRequest", "LtiSomethingElse")
    ]
    configured = configuration(
        messages, scopes_supported=[claims.SCOPE_CONTROL, AGS + "score"], authorization_server="https://lms.example/as"
    )
    http = platform(configured)
    made = register(CONFIGURATION_URL, None, TOOL, http=http)
    assert all("Authorization" not in sent.headers for sent in http.sent)
    asked = http.sent[1].json
    assert set(asked["scope"].split()) == {claims.SCOPE_CONTROL, AGS + "score"}
    assert [m["type"] for m in asked[claims.TOOL_CONFIGURATION]["messages"]] == [m["type"] for m in messages[:-1]]
    assert made.token_audience == "https://lms.example/as"
    assert made.scopes == {claims.SCOPE_CONTROL, AGS + "score"}


def test_nothing_is_asked_for_that_the_platform_does_not_list() -> None:
    http = platform({k: v for k, v in configuration().items() if not k.startswith(("scopes", "https"))})
    register(CONFIGURATION_URL, None, TOOL, http=http)
    assert http.sent[1].json["scope"] == ""


def test_an_address_that_is_not_called_is_said_to_be_the_platforms() -> None:
    private = "https://10.0.0.7:8443/register?secret=1"
    http = platform(configuration(registration_endpoint=private))
    http.reply(private, NotCalled("The address is in a private network."))
    with pytest.raises(RegistrationFailed, match=r"own address, https://10\.0\.0\.7:8443\.$") as caught:
        register(CONFIGURATION_URL, "t", TOOL, http=http)
    assert caught.value.not_called
    http.reply("ftp://lms.example/", NotCalled("The address must begin with https://."))
    with pytest.raises(RegistrationFailed, match=r"must begin with https://\.$") as caught:
        register("ftp://lms.example/", "t", TOOL, http=http)
    assert caught.value.not_called


@pytest.mark.parametrize(
    "configured",
    [
        HttpFailed("The address is in a private network.", retry=False), answer(None, 401),
        HttpAnswer(200, {}, b"<html>"), answer([]),
        HttpAnswer(200, {}, b"[" * 100_000), HttpAnswer(200, {}, b" " * 300_000),
        {}, configuration(registration_endpoint="javascript:alert(1)"), configuration(issuer=None),
        configuration(token_endpoint="/token"), configuration(jwks_uri={}), configuration(issuer="a\nb"),
    ],
)
def test_configurations_that_cannot_be_used(configured: Any) -> None:
    with pytest.raises(RegistrationFailed, match=r"\.$"):
        register(CONFIGURATION_URL, "t", TOOL, http=platform(configured))


@pytest.mark.parametrize(
    "reply",
    [
        HttpFailed("There was no answer.", retry=True), answer({"error": "token_already_used"}, 401), answer({}),
        answer({"client_id": ""}), answer({"client_id": {"a": 1}}), answer("x"), HttpAnswer(200, {}, b""),
    ],
)
def test_answers_that_register_nothing(reply: Any) -> None:
    with pytest.raises(RegistrationFailed, match=r"\.$"):
        register(CONFIGURATION_URL, "t", TOOL, http=platform(configuration(), reply))


def test_admin_is_told_what_the_platform_said() -> None:
    http = platform(configuration(), answer({"error": "token_already_used"}, 401))
    with pytest.raises(RegistrationFailed, match=r"401: .*token_already_used.*\.$") as caught:
        register(CONFIGURATION_URL, "t", TOOL, http=http)
    assert "again" not in str(caught.value)  # what to do is said once, by the page
