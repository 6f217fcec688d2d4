"""The database engine: SQLite with the settings that make it safe under concurrent use, or any other that is named."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from sqlalchemy import Engine, ExceptionContext, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session
from sqlalchemy.pool import StaticPool

from tool.db.patience import PATIENCE_S, Patience
from tool.db.room import GuardedSession, Room, State
from tool.db.storage_errors import trouble_of
from tool.monitoring.work import DatabaseBusy, NestedWork, StorageFull, StorageTrouble

__all__ = ["Database", "DatabaseBusy", "Turn", "make_engine"]

BUSY_TIMEOUT_MS = 5
"""How long SQLite itself waits for another process. It stops every green thread meanwhile, so it is a moment; what is
longer is waited for in `tool.db.patience`."""
LOCK_TIMEOUT_S = 15.0
_PRAGMAS = (
    "PRAGMA journal_mode=WAL", "PRAGMA synchronous=NORMAL", "PRAGMA foreign_keys=ON",
    f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}",
)
T = TypeVar("T")


def make_engine(url: str, patience: Patience | None = None) -> Engine:
    """Return an engine for a SQLAlchemy URL; errors of room and turns come out of it as StorageTrouble.

    SQLite transactions begin IMMEDIATE: one that reads first and writes later cannot fail half-way with "database is
    locked", because it waits for its turn at the start (`Patience.begin`)."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        engine = create_engine(url, pool_pre_ping=True)
    else:
        in_memory = parsed.database in (None, "", ":memory:")
        engine = create_engine(url, poolclass=StaticPool) if in_memory else create_engine(url)
        event.listen(engine, "connect", _prepare)
        event.listen(engine, "begin", (patience or Patience()).begin)
    event.listen(engine, "handle_error", _translate)
    return engine


def _prepare(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # the driver begins nothing on its own; Patience.begin does
    for pragma in _PRAGMAS:
        connection.execute(pragma)


def _translate(context: ExceptionContext) -> StorageTrouble | None:
    return trouble_of(context.original_exception, disconnected=context.is_disconnect)


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
            raise NestedWork("A transaction is open in this thread; units of work do not nest.")
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
    """One database: its engine, whose turn it is, and whether there is room. `patience_s`: how long a transaction
    waits for another process at most."""

    def __init__(self, url: str, room: Room | None = None, patience_s: float = PATIENCE_S) -> None:
        self.patience = Patience(patience_s)
        self.room = room or Room()
        self.engine = make_engine(url, self.patience)
        event.listen(self.engine, "handle_error", self._noticed)
        self.turn = Turn() if self.engine.dialect.name == "sqlite" else NoTurn()

    @property
    def state(self) -> State:
        """How it stands: "ok", "busy" (another process has it; it can be read), "full" (only what is essential is
        kept)."""
        if self.room.full:
            return "full"
        return "busy" if self.patience.held and self.engine.dialect.name == "sqlite" else "ok"

    def new_session(self) -> Session:
        """Return a session; whoever uses it must have the turn."""
        return GuardedSession(self.engine, expire_on_commit=False, info={"room": self.room})

    @contextmanager
    def session(self) -> Iterator[Session]:
        """Open one transaction of its own: committed on normal exit, rolled back when an exception passes."""
        self.turn.take()
        try:
            with self.new_session() as session, session.begin():
                yield session
        finally:
            self.turn.give()

    def raw(self, act: Callable[[], T]) -> T:
        """Return what `act` does with the driver itself; wait for another process, and translate its errors."""
        self.turn.take()
        try:
            return self.patience.with_patience(act)
        except StorageFull:
            self.room.ran_out()
            raise
        finally:
            self.turn.give()

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()

    def _noticed(self, context: ExceptionContext) -> None:
        """Room is made for what is essential as soon as the disk has none left."""
        if isinstance(trouble_of(context.original_exception), StorageFull):
            self.room.ran_out()
