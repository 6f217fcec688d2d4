"""Whose signature a token bears: the one place where a token meets its platform's keys."""

from typing import Any

from joserfc.jwk import RSAKey

from lti import id_token, refusals
from lti.errors import LaunchRefused
from lti.id_token import Unverified
from lti.jwks import JwksCache, KeysUnavailable
from lti.ports import Registration


def verified(token: Unverified, registration: Registration, jwks: JwksCache, now: float) -> dict[str, Any]:
    """Return the claims of a token that its platform has signed; raise LaunchRefused. `now` is Unix seconds.

    A signature that does not fit the key that is kept is held against the one that the platform publishes now, since a
    platform that was set up anew may use the id of its old key for another."""
    key = _key(token, registration, jwks, now)
    try:
        return id_token.verify(token, key)
    except LaunchRefused:
        newer = _key(token, registration, jwks, now, instead_of=key)
        if newer is key:
            raise
    return id_token.verify(token, newer)


def _key(
    token: Unverified, registration: Registration, jwks: JwksCache, now: float, instead_of: RSAKey | None = None
) -> RSAKey:
    try:
        key = jwks.find(registration, token.kid, now, instead_of=instead_of)
    except KeysUnavailable as exc:
        raise refusals.keys_unavailable(str(exc)) from exc
    if key is None:
        raise refusals.unknown_key()
    return key
