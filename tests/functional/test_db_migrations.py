"""The migrations make the tables that the code declares, go back to nothing, and come again."""

import time
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import inspect, text
from sqlalchemy.dialects import postgresql
from sqlalchemy.exc import IntegrityError
from sqlalchemy.schema import CreateTable

from migrations import schema
from tool.db.columns import RETENTION
from tool.db.engine import Database
from tool.db.rows import Base


@pytest.fixture
def database(tmp_path: Path) -> Database:
    return Database(f"sqlite:///{tmp_path / 'invigil.sqlite3'}")


def tables(database: Database) -> set[str]:
    return set(inspect(database.engine).get_table_names()) - {"alembic_version"}


def test_up_down_up(database: Database) -> None:
    assert schema.current(database) is None
    schema.upgrade(database)
    assert tables(database) == set(Base.metadata.tables)
    assert schema.differences(database) == []
    schema.downgrade(database)
    assert tables(database) == set()
    assert schema.current(database) is None
    schema.upgrade(database)
    assert schema.differences(database) == []


def test_step_by_step_down_keeps_what_is_below(database: Database) -> None:
    schema.upgrade(database)
    schema.downgrade(database, "2026_11_22_platforms")
    assert "platforms" in tables(database)
    assert "attempts" not in tables(database)
    schema.upgrade(database)
    assert schema.differences(database) == []


def test_who_switched_a_platform_off_is_read_from_the_audit(database: Database) -> None:
    schema.upgrade(database)
    schema.downgrade(database, "2026_11_24_institutions")
    with database.engine.begin() as connection:
        run = connection.exec_driver_sql
        run("INSERT INTO institutions (id, name, created_at, role_map) VALUES ('i', 'School', 0, '{}')")
        for name, active, approved in (("on", 1, 1), ("theirs", 0, 1), ("ours", 0, 1), ("waiting", 0, None)):
            run(
                "INSERT INTO platforms (id, client_id, active, approved_at, institution_id, name, issuer, created_at, "
                "auth_login_url, auth_token_url, jwks_url) "
                "VALUES (?, ?, ?, ?, 'i', '', 'https://lms.test', 0, '', '', '')",
                (name, name, active, approved),
            )
            run(
                "INSERT INTO audit (id, at, actor, action, detail) VALUES (?, 0, 'system', 'platform.off', ?)",
                (name, f"{name} by {'operator' if name == 'ours' else 'i'}"),
            )
    schema.upgrade(database)
    with database.engine.connect() as connection:
        who = connection.exec_driver_sql("SELECT id, switched_off_by FROM platforms").all()
    assert dict(map(tuple, who)) == {"on": "", "theirs": "institution", "ours": "operator", "waiting": ""}
    schema.downgrade(database, "2026_11_24_institutions")
    schema.upgrade(database)
    assert schema.differences(database) == []


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
    schema.upgrade(database, "2026_11_25_screen_node")
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
    schema.upgrade(database)
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
    schema.downgrade(database, "2026_11_25_screen_node")
    assert "streams" not in tables(database)
    with database.engine.connect() as connection:
        columns = "SELECT id, stream, stream_node, screen, screen_node FROM attempts ORDER BY 1"
        assert [tuple(row) for row in connection.exec_driver_sql(columns)] == [
            ("both", "webrtc", "media-1", 0, ""), ("frames", "frames", "media-1", 0, ""),
            ("nothing", "none", "", 1, "media-1"), ("over", "none", "", 0, ""),
        ]
    schema.upgrade(database)
    assert schema.differences(database) == []


def test_an_attempt_has_one_open_stream_per_channel(database: Database) -> None:
    before_streams(database)
    schema.upgrade(database)
    with database.engine.begin() as connection:
        run = connection.exec_driver_sql
        run("INSERT INTO streams VALUES ('past', 'both', 'camera', 'media-1', 'boot-6', 'webrtc', 1, 2)")
        with pytest.raises(IntegrityError, match="UNIQUE"):
            run("INSERT INTO streams VALUES ('twice', 'both', 'camera', 'media-1', 'boot-7', 'webrtc', 3, NULL)")
        run("DELETE FROM attempts WHERE id = 'both'")
        assert run("SELECT count(*) FROM streams").scalar_one() == 1


def test_upgrading_twice_changes_nothing(database: Database) -> None:
    schema.upgrade(database)
    before = schema.current(database)
    schema.upgrade(database)
    assert schema.current(database) == before


def test_a_failing_migration_leaves_nothing_behind(database: Database) -> None:
    with database.engine.begin() as connection:
        connection.execute(text("CREATE TABLE exams (id TEXT)"))
    with pytest.raises(Exception, match="already exists"):
        schema.upgrade(database)
    assert tables(database) == {"exams"}


def test_a_missing_column_is_noticed(database: Database) -> None:
    schema.upgrade(database)
    with database.engine.begin() as connection:
        connection.execute(text("ALTER TABLE people DROP COLUMN email"))
    assert schema.differences(database) != []


@pytest.mark.parametrize("table", sorted(Base.metadata.tables))
def test_tables_can_be_made_on_postgresql(table: str) -> None:
    statement = str(CreateTable(Base.metadata.tables[table]).compile(dialect=postgresql.dialect()))
    assert "DOUBLE PRECISION" in statement or table == "deployments"
    assert " JSON," not in statement


def test_every_column_says_whether_it_is_personal_and_for_how_long() -> None:
    for table in Base.metadata.tables.values():
        for column in table.columns:
            place = f"{table.name}.{column.name}"
            assert "personal" in column.info, f"{place} is not labelled"
            if column.info["personal"]:
                assert column.info.get("retention") in RETENTION, f"{place} has no retention rule"
            else:
                assert "retention" not in column.info, place


@pytest.mark.parametrize("column", ["people.name", "people.email", "chat_messages.text", "evidence.key"])
def test_plainly_personal_columns_are_labelled_so(column: str) -> None:
    table, name = column.split(".")
    assert Base.metadata.tables[table].columns[name].info["personal"]
