"""What people are told while the database cannot keep anything new, and what they can do all the same."""

import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from web_stage import Stage

from tool.db.engine import Database
from tool.db.room import Reserve, Room
from tool.link.batches import ReadBatch
from tool.link.messages import NodeStarted
from tool.monitoring.work import DatabaseBusy, NestedWork, StorageFull
from tool.web.background import Loops
from tool.web.http.refusals import refusal_of
from tool.web.link.events import LinkEvents
from tool.web.readiness import complaint
from tool.web.storage_watch import StorageWatch
from tool.web.works import WebWork


def test_trouble_is_said_in_two_words_and_a_nested_unit_of_work_is_a_fault() -> None:
    busy, full = refusal_of(DatabaseBusy("Another process has the database.")), refusal_of(StorageFull("Disk full."))
    assert busy is not None
    assert full is not None
    assert [(each.code, each.status) for each in (busy, full)] == [("busy", 503), ("storage_full", 507)]
    assert refusal_of(NestedWork("Nested.")) is None


@pytest.fixture
def foreigner(stage: Stage) -> Iterator[sqlite3.Connection]:
    database = stage.web.base.database
    database.patience._limit_s = 0.0
    other = sqlite3.connect(str(database.engine.url.database), isolation_level=None, check_same_thread=False)
    yield other
    other.close()


def test_pages_are_read_and_what_is_new_is_refused_while_another_process_has_the_database(
    stage: Stage, foreigner: sqlite3.Connection
) -> None:
    page, widget = stage.running()
    foreigner.execute("BEGIN IMMEDIATE")
    answer = stage.http.get("/healthz")
    assert (answer.status_code, answer.json) == (200, {"ok": False, "storage": "busy", "unremoved": 0})
    body = {"client_id": "c-1", "text": "hello", "attempt_id": page.view["attempt_id"]}
    refused = widget.ask("chat", body)
    assert (refused["ok"], refused["error"]["code"]) == (False, "busy")
    assert widget.connected
    foreigner.execute("ROLLBACK")
    stage.web.base.database.patience._probe_at = 0.0
    assert widget.did("chat", body)["text"] == "hello"
    assert stage.http.get("/healthz").json == {"ok": True, "storage": "ok", "unremoved": 0}


def test_on_a_full_disk_chat_waits_and_decisions_go_through(stage: Stage, tmp_path: Path) -> None:
    page, widget = stage.running()
    console = stage.socket(stage.console())
    database = stage.web.base.database
    database.room = Room(Reserve(tmp_path / "reserve", 1000), lambda _folder: 10)
    StorageWatch(database, stage.web.tell_storage).look()
    assert console.heard_last("storage") == {"state": "full"}
    attempt_id = page.view["attempt_id"]
    refused = widget.ask("chat", {"client_id": "c-1", "text": "hello", "attempt_id": attempt_id})
    assert refused["error"]["code"] == "storage_full"
    body = {
        "attempt_id": attempt_id, "kind": "pause", "reason": "other", "text": "A moment, please.", "minutes": 0,
        "severity": 0.5, "pressed_at": stage.clock(),
    }
    assert console.did("decide", body)["kind"] == "pause"
    assert widget.heard_last("attempt")["state"] == "paused"
    assert stage.socket(stage.console()).heard_last("snapshot")["storage"] == "full"


def test_a_start_waits_for_a_database_that_is_busy() -> None:
    tries: list[str] = []

    def step() -> None:
        tries.append("")
        if len(tries) < 3:
            raise DatabaseBusy("Another process has the database.")

    class Still:
        def wait(self, _timeout: float) -> bool:
            return False

        def is_set(self) -> bool:
            return False

    Loops(lambda loop: loop(), stopped=Still()).first("Taking over", step)  # type: ignore[arg-type]
    assert len(tries) == 3
    with pytest.raises(ZeroDivisionError):
        Loops(lambda loop: loop()).first("Taking over", lambda: 1 / 0)


def test_a_database_that_cannot_be_opened_is_said_at_the_start(tmp_path: Path) -> None:
    said = complaint(Database(f"sqlite:///{tmp_path / 'no folder' / 'invigil.sqlite3'}"))
    assert said is not None
    assert "INVIGIL_DATA_DIR" in said


def test_events_of_media_nodes_wait_at_their_node(caplog: pytest.LogCaptureFixture) -> None:
    def works() -> WebWork:
        raise StorageFull("Disk full.")

    events = tuple(NodeStarted(event_id=f"e{n}", node_id="n", boot_id="b", at=1.0) for n in range(3))
    answer = LinkEvents(works, lambda _attempt_id: None, time.time).apply(ReadBatch(events, {}))
    assert answer.event_ids == ()
    assert caplog.text.count("Events wait at their node") == 1
