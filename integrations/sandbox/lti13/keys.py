"""The platform's own signing key, and the cached public keys of its tools."""

import json
import logging
import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import requests
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, RSAKey

log = logging.getLogger(__name__)

FETCH_TIMEOUT_S = (3.05, 5.0)
FETCH_LIMIT = 200_000
KEEP_S = 600.0
REFETCH_PAUSE_S = 5.0

FetchJson = Callable[[str], Any]


class KeysUnavailable(Exception):
    """A tool's key set cannot be had. The message says why."""


class PlatformKey:
    """The RSA key that signs the platform's id_tokens."""

    def __init__(self, key: RSAKey) -> None:
        self._key = key

    @classmethod
    def kept_in(cls, path: Path) -> "PlatformKey":
        """Load the key, or make one and keep it in a file that only its owner can read."""
        try:
            pem = path.read_bytes()
        except FileNotFoundError:
            pem = RSAKey.generate_key(2048, private=True).as_pem(private=True)
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(pem)
        return cls(RSAKey.import_key(pem))

    @property
    def kid(self) -> str:
        """The key's id: its RFC 7638 thumbprint."""
        return self._key.thumbprint()

    def sign(self, claims: dict[str, Any]) -> str:
        """Return the claims as an RS256 JWT."""
        return jwt.encode({"alg": "RS256", "kid": self.kid}, claims, self._key)

    def jwks(self) -> dict[str, Any]:
        """Return the public key set to be published."""
        return {"keys": [{**self._key.as_dict(private=False), "use": "sig", "alg": "RS256", "kid": self.kid}]}


class ToolKeys:
    """Key sets of tools by URL, fetched with a time-out, kept ten minutes, fetched anew for an unknown key id."""

    def __init__(self, fetch: FetchJson, clock: Callable[[], float]) -> None:
        self._fetch = fetch
        self._clock = clock
        self._lock = threading.Lock()
        self._kept: dict[str, tuple[float, KeySet]] = {}

    def key_set(self, url: str, kid: str) -> KeySet:
        """Return the tool's keys, fresh if they lack `kid`. Raises KeysUnavailable."""
        with self._lock:
            kept = self._kept.get(url)
        age = float("inf") if kept is None else self._clock() - kept[0]
        if kept is not None and age < KEEP_S and (_has(kept[1], kid) or age < REFETCH_PAUSE_S):
            return kept[1]
        try:
            keys = KeySet.import_key_set(self._fetch(url))
        except (requests.RequestException, JoseError, ValueError, TypeError, KeyError, AttributeError) as problem:
            log.warning("the key set at %s cannot be used: %s", url, problem)
            raise KeysUnavailable(f"The tool's key set at {url} cannot be used.") from problem
        with self._lock:
            self._kept[url] = (self._clock(), keys)
        return keys


def _has(keys: KeySet, kid: str) -> bool:
    return any(key.kid == kid for key in keys)


def fetch_json(url: str) -> Any:
    """GET a JSON document with time-outs, following no redirect. Raises requests.RequestException or ValueError."""
    with requests.get(url, timeout=FETCH_TIMEOUT_S, allow_redirects=False, stream=True) as answer:
        if answer.status_code != requests.codes.ok:
            raise ValueError(f"it answered {answer.status_code}")
        body = answer.raw.read(FETCH_LIMIT + 1, decode_content=True)
    if len(body) > FETCH_LIMIT:
        raise ValueError("it is too large")
    return json.loads(body)
