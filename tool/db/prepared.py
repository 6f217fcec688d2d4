"""Statements for the hot path: put together once, and run by the driver without SQLAlchemy's bookkeeping for each run.

Every launch runs a handful; SQLAlchemy's own way costs ten times what SQLite takes. Errors are the driver's own, but
for those of room and turns (`tool.db.storage_errors`)."""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Connection, Dialect, Double, Insert, Select, Update
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeEngine

from tool.db.engine import Database
from tool.db.storage_errors import trouble_of

AnyStatement = Select[*tuple[Any, ...]] | Insert | Update
Rows = list[list[Any]]
Convert = Callable[[Any], Any]


class Prepared:
    """One statement for one dialect; it must give rows back. Values go in and come out as the columns' types say."""

    def __init__(self, dialect: Dialect, statement: AnyStatement) -> None:
        compiled = statement.compile(dialect=dialect)
        assert isinstance(compiled, SQLCompiler)
        self._sql = compiled.string
        self._order = compiled.positiontup
        self._writers: dict[str, Convert] = {}
        for name, bind in compiled.binds.items():
            write = bind.type.dialect_impl(dialect).bind_processor(dialect)
            if write is not None:
                self._writers[name] = write
        self._readers: list[Convert | None] = [
            _reader(column.type, dialect) for column in statement.exported_columns
        ]

    def rows(self, connection: Any, values: dict[str, Any]) -> Rows:
        """Run it on the driver's connection, in the transaction that is open there; return its rows."""
        for name, write in self._writers.items():
            values[name] = write(values[name])
        cursor = connection.cursor()
        try:
            cursor.execute(self._sql, values if self._order is None else [values[name] for name in self._order])
            return [self._read(row) for row in cursor.fetchall()]
        finally:
            cursor.close()

    def _read(self, row: Sequence[Any]) -> list[Any]:
        return [value if read is None else read(value) for value, read in zip(row, self._readers, strict=True)]


def _reader(kind: TypeEngine[Any], dialect: Dialect) -> Convert | None:
    """Return what makes a value of the driver's; drivers give floats as floats, and psycopg's dialect would want to
    know the column's code in the database first."""
    return None if isinstance(kind, Double) else kind.dialect_impl(dialect).result_processor(dialect, None)


class Within:
    """A prepared statement for transactions that are open already, whatever database they are on."""

    def __init__(self, statement: AnyStatement) -> None:
        self._statement = statement
        self._prepared: dict[str, Prepared] = {}

    def __call__(self, connection: Connection, **values: Any) -> Rows:
        """Run it and return its rows."""
        name = connection.dialect.name
        if name not in self._prepared:
            self._prepared[name] = Prepared(connection.dialect, self._statement)
        try:
            return self._prepared[name].rows(connection.connection, values)
        except Exception as exc:
            trouble = trouble_of(exc)
            if trouble is None:
                raise
            raise trouble from exc


class Alone:
    """A prepared statement that is a transaction of its own."""

    def __init__(self, database: Database, statement: AnyStatement) -> None:
        self._database = database
        self._prepared = Prepared(database.engine.dialect, statement)

    def __call__(self, **values: Any) -> Rows:
        """Run it, commit, and return its rows. Raise StorageTrouble."""
        return self._database.raw(lambda: self._run(dict(values)))

    def _run(self, values: dict[str, Any]) -> Rows:
        connection = self._database.engine.raw_connection()
        try:
            rows = self._prepared.rows(connection, values)
            connection.commit()
            return rows
        finally:
            connection.close()  # back to the pool, which rolls back what was not committed
