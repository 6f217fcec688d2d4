"""Reading an id_token: its shape before the signature is known, then signature and times (LTI security 5.1.3)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from joserfc.jwk import RSAKey
from joserfc.jws import JWSRegistry
from joserfc.util import urlsafe_b64decode

from lti import json_text, refusals

MAX_TOKEN_CHARS = 65_536
MAX_AUDIENCE = 16
LEEWAY_S = 60
_LAST_S = 253_402_300_799  # the end of the year 9999
_ALGORITHM = "RS256"
_RS256 = JWSRegistry(algorithms=[_ALGORITHM]).get_alg(_ALGORITHM)


@dataclass(frozen=True, slots=True)
class Unverified:
    """A token's parts before its signature was checked: good for finding the key, for nothing else."""

    kid: str
    issuer: str
    audience: tuple[str, ...]
    authorized_party: str | None
    nonce: str
    claims: dict[str, Any] = field(repr=False)
    signed: bytes = field(repr=False)
    signature: str = field(repr=False)


def peek(token: str, *, with_nonce: bool = True) -> Unverified:
    """Read what is needed to find the key; raise LaunchRefused when the token is not one that can be accepted.

    `with_nonce` False is for tokens that no login of ours has asked for; their `nonce` is left empty."""
    if len(token) > MAX_TOKEN_CHARS:
        raise refusals.malformed_token("is too large")
    parts = token.split(".")
    if len(parts) != 3:
        raise refusals.malformed_token("is not a signed JWT of three parts")
    header, body = _object(parts[0], "header"), _object(parts[1], "body")
    if header.get("alg") != _ALGORITHM:
        raise refusals.bad_algorithm()
    if "crit" in header:  # RFC 7515 4.1.11: extensions that must be understood; none is
        raise refusals.malformed_token("has a header with “crit”")
    kid = header.get("kid")
    if not isinstance(kid, str) or not kid:
        raise refusals.missing_kid()
    return Unverified(
        kid=kid,
        issuer=_text(body, "iss"),
        audience=_audience(body),
        authorized_party=_text(body, "azp") if "azp" in body else None,
        nonce=_text(body, "nonce") if with_nonce else "",
        claims=body,
        signed=token.rpartition(".")[0].encode(),
        signature=parts[2],
    )


def _object(part: str, what: str) -> dict[str, Any]:
    try:
        value = json_text.parse(urlsafe_b64decode(part.encode("ascii")))
    except ValueError:
        raise refusals.malformed_token(f"has a {what} that is not JSON") from None
    if not isinstance(value, dict):
        raise refusals.malformed_token(f"has a {what} that is not an object")
    return value


def _text(body: Mapping[str, Any], name: str) -> str:
    value = body.get(name)
    if value is None or value == "":
        raise refusals.missing_claim(name)
    if not isinstance(value, str):
        raise refusals.bad_claim(name, "must be a string")
    return value


def _audience(body: Mapping[str, Any]) -> tuple[str, ...]:
    value = body.get("aud")
    if not value:
        raise refusals.missing_claim("aud")
    audience = value if isinstance(value, list) else [value]
    if not all(isinstance(item, str) for item in audience) or len(audience) > MAX_AUDIENCE:
        raise refusals.bad_claim("aud", f"must be a string or a list of at most {MAX_AUDIENCE} strings")
    return tuple(audience)


def verify(token: Unverified, key: RSAKey) -> dict[str, Any]:
    """Return the claims if `key` has signed them with RS256, over the very bytes that `peek` has read; raise
    LaunchRefused otherwise."""
    try:
        signature = urlsafe_b64decode(token.signature.encode("ascii"))
    except ValueError:
        raise refusals.bad_signature() from None
    if not _RS256.verify(token.signed, signature, key):
        raise refusals.bad_signature()
    return token.claims


def check_times(body: Mapping[str, Any], now: float) -> None:
    """Refuse a token without exp or iat, one that is over, and one from the future; leeway one minute."""
    if _moment(body, "exp") < now - LEEWAY_S:
        raise refusals.expired()
    if _moment(body, "iat") > now + LEEWAY_S:
        raise refusals.not_yet_valid()
    if "nbf" in body and _moment(body, "nbf") > now + LEEWAY_S:
        raise refusals.not_yet_valid()


def _moment(body: Mapping[str, Any], name: str) -> float:
    value = body.get(name)
    if value is None:
        raise refusals.missing_claim(name)
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) <= _LAST_S:
        raise refusals.bad_claim(name, "must be a number of seconds")
    return value
