"""Short-lived signed tokens: sessions, media grants, launches' states, the planes' calls to each other.

Itsdangerous signs them (HMAC, SHA-256). Their claims are named as in a JWT, but nobody else has to read them."""

import hashlib
import time
import uuid
from collections.abc import Callable
from typing import Any, TypeVar

import msgspec
from itsdangerous import BadSignature, Signer
from itsdangerous.encoding import base64_decode, base64_encode

T = TypeVar("T")
_LEEWAY_S = 5


class TokenRefused(Exception):
    """The token is malformed, forged, expired, or meant for something else. The message never quotes the token."""


class Tokens:
    """Mints and checks tokens with one shared secret. `clock` returns Unix seconds."""

    def __init__(self, secret: str, clock: Callable[[], float] = time.time) -> None:
        self._signer = Signer(secret, salt=b"invigil.token", key_derivation="hmac", digest_method=hashlib.sha256)
        self._clock = clock

    def mint(self, use: str, body: object, lifetime_s: float) -> str:
        """Return a token for one `use` ("session", "publish", "watch", "link") carrying a Struct or dataclass."""
        now = self._clock()
        claims: dict[str, Any] = {
            "aud": use, "iat": int(now), "exp": int(now + lifetime_s), "jti": uuid.uuid4().hex,
            "body": msgspec.to_builtins(body),
        }
        return self._signer.sign(base64_encode(msgspec.json.encode(claims))).decode()

    def read(self, use: str, token: str, body: type[T]) -> T:
        """Return the body of a token minted for `use`; raise TokenRefused for anything else."""
        claims = self._claims(token)
        if claims.get("aud") != use:
            raise TokenRefused(f"The token is not for {use}.")
        expires = claims.get("exp")
        if not isinstance(expires, int | float) or self._clock() > expires + _LEEWAY_S:
            raise TokenRefused("The token has expired.")
        try:
            return msgspec.convert(claims.get("body"), body)
        except msgspec.ValidationError as exc:
            raise TokenRefused(f"The token for {use} does not carry what it must.") from exc

    def _claims(self, token: str) -> dict[str, Any]:
        """Return the claims of a token that this secret has signed."""
        try:
            body = base64_decode(self._signer.unsign(token.encode("utf-8", "replace")))
            return msgspec.json.decode(body, type=dict[str, Any])
        except (BadSignature, ValueError) as exc:
            raise TokenRefused("The token is not one of ours.") from exc
