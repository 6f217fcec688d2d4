"""Short-lived signed tokens (JWT, HS256): sessions, media grants and the planes' calls to each other."""

import time
import uuid
from collections.abc import Callable
from typing import Any, TypeVar

import msgspec
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OctKey

T = TypeVar("T")
_LEEWAY_S = 5


class TokenRefused(Exception):
    """The token is malformed, forged, expired, or meant for something else. The message never quotes the token."""


class Tokens:
    """Mints and checks tokens with one shared secret. `clock` returns Unix seconds."""

    def __init__(self, secret: str, clock: Callable[[], float] = time.time) -> None:
        self._key = OctKey.import_key(secret)
        self._clock = clock

    def mint(self, use: str, body: object, lifetime_s: float) -> str:
        """Return a token for one `use` ("session", "publish", "watch", "link") carrying a Struct or dataclass."""
        now = self._clock()
        claims: dict[str, Any] = {
            "aud": use, "iat": int(now), "exp": int(now + lifetime_s), "jti": uuid.uuid4().hex,
            "body": msgspec.to_builtins(body),
        }
        return jwt.encode({"alg": "HS256", "typ": "JWT"}, claims, self._key)

    def read(self, use: str, token: str, body: type[T]) -> T:
        """Return the body of a token minted for `use`; raise TokenRefused for anything else."""
        try:
            claims = jwt.decode(token, self._key, algorithms=["HS256"]).claims
        except (JoseError, ValueError, UnicodeError) as exc:
            raise TokenRefused("The token is not one of ours.") from exc
        if claims.get("aud") != use:
            raise TokenRefused(f"The token is not for {use}.")
        expires = claims.get("exp")
        if not isinstance(expires, int | float) or self._clock() > expires + _LEEWAY_S:
            raise TokenRefused("The token has expired.")
        try:
            return msgspec.convert(claims.get("body"), body)
        except msgspec.ValidationError as exc:
            raise TokenRefused(f"The token for {use} does not carry what it must.") from exc
