"""How often one sender may do one thing: a token bucket per key, forgotten when it is full again."""

import time
from collections.abc import Callable


class RateLimit:
    """Allows bursts of `burst` and `per_second` on average, per key. `clock` returns seconds, monotonic."""

    def __init__(
        self, burst: int, per_second: float, clock: Callable[[], float] = time.monotonic, max_keys: int = 10_000
    ) -> None:
        self._burst = float(burst)
        self._per_second = per_second
        self._clock = clock
        self._max_keys = max_keys
        self._buckets: dict[str, tuple[float, float]] = {}

    def allow(self, key: str, cost: float = 1.0) -> bool:
        """Take `cost` from the bucket of `key`; return False (and take nothing) if there is not enough in it."""
        now = self._clock()
        level, since = self._buckets.get(key, (self._burst, now))
        level = min(self._burst, level + (now - since) * self._per_second)
        allowed = level >= cost
        if key not in self._buckets and len(self._buckets) >= self._max_keys:
            self._forget_full(now)
        self._buckets[key] = (level - cost if allowed else level, now)
        return allowed

    def _forget_full(self, now: float) -> None:
        full_after = self._burst / self._per_second
        self._buckets = {k: b for k, b in self._buckets.items() if now - b[1] < full_after}
