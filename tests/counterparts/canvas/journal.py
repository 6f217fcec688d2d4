"""What the stand-in was asked, and the faults that a test has ordered for the next calls."""

import threading
from collections import Counter
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Received:
    """One request. `at`: Unix seconds by the stand-in's clock; `body` is what came, as text."""

    at: float
    method: str
    path: str
    query: str
    body: str = field(repr=False)
    status: int = 0


@dataclass
class Fault:
    """What happens to the next `left` calls whose path contains `path`: a status, or silence until `release` is set."""

    path: str
    method: str | None
    left: int
    status: int = 500
    after: bool = False
    hang: threading.Event | None = None


class Journal:
    """Keeps what came, in order; safe to use from many threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._received: list[Received] = []
        self._faults: list[Fault] = []

    def keep(self, received: Received) -> None:
        """Add a request that was answered."""
        with self._lock:
            self._received.append(received)

    def order(self, fault: Fault) -> None:
        """Have the next calls go wrong."""
        with self._lock:
            self._faults.append(fault)

    def fault(self, method: str, path: str) -> Fault | None:
        """Return the fault that this call has to suffer, and use it up by one."""
        with self._lock:
            for fault in self._faults:
                if fault.left > 0 and fault.path in path and fault.method in (None, method):
                    fault.left -= 1
                    return fault
        return None

    def received(self, method: str | None = None, path: str = "") -> list[Received]:
        """Return what came, oldest first: by method, by a part of the path."""
        with self._lock:
            kept = list(self._received)
        return [each for each in kept if method in (None, each.method) and path in each.path]

    def per_minute(self, path: str = "/api/") -> dict[int, int]:
        """Return how many calls came in each minute (Unix seconds divided by 60)."""
        return dict(Counter(int(each.at // 60) for each in self.received(path=path)))

    def forget(self) -> None:
        """Begin anew with an empty list and no faults."""
        with self._lock:
            for fault in self._faults:
                if fault.hang is not None:
                    fault.hang.set()
            self._received.clear()
            self._faults.clear()
