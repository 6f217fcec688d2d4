"""Handles, nonces and times: good once, good for a while, and read strictly."""

import threading
from contextlib import closing

import pytest

from integrations.sandbox import clock, database, gradebook, handles, seed, tools
from integrations.sandbox.tools import ToolDetails


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "x.sqlite3"
    with closing(database.connect(path)) as db, database.transaction(db):
        assert database.create_schema(db)
    return path


@pytest.fixture
def db(path):
    with closing(database.connect(path)) as db:
        yield db


def test_handle_is_good_once_and_only_for_its_kind(db):
    handle = handles.issue(db, "hint", {"a": 1}, expires_at=100)
    assert handles.consume(db, "access", handle, 50) is None
    assert handles.look(db, "hint", handle, 50) == {"a": 1}
    assert handles.consume(db, "hint", handle, 50) == {"a": 1}
    assert handles.consume(db, "hint", handle, 50) is None
    assert handles.was_used(db, "hint", handle)
    assert not handles.was_used(db, "hint", "forged")


def test_handle_expires_and_is_not_kept_in_clear(db):
    handle = handles.issue(db, "hint", {}, expires_at=100)
    assert handles.look(db, "hint", handle, 100) is None
    assert handle not in "".join(db.iterdump())
    handles.sweep(db, 100 + 3601)
    assert db.execute("SELECT count(*) FROM handles").fetchone()[0] == 0


def test_of_many_at_once_only_one_consumes(path, db):
    handle = handles.issue(db, "hint", {}, expires_at=100)
    start, won = threading.Barrier(8), []

    def consume() -> None:
        with closing(database.connect(path)) as own:
            start.wait()
            won.append(handles.consume(own, "hint", handle, 50) is not None)

    threads = [threading.Thread(target=consume) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert won.count(True) == 1


def test_nonce_is_new_once_per_sender(db):
    assert handles.first_time(db, "nonce:a", "n", 100)
    assert not handles.first_time(db, "nonce:a", "n", 100)
    assert handles.first_time(db, "nonce:b", "n", 100)


def test_database_of_another_version_is_refused(db):
    db.execute("PRAGMA user_version = 99")
    with pytest.raises(database.DatabaseUnusable, match="delete the sandbox's data folder"):
        database.create_schema(db)


VERSION_1_LINE_ITEMS = """
CREATE TABLE line_items (
  id INTEGER PRIMARY KEY, course_id INTEGER NOT NULL REFERENCES courses, link_id TEXT NOT NULL REFERENCES links,
  tool_id INTEGER NOT NULL REFERENCES tools, label TEXT NOT NULL, score_maximum REAL NOT NULL,
  resource_id TEXT NOT NULL, tag TEXT NOT NULL)
"""


def test_database_of_the_version_before_is_brought_up_to_date(db):
    with database.transaction(db):
        seed.plant(db)
    details = ToolDetails("Tool", "t.example", "http://t.example/l", (), "", "http://t.example/", (), (), {}, {})
    tools.activate(db, tools.add(db, details, 5), 5)
    db.execute("INSERT INTO scores VALUES (1, '2001', NULL, 1, 1, 'kept', 5, 'Completed', 'FullyGraded')")
    # back to version 1
    db.execute("PRAGMA foreign_keys = OFF")
    items = db.execute("SELECT id, course_id, link_id, tool_id, label, 1.0, '', '' FROM line_items").fetchall()
    db.execute("DROP TABLE line_items")
    db.execute(VERSION_1_LINE_ITEMS)
    db.executemany("INSERT INTO line_items VALUES (?, ?, ?, ?, ?, ?, ?, ?)", [tuple(row) for row in items])
    db.execute("PRAGMA user_version = 1")
    db.execute("PRAGMA foreign_keys = ON")
    with database.transaction(db):
        assert not database.create_schema(db)
    item = gradebook.line_items(db, 1, 1)[0]
    assert (item.label, item.made_by_tool) == ("Cell biology midterm (proctoring)", False)
    assert [score.comment for score in gradebook.results(db, item, None)] == ["kept"]
    assert db.execute("PRAGMA foreign_key_check").fetchall() == []
    with database.transaction(db):
        assert not database.create_schema(db)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("1970-01-02T00:00:00Z", 86400.0),
        ("1970-01-02T01:00:00.500+01:00", 86400.5),
        ("1970-01-02T00:00:00", None),
        ("1970-01-02", None),
        (86400, None),
        (None, None),
        ("2027-13-45T99:00:00Z", None),
    ],
)
def test_times_need_a_zone(text, seconds):
    assert clock.from_iso(text) == seconds


@pytest.mark.parametrize(("seconds", "text"), [(0, "0:00"), (-3, "0:00"), (61.9, "1:01"), (3600, "60:00")])
def test_spans_read_as_minutes_and_seconds(seconds, text):
    assert clock.minutes_seconds(seconds) == text
