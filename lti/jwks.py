"""Platforms' public keys: fetched once per registration, and again when one is unknown, does not fit, or is old."""

import threading
from base64 import urlsafe_b64decode
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from joserfc.errors import JoseError
from joserfc.jwk import RSAKey

from lti import json_text
from lti.ports import Http, HttpFailed, Registration
from lti.retries import pause

MAX_KEY_SET_BYTES = 4_194_304
MIN_KEY_BITS = 2048
MAX_KEY_BITS = 8192
MAX_WAITING = 100
_Numbers = dict[str, str | list[str]]
"""One RSA key as JSON has it (RFC 7517)."""


class KeysUnavailable(Exception):
    """The platform's key set could not be fetched or read. The message is for a person."""


class _KeySet:
    """The usable keys of one key set. Each is loaded when it is first asked for: a set may hold thousands, and loading
    one takes a quarter of a millisecond."""

    def __init__(self, published: Iterable[object] = ()) -> None:
        self._entries = dict(filter(None, map(_usable, published)))
        self._loaded: dict[str, RSAKey | None] = {}

    def get(self, kid: str) -> RSAKey | None:
        """Return the key, None when the set holds none of this id that can be used."""
        if kid not in self._loaded and kid in self._entries:
            self._loaded[kid] = _load(self._entries[kid])
        return self._loaded.get(kid)


@dataclass(slots=True)
class _Entry:
    keys: _KeySet = field(default_factory=_KeySet)
    tried_at: float = float("-inf")
    fetched_at: float = float("-inf")
    problem: str = ""
    waiting: int = 0
    fetching: threading.Lock = field(default_factory=threading.Lock)


class JwksCache:
    """Keys by registration. `lifetime_s`: when a key set is fetched anew; `pause_s`: least time between two fetches.

    The pause also holds for failures, so that forged key ids cannot make this tool hammer a platform. Who names a key
    that is not in a set fetched lately waits for the end of the pause with `sleep` (seconds), `MAX_WAITING` callers for
    each platform: the key may be younger than the set. When a fetch fails, keys known from before stay good for
    `grace_s` after they were fetched."""

    def __init__(
        self, http: Http, *, lifetime_s: float = 3600.0, pause_s: float = 10.0, grace_s: float = 86_400.0,
        sleep: Callable[[float], None] = pause,
    ) -> None:
        self._http = http
        self._lifetime_s = lifetime_s
        self._pause_s = pause_s
        self._grace_s = grace_s
        self._sleep = sleep
        self._entries: dict[tuple[str, str], _Entry] = {}
        self._lock = threading.Lock()

    def find(
        self, registration: Registration, kid: str, now: float, *, instead_of: RSAKey | None = None
    ) -> RSAKey | None:
        """Return the platform's key `kid`, None when it publishes no such key; raise KeysUnavailable.

        `instead_of` is a key that this has returned and that does not fit a signature: a platform that was set up anew
        may have another under the same id. It is looked for if the pause is over; the answer may be the same key.
        `now` is Unix seconds. This may wait for the length of a pause and a fetch."""
        with self._lock:
            entry = self._entries.setdefault((registration.id, registration.jwks_url), _Entry())
        key = self._look(entry, registration.jwks_url, kid, now, instead_of)
        if key is None and not entry.problem and entry.fetched_at < now:
            now = self._wait(entry, now)
            key = self._look(entry, registration.jwks_url, kid, now, instead_of)
        undecided = key is None or key is instead_of
        if now - entry.fetched_at > self._grace_s or (undecided and entry.problem):
            raise KeysUnavailable(entry.problem or "The key set has not arrived yet.")
        return key

    def _look(self, entry: _Entry, url: str, kid: str, now: float, instead_of: RSAKey | None) -> RSAKey | None:
        """Return the key, from a set that is fetched anew if it is old, or lacks the key, and the pause is over."""
        key = entry.keys.get(kid)
        missing = key is None or key is instead_of
        stale = missing or now - entry.fetched_at > self._lifetime_s
        # Who needs the answer waits for a fetch under way; who has a key from before does not.
        if stale and entry.fetching.acquire(blocking=missing):
            try:
                self._refresh(entry, url, now)
            finally:
                entry.fetching.release()
        return entry.keys.get(kid)

    def _wait(self, entry: _Entry, now: float) -> float:
        """Wait for the end of the pause, unless too many do; return the moment it is then (Unix seconds)."""
        allowed = entry.tried_at + self._pause_s
        with self._lock:
            if entry.waiting >= MAX_WAITING:
                return now
            entry.waiting += 1
        try:
            self._sleep(max(allowed - now, 0.0))
        finally:
            with self._lock:
                entry.waiting -= 1
        return max(allowed, now)

    def _refresh(self, entry: _Entry, url: str, now: float) -> None:
        if entry.tried_at - self._pause_s < now < entry.tried_at + self._pause_s:  # earlier: the clock was set back
            return
        entry.tried_at = now
        try:
            keys = self._fetch(url)
        except KeysUnavailable as exc:
            entry.problem = str(exc)
            return
        entry.keys, entry.fetched_at, entry.problem = keys, now, ""

    def _fetch(self, url: str) -> _KeySet:
        try:
            answer = self._http.send("GET", url, headers={"Accept": "application/json"})
        except HttpFailed as exc:
            raise KeysUnavailable(str(exc)) from exc
        if not answer.ok:
            raise KeysUnavailable(f"The address of the key set answered {answer.status}.")
        if len(answer.body) > MAX_KEY_SET_BYTES:
            raise KeysUnavailable("The key set is too large.")
        try:
            published = json_text.parse(answer.body)["keys"]
        except (ValueError, KeyError, TypeError):
            raise KeysUnavailable("The address of the key set did not answer with a key set.") from None
        if not isinstance(published, list):
            raise KeysUnavailable("The address of the key set did not answer with a key set.")
        return _KeySet(published)


def _usable(item: object) -> tuple[str, _Numbers] | None:
    """Return kid and numbers of an RSA signing key of 2048 to 8192 bits; anything else is passed over."""
    if not isinstance(item, dict) or item.get("kty") != "RSA":
        return None
    kid = item.get("kid")
    if not isinstance(kid, str) or not kid or item.get("use", "sig") != "sig" or item.get("alg", "RS256") != "RS256":
        return None
    try:
        modulus = urlsafe_b64decode(item["n"] + "=" * (-len(item["n"]) % 4))
    except (ValueError, KeyError, TypeError):
        return None
    fits = MIN_KEY_BITS <= int.from_bytes(modulus).bit_length() <= MAX_KEY_BITS
    return (kid, {"kty": "RSA", "n": item["n"], "e": item.get("e", "")}) if fits else None


def _load(numbers: _Numbers) -> RSAKey | None:
    try:
        return RSAKey.import_key(numbers)
    except (JoseError, ValueError, TypeError):
        return None
