"""Who may come in over HTTP: bearer tokens, CORS for any origin, and one shape for every refusal."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

import msgspec
from aiohttp import web

from tool.link.tokens import TokenRefused, Tokens
from tool.media.counters import Counters
from tool.media.refusals import Refused

T = TypeVar("T")
Next = Callable[[web.Request], Awaitable[web.StreamResponse]]

_CORS = {"Access-Control-Allow-Origin": "*", "Access-Control-Expose-Headers": "Location, Retry-After, Link, ETag"}
_PREFLIGHT = {
    **_CORS,
    "Access-Control-Allow-Methods": "GET, POST, DELETE, OPTIONS",
    "Access-Control-Allow-Headers": "Authorization, Content-Type",
    "Access-Control-Max-Age": "86400",
    "Accept-Post": "application/sdp",
}


class _Body(msgspec.Struct, frozen=True):
    code: str
    message: str


def refusal_body(refused: Refused) -> str:
    """Return the refusal as JSON text {code, message}."""
    return msgspec.json.encode(_Body(refused.code, str(refused))).decode()


def _response(refused: Refused) -> web.Response:
    headers = dict(_CORS)
    if refused.retry_after_s is not None:
        headers["Retry-After"] = str(refused.retry_after_s)
    if refused.status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    return web.Response(
        status=refused.status, text=refusal_body(refused), content_type="application/json", headers=headers
    )


@web.middleware
async def doorman(request: web.Request, handler: Next) -> web.StreamResponse:
    """Answer preflights, add CORS headers, and turn every refusal, aiohttp's own included, into JSON."""
    if request.method == "OPTIONS":
        return web.Response(status=204, headers=_PREFLIGHT)
    try:
        response = await handler(request)
    except Refused as exc:
        return _response(exc)
    except web.HTTPException as exc:
        if exc.status < 400:
            raise
        refused = _response(Refused(exc.status, exc.reason.lower().replace(" ", "_"), f"{exc.reason}."))
        if "Allow" in exc.headers:
            refused.headers["Allow"] = exc.headers["Allow"]
        return refused
    if not response.prepared:
        response.headers.update(_CORS)
    return response


class Access:
    """Checks bearer tokens."""

    def __init__(self, tokens: Tokens, counters: Counters) -> None:
        self._tokens = tokens
        self._counters = counters

    def bearer(self, request: web.Request, use: str, kind: type[T]) -> T:
        """Return what the request's bearer token grants; raise Refused (401)."""
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise self._refuse("no_token", "Send the token as `Authorization: Bearer …`.")
        return self.token(token.strip(), use, kind)

    def token(self, token: str, use: str, kind: type[T]) -> T:
        """Return what `token` grants; raise Refused (401)."""
        try:
            return self._tokens.read(use, token, kind)
        except TokenRefused as exc:
            raise self._refuse("bad_token", str(exc)) from exc

    def _refuse(self, code: str, message: str) -> Refused:
        self._counters.refused_tokens += 1
        return Refused(401, code, message)
