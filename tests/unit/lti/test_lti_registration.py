"""Dynamic registration, against what three kinds of platform are known to send and to demand."""

from typing import Any

import pytest
from lti_fakes import FakeHttp, Sent, answer

from lti import claims
from lti.errors import RegistrationFailed
from lti.ports import HttpAnswer, HttpFailed
from lti.registration import ToolDescription, register

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


def moodle(sent: Sent) -> HttpAnswer:
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


def platform(configured: Any, reply: Any = moodle) -> FakeHttp:
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
    assert set(asked["scope"].split()) == {AGS + "score", AGS + "lineitem", claims.SCOPE_ROSTER}
    settings = asked[claims.TOOL_CONFIGURATION]
    assert {"name", "email", "given_name", "family_name"} <= set(settings["claims"])
    assert settings["messages"][1]["placements"] == ["ContentArea"]
    assert "placements" not in settings["messages"][0]


def test_canvas_names_no_deployment_and_hides_names_unless_asked() -> None:
    messages = [
        {"type": "LtiResourceLinkRequest", "placements": ["course_navigation", "account_navigation", "link_selection"]},
        {"type": "LtiDeepLinkingRequest", "placements": ["assignment_selection", "editor_button"]},
    ]
    http = platform(configuration(messages), answer({"client_id": 10000000000123, "scope": ""}, 201))
    made = register(CONFIGURATION_URL, "t", TOOL, http=http)
    assert (made.client_id, made.deployment_ids) == ("10000000000123", frozenset())
    settings = http.sent[1].json[claims.TOOL_CONFIGURATION]
    assert settings["https://canvas.instructure.com/lti/privacy_level"] == "public"
    assert [m.get("placements") for m in settings["messages"]] == [["course_navigation"], ["assignment_selection"]]


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
    with pytest.raises(RegistrationFailed, match=r"401.*token_already_used.*Begin again"):
        register(CONFIGURATION_URL, "t", TOOL, http=http)
