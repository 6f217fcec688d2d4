"""The database engine: SQLite with the settings that make it safe under concurrent use, or any other that is named."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session
from sqlalchemy.pool import StaticPool

BUSY_TIMEOUT_MS = 5000
LOCK_TIMEOUT_S = 15.0
_PRAGMAS = (
    "PRAGMA journal_mode=WAL", "PRAGMA synchronous=NORMAL", "PRAGMA foreign_keys=ON",
    f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}",
)


class DatabaseBusy(Exception):
    """No transaction could be begun: one is open in this very thread, or has been elsewhere for too long."""


def make_engine(url: str) -> Engine:
    """Return an engine for a SQLAlchemy URL.

    SQLite transactions begin IMMEDIATE: one that reads first and writes later cannot fail half-way with "database is
    locked", because it waits for its turn at the start."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return create_engine(url, pool_pre_ping=True)
    in_memory = parsed.database in (None, "", ":memory:")
    engine = create_engine(url, poolclass=StaticPool) if in_memory else create_engine(url)
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # the driver begins nothing on its own; _begin does
    for pragma in _PRAGMAS:
        connection.execute(pragma)


def _begin(connection: Connection) -> None:
    """Begin, by the driver itself: it is part of every transaction, and SQLAlchemy's way takes longer than SQLite's."""
    cursor = connection.connection.cursor()
    try:
        cursor.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as exc:
        raise DatabaseBusy(f"Another process has had the database for {BUSY_TIMEOUT_MS / 1000:g} s.") from exc
    finally:
        cursor.close()


class Turn:
    """One transaction at a time within this process, for SQLite.

    Without it a second green thread would wait inside SQLite and so stop the whole process, the one it waits for too.
    Built on `threading`, so that it is green where eventlet has patched it."""

    def __init__(self, timeout_s: float = LOCK_TIMEOUT_S) -> None:
        self._lock = threading.Lock()
        self._owner: int | None = None
        self._timeout_s = timeout_s

    def take(self) -> None:
        """Wait for the turn; raise DatabaseBusy if this thread has it already or it does not come in time."""
        if self._owner == threading.get_ident():
            raise DatabaseBusy("A transaction is open in this thread; units of work do not nest.")
        if not self._lock.acquire(timeout=self._timeout_s):
            raise DatabaseBusy(f"Another transaction has been open for more than {self._timeout_s:.0f} s.")
        self._owner = threading.get_ident()

    def give(self) -> None:
        """Let the next one have the turn."""
        self._owner = None
        self._lock.release()


class NoTurn(Turn):
    """Any number of transactions at a time: the database server sees to them."""

    def take(self) -> None:
        """Go ahead."""

    def give(self) -> None:
        """Nothing to give back."""


class Database:
    """One database: its engine, and whose turn it is."""

    def __init__(self, url: str) -> None:
        self.engine = make_engine(url)
        self.turn = Turn() if self.engine.dialect.name == "sqlite" else NoTurn()

    @contextmanager
    def session(self) -> Iterator[Session]:
        """Open one transaction of its own: committed on normal exit, rolled back when an exception passes."""
        self.turn.take()
        try:
            with Session(self.engine, expire_on_commit=False) as session, session.begin():
                yield session
        finally:
            self.turn.give()

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()
