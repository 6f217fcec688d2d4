"""The check of everything a tool signs: its messages and its client assertions."""

import base64
import binascii
import json
import sqlite3
from typing import Any

from joserfc import jwt
from joserfc.errors import BadSignatureError, InvalidKeyIdError, JoseError

from integrations.sandbox import handles, tools
from integrations.sandbox.lti13 import claims as c
from integrations.sandbox.lti13.keys import KeysUnavailable, ToolKeys
from integrations.sandbox.refusal import Refused
from integrations.sandbox.tools import Tool

LEEWAY_S = 30
TOKEN_LIMIT = 100_000


def _part(token: str, index: int) -> dict[str, Any]:
    parts = token.split(".")
    if len(parts) != 3 or len(token) > TOKEN_LIMIT:
        raise Refused("bad_token", "This is not a signed JWT.")
    try:
        value = json.loads(base64.urlsafe_b64decode(parts[index] + "=" * (-len(parts[index]) % 4)))
    except (binascii.Error, ValueError) as problem:
        raise Refused("bad_token", "This JWT cannot be read.") from problem
    if not isinstance(value, dict):
        raise Refused("bad_token", "This JWT cannot be read.")
    return value


def sender(db: sqlite3.Connection, token: str) -> Tool:
    """Return the active tool that a JWT says it comes from (iss = client_id); not proven yet. Raises Refused (401)."""
    issuer = _part(token, 1).get("iss")
    tool = tools.by_client_id(db, issuer) if isinstance(issuer, str) else None
    if tool is None:
        raise Refused("unknown_client", "iss is not the client_id of an active tool.", 401)
    return tool


def checked(token: str, tool: Tool, keys: ToolKeys, audiences: tuple[str, ...], now: float) -> dict[str, Any]:
    """Return the claims of a JWT if signature, iss, aud, exp and iat hold. Raises Refused (401; 502 without keys)."""
    claims = _verified(token, tool, keys)
    audience = claims.get("aud")
    named = audience if isinstance(audience, list) else [audience]
    if claims.get("iss") != tool.client_id:
        raise Refused("bad_issuer", "iss is not this tool's client_id.", 401)
    if not set(audiences) & {a for a in named if isinstance(a, str)}:
        raise Refused("bad_audience", f"aud must be {audiences[0]}.", 401)
    issued, expires = _time(claims, "iat"), _time(claims, "exp")
    if expires <= now - LEEWAY_S:
        raise Refused("expired", "This token has expired.", 401)
    if issued > now + LEEWAY_S:
        raise Refused("not_yet_valid", "This token was issued in the future.", 401)
    return claims


def _verified(token: str, tool: Tool, keys: ToolKeys) -> dict[str, Any]:
    kid = _part(token, 0).get("kid")
    if not isinstance(kid, str):
        raise Refused("missing_kid", "The JWT's header has no kid.", 401)
    try:
        key_set = keys.key_set(tool.details.jwks_uri, kid)
        return dict(jwt.decode(token, key_set, algorithms=["RS256"]).claims)
    except KeysUnavailable as problem:
        raise Refused("keys_unavailable", str(problem), 502) from problem
    except BadSignatureError as problem:
        raise Refused("bad_signature", "The signature does not fit the tool's published key.", 401) from problem
    except InvalidKeyIdError as problem:
        raise Refused("unknown_key", "The tool publishes no key with this kid.", 401) from problem
    except (JoseError, ValueError) as problem:
        raise Refused("bad_token", "This JWT cannot be read or its algorithm is not RS256.", 401) from problem


def _time(claims: dict[str, Any], name: str) -> float:
    value = claims.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Refused("missing_claim", f"{name} must be a number.", 401)
    return value


def check_message(claims: dict[str, Any], tool: Tool, message_type: str) -> None:
    """Check that these are the claims of this LTI message from this deployment. Raises Refused (400)."""
    if claims.get(c.MESSAGE_TYPE) != message_type:
        raise Refused("wrong_message", f"message_type must be {message_type}.")
    if claims.get(c.VERSION) != "1.3.0":
        raise Refused("wrong_version", "version must be 1.3.0.")
    if claims.get(c.DEPLOYMENT_ID) != tool.deployment_id:
        raise Refused("wrong_deployment", "deployment_id is not this tool's.", 403)


def use_nonce(db: sqlite3.Connection, claims: dict[str, Any], tool: Tool) -> None:
    """Use up the message's nonce. Raises Refused (401) if it is missing or was used before."""
    nonce = claims.get("nonce")
    if not isinstance(nonce, str) or not nonce:
        raise Refused("missing_nonce", "The message has no nonce.", 401)
    if not handles.first_time(db, f"nonce:{tool.client_id}", nonce, claims["exp"] + LEEWAY_S):
        raise Refused("replayed", "This message was used before.", 401)
