"""Sets aside the attempts whose pictures end detection processes, so that all the others go on being looked at."""

import time
from collections.abc import Callable
from dataclasses import dataclass

STRIKES = 2
"""One may be the process's own fault, or the machine's."""
ASIDE_S = 60.0
REMEMBERED_S = 600.0
"""For so long after the last one: who ends a process again right after being set aside is set aside again at once."""


@dataclass(slots=True)
class _Record:
    strikes: int
    last: float


class Aside:
    """Which attempts are set aside. It holds only those that ended a process within REMEMBERED_S."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._records: dict[str, _Record] = {}

    def strike(self, attempt_id: str) -> bool:
        """A process died or hung over a picture of this attempt; return whether the attempt is set aside for it."""
        now = self._clock()
        self._records = {key: kept for key, kept in self._records.items() if now - kept.last < REMEMBERED_S}
        record = self._records.setdefault(attempt_id, _Record(0, now))
        record.strikes += 1
        record.last = now
        return record.strikes >= STRIKES

    def holds(self, attempt_id: str) -> bool:
        """Whether this attempt's pictures are not to be looked at now."""
        record = self._records.get(attempt_id)
        return record is not None and record.strikes >= STRIKES and self._clock() - record.last < ASIDE_S
