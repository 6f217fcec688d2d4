"""Sets aside the attempts whose pictures end detection processes, so that all the others go on being looked at."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

STRIKES = 2
"""One may be the process's own fault, or the machine's."""
ASIDE_S = 60.0
REMEMBERED_S = 600.0
"""For so long after the last one: who ends a process again right after being set aside is set aside again at once."""


@dataclass(slots=True)
class _Record:
    """Of one attempt. `unread`: by channel, when its newest picture came that was not looked at; `looked`: the channels
    of which one was, since the attempt was last set aside."""

    strikes: int
    last: float
    unread: dict[str, float] = field(default_factory=dict)
    looked: set[str] = field(default_factory=set)


class Aside:
    """Which attempts are set aside. It holds only those that ended a process within REMEMBERED_S.

    `channel` is the part of an attempt's pictures: its camera, its screen."""

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
        record.looked.clear()
        return record.strikes >= STRIKES

    def holds(self, attempt_id: str) -> bool:
        """Whether this attempt's pictures are not to be looked at now."""
        record = self._struck(attempt_id)
        return record is not None and self._clock() - record.last < ASIDE_S

    def arrived(self, attempt_id: str, channel: str) -> None:
        """A picture has come, whether it will be looked at or not."""
        record = self._struck(attempt_id)
        if record is not None and (self.holds(attempt_id) or channel not in record.looked):
            record.unread[channel] = self._clock()

    def looked(self, attempt_id: str, channel: str) -> None:
        """A process has looked at a picture and lives."""
        record = self._struck(attempt_id)
        if record is not None and not self.holds(attempt_id):
            record.looked.add(channel)
            record.unread.pop(channel, None)

    def unread(self) -> dict[str, dict[str, float]]:
        """Return how many seconds ago pictures came that were not looked at, by attempt and channel: of attempts that
        were set aside, until one of the channel is looked at again."""
        now = self._clock()
        return {
            attempt_id: {channel: round(now - at, 1) for channel, at in record.unread.items()}
            for attempt_id in list(self._records)
            if (record := self._struck(attempt_id)) is not None and record.unread
        }

    def _struck(self, attempt_id: str) -> _Record | None:
        """Return the record of an attempt that is, or lately was, set aside."""
        record = self._records.get(attempt_id)
        if record is None or record.strikes < STRIKES or self._clock() - record.last >= REMEMBERED_S:
            return None
        return record
