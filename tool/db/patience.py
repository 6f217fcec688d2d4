"""Waiting for another process that has the database, without stopping the green threads of this one."""

import time
from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import Connection

from tool.db.storage_errors import trouble_of
from tool.monitoring.work import DatabaseBusy

PATIENCE_S = 5.0
"""How long a command waits for its turn; the web process is set to less, so that reading goes on."""
_PAUSE_S = 0.02
_PROBE_S = 0.1
T = TypeVar("T")


class Patience:
    """For SQLite. A transaction waits up to `limit_s` for another process. After that the database counts as held:
    transactions begin as reading ones, at once, since in WAL mode reading needs no lock; one that comes to write is
    refused with DatabaseBusy. Every _PROBE_S one tries whether the lock has gone.

    Waits are `time.sleep`, which is green where eventlet has patched it; the caller has the turn meanwhile, so that
    first come is first served."""

    def __init__(
        self, limit_s: float = PATIENCE_S, clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] | None = None,
    ) -> None:
        self._limit_s = limit_s
        self._clock = clock
        self._sleep = sleep or time.sleep
        self._probe_at = 0.0
        self.held = False

    def begin(self, connection: Connection) -> None:
        """Begin, by the driver itself: it is part of every transaction, and SQLAlchemy's way takes longer than
        SQLite's."""
        cursor = connection.connection.cursor()
        try:
            if self.held and self._clock() < self._probe_at:
                cursor.execute("BEGIN")
                return
            try:
                self.with_patience(lambda: cursor.execute("BEGIN IMMEDIATE"))
            except DatabaseBusy:
                cursor.execute("BEGIN")
        finally:
            cursor.close()

    def with_patience(self, act: Callable[[], T]) -> T:
        """Return what `act` returns, trying it again while another process has the database; raise StorageTrouble."""
        began = self._clock()
        while True:
            try:
                done = act()
            except Exception as exc:
                trouble = trouble_of(exc)
                if trouble is None:
                    raise
                if not isinstance(trouble, DatabaseBusy):
                    raise trouble from exc
                now = self._clock()
                if self.held or now - began >= self._limit_s:
                    self.held, self._probe_at = True, now + _PROBE_S
                    said = f"Another process has had the database for {self._limit_s:g} s or more."
                    raise DatabaseBusy(said) from exc
                self._sleep(_PAUSE_S)
            else:
                self.held = False
                return done
