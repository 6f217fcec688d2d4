"""The migration that makes rows of what arrives from attempts, with data, in both directions."""

import time
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import inspect
from sqlalchemy.exc import IntegrityError

from migrations import schema
from tool.db.engine import Database

AFTER = "2026_11_29_streams"
BEFORE = import_module(f"migrations.versions.{AFTER}").down_revision


@pytest.fixture
def database(tmp_path: Path) -> Database:
    return Database(f"sqlite:///{tmp_path / 'invigil.sqlite3'}")


def attempt_before_streams(run: Any, attempt_id: str, state: str, **columns: object) -> None:
    values = {
        "id": attempt_id, "exam_id": "e", "person_id": "p", "number": 1, "attempt_number": "1",
        "number_key": attempt_id, "deployment_id": "d", "resource_link_id": "l", "resource_link_title": "",
        "start_assessment_url": "", "session_data": "", "acs_actions": "[]", "state": state, "state_since": 1,
        "created_at": 1, "consent_version": "", "connected": 1, "paused_s": 0, "extra_minutes": 0, "notice": "",
        "flagged": 0, "verdict_by": "", "verdict_note": "", "end_message": "", "acting": "", "stream": "none",
        "stream_node": "", "screen": 0, "screen_node": "", **columns,
    }
    run(f"INSERT INTO attempts ({', '.join(values)}) VALUES ({', '.join('?' * len(values))})", tuple(values.values()))


def before_streams(database: Database) -> None:
    """A database of the revision before, with attempts that send and attempts that do not."""
    schema.upgrade(database, BEFORE)
    with database.engine.begin() as connection:
        run = connection.exec_driver_sql
        run("INSERT INTO institutions (id, name, created_at, role_map) VALUES ('i', 'School', 0, '{}')")
        run(
            "INSERT INTO platforms (id, client_id, active, institution_id, name, issuer, created_at, auth_login_url, "
            "auth_token_url, jwks_url) VALUES ('pl', 'c', 1, 'i', '', 'https://lms.test', 0, '', '', '')"
        )
        run(
            "INSERT INTO people (id, platform_id, subject, name, email, locale, first_seen_at, last_seen_at) "
            "VALUES ('p', 'pl', 's', 'Ada', '', 'en', 0, 0)"
        )
        run(
            "INSERT INTO exams (id, platform_id, deployment_id, context_id, title, course_title, policy, ags_scopes, "
            "created_at, lms_services) VALUES ('e', 'pl', 'd', '', 'Physics', 'Science', '{}', '[]', 0, '{}')"
        )
        run("INSERT INTO nodes (node_id, boot_id, started_at) VALUES ('media-1', 'boot-7', 0)")
        both = {"stream": "webrtc", "stream_node": "media-1", "screen": 1, "screen_node": "media-2"}
        attempt_before_streams(run, "both", "running", **both)
        attempt_before_streams(run, "frames", "paused", stream="frames", stream_node="media-1")
        attempt_before_streams(run, "nothing", "running")
        attempt_before_streams(run, "over", "submitted", **both)


def test_what_arrives_becomes_open_rows_and_columns_again(database: Database) -> None:
    before_streams(database)
    schema.upgrade(database, AFTER)
    with database.engine.begin() as connection:
        run = connection.exec_driver_sql
        rows = run("SELECT attempt_id, channel, node_id, boot_id, path, until FROM streams ORDER BY 1, 2").all()
        assert [tuple(row) for row in rows] == [
            ("both", "camera", "media-1", "boot-7", "webrtc", None),
            ("both", "screen", "media-2", "", "webrtc", None),
            ("frames", "camera", "media-1", "boot-7", "frames", None),
        ]
        assert abs(run("SELECT min(since) FROM streams").scalar_one() - time.time()) < 60
        run("UPDATE streams SET until = since + 5 WHERE channel = 'screen'")
        run("INSERT INTO streams VALUES ('new', 'nothing', 'screen', 'media-1', 'boot-7', 'webrtc', 9, NULL)")
    schema.downgrade(database, BEFORE)
    assert not inspect(database.engine).has_table("streams")
    with database.engine.connect() as connection:
        columns = "SELECT id, stream, stream_node, screen, screen_node FROM attempts ORDER BY 1"
        assert [tuple(row) for row in connection.exec_driver_sql(columns)] == [
            ("both", "webrtc", "media-1", 0, ""), ("frames", "frames", "media-1", 0, ""),
            ("nothing", "none", "", 1, "media-1"), ("over", "none", "", 0, ""),
        ]
    schema.upgrade(database, AFTER)
    assert inspect(database.engine).has_table("streams")


def test_an_attempt_has_one_open_stream_per_channel(database: Database) -> None:
    before_streams(database)
    schema.upgrade(database, AFTER)
    with database.engine.begin() as connection:
        run = connection.exec_driver_sql
        run("INSERT INTO streams VALUES ('past', 'both', 'camera', 'media-1', 'boot-6', 'webrtc', 1, 2)")
        with pytest.raises(IntegrityError, match="UNIQUE"):
            run("INSERT INTO streams VALUES ('twice', 'both', 'camera', 'media-1', 'boot-7', 'webrtc', 3, NULL)")
        run("DELETE FROM attempts WHERE id = 'both'")
        assert run("SELECT count(*) FROM streams").scalar_one() == 1
