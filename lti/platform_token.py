"""Requests that a platform sends by itself, without a browser: a JWT that it has signed, for one purpose and one use.

No specification of LTI has this; the shape is that of the tool's own client assertions (RFC 7523), the other way round:
`iss` the issuer, `sub` the client id, `aud` the address asked, `exp`, `iat`, `jti`, and the LTI claim deployment_id."""

from collections.abc import Callable

from lti import claims, id_token, refusals
from lti.jwks import JwksCache, KeysUnavailable
from lti.ports import Registration, Registrations

MAX_LIFETIME_S = 300.0
MAX_JTI_CHARS = 128
FirstUse = Callable[[str, float], bool]
"""Takes an id and when it may be forgotten (Unix seconds); returns whether it is its first use."""


def accept(
    token: str, *, audience: str, registrations: Registrations, jwks: JwksCache, first_use: FirstUse, now: float
) -> Registration:
    """Return the platform that asks, or raise LaunchRefused. `audience` is what `aud` must be; `now` is Unix seconds.

    Cheap checks come first; the token is used up last, so that a forged one spoils none."""
    peeked = id_token.peek(token, with_nonce=False)
    subject, jti = _text(peeked, "sub"), _text(peeked, "jti")
    if audience not in peeked.audience:
        raise refusals.bad_audience()
    registration = registrations.find(peeked.issuer, subject)
    if registration is None:
        raise refusals.unknown_platform(peeked.issuer, subject)
    if not registration.active:
        raise refusals.inactive_platform()
    try:
        key = jwks.find(registration, peeked.kid, now)
    except KeysUnavailable as exc:
        raise refusals.keys_unavailable(str(exc)) from exc
    if key is None:
        raise refusals.unknown_key()
    body = id_token.verify(peeked, key)
    id_token.check_times(body, now)
    if body["exp"] - body["iat"] > MAX_LIFETIME_S:
        raise refusals.bad_claim("exp", f"must be at most {MAX_LIFETIME_S:.0f} seconds after iat")
    if body.get(claims.DEPLOYMENT_ID) not in registration.deployment_ids:
        raise refusals.unknown_deployment(str(body.get(claims.DEPLOYMENT_ID))[:MAX_JTI_CHARS])
    if not first_use(f"{registration.id}:{jti}", body["exp"] + id_token.LEEWAY_S):
        raise refusals.replayed()
    return registration


def _text(token: id_token.Unverified, name: str) -> str:
    value = token.claims.get(name)
    if not isinstance(value, str) or not 0 < len(value) <= MAX_JTI_CHARS:
        raise refusals.bad_claim(name, f"must be a string of 1 to {MAX_JTI_CHARS} characters")
    return value


