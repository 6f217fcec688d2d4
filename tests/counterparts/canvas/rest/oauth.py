"""OAuth2: a person allows an application to act in their name, which gets tokens and renews them.
Source: Canvas's pages on OAuth2 and its endpoints."""

import secrets
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, jsonify, make_response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from tests.counterparts.canvas import refusals
from tests.counterparts.canvas.lti import tool_tokens
from tests.counterparts.canvas.pages.layout import page
from tests.counterparts.canvas.records import ApiKey, Token
from tests.counterparts.canvas.refusals import Refused
from tests.counterparts.canvas.rest.door import bearer, world
from tests.counterparts.canvas.sessions import somebody

blueprint = Blueprint("oauth", __name__)
_CODE_LASTS_S = 600.0


@blueprint.get("/login/oauth2/auth")
def ask() -> AnyResponse | str:
    """Show the page on which a person allows the application what it asks for."""
    key = world().api_keys.get(request.args.get("client_id", ""))
    if key is None or not key.on:
        return _page("invalid_client: unknown client", 401)
    back = request.args.get("redirect_uri", "")
    if back not in key.redirect_uris:
        return _page("invalid_request: redirect_uri does not match client settings", 400)
    if request.args.get("response_type") != "code":
        return _back(back, error="unsupported_response_type", error_description="Only response_type=code is permitted")
    asked = frozenset(request.args.get("scope", "").split())
    if key.scopes is not None and (not asked or not asked <= key.scopes):
        said = f"A requested scope is not granted to this key: {' '.join(sorted(asked - key.scopes))}"
        return _back(back, error="invalid_scope", error_description=said)
    user, ticket = somebody(world()), secrets.token_urlsafe(16)
    granted = None if key.scopes is None else asked
    world().pending[ticket] = ("consent", user.id, key.client_id, back, granted, request.args.get("state"))
    return page("Authorize", "consent.html", key=key, ticket=ticket, scopes=sorted(asked))


@blueprint.post("/login/oauth2/accept")
def decide() -> AnyResponse:
    """Send the person back to the application, with a code or with a no."""
    found = world().pending.pop(request.form.get("ticket", ""), None)
    if found is None or found[1] != somebody(world()).id:
        return _page("This page has been used already.", 400)
    _, user_id, client, back, scopes, state = found
    if request.form.get("answer") != "yes":
        return _back(back, state, error="access_denied", error_description="The resource owner denied the request")
    code = secrets.token_hex(64)
    world().pending[code] = ("code", user_id, client, back, scopes, world().now() + _CODE_LASTS_S)
    return _back(back, state, code=code)


@blueprint.post("/login/oauth2/token")
def give() -> Response:
    """Give a token: for a code, for a refresh token, or to an LTI tool for what it has signed."""
    kind = request.form.get("grant_type", "authorization_code")
    if kind == "client_credentials":
        return tool_tokens.give(world(), request.form)
    key = world().api_keys.get(request.form.get("client_id", ""))
    if key is None or not key.on:
        raise _no("invalid_client", "unknown client", 401)
    if not secrets.compare_digest(request.form.get("client_secret", ""), key.secret):
        raise _no("invalid_client", "invalid client", 401)
    if kind == "authorization_code":
        return _told(_by_code(key), first=True)
    if kind == "refresh_token":
        return _told(_renewed(key), first=False)
    raise _no("unsupported_grant_type", "The grant_type you requested is not currently supported")


def _by_code(key: ApiKey) -> Token:
    found = world().pending.pop(request.form.get("code", ""), None)
    if found is None or found[0] != "code" or found[5] < world().now():
        raise _no("invalid_grant", "authorization_code not found")
    _, user_id, client, back, scopes, _ = found
    if client != key.client_id:
        raise _no("invalid_grant", "incorrect client")
    if request.form.get("redirect_uri", back) != back:
        raise _no("invalid_request", "redirect_uri does not match client settings")
    return world().issue(world().users[user_id], key, scopes)


def _renewed(key: ApiKey) -> Token:
    """Return the token of a refresh token, with a new value; what was before ends."""
    given = request.form.get("refresh_token", "")
    token = next((each for each in world().tokens.values() if each.refresh and each.refresh == given), None)
    if token is None:
        raise _no("invalid_request", "refresh_token not found")
    if token.client_id != key.client_id:
        raise _no("invalid_grant", "incorrect client")
    del world().tokens[token.value]
    renewed = world().issue(world().users[token.user_id], key, token.scopes)
    renewed.refresh = given
    return renewed


def _told(token: Token, *, first: bool) -> Response:
    user = world().users[token.user_id]
    body: dict[str, Any] = {
        "access_token": token.value, "token_type": "Bearer", "expires_in": round(world().token_lasts_s),
        "user": {
            "id": user.id, "name": user.name, "global_id": str(10_000_000_000_000 + user.id), "effective_locale": "en",
        },
        "canvas_region": "us-east-1",
    }
    if first:
        body["refresh_token"] = token.refresh
    answer = jsonify(body)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@blueprint.delete("/login/oauth2/token")
def end() -> Response:
    """End the token with which this is called, and what renews it."""
    if world().tokens.pop(bearer(), None) is None:
        raise refusals.bad_token()
    return jsonify({})


def _no(error: str, said: str, status: int = 400) -> Refused:
    return Refused(status, {"error": error, "error_description": said})


def _page(said: str, status: int) -> AnyResponse:
    return make_response(page("Something is wrong", "plain.html", said=said), status)


def _back(address: str, state: str | None = None, **more: str) -> AnyResponse:
    state = state if state is not None else request.args.get("state")
    query = urlencode({**more, **({"state": state} if state else {})})
    return redirect(f"{address}{'&' if '?' in address else '?'}{query}")
