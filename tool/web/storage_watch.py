"""Watches whether the database can keep what people do, and says so when that changes."""

import logging
from collections.abc import Callable

from tool.db.engine import Database
from tool.db.room import State

log = logging.getLogger(__name__)

WORDS: dict[State, str] = {
    "ok": "The database keeps everything again.",
    "busy": "Another process has the database: it can be read, and what is new is refused until that process lets go.",
    "full": "The disk is full: only decisions, and what they need, are kept. Make room (docs/operations.md).",
}


class StorageWatch:
    """`tell` is called with the new state, "ok", "busy" or "full", when it changes; `look` every half second or so."""

    def __init__(self, database: Database, tell: Callable[[State], None]) -> None:
        self._database = database
        self._tell = tell
        self._state: State = "ok"

    def look(self) -> None:
        """See how the database stands."""
        self._database.room.look()
        state = self._database.state
        if state != self._state:
            self._state = state
            log.log(logging.INFO if state == "ok" else logging.ERROR, "%s", WORDS[state])
            self._tell(state)
