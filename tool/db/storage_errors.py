"""What a database says when it cannot keep something now, put into two words: busy, or full.

Both pass: nothing is lost by trying again. Everything else stays the error it is."""

import sqlite3
from typing import Any

from tool.monitoring.work import DatabaseBusy, StorageFull, StorageTrouble

_SQLITE_BUSY, _SQLITE_LOCKED, _SQLITE_IOERR, _SQLITE_FULL, _SQLITE_CANTOPEN = 5, 6, 10, 13, 14
_IOERR_READ_KINDS = frozenset({266, 522})
"""SQLITE_IOERR_READ and _SHORT_READ: the file is damaged, which no waiting mends."""
_SQLSTATE_FULL = frozenset({"53100"})
_SQLSTATE_BUSY = frozenset({"53200", "53300", "55P03", "57P01", "57P02", "57P03", "40001", "40P01"})
"""PostgreSQL: out of memory or connections, a lock not to be had, a server that stops or starts, a deadlock."""

_SQLITE_DOUBLE = frozenset({sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY})
_SQLSTATE_DOUBLE = "23505"


def trouble_of(error: BaseException, *, disconnected: bool = False) -> StorageTrouble | None:
    """Return what a driver's error means; None if it is not about room or turns."""
    if isinstance(error, StorageTrouble):
        return error
    if isinstance(error, sqlite3.Error):
        return _of_sqlite(error)
    state: Any = getattr(error, "sqlstate", None)
    if state in _SQLSTATE_FULL:
        return StorageFull("The database server has no room left.")
    if state in _SQLSTATE_BUSY or disconnected:
        return DatabaseBusy(f"The database server cannot take it now ({state or 'no connection'}).")
    return None


def is_double(error: BaseException) -> bool:
    """Whether a driver's error says that a row would be a second one of what there may be one of."""
    if isinstance(error, sqlite3.Error):
        return getattr(error, "sqlite_errorcode", None) in _SQLITE_DOUBLE
    return getattr(error, "sqlstate", None) == _SQLSTATE_DOUBLE


def _of_sqlite(error: sqlite3.Error) -> StorageTrouble | None:
    code = getattr(error, "sqlite_errorcode", None) or 0
    kind = code & 0xFF
    if kind in (_SQLITE_BUSY, _SQLITE_LOCKED):
        return DatabaseBusy("Another process has the database.")
    if kind == _SQLITE_FULL or (kind == _SQLITE_IOERR and code not in _IOERR_READ_KINDS):
        return StorageFull(f"There is no room left for the database ({error}).")
    if kind == _SQLITE_CANTOPEN:
        return DatabaseBusy(f"The database file cannot be opened now ({error}).")
    return None
