"""Access tokens for platforms' services: asked for with a signed assertion (RFC 7523), kept until near their end."""

import math
import threading
import time
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from lti import json_text
from lti import keys as tool_keys
from lti.answers import failure, unreachable
from lti.errors import ServiceFailed
from lti.ports import Http, HttpAnswer, HttpFailed, Registration, ToolKeys
from lti.retries import Retries

ASSERTION_LIFETIME_S = 120
DEFAULT_LIFETIME_S = 300
MARGIN_S = 60
_MAX_LIFETIME_S = 86_400


@dataclass(frozen=True, slots=True)
class _Token:
    value: str = field(repr=False)
    good_until: float


@dataclass(frozen=True, slots=True)
class Granted:
    """What a token answer grants (RFC 6749, 5.1): `lifetime_s` as it is said, DEFAULT_LIFETIME_S if nothing is;
    `refresh_token` is "" where there is none, `scopes` None where none are named: then they are those asked for."""

    access_token: str = field(repr=False)
    lifetime_s: float
    refresh_token: str = field(repr=False)
    scopes: frozenset[str] | None


class AccessTokens:
    """Tokens by registration id and scopes: platforms of one issuer have many customers, and their tokens must not mix.

    May be used from several threads. `clock` returns Unix seconds; `retries` says how patient a token request is that
    is told nothing else."""

    def __init__(
        self, keys: ToolKeys, http: Http, clock: Callable[[], float] = time.time, retries: Retries | None = None
    ) -> None:
        self._keys = keys
        self._http = http
        self._clock = clock
        self._retries = retries or Retries(clock=clock)
        self._tokens: dict[tuple[str, frozenset[str]], _Token] = {}
        self._lock = threading.Lock()

    def get(self, registration: Registration, scopes: Iterable[str], *, retries: Retries | None = None) -> str:
        """Return a bearer token good for `scopes`; raise ServiceFailed."""
        wanted = frozenset(scopes)
        with self._lock:
            kept = self._tokens.get((registration.id, wanted))
        if kept is not None and self._clock() < kept.good_until:
            return kept.value
        token = self._request(registration, wanted, retries or self._retries)
        with self._lock:
            self._tokens[(registration.id, wanted)] = token
        return token.value

    def forget(self, registration: Registration, scopes: Iterable[str]) -> None:
        """Drop a token that the platform no longer takes."""
        with self._lock:
            self._tokens.pop((registration.id, frozenset(scopes)), None)

    def _request(self, registration: Registration, scopes: frozenset[str], retries: Retries) -> _Token:
        asked_at = self._clock()
        try:
            # nothing is at stake: whatever happened, a second request does no harm
            answer = retries.run(lambda: self._send(registration, scopes), idempotent=True)
        except HttpFailed as exc:
            raise unreachable("The token request", exc) from exc
        if not answer.ok:
            raise failure("The token request", answer, self._clock())
        given = granted(answer.body)
        return _Token(given.access_token, asked_at + good_for_s(given.lifetime_s))

    def _send(self, registration: Registration, scopes: frozenset[str]) -> HttpAnswer:
        """Send one request, with an assertion of its own: platforms take an assertion's `jti` once."""
        form = {
            "grant_type": "client_credentials",
            "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            "client_assertion": self._assertion(registration, self._clock()),
            "scope": " ".join(sorted(scopes)),
        }
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
        body = urlencode(form).encode("ascii")
        return self._http.send("POST", registration.auth_token_url, headers=headers, body=body)

    def _assertion(self, registration: Registration, now: float) -> str:
        assertion = {
            "iss": registration.client_id,
            "sub": registration.client_id,
            "aud": registration.token_audience or registration.auth_token_url,
            "iat": int(now),
            "exp": int(now) + ASSERTION_LIFETIME_S,
            "jti": uuid.uuid4().hex,
        }
        return tool_keys.sign(assertion, self._keys.current())


def granted(body: bytes) -> Granted:
    """Return what the body of a token answer grants; raise ServiceFailed."""
    try:
        parsed = json_text.readable(body)
        token, kind = parsed["access_token"], parsed.get("token_type", "bearer")
        lifetime = _seconds(parsed.get("expires_in") or DEFAULT_LIFETIME_S)
    except (ValueError, KeyError, TypeError, AttributeError):
        raise ServiceFailed("The platform's token answer could not be read.", retry=False) from None
    if not _is_token(token):
        raise ServiceFailed("The platform's token answer holds no token.", retry=False)
    if not isinstance(kind, str) or kind.lower() != "bearer":
        raise ServiceFailed("The platform gave a token that is not a bearer token.", retry=False)
    renewal, scopes = parsed.get("refresh_token"), parsed.get("scope")
    return Granted(
        access_token=token, lifetime_s=min(max(lifetime, 0.0), _MAX_LIFETIME_S) if lifetime == lifetime else 0.0,
        refresh_token=renewal if _is_token(renewal) else "",
        scopes=frozenset(scopes.split()) if isinstance(scopes, str) else None,
    )


def good_for_s(lifetime_s: float) -> float:
    """Return how many seconds a token of this lifetime is used: to MARGIN_S before its end, at least half of it."""
    return max(lifetime_s - MARGIN_S, lifetime_s / 2)


def _is_token(value: Any) -> bool:
    return isinstance(value, str) and bool(value) and value.isascii() and value.isprintable()


def _seconds(value: Any) -> float:
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else 0.0
