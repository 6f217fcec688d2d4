"""What every unit of work offers, whatever it keeps: ids, events for after the commit, the audit, and its errors."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Protocol, Self

from tool.domain.attempt import Actor


class NotFound(LookupError):
    """There is no such record, or not within what the caller may see. The message names the kind of record only."""


class StorageTrouble(Exception):
    """The database cannot do it now. Nothing was changed; the same may be tried again."""


class DatabaseBusy(StorageTrouble):
    """No transaction could be begun or carried through: somebody else has the database, or it cannot be reached."""


class NestedWork(DatabaseBusy):
    """A second transaction in a thread that has one open: a fault of the program, which no waiting mends."""


class StorageFull(StorageTrouble):
    """There is no room for it."""


def passes(error: BaseException) -> bool:
    """Whether this is trouble of the storage that goes by, and no fault of the program."""
    return isinstance(error, StorageTrouble) and not isinstance(error, NestedWork)


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """Who did what. `detail` holds ids, codes and numbers, never names or free text."""

    id: str
    at: float
    actor: Actor
    person_id: str | None
    action: str
    exam_id: str | None
    attempt_id: str | None
    detail: str = ""


class Audit(Protocol):
    """Who did what."""

    def add(self, record: AuditEntry) -> None:
        """Write an entry down."""
        ...

    def of_exam(self, exam_id: str) -> list[AuditEntry]:
        """Return the exam's entries, oldest first."""
        ...

    def noted(self, action: str, exam_ids: Sequence[str]) -> list[AuditEntry]:
        """Return the entries of this action in these exams, oldest first."""
        ...


class Transaction(Protocol):
    """One unit of work: `with works() as work:`. Commits on normal exit, rolls back when an exception passes.

    What is emitted is handed to the listeners after the commit, in order, and never after a roll-back. Do no network
    call and nothing that waits inside a unit of work; units of work do not nest."""

    audit: Audit

    def new_id(self) -> str:
        """Return a fresh id."""
        ...

    def emit(self, event: object) -> None:
        """Keep a domain event for after the commit."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


Listener = Callable[[object], None]
