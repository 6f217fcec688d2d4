"""How often one sender may do one thing: a token bucket per key, forgotten when it is full again."""

import ipaddress
import time
from collections.abc import Callable
from http import HTTPStatus

from flask import Response, request

from tool.domain.words import told
from tool.web.http.plain_pages import message

_REFUSALS, _REFUSALS_PER_S, _RETRY_AFTER_S = 60, 1.0, 10


class RateLimit:
    """Allows bursts of `burst` and `per_second` on average, per key. `clock` returns seconds.

    At most `max_keys` buckets are kept: those that are full again go first, then the one that was asked for the longest
    ago. A clock that is set back gives nothing and takes nothing."""

    def __init__(
        self, burst: int, per_second: float, clock: Callable[[], float] = time.monotonic, max_keys: int = 10_000
    ) -> None:
        self._burst = float(burst)
        self._per_second = per_second
        self._clock = clock
        self._max_keys = max_keys
        self._buckets: dict[str, tuple[float, float]] = {}  # in the order of their last use

    def allow(self, key: str, cost: float = 1.0) -> bool:
        """Take `cost` from the bucket of `key`; return False (and take nothing) if there is not enough in it."""
        now = self._clock()
        level, since = self._buckets.pop(key, (self._burst, now))
        level = min(self._burst, level + max(0.0, now - since) * self._per_second)
        allowed = level >= cost
        if len(self._buckets) >= self._max_keys:
            self._forget(now)
        self._buckets[key] = (level - cost if allowed else level, now)
        return allowed

    def _forget(self, now: float) -> None:
        full_after = self._burst / self._per_second
        while self._buckets:
            oldest = next(iter(self._buckets))
            if len(self._buckets) < self._max_keys and now - self._buckets[oldest][1] < full_after:
                return
            del self._buckets[oldest]


class RefusalLimit:
    """Counts what is refused to one client address: 60 at once, then one a second. What succeeds is never counted.

    So a campus behind one address passes, however many sit there. `clock` returns seconds."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._buckets = RateLimit(_REFUSALS, _REFUSALS_PER_S, clock)

    def __call__(self, refusal: Response) -> Response:
        """Return the refusal of the present request; after too many from its sender, a page that says so instead."""
        if self._buckets.allow(sender(request.remote_addr)):
            return refusal
        response = message(
            told("Too many attempts"), told("Many requests from your network could not be accepted."),
            told("Wait a minute. Then go back to your course and open the link again."),
            code="too_many", status=HTTPStatus.TOO_MANY_REQUESTS,
        )
        response.headers["Retry-After"] = str(_RETRY_AFTER_S)
        return response


def sender(address: str | None) -> str:
    """Return what one client cannot change at will: its IPv4 address, or the /64 of its IPv6 address."""
    try:
        ip = ipaddress.ip_address((address or "").partition("%")[0])
    except ValueError:
        return "unknown"
    if isinstance(ip, ipaddress.IPv4Address):
        return str(ip)
    return str(ip.ipv4_mapped or ipaddress.ip_network((ip, 64), strict=False))
