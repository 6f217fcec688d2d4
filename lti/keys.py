"""This tool's own RSA keys: making them, publishing their public halves, signing what goes to a platform."""

import uuid
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from joserfc import jwt
from joserfc.jwk import RSAKey

from lti.ports import ToolKey

ALGORITHM = "RS256"
KEY_BITS = 2048


def generate() -> ToolKey:
    """Make a new key: RSA 2048, named by its RFC 7638 thumbprint."""
    key = RSAKey.generate_key(KEY_BITS)
    return ToolKey(kid=key.thumbprint(), private_pem=key.as_pem(private=True).decode("ascii"))


@lru_cache(maxsize=16)
def _loaded(key: ToolKey) -> RSAKey:
    """Loading checks the key's primes and takes many times as long as signing: done once per key."""
    return RSAKey.import_key(key.private_pem)


def jwks(keys: Iterable[ToolKey]) -> dict[str, list[dict[str, Any]]]:
    """Return the key set to publish. Keep a retired key in it for a day or more, since platforms cache key sets."""
    return {"keys": [_public(key) for key in keys]}


def _public(key: ToolKey) -> dict[str, Any]:
    numbers = _loaded(key).as_dict(private=False)
    return {"kty": "RSA", "n": numbers["n"], "e": numbers["e"], "kid": key.kid, "alg": ALGORITHM, "use": "sig"}


def sign(claims: Mapping[str, Any], key: ToolKey) -> str:
    """Return `claims` as a JWT, RS256, with `kid` in its header."""
    header = {"alg": ALGORITHM, "kid": key.kid, "typ": "JWT"}
    return jwt.encode(header, dict(claims), _loaded(key), algorithms=[ALGORITHM])


def message_claims(client_id: str, issuer: str, now: float, lifetime_s: int = 300) -> dict[str, Any]:
    """Return what every message from tool to platform carries (LTI security framework 5.2): iss is the tool's
    client_id, aud the platform's issuer, a fresh nonce. `now` is Unix seconds."""
    return {
        "iss": client_id,
        "aud": issuer,
        "iat": int(now),
        "exp": int(now) + lifetime_s,
        "nonce": uuid.uuid4().hex,
    }
