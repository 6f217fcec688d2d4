"""The repository of visits by deep linking; `tool.db` implements it."""

from typing import Protocol

from tool.monitoring.exam.records import Linking


class Linkings(Protocol):
    """Visits by deep linking, kept for a day."""

    def add(self, record: Linking) -> None:
        """Keep a new visit."""
        ...

    def find(self, record_id: str) -> Linking | None:
        """Return the visit, if it is kept still."""
        ...
