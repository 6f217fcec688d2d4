"""Registering with the wishes of each LMS's adapter, against what real platforms say of themselves."""

from typing import Any

import pytest

from lti import claims
from lti.message import MASQUERADE_PARAMETER
from lti.registration import NewRegistration, ToolDescription
from tests.unit.lti.lti_fakes import FakeHttp, answer
from tests.unit.lti.platform_configurations import PREFIX, canvas_of_2022, canvas_of_2025, moodle
from tool.lms.registering import register

CONFIGURATION_URL = "https://lms.example/openid-configuration"
ENDPOINT = "https://lms.example/register"
AGS = "https://purl.imsglobal.org/spec/lti-ags/scope/"
TOOL = ToolDescription(
    name="Invigil", description="Live proctoring", launch_url="https://tool.example:8200/lti/launch",
    login_url="https://tool.example:8200/lti/login", jwks_url="https://tool.example:8200/lti/jwks.json",
)


def asked_of(configured: dict[str, Any]) -> tuple[dict[str, Any], NewRegistration]:
    """What was sent to a platform with this configuration, and what came of it."""
    http = FakeHttp()
    http.reply(CONFIGURATION_URL, answer(configured))
    http.reply(ENDPOINT, lambda sent: answer(sent.json | {"client_id": "10000000000005"}, 201))
    made = register(CONFIGURATION_URL, "t", TOOL, http=http)
    return http.sent[1].json, made


@pytest.mark.parametrize(("configured", "prefix"), [(canvas_of_2025(), PREFIX), (canvas_of_2022(), "")])
def test_canvas_gets_a_message_for_each_place(configured: dict[str, Any], prefix: str) -> None:
    asked, made = asked_of(configured)
    settings = asked[claims.TOOL_CONFIGURATION]
    common = {"target_link_uri": TOOL.launch_url, "label": "Invigil"}
    assert settings["messages"] == [
        common | {
            "type": "LtiResourceLinkRequest", "placements": [f"{prefix}course_navigation"],
            "custom_parameters": {"invigil_place": "course_navigation"}, f"{PREFIX}visibility": "members",
            f"{PREFIX}course_navigation/default_enabled": True, f"{PREFIX}display_type": "new_window",
        },
        common | {
            "type": "LtiResourceLinkRequest", "placements": [f"{prefix}account_navigation"],
            "custom_parameters": {"invigil_place": "account_navigation"}, f"{PREFIX}visibility": "admins",
        },
        common | {
            "type": "LtiDeepLinkingRequest",
            "placements": [f"{prefix}assignment_selection", f"{prefix}link_selection"],
        },
    ]
    assert settings["custom_parameters"] == {
        "invigil_acting_user": "$Canvas.masqueradingUser.id", "invigil_course": "$Canvas.course.id",
        "invigil_user": "$Canvas.user.id", "invigil_assignment": "$Canvas.assignment.id",
        "invigil_api": "$Canvas.api.baseUrl",
    }
    assert settings[f"{PREFIX}privacy_level"] == "public"
    assert settings[f"{PREFIX}tool_id"] == "invigil"
    assert set(asked["scope"].split()) == {
        AGS + "lineitem", AGS + "lineitem.readonly", AGS + "result.readonly", AGS + "score", claims.SCOPE_ROSTER,
    }
    assert (made.family, made.account_name, made.platform_name) == ("canvas", "Test University", "canvas")


@pytest.mark.parametrize(
    "platform_says",
    [{"variables": ["Canvas.masqueradingUser.id"]}, {PREFIX + "account_name": 5}, {"product_family_code": "canvas"}],
)
def test_platform_with_the_variable_is_known_by_any_sign(platform_says: dict[str, Any]) -> None:
    configured = moodle()
    configured[claims.PLATFORM_CONFIGURATION] = platform_says
    asked, made = asked_of(configured)
    custom = asked[claims.TOOL_CONFIGURATION]["custom_parameters"]
    assert custom[MASQUERADE_PARAMETER] == "$Canvas.masqueradingUser.id"
    assert made.account_name == ""


@pytest.mark.parametrize("configured", [canvas_of_2025(), moodle()])
def test_no_custom_value_that_moodle_would_cut(configured: dict[str, Any]) -> None:
    settings = asked_of(configured)[0][claims.TOOL_CONFIGURATION]
    values = [settings["custom_parameters"], *(m.get("custom_parameters", {}) for m in settings["messages"])]
    assert all("=" not in value for custom in values for value in custom.values())


def test_keys_of_one_lms_do_not_go_to_another() -> None:
    settings = asked_of(moodle())[0][claims.TOOL_CONFIGURATION]
    assert not [name for name in settings if name.startswith(PREFIX)]
    assert settings["custom_parameters"] == {}


def test_places_are_asked_for_where_an_unknown_lms_offers_them() -> None:
    configured = moodle()
    configured[claims.PLATFORM_CONFIGURATION] = {
        "product_family_code": "quiet",
        "messages_supported": [{"type": "LtiResourceLinkRequest", "placements": ["course_navigation"]}],
    }
    [message] = asked_of(configured)[0][claims.TOOL_CONFIGURATION]["messages"]
    assert (message["placements"], message["custom_parameters"]) == (
        ["course_navigation"], {"invigil_place": "course_navigation"}
    )
    assert not [name for name in message if name.startswith(PREFIX)]
