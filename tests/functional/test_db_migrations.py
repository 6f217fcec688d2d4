"""The migrations make the tables that the code declares, go back to nothing, and come again."""

import json
from pathlib import Path

import pytest
from sqlalchemy import inspect, text
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateTable

from migrations import schema
from tests.factories.world import World
from tool.db import housekeeping
from tool.db.columns import RETENTION
from tool.db.engine import Database
from tool.db.rows import Base
from tool.domain.intervention import InterventionKind
from tool.domain.lms import Lane
from tool.domain.policy_fields import FIELDS
from tool.monitoring.exam import retention

OPERATIONS = Path(__file__).parents[2] / "docs" / "operations.md"


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


def test_tokens_of_lmss_apis_come_and_go_with_their_platforms(database: Database) -> None:
    schema.upgrade(database)
    with database.engine.begin() as connection:
        run = connection.exec_driver_sql
        run("INSERT INTO institutions (id, name, created_at, role_map) VALUES ('i', 'School', 0, '{}')")
        for name in ("stays", "goes"):
            run(
                "INSERT INTO platforms (id, client_id, active, institution_id, name, issuer, created_at, "
                "auth_login_url, auth_token_url, jwks_url) "
                "VALUES (?, ?, 1, 'i', '', 'https://lms.test', 0, '', '', '')",
                (name, name),
            )
            values = f"'{name}', 'k', 's', 'form', 'u', 'a', 'r', 1.5, '[]', 0, NULL, 'refresh', ''"
            run(f"INSERT INTO platform_tokens VALUES ({values})")
        run("DELETE FROM platforms WHERE id = 'goes'")
    with database.engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT platform_id FROM platform_tokens").scalars().all() == ["stays"]
    schema.downgrade(database, "2026_11_25_screen_node")
    assert "platform_tokens" not in tables(database)
    with database.engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT id FROM platforms").scalars().all() == ["stays"]
    schema.upgrade(database)
    assert schema.differences(database) == []


def test_a_connection_that_only_its_secret_renews_does_not_outlive_the_way_back(database: Database) -> None:
    schema.upgrade(database, "2026_12_04_api_grant")
    with database.engine.begin() as connection:
        run = connection.exec_driver_sql
        run("INSERT INTO institutions (id, name, created_at, role_map) VALUES ('i', 'School', 0, '{}')")
        for name in ("refresh", "client"):
            run(
                "INSERT INTO platforms (id, client_id, active, institution_id, name, issuer, created_at, "
                "auth_login_url, auth_token_url, jwks_url) "
                "VALUES (?, ?, 1, 'i', '', 'https://lms.test', 0, '', '', '')",
                (name, name),
            )
            values = f"'{name}', 'k', 's', 'basic', 'u', '', '', 0, '[]', 0, NULL, '{name}'"
            run(f"INSERT INTO platform_tokens VALUES ({values})")
    schema.downgrade(database, "2026_12_03_lms_api")
    with database.engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT platform_id FROM platform_tokens").scalars().all() == ["refresh"]
    schema.upgrade(database)
    with database.engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT granted_by FROM platform_tokens").scalars().all() == ["refresh"]
    assert schema.differences(database) == []


def test_where_an_exam_stands_is_read_from_what_it_kept_for_deep_linking_and_back(database: Database) -> None:
    waiting = json.dumps({"return_url": "https://lms.test/dl"})
    answered = json.dumps({"return_url": "https://lms.test/dl", "answered": True})
    kept = {"linked": None, "answered": answered, "chosen": waiting, "looked at": waiting}
    schema.upgrade(database, "2026_11_25_screen_node")
    with database.engine.begin() as connection:
        run = connection.exec_driver_sql
        run("INSERT INTO institutions (id, name, created_at, role_map) VALUES ('i', 'School', 0, '{}')")
        run(
            "INSERT INTO platforms (id, client_id, active, institution_id, name, issuer, created_at, auth_login_url, "
            "auth_token_url, jwks_url) VALUES ('p', 'c', 1, 'i', '', 'https://lms.test', 0, '', '', '')"
        )
        for name, deep_link in kept.items():
            run(
                "INSERT INTO exams (id, platform_id, deployment_id, resource_link_id, context_id, title, course_title, "
                "policy, ags_scopes, deep_link, created_at) VALUES (?, 'p', '1', ?, '', '', '', '{}', '[]', ?, 0)",
                (name, "r" if name == "linked" else None, deep_link),
            )
        run(
            "INSERT INTO audit (id, at, actor, action, exam_id, detail) "
            "VALUES ('a', 0, 'proctor', 'exam.choose', 'chosen', '')"
        )
    schema.upgrade(database)
    with database.engine.connect() as connection:
        stands = dict(map(tuple, connection.exec_driver_sql("SELECT id, standing FROM exams").all()))
    assert stands == {"linked": "placed", "answered": "placed", "chosen": "saved", "looked at": "draft"}
    schema.downgrade(database, "2026_11_25_screen_node")
    with database.engine.connect() as connection:
        back = dict(map(tuple, connection.exec_driver_sql("SELECT id, deep_link FROM exams").all()))
    assert {name: value and json.loads(value) for name, value in back.items()} == {
        "linked": None, "answered": {"answered": True}, "chosen": {}, "looked at": {},
    }
    schema.upgrade(database)
    assert schema.differences(database) == []


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
    assert "DOUBLE PRECISION" in statement or table in ("deployments", "staff_groups")
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


def test_what_is_promised_of_retention_is_what_is_done() -> None:
    used = {c.info["retention"] for t in Base.metadata.tables.values() for c in t.columns if c.info["personal"]}
    assert used == set(RETENTION)
    people, guests = housekeeping.PEOPLE_KEPT_S, housekeeping.GUESTS_KEPT_S
    assert f"{people / housekeeping.DAY_S:.0f} days after the last visit" in RETENTION["account"]
    assert guests == 7 * housekeeping.DAY_S
    assert "a week at least" in RETENTION["guest"]
    page = OPERATIONS.read_text()
    for words in (
        f"{people / housekeeping.DAY_S:.0f} days after their last visit", "a week at least",
        f"({FIELDS['retention_days'].default} unless the teacher chooses otherwise)",
        {3.0: "three days"}[retention.ORPHAN_AGE_S / retention.DAY_S],
    ):
        assert words in page


def test_secrets_are_labelled_so() -> None:
    secret = {f"{t.name}.{c.name}" for t in Base.metadata.tables.values() for c in t.columns if c.info.get("secret")}
    named = {
        f"{t.name}.{c.name}" for t in Base.metadata.tables.values() for c in t.columns
        if c.name.endswith(("_token", "_secret", "_pem"))
    }
    assert secret == named
    assert "platform_tokens.access_token" in secret


@pytest.mark.parametrize("column", ["people.name", "people.email", "chat_messages.text", "evidence.key"])
def test_plainly_personal_columns_are_labelled_so(column: str) -> None:
    table, name = column.split(".")
    assert Base.metadata.tables[table].columns[name].info["personal"]


def test_commands_on_their_way_learn_where_they_go_and_how_soon(database: Database) -> None:
    schema.upgrade(database)
    world = World(str(database.engine.url))
    attempt = world.attempt()
    world.decide(attempt.id, InterventionKind.PAUSE, text="wait")
    world.decide(attempt.id, InterventionKind.FLAG, text="look at it")
    with world.work() as work:
        before = work.outbox.of_attempt(attempt.id)
    schema.downgrade(database, "2026_11_29_policies")
    schema.upgrade(database)
    with world.work() as work:
        assert work.outbox.of_attempt(attempt.id) == before
    assert [(row.platform_id, row.exam_id, row.lane) for row in before] == [
        ("platform-1", attempt.exam_id, Lane.URGENT), ("platform-1", attempt.exam_id, Lane.LATER),
    ]
