"""What all repositories share: rows become records and records become rows, field by field."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields
from typing import Any, ClassVar, Generic, TypeVar

from sqlalchemy import ColumnElement, Select, bindparam, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tool.db.prepared import Within
from tool.db.rows import Base
from tool.db.storage_errors import is_double
from tool.monitoring.tenancy.ports import AlreadyThere
from tool.monitoring.work import NotFound

R = TypeVar("R")
Row = TypeVar("Row", bound=Base)


@contextmanager
def made_once(words: str) -> Iterator[None]:
    """What is added within is the only one of its kind: raise AlreadyThere if there is one, even one that somebody else
    has made in this very moment, which only the database sees. The transaction is of no more use then."""
    try:
        yield
    except IntegrityError as exc:
        if exc.orig is None or not is_double(exc.orig):
            raise
        raise AlreadyThere(words) from exc


class Lookup(Generic[R]):
    """A query for one record by the values of some columns, for what every launch asks."""

    def __init__(self, record: type[R], row: type[Base], by: tuple[str, ...], order: tuple[Any, ...] = ()) -> None:
        columns = [getattr(row, field.name) for field in fields(record)]  # type: ignore[arg-type]  # R is a dataclass
        same = [getattr(row, name) == bindparam(name) for name in by]
        self._by = by
        self._record = record
        self._query = Within(select(*columns).where(*same).order_by(*order))

    def __call__(self, session: Session, *values: str) -> R | None:
        """Return the first record whose columns, in the order of `by`, have these values."""
        rows = self._query(session.connection(), **dict(zip(self._by, values, strict=True)))
        return self._record(*rows[0]) if rows else None


class Repository(Generic[R, Row]):
    """Records of one kind, kept in one table whose columns bear the names of the record's fields."""

    record: ClassVar[type[Any]]
    row: ClassVar[type[Any]]
    order: ClassVar[tuple[Any, ...]] = ()

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, record: R) -> None:
        """Keep a new record."""
        self._session.add(self.row(**self._values(record)))
        self._session.flush()

    def get(self, record_id: str) -> R:
        """Return the record; raise NotFound."""
        return self._record(self._row(record_id))

    def find(self, record_id: str) -> R | None:
        """Return the record, if it is known."""
        row = self._session.get(self.row, record_id)
        return None if row is None else self._record(row)

    def save(self, record: R) -> None:
        """Keep the changed record; raise NotFound."""
        values = self._values(record)
        row = self._row(values["id"])
        for name, value in values.items():
            setattr(row, name, value)
        self._session.flush()

    def of_attempt(self, attempt_id: str) -> list[R]:
        """Return the records of this attempt, in the order of this kind."""
        return self._all(self.row.attempt_id == attempt_id)

    def _row(self, record_id: str) -> Row:
        row: Row | None = self._session.get(self.row, record_id)
        if row is None:
            raise self._missing()
        return row

    def _missing(self) -> NotFound:
        return NotFound(f"There is no such {self.record.__name__}.")

    def _values(self, record: R) -> dict[str, Any]:
        return {field.name: getattr(record, field.name) for field in fields(self.record)}

    def _record(self, row: Any) -> R:
        made: R = self.record(**{field.name: getattr(row, field.name) for field in fields(self.record)})
        return made

    def _select(self, *where: ColumnElement[bool]) -> Select[Any]:
        return select(self.row).where(*where).order_by(*self.order)

    def _all(self, *where: ColumnElement[bool]) -> list[R]:
        return [self._record(row) for row in self._session.scalars(self._select(*where))]

    def _first(self, *where: ColumnElement[bool]) -> R | None:
        row = self._session.scalars(self._select(*where).limit(1)).first()
        return None if row is None else self._record(row)
