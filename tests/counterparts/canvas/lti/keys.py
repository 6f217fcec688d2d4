"""The key that this Canvas signs with, and how it checks what a tool has signed."""

import secrets
from functools import cache
from typing import Any

import requests
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

_BITS = 2048


@cache
def _pem() -> bytes:
    """Return a private key, the same for all worlds of a process: making one takes long."""
    return RSAKey.generate_key(_BITS, private=True).as_pem(private=True)


class SigningKey:
    """An RSA key pair with a name; `public` is what the world may read."""

    def __init__(self) -> None:
        self.kid = secrets.token_hex(8)
        self._key = RSAKey.import_key(_pem(), {"kid": self.kid, "use": "sig", "alg": "RS256"})

    @property
    def public(self) -> dict[str, Any]:
        """Return the key set (JWKS)."""
        return {"keys": [self._key.as_dict(private=False)]}

    def sign(self, claims: dict[str, Any]) -> str:
        """Return the claims as a signed token (RS256)."""
        return jwt.encode({"alg": "RS256", "kid": self.kid, "typ": "JWT"}, claims, self._key)

    def read(self, token: str) -> dict[str, Any]:
        """Return the claims of a token that this key signed; raise JoseError or ValueError."""
        return dict(jwt.decode(token, self._key, algorithms=["RS256"]).claims)


def signed_by(token: str, jwks_url: str) -> dict[str, Any]:
    """Return the claims that a tool has signed, checked with the keys at its address; raise JoseError, ValueError."""
    answer = requests.get(jwks_url, timeout=10)
    answer.raise_for_status()
    return dict(jwt.decode(token, KeySet.import_key_set(answer.json()), algorithms=["RS256"]).claims)
