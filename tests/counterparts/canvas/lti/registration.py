"""Dynamic registration: an administrator opens a tool's page in a frame, and the tool makes its own key."""

import secrets
from typing import Any
from urllib.parse import quote, urlencode

from flask import Blueprint, Response, jsonify, request

from tests.counterparts.canvas.lti.platform import SCOPES
from tests.counterparts.canvas.records import LtiKey
from tests.counterparts.canvas.refusals import bad_request, bad_token
from tests.counterparts.canvas.rest.door import bearer, world
from tests.counterparts.canvas.world import CanvasWorld

blueprint = Blueprint("lti_registration", __name__)
_TOOL = "https://purl.imsglobal.org/spec/lti-tool-configuration"
_NEEDED = ("application_type", "initiate_login_uri", "redirect_uris", "client_name", "jwks_uri", "scope", _TOOL)


def registration_address(world: CanvasWorld, tool: str) -> str:
    """Return the page on which an administrator registers a tool; `tool` is the tool's registration address."""
    return f"{world.url}/accounts/1/developer_keys/register?url={quote(tool, safe='')}"


def opened(world: CanvasWorld, tool: str) -> str:
    """Return the address that the frame opens: the tool's own, with where to read and a token that serves once."""
    token = world.signing.sign({"jti": secrets.token_hex(8), "iat": round(world.now())})
    world.pending[token] = ("registration", tool)
    query = urlencode({
        "openid_configuration": f"{world.url}/api/lti/security/openid-configuration", "registration_token": token
    })
    return f"{tool}{'&' if '?' in tool else '?'}{query}"


@blueprint.post("/api/lti/registrations")
def register() -> tuple[Response, int]:
    """Make a key of what a tool says of itself, and install the tool in the root account."""
    if world().pending.pop(bearer(), ("",))[0] != "registration":
        raise bad_token()
    configuration = request.get_json(silent=True)
    if not isinstance(configuration, dict):
        raise bad_request("invalid JSON")
    missing = [name for name in _NEEDED if name not in configuration]
    if missing:
        raise bad_request(f"missing: {', '.join(missing)}")
    key = install(world(), configuration)
    return jsonify({**configuration, "client_id": key.client_id, "scope": " ".join(key.scopes)}), 200


def install(world: CanvasWorld, configuration: dict[str, Any]) -> LtiKey:
    """Keep a tool with a client id, and a deployment in the root account. Scopes that Canvas does not know go."""
    number, client = world.next_id("tool"), world.global_id()
    scopes = tuple(scope for scope in configuration.get("scope", "").split() if scope in SCOPES)
    key = LtiKey(number, client, configuration, f"{number}:{secrets.token_hex(20)}", scopes)
    world.lti_keys[client] = key
    return key
