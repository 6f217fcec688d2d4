"""Canvas's throttle: a leaking bucket for each token. A call is charged in advance and gets back what it did not use.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass

ADVANCE = 50.0
"""What a call is charged until it has ended; the costs of calls are about seconds of work."""


@dataclass
class _Bucket:
    level: float
    at: float


class Throttle:
    """`size` is what a bucket holds, `leak` what it loses in a second, `cost` what a call costs in the end."""

    def __init__(self, now: Callable[[], float]) -> None:
        self.size, self.leak, self.cost = 600.0, 10.0, 0.25
        self._now = now
        self._lock = threading.Lock()
        self._buckets: dict[str, _Bucket] = {}

    def enter(self, token: str) -> bool:
        """Charge a call in advance; False when the bucket is full, and then nothing is charged."""
        with self._lock:
            bucket = self._leaked(token)
            if bucket.level >= self.size:
                return False
            bucket.level += ADVANCE
            return True

    def leave(self, token: str) -> float:
        """Give back what was charged in advance, keep the cost; return what is left of the bucket."""
        with self._lock:
            bucket = self._leaked(token)
            bucket.level = max(0.0, bucket.level - ADVANCE + self.cost)
            return max(0.0, self.size - bucket.level)

    def fill(self, token: str) -> None:
        """Fill a bucket to the brim, as a client does that called too often."""
        with self._lock:
            self._leaked(token).level = self.size + ADVANCE

    def _leaked(self, token: str) -> _Bucket:
        now = self._now()
        bucket = self._buckets.setdefault(token, _Bucket(0.0, now))
        bucket.level = max(0.0, bucket.level - self.leak * max(0.0, now - bucket.at))
        bucket.at = now
        return bucket
