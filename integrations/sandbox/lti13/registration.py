"""What the platform says of itself and the check of what a tool says (LTI Dynamic Registration 1.0)."""

from typing import Any
from urllib.parse import urlsplit

from integrations.sandbox.config import SandboxConfig
from integrations.sandbox.lti13 import claims as c
from integrations.sandbox.lti13.placements import Placement
from integrations.sandbox.refusal import Refused
from integrations.sandbox.tools import Tool, ToolDetails

TOKEN_LIFE_S = 3600
PLACEMENTS = {c.RESOURCE_LINK_REQUEST: list(Placement)}
CLAIMS = ("iss", "sub", "name", "given_name", "family_name", "email")


def openid_configuration(config: SandboxConfig) -> dict[str, Any]:
    """Return the platform's OpenID configuration with its lti-platform-configuration."""
    return {
        "issuer": config.issuer,
        "authorization_endpoint": config.url("/lti/auth"),
        "token_endpoint": config.url("/lti/token"),
        "token_endpoint_auth_methods_supported": ["private_key_jwt"],
        "token_endpoint_auth_signing_alg_values_supported": ["RS256"],
        "jwks_uri": config.url("/lti/jwks.json"),
        "registration_endpoint": config.url("/lti/registrations"),
        "scopes_supported": ["openid", *c.SCOPES],
        "response_types_supported": ["id_token"],
        "response_modes_supported": ["form_post"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "claims_supported": list(CLAIMS),
        c.PLATFORM_CONFIGURATION: {
            "product_family_code": "invigil-sandbox",
            "version": "1",
            "messages_supported": [
                {"type": message, "placements": PLACEMENTS.get(message, [])} for message in c.MESSAGES
            ],
            "variables": [],
        },
    }


def parse(body: Any) -> ToolDetails:
    """Return what a tool says of itself. Raises Refused (400) with a code that says what is missing or wrong."""
    if not isinstance(body, dict):
        raise Refused("invalid_client_metadata", "The body must be a JSON object.")
    if "id_token" not in _list(body, "response_types"):
        raise Refused("invalid_response_types", "response_types must include id_token.")
    if body.get("token_endpoint_auth_method") != "private_key_jwt":
        raise Refused("invalid_token_endpoint_auth_method", "token_endpoint_auth_method must be private_key_jwt.")
    if body.get("application_type", "web") != "web":
        raise Refused("invalid_application_type", "application_type must be web.")
    if not isinstance(body.get("client_name"), str) or not body["client_name"].strip():
        raise Refused("missing_client_name", "client_name is missing.")
    redirects = _list(body, "redirect_uris")
    if not redirects:
        raise Refused("invalid_redirect_uris", "redirect_uris must be a list with at least one address.")
    tool = body.get(c.TOOL_CONFIGURATION)
    if not isinstance(tool, dict) or not isinstance(tool.get("domain"), str) or not tool["domain"]:
        raise Refused("missing_domain", "The lti-tool-configuration has no domain.")
    target = _address(tool.get("target_link_uri"), "target_link_uri")
    if urlsplit(target).netloc != tool["domain"]:
        raise Refused("domain_targetlinkuri_mismatch", "target_link_uri must be at the domain (host[:port]).")
    return ToolDetails(
        body["client_name"].strip()[:200],
        tool["domain"],
        _address(body.get("initiate_login_uri"), "initiate_login_uri"),
        tuple(_address(uri, "redirect_uris") for uri in redirects),
        _address(body.get("jwks_uri"), "jwks_uri"),
        target,
        tuple(scope for scope in str(body.get("scope", "")).split() if scope in c.SCOPES),
        tuple(claim for claim in _list(tool, "claims") if claim in CLAIMS),
        _messages(tool),
        _custom(tool),
    )


def _list(holder: dict[str, Any], name: str) -> list[str]:
    value = holder.get(name) or []
    if not isinstance(value, list) or not all(isinstance(entry, str) for entry in value):
        raise Refused(f"invalid_{name}", f"{name} must be a list of strings.")
    return value


def _address(value: Any, name: str) -> str:
    parts = urlsplit(value) if isinstance(value, str) else None
    if parts is None or parts.scheme not in ("http", "https") or not parts.netloc or parts.username:
        raise Refused(f"invalid_{name}", f"{name} must be an http or https address.")
    return str(value)


def _messages(tool: dict[str, Any]) -> dict[str, str]:
    found: dict[str, str] = {}
    entries = tool.get("messages") or []
    if not isinstance(entries, list):
        raise Refused("invalid_messages", "messages must be a list.")
    for entry in entries:
        if isinstance(entry, dict) and entry.get("type") in c.MESSAGES:
            uri = entry.get("target_link_uri")
            found.setdefault(entry["type"], _address(uri, "messages.target_link_uri") if uri else "")
    return found


def _custom(tool: dict[str, Any]) -> dict[str, str]:
    values = tool.get("custom_parameters") or {}
    if not isinstance(values, dict):
        raise Refused("invalid_custom_parameters", "custom_parameters must be an object.")
    return {str(name): str(value) for name, value in values.items()}


def answer(tool: Tool) -> dict[str, Any]:
    """Return the registration answer's JSON."""
    d = tool.details
    return {
        "client_id": tool.client_id,
        "client_name": d.name,
        "application_type": "web",
        "response_types": ["id_token"],
        "grant_types": ["implicit", "client_credentials"],
        "initiate_login_uri": d.initiate_login_uri,
        "redirect_uris": list(d.redirect_uris),
        "jwks_uri": d.jwks_uri,
        "token_endpoint_auth_method": "private_key_jwt",
        "scope": " ".join(d.scopes),
        c.TOOL_CONFIGURATION: {
            "version": "1.3.0",
            "deployment_id": tool.deployment_id,
            "domain": d.domain,
            "target_link_uri": d.target_link_uri,
            "claims": list(d.claims),
            "custom_parameters": d.custom,
            "messages": [
                {"type": name, **({"target_link_uri": uri} if uri else {})} for name, uri in d.messages.items()
            ],
        },
    }
