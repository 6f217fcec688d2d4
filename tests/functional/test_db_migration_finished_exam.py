"""A finished exam's data goes down to the revision of the first release and up again, on every database there is."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import MetaData, select

from migrations import schema
from tests.factories.postgresql import postgresql
from tests.factories.world import PROCTOR, World, chain
from tool.chat import help as help_requests
from tool.chat import messages
from tool.chat.records import Speaker
from tool.db.engine import Database
from tool.domain.attempt import AttemptState
from tool.domain.incident import Still
from tool.domain.intervention import InterventionKind, ReasonCode, Verdict
from tool.domain.stream import Channel
from tool.monitoring.exam import attempts, guests, incidents, review
from tool.monitoring.exam.groups import View

FIRST = "2026_11_24_institutions"
"""The first revision at which there are institutions, platforms and exams."""
_NOT_KEPT = frozenset({"streams", "linkings", "platform_tokens", "bound_quizzes", "past_quizzes", "alembic_version"})
"""Tables that came later, and whose rows have no place before."""
_EMPTY = frozenset({
    "invitations", "kept_rules", "nodes", "personal_tokens", "staff_groups", "tickets", "tool_keys", "used_states",
})


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'invigil.sqlite3'}"
        return
    with postgresql(tmp_path) as address:
        yield address


def finished(url: str) -> World:
    """Everything that an exam leaves behind: talk, pictures, decisions, verdicts, a guest."""
    world = World(url)
    exam = world.exam()
    world.with_policy(exam, exam.policy.with_values(retention_days=30, message="Bücher zu."))
    for n, subject in enumerate(("ada", "bob")):
        attempt = world.attempt(AttemptState.RUNNING, exam=exam, subject=subject)
        still = Still(f"{attempt.id}/still.jpg", "0" * 64, 10, world.now)
        world.incident(attempt.id, f"incident-{n}", still=still)
        speaker = Speaker("examinee", attempt.person_id, "Ada")
        with world.work() as work:
            screen = Still(f"{attempt.id}/screen.jpg", "1" * 64, 10, world.now)
            incidents.still_taken(
                work, world.origin(), attempt.id, f"incident-{n}", screen, chain, Channel.SCREEN
            )
            messages.post(work, exam.id, attempt.id, speaker, "¿Qué hora es?", world.now, client_id="c")
            help_requests.ask(work, exam.id, attempt.id, "question", "Help", world.now)
        world.decide(attempt.id, InterventionKind.EXTRA_TIME, minutes=5)
        if n:
            world.decide(attempt.id, InterventionKind.TERMINATE, reason=ReasonCode.OTHER, text="A second person.")
        else:
            with world.work() as work:
                attempts.submitted(work, attempt.id, world.now)
        with world.work() as work:
            review.judge(work, attempt.id, PROCTOR, Verdict.FLAGGED, "Seen.", world.now)
    with world.work() as work:
        guests.invite(work, View(exam.id), "Gus Guest", 3, PROCTOR, world.now)
    return world


def rows(database: Database) -> dict[str, list[dict[str, Any]]]:
    """Return every row of every table, as the database itself has it."""
    metadata = MetaData()
    metadata.reflect(database.engine)
    with database.engine.connect() as connection:
        return {
            table.name: [dict(row) for row in connection.execute(
                select(table).order_by(*table.primary_key.columns)
            ).mappings()]
            for table in metadata.sorted_tables if table.name not in _NOT_KEPT
        }


def test_a_finished_exam_goes_down_and_up_again(url: str) -> None:
    database = Database(url)
    schema.upgrade(database)
    world = finished(url)
    before = rows(database)
    counted = {name: len(found) for name, found in before.items()}
    assert {name for name, count in counted.items() if not count} <= _EMPTY
    schema.downgrade(database, FIRST)
    down = rows(database)
    for name in ("attempts", "incidents", "evidence", "interventions", "outbox", "chat_messages", "audit", "guests"):
        assert len(down.get(name, before[name])) == counted[name], name
    schema.upgrade(database)
    assert schema.differences(database) == []
    for exam in before["exams"]:
        exam["policy"]["revision"] = 1  # what a later revision of the presets added has no place before
    for item in before["evidence"]:
        item["role"] = None  # nor has which look of its incident a picture is of
    assert rows(database) == before
    world.database.close()
    database.close()
