"""Tokens for LTI's services: a tool signs who it is (client credentials with a JWT), and gets what it may have."""

import base64
import json
import secrets
from collections.abc import Mapping

import requests
from flask import Response, jsonify
from joserfc.errors import JoseError

from tests.counterparts.canvas.lti.keys import signed_by
from tests.counterparts.canvas.records import LtiKey
from tests.counterparts.canvas.refusals import Refused, bad_token, scope_missing
from tests.counterparts.canvas.world import CanvasWorld

_ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_LASTS_S = 3600


def give(world: CanvasWorld, form: Mapping[str, str]) -> Response:
    """Answer a tool's request for a token; raise Refused."""
    if form.get("client_assertion_type") != _ASSERTION:
        raise _no("invalid_request", "assertion type not supported")
    try:
        key = _signer(world, form.get("client_assertion", ""))
    except (JoseError, ValueError, KeyError, requests.RequestException):
        raise _no("invalid_request", "JWS verification failure") from None
    asked = form.get("scope", "").split()
    if not asked or not set(asked) <= set(key.scopes):
        raise _no("invalid_scope", "A requested scope is invalid")
    value = f"lti-{secrets.token_urlsafe(32)}"
    world.pending[value] = ("lti", key.client_id, frozenset(asked), world.now() + _LASTS_S)
    return jsonify({"access_token": value, "token_type": "Bearer", "expires_in": _LASTS_S, "scope": " ".join(asked)})


def _signer(world: CanvasWorld, assertion: str) -> LtiKey:
    """Return the tool that signed; its address as the audience must be that of the token endpoint."""
    claimed = next((k for k in world.lti_keys.values() if _issuer(assertion) == k.client_id), None)
    if claimed is None or not claimed.on:
        raise KeyError("unknown client")
    said = signed_by(assertion, claimed.configuration["jwks_uri"])
    audience = said.get("aud")
    if f"{world.url}/login/oauth2/token" not in (audience if isinstance(audience, list) else [audience]):
        raise ValueError("wrong audience")
    if said.get("sub") != claimed.client_id or said["exp"] < world.now():
        raise ValueError("wrong subject, or run out")
    return claimed


def _issuer(assertion: str) -> str:
    return str(jwt_claims(assertion).get("iss", ""))


def jwt_claims(token: str) -> dict[str, object]:
    """Return what a token says, unchecked."""
    part = token.split(".")[1] if token.count(".") == 2 else ""
    found = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)) or b"{}")
    return found if isinstance(found, dict) else {}


def tool(world: CanvasWorld, token: str, scopes: tuple[str, ...]) -> LtiKey:
    """Return the tool whose token this is, if it holds one of the scopes; raise Refused."""
    kind, client, held, ends = (world.pending.get(token) or ("", "", frozenset(), 0.0))[:4]
    if kind != "lti" or world.now() >= ends or client not in world.lti_keys:
        raise bad_token()
    if not held & set(scopes):
        raise scope_missing()
    return world.lti_keys[client]


def _no(error: str, said: str) -> Refused:
    return Refused(400, {"error": error, "error_description": said})
