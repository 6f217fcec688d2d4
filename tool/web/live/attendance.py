"""Keeps in the database who is there, as the set of seats says it: by level, never by counting comings and goings."""

import logging
from collections.abc import Callable
from threading import RLock

from tool.domain.attempt import OPEN_STATES
from tool.monitoring.exam import presence
from tool.monitoring.work import NotFound
from tool.web.live.seats import Seats
from tool.web.works import WebWorks

log = logging.getLogger(__name__)

_STRIPES = 64


class Attendance:
    """Commits who is there. Whoever comes or goes has the set read again, one at a time per attempt, so that a welcome
    and a goodbye that cross end in what is true; what could not be committed is owed and tried again."""

    def __init__(self, works: WebWorks, seats: Seats, clock: Callable[[], float]) -> None:
        self._works = works
        self._seats = seats
        self._clock = clock
        self._locks = tuple(RLock() for _ in range(_STRIPES))
        self._owed: set[str] = set()

    @property
    def owed(self) -> frozenset[str]:
        """The attempts of which it is not known that what is kept is true."""
        return frozenset(self._owed)

    def came(self, attempt_id: str) -> None:
        """A seat of the attempt was taken: keep it, or raise what went wrong."""
        with self._lock(attempt_id):
            self._commit(attempt_id)

    def went(self, attempt_id: str) -> None:
        """A seat of the attempt is gone; if it was the last, keep that, now or later. Never raises."""
        with self._lock(attempt_id):
            if not self._seats.of_attempt(attempt_id):
                self._try(attempt_id)

    def settle(self) -> None:
        """Try again what could not be kept."""
        for attempt_id in self.owed:
            with self._lock(attempt_id):
                self._try(attempt_id)

    def compare(self) -> None:
        """Read what is kept of all open attempts, and keep anew what the seats say otherwise."""
        with self._works() as work:
            kept = {attempt.id: attempt.connected for attempt in work.attempts.in_states(OPEN_STATES)}
        there = set(self._seats.attempts())
        self._owed.update(attempt_id for attempt_id, connected in kept.items() if connected != (attempt_id in there))
        self.settle()

    def _lock(self, attempt_id: str) -> RLock:
        return self._locks[hash(attempt_id) % _STRIPES]

    def _try(self, attempt_id: str) -> None:
        self._owed.add(attempt_id)
        try:
            self._commit(attempt_id)
        except NotFound:
            self._owed.discard(attempt_id)  # retention has removed it
        except Exception:
            log.exception("Who is there could not be kept; it is tried again.")

    def _commit(self, attempt_id: str) -> None:
        """Keep what the set says; if it says otherwise by then, keep that."""
        while True:
            there = bool(self._seats.of_attempt(attempt_id))
            with self._works() as work:
                (presence.connected if there else presence.disconnected)(work, attempt_id, self._clock())
            if there == bool(self._seats.of_attempt(attempt_id)):
                self._owed.discard(attempt_id)
                return
