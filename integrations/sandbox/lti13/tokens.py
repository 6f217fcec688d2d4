"""The token endpoint's grant, client credentials with private_key_jwt (RFC 7523), and the check of its bearers."""

import sqlite3
from collections.abc import Mapping
from typing import Any

from integrations.sandbox import handles, tools
from integrations.sandbox.lti13 import signed
from integrations.sandbox.lti13.keys import ToolKeys
from integrations.sandbox.refusal import Refused
from integrations.sandbox.tools import Tool

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
ACCESS_S = 3600
ASSERTION_LIFE_S = 300


def grant(
    db: sqlite3.Connection, form: Mapping[str, str], keys: ToolKeys, audiences: tuple[str, ...], now: float
) -> dict[str, Any]:
    """Return the token answer's JSON (RFC 6749 §5.1). Raises Refused, saying why the assertion fails."""
    if form.get("grant_type") != "client_credentials":
        raise Refused("unsupported_grant_type", "grant_type must be client_credentials.")
    if form.get("client_assertion_type") != ASSERTION_TYPE:
        raise Refused("invalid_request", f"client_assertion_type must be {ASSERTION_TYPE}.")
    assertion = form.get("client_assertion", "")
    tool = signed.sender(db, assertion)
    claims = signed.checked(assertion, tool, keys, audiences, now)
    if claims.get("sub") != tool.client_id:
        raise Refused("bad_subject", "sub must be the client_id, as iss.", 401)
    if (
        claims["exp"] - claims["iat"] > ASSERTION_LIFE_S + signed.LEEWAY_S
        or claims["exp"] > now + ASSERTION_LIFE_S + signed.LEEWAY_S
    ):
        raise Refused("lives_too_long", f"The assertion may live {ASSERTION_LIFE_S} s at most.", 401)
    jti = claims.get("jti")
    if not isinstance(jti, str) or not jti:
        raise Refused("missing_jti", "The assertion has no jti.", 401)
    if not handles.first_time(db, f"jti:{tool.client_id}", jti, claims["exp"] + signed.LEEWAY_S):
        raise Refused("replayed", "This assertion was used before.", 401)
    wanted = form.get("scope", "").split()
    scopes = [scope for scope in wanted if scope in tool.details.scopes]
    if not scopes:
        raise Refused("invalid_scope", "None of these scopes is granted to this tool.")
    token = handles.issue(db, "access", {"tool_id": tool.id, "scopes": scopes}, now + ACCESS_S)
    return {"access_token": token, "token_type": "Bearer", "expires_in": ACCESS_S, "scope": " ".join(scopes)}


def bearer(db: sqlite3.Connection, authorization: str, scopes: tuple[str, ...], now: float) -> Tool:
    """Return the tool behind this Authorization header if it may use one of the scopes. Raises Refused (401, 403)."""
    kind, _, token = authorization.partition(" ")
    access = handles.look(db, "access", token.strip(), now) if kind.lower() == "bearer" else None
    tool = tools.by_id(db, access["tool_id"]) if access else None
    if access is None or tool is None or not tool.active:
        raise Refused("invalid_token", "There is no access token, or it is unknown or has expired.", 401)
    if not set(scopes) & set(access["scopes"]):
        raise Refused("insufficient_scope", f"This needs the scope {scopes[0]}.", 403)
    return tool
