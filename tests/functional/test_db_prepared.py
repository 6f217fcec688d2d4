"""Prepared statements do what SQLAlchemy's own way does: types in and out, one transaction, nothing left behind."""

import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import bindparam, insert, select
from sqlalchemy.dialects import postgresql

from tests.factories.world import World
from tool.db.prepared import Alone, Prepared
from tool.db.rows import ExamRow, TicketRow
from tool.db.work import SqlWork
from tool.monitoring.tenancy.ports import AlreadyThere

KEEP = insert(TicketRow).returning(TicketRow.ticket_hash)
READ = select(TicketRow.payload, TicketRow.expires_at).where(TicketRow.ticket_hash == bindparam("hash"))


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(f"sqlite:///{tmp_path / 'invigil.sqlite3'}")


def test_values_go_in_and_come_out_as_their_columns_say(world: World) -> None:
    keep, read = Alone(world.database, KEEP), Alone(world.database, READ)
    assert keep(ticket_hash="h", payload={"a": [1, None, "ä"]}, expires_at=1.5) == [["h"]]
    assert read(hash="h") == [[{"a": [1, None, "ä"]}, 1.5]]
    assert read(hash="x' OR 1=1 --") == []
    with world.work() as work:
        assert work.tickets.take("h", 0.0) == {"a": [1, None, "ä"]}


def test_what_fails_leaves_nothing_and_stops_nobody(world: World) -> None:
    keep = Alone(world.database, KEEP)
    keep(ticket_hash="h", payload={}, expires_at=1.0)
    with pytest.raises(sqlite3.IntegrityError):
        keep(ticket_hash="h", payload={}, expires_at=1.0)
    assert keep(ticket_hash="i", payload={}, expires_at=1.0) == [["i"]]


def test_a_ticket_that_is_there_is_said_so_and_a_rollback_takes_what_was_put(world: World) -> None:
    def put_twice(work: SqlWork) -> None:
        for _ in range(2):
            work.tickets.put("h", {}, 1.0)

    with pytest.raises(AlreadyThere), world.work() as work:
        put_twice(work)
    with world.work() as work:
        assert work.tickets.take("h", 0.0) is None


def test_an_exam_reads_the_same_by_either_way(world: World) -> None:
    exam = world.exam()
    with world.work() as work:
        assert work.exams.on_platform("platform-1", exam.id) == work.exams.get(exam.id) == exam


def test_a_statement_for_postgresql_takes_names() -> None:
    prepared = Prepared(postgresql.dialect(), select(ExamRow.id).where(ExamRow.platform_id == bindparam("platform")))
    assert "%(platform)s" in prepared._sql
    assert prepared._order is None
