"""What the consent page promises: after the exam's retention nothing of the attempt is left but a certificate."""

import pytest
from sqlalchemy import select

from tests.factories.world import World, chain
from tool.db.rows import Base
from tool.domain.incident import Still
from tool.domain.intervention import InterventionKind
from tool.domain.stream import Channel
from tool.monitoring.exam import attempts, incidents, retention

DAY_S = retention.DAY_S


def ended(world: World, subject: str = "sub-1") -> str:
    attempt = world.attempt(subject=subject)
    still = Still(f"{attempt.id}/still.jpg", "0" * 64, 10, world.now)
    world.incident(attempt.id, f"incident-of-{subject}", still=still)
    screen = Still(f"{attempt.id}/screen.jpg", "1" * 64, 10, world.now)
    with world.work() as work:
        incidents.still_taken(
            work, world.origin(), attempt.id, f"incident-of-{subject}", screen, chain, Channel.SCREEN
        )
    world.decide(attempt.id, InterventionKind.WARN, text="Please look at the camera.")
    with world.work() as work:
        attempts.submitted(work, attempt.id, world.now)
    return attempt.id


def mentions(world: World, value: str) -> set[str]:
    """Return the tables in which any column holds this very value."""
    found = set()
    with world.database.session() as session:
        for table in Base.metadata.sorted_tables:
            for row in session.execute(select(table)).all():
                if value in [str(cell) for cell in row]:
                    found.add(table.name)
    return found


def test_nothing_goes_before_its_time(world: World) -> None:
    attempt_id = ended(world)
    world.clock.now += 89.9 * DAY_S
    gone: list[str] = []
    assert retention.sweep(world.works, gone.append, world.now) == 0
    assert gone == []
    assert world.read(attempt_id).id == attempt_id


def test_afterwards_only_the_certificate_is_left(world: World) -> None:
    attempt_id, gone = ended(world), []
    person_id, exam_id = world.read(attempt_id).person_id, world.read(attempt_id).exam_id
    world.clock.now += 90 * DAY_S
    assert retention.sweep(world.works, gone.append, world.now) == 1
    assert gone == [f"{attempt_id}/still.jpg", f"{attempt_id}/screen.jpg"]
    assert mentions(world, attempt_id) <= {"audit", "audit_entries"}
    assert "people" not in mentions(world, person_id)
    with world.work() as work:
        entries = [e for e in work.audit.of_exam(exam_id) if e.action == "attempt.forgotten"]
    assert [e.detail for e in entries] == ["incidents=1 evidence=2 interventions=2"]
    assert retention.sweep(world.works, gone.append, world.now) == 0


def test_a_person_with_another_attempt_stays(world: World) -> None:
    first = ended(world)
    person_id = world.read(first).person_id
    world.clock.now += 60 * DAY_S
    second = world.attempt(attempt_number=2)
    world.clock.now += 30 * DAY_S
    assert retention.sweep(world.works, lambda key: None, world.now) == 1
    assert world.read(second.id).person_id == person_id
    assert "people" in mentions(world, person_id)


def test_a_long_queue_is_worked_off_in_several_sweeps(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "AT_ONCE", 2)
    for n in range(3):
        ended(world, f"sub-{n}")
    world.clock.now += 91 * DAY_S
    assert [retention.sweep(world.works, lambda key: None, world.now) for _ in range(3)] == [2, 1, 0]


def test_a_sweep_that_was_cut_off_goes_on(world: World) -> None:
    ended(world)
    world.clock.now += 91 * DAY_S

    def fails(key: str) -> None:
        raise OSError(key)

    with pytest.raises(OSError, match=r"still\.jpg"):
        retention.sweep(world.works, fails, world.now)
    assert retention.sweep(world.works, lambda key: None, world.now) == 1
