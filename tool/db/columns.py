"""Column types that carry domain values, and the labels that say which columns hold personal data and for how long."""
# ruff: noqa: ARG002 - SQLAlchemy passes `dialect` by its name

from dataclasses import asdict
from enum import StrEnum
from typing import Any, Generic, TypeVar

import msgspec
from sqlalchemy import JSON, Dialect, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeDecorator, TypeEngine

from tool.domain import policy_json
from tool.domain.baseline import Baseline
from tool.domain.policy import Policy
from tool.domain.trace import NO_TRACE, Trace

E = TypeVar("E", bound=StrEnum)

Json = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
ID = String(64)

RETENTION = {
    "launch": "Removed within a day of its expiry by the housekeeping.",
    "open": "Removed as soon as the attempt is over.",
    "attempt": "Kept for the exam's retention days after the attempt has ended.",
    "gate": "Kept while the exam's quiz is proctored by the LMS's own API; removed when somebody stops that.",
    "connection": "Kept while the LMS's own API is connected; removed when somebody disconnects it.",
    "account": "Kept while the person has attempts; removed 400 days after the last visit, or on request.",
    "guest": "Kept for the exam's retention days after the invitation has ended, and a week at least.",
    "audit": "Kept for the institution's audit period; holds ids, no names.",
}


def personal(what: str, retention: str) -> dict[str, Any]:
    """Label a column that holds personal data: what it tells about whom, and the RETENTION class it falls under."""
    return {"personal": what, "retention": retention}


PLAIN: dict[str, Any] = {"personal": ""}
"""Label of a column that holds no personal data."""
SECRET: dict[str, Any] = PLAIN | {"secret": True}
"""Label of a column that holds what must not lie readable in the database; it is kept sealed (`tool.db.sealing`)."""


class EnumText(TypeDecorator[E], Generic[E]):
    """A StrEnum kept as its value."""

    impl = String(32)
    cache_ok = True

    def __init__(self, kind: type[E]) -> None:
        super().__init__()
        self.kind = kind

    def process_bind_param(self, value: E | None, dialect: Dialect) -> str | None:
        """Return the value to keep."""
        return None if value is None else self.kind(value).value

    def process_result_value(self, value: Any, dialect: Dialect) -> E | None:
        """Return the member."""
        return None if value is None else self.kind(value)


class TextTuple(TypeDecorator[tuple[str, ...]]):
    """A tuple of strings kept as a JSON list."""

    impl = JSON
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Use JSONB where there is one."""
        return dialect.type_descriptor(Json)

    def process_bind_param(self, value: tuple[str, ...] | None, dialect: Dialect) -> list[str] | None:
        """Return the list to keep."""
        return None if value is None else list(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> tuple[str, ...] | None:
        """Return the tuple."""
        return None if value is None else tuple(value)


class PolicyJson(TypeDecorator[Policy]):
    """A policy kept as JSON (`tool.domain.policy_json`); what this version does not know of it stays as it is."""

    impl = JSON
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Use JSONB where there is one."""
        return dialect.type_descriptor(Json)

    def process_bind_param(self, value: Policy | None, dialect: Dialect) -> Any:
        """Return JSON values to keep."""
        return None if value is None else policy_json.kept(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> Policy | None:
        """Return the policy."""
        return None if value is None else policy_json.read(value)


class TraceJson(TypeDecorator[Trace]):
    """How an incident went, kept as JSON; nothing where nothing is known of it."""

    impl = JSON
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Use JSONB where there is one."""
        return dialect.type_descriptor(Json)

    def process_bind_param(self, value: Trace | None, dialect: Dialect) -> Any:
        """Return JSON values to keep."""
        return None if value is None or value == NO_TRACE else asdict(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> Trace:
        """Return the trace."""
        return NO_TRACE if value is None else Trace(**value)


class BaselineJson(TypeDecorator[Baseline]):
    """What was usual of an examinee at check-in, kept as JSON; one of another version that cannot be read is none."""

    impl = JSON
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Use JSONB where there is one."""
        return dialect.type_descriptor(Json)

    def process_bind_param(self, value: Baseline | None, dialect: Dialect) -> Any:
        """Return JSON values to keep."""
        return None if value is None else msgspec.to_builtins(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> Baseline | None:
        """Return the baseline."""
        try:
            return None if value is None else msgspec.convert(value, Baseline)
        except msgspec.ValidationError:
            return None
