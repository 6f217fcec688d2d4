"""The configuration that an admin pastes into a Canvas developer key."""

from dataclasses import replace

from integrations.canvas.adapter import Canvas
from lti import claims
from lti.registration import ToolDescription

TOOL = ToolDescription(
    name="Invigil", description="Live proctoring", launch_url="https://tool.example:8200/lti/launch",
    login_url="https://tool.example:8200/lti/login", jwks_url="https://tool.example:8200/lti/jwks.json",
)
LAUNCH = {"target_link_uri": TOOL.launch_url, "text": "Invigil", "enabled": True}


def test_what_canvas_reads() -> None:
    assert Canvas().description(TOOL) == {
        "title": "Invigil",
        "description": "Live proctoring",
        "target_link_uri": "https://tool.example:8200/lti/launch",
        "oidc_initiation_url": "https://tool.example:8200/lti/login",
        "public_jwk_url": "https://tool.example:8200/lti/jwks.json",
        "scopes": [
            "https://purl.imsglobal.org/spec/lti-ags/scope/lineitem",
            "https://purl.imsglobal.org/spec/lti-ags/scope/lineitem.readonly",
            "https://purl.imsglobal.org/spec/lti-ags/scope/result.readonly",
            "https://purl.imsglobal.org/spec/lti-ags/scope/score",
            "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly",
            "https://purl.imsglobal.org/spec/lti/scope/noticehandlers",
        ],
        "extensions": [
            {
                "platform": "canvas.instructure.com",
                "domain": "tool.example:8200",
                "tool_id": "invigil",
                "privacy_level": "public",
                "settings": {
                    "text": "Invigil",
                    "placements": [
                        LAUNCH | {
                            "placement": "course_navigation", "message_type": "LtiResourceLinkRequest",
                            "visibility": "members", "default": "enabled", "windowTarget": "_blank",
                            "custom_fields": {"invigil_place": "course_navigation"},
                        },
                        LAUNCH | {
                            "placement": "account_navigation", "message_type": "LtiResourceLinkRequest",
                            "visibility": "admins", "custom_fields": {"invigil_place": "account_navigation"},
                        },
                        LAUNCH | {"placement": "assignment_selection", "message_type": "LtiDeepLinkingRequest"},
                        LAUNCH | {"placement": "link_selection", "message_type": "LtiDeepLinkingRequest"},
                    ],
                },
            }
        ],
        "custom_fields": {
            "invigil_acting_user": "$Canvas.masqueradingUser.id", "invigil_course": "$Canvas.course.id",
            "invigil_user": "$Canvas.user.id", "invigil_assignment": "$Canvas.assignment.id",
            "invigil_api": "$Canvas.api.baseUrl",
        },
    }


def test_scope_that_canvas_does_not_know_would_make_it_refuse_everything() -> None:
    assert claims.SCOPE_CONTROL not in Canvas().description(TOOL)["scopes"]


def test_logo_and_parameters_of_the_tool() -> None:
    made = Canvas().description(replace(TOOL, logo_url="https://tool.example/logo.svg", custom_parameters={"a": "b"}))
    (extension,) = made["extensions"]
    pictures = [extension["settings"]["icon_url"], *(p["icon_url"] for p in extension["settings"]["placements"])]
    assert pictures == ["https://tool.example/logo.svg"] * 5
    assert made["custom_fields"]["a"] == "b"
