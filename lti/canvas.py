"""Canvas's own description of an LTI 1.3 tool, for admins who paste a configuration address into a developer key.

What Canvas gets by dynamic registration is in `registration`; the places are the same, from `placements`."""

from typing import Any

from lti import claims
from lti.placements import CUSTOM, PLACES, Place
from lti.registration import ToolDescription

_SCOPES = tuple(scope for scope in claims.SCOPES if scope != claims.SCOPE_CONTROL)
"""Canvas refuses a configuration with a scope that it does not know."""


def configuration(tool: ToolDescription) -> dict[str, Any]:
    """Return the JSON configuration that Canvas reads ("Enter URL"); served at /lti/config.json.

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
                "tool_id": tool.tool_id,
                "privacy_level": tool.extensions.get(f"{claims.CANVAS}privacy_level", "public"),
                "settings": settings,
            }
        ],
        "custom_fields": {**tool.custom_parameters, **CUSTOM},
    }


def _placement(place: Place, tool: ToolDescription) -> dict[str, Any]:
    body: dict[str, Any] = {
        "placement": place.placement, "message_type": place.message.value, "target_link_uri": tool.launch_url,
        "text": tool.name, "enabled": True,
    }
    if tool.logo_url:
        body["icon_url"] = tool.logo_url
    if place.visibility:
        body["visibility"] = place.visibility
    if place.default_enabled is not None:
        body["default"] = "enabled" if place.default_enabled else "disabled"
    if place.custom:
        body["custom_fields"] = dict(place.custom)
    return body
