"""Canvas's own description of an LTI 1.3 tool, for admins who paste a configuration address into a developer key.

What Canvas gets by dynamic registration is in `adapter.wishes`; the places are the same."""

from typing import Any

from integrations.canvas.claims import CUSTOM
from integrations.places import PLACES, Place, Tool

TOOL_ID = "invigil"
PRIVACY_LEVEL = "public"
"""Names and e-mail addresses come with launches; by default they are withheld."""
_SCOPES = (
    "https://purl.imsglobal.org/spec/lti-ags/scope/lineitem",
    "https://purl.imsglobal.org/spec/lti-ags/scope/lineitem.readonly",
    "https://purl.imsglobal.org/spec/lti-ags/scope/result.readonly",
    "https://purl.imsglobal.org/spec/lti-ags/scope/score",
    "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly",
    "https://purl.imsglobal.org/spec/lti/scope/noticehandlers",
)
"""Gradebook, roster and notices (of copied courses), and no others: Canvas refuses a configuration with a scope that it
does not know."""


def description(tool: Tool) -> dict[str, Any]:
    """Return the JSON configuration that Canvas reads ("Enter URL").

    Source: Canvas, doc/api/lti_dev_key_config.md. The admin still has to enter the redirect address, which is
    `launch_url`."""
    settings: dict[str, Any] = {"text": tool.name, "placements": [_placement(place, tool) for place in PLACES]}
    if tool.logo_url:
        settings["icon_url"] = tool.logo_url
    return {
        "title": tool.name,
        "description": tool.description,
        "target_link_uri": tool.launch_url,
        "oidc_initiation_url": tool.login_url,
        "public_jwk_url": tool.jwks_url,
        "scopes": list(_SCOPES),
        "extensions": [
            {
                "platform": "canvas.instructure.com",
                "domain": tool.domain,
                "tool_id": TOOL_ID,
                "privacy_level": PRIVACY_LEVEL,
                "settings": settings,
            }
        ],
        "custom_fields": {**tool.custom_parameters, **CUSTOM},
    }


def _placement(place: Place, tool: Tool) -> dict[str, Any]:
    body: dict[str, Any] = {
        "placement": place.placement, "message_type": place.message, "target_link_uri": tool.launch_url,
        "text": tool.name, "enabled": True,
    }
    if tool.logo_url:
        body["icon_url"] = tool.logo_url
    if place.visibility:
        body["visibility"] = place.visibility
    if place.default_enabled is not None:
        body["default"] = "enabled" if place.default_enabled else "disabled"
    if place.new_tab:
        body["windowTarget"] = "_blank"
    if place.custom:
        body["custom_fields"] = dict(place.custom)
    return body
