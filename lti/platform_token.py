"""Requests that a platform sends by itself, without a browser: a JWT that it has signed, for one purpose and one use.

No specification of LTI has this; the shape is that of the tool's own client assertions (RFC 7523), the other way round:
`iss` the issuer, `sub` the client id, `aud` the address asked, `exp`, `iat`, `jti`, and the LTI claim deployment_id."""

import hashlib
from collections.abc import Callable

from lti import claims, id_token, refusals, signatures
from lti.jwks import JwksCache
from lti.ports import Registration, Registrations

MAX_LIFETIME_S = 300.0
MAX_ID_CHARS, MAX_ISSUER_CHARS = 255, 2048
FirstUse = Callable[[str, float], bool]
"""Takes an id of 64 hex digits and when it may be forgotten (Unix seconds); returns whether it is its first use."""


def accept(
    token: str, *, audience: str, registrations: Registrations, jwks: JwksCache, first_use: FirstUse, now: float
) -> Registration:
    """Return the platform that asks, or raise LaunchRefused. `audience` is what `aud` must be; `now` is Unix seconds.

    Cheap checks come first; the token is used up last, so that a forged one spoils none."""
    peeked = id_token.peek(token, with_nonce=False)
    issuer, subject, jti = _text(peeked, "iss", MAX_ISSUER_CHARS), _text(peeked, "sub"), _text(peeked, "jti")
    deployment_id = _text(peeked, claims.DEPLOYMENT_ID)
    if audience not in peeked.audience:
        raise refusals.bad_audience()
    registration = registrations.find(issuer, subject)
    if registration is None:
        raise refusals.unknown_platform(issuer, subject)
    if not registration.active:
        raise refusals.inactive_platform()
    body = signatures.verified(peeked, registration, jwks, now)
    id_token.check_times(body, now)
    if body["exp"] - body["iat"] > MAX_LIFETIME_S:
        raise refusals.bad_claim("exp", f"must be at most {MAX_LIFETIME_S:.0f} seconds after iat")
    if deployment_id not in registration.deployment_ids:
        raise refusals.unknown_deployment(deployment_id)
    mark = hashlib.sha256(f"{registration.id}:{jti}".encode()).hexdigest()
    if not first_use(mark, body["exp"] + id_token.LEEWAY_S):
        raise refusals.replayed()
    return registration


def _text(token: id_token.Unverified, name: str, longest: int = MAX_ID_CHARS) -> str:
    """Return a claim that a store can look for. What is verified later is the same body."""
    value = token.claims.get(name)
    if not isinstance(value, str) or not 0 < len(value) <= longest or not value.isprintable():
        raise refusals.bad_claim(name.rpartition("/")[2], f"must be 1 to {longest} printable characters")
    return value


