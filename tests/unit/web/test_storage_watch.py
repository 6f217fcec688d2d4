"""Whether the database keeps what is new is said once per change."""

from pathlib import Path

from tool.db.engine import Database
from tool.db.room import Reserve, Room
from tool.web.storage_watch import StorageWatch


def test_each_change_is_told_once(tmp_path: Path) -> None:
    free = [10_000]
    database = Database("sqlite://", Room(Reserve(tmp_path / "reserve", 1000), lambda _folder: free[-1]))
    told: list[str] = []
    watch = StorageWatch(database, told.append)
    for room, held in ((10_000, False), (10, False), (10, True), (10_000, True), (10_000, False)):
        free.append(room)
        database.patience.held = held
        watch.look()
        watch.look()
    assert told == ["full", "busy", "ok"]
