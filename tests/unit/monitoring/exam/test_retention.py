"""What the consent page promises: after the exam's retention nothing of the attempt is left but a certificate."""

import pytest
from sqlalchemy import select

from tests.factories.world import World, chain
from tool.db.rows import Base
from tool.domain.incident import Still
from tool.domain.intervention import InterventionKind
from tool.domain.stream import Channel
from tool.evidence.stores import MemoryStore
from tool.monitoring.exam import attempts, incidents, retention
from tool.monitoring.tries import Tries

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
    assert retention.sweep(world.works, gone.append, world.now, Tries("Removing")) == 0
    assert gone == []
    assert world.read(attempt_id).id == attempt_id


def test_afterwards_only_the_certificate_is_left(world: World) -> None:
    attempt_id, gone = ended(world), []
    person_id, exam_id = world.read(attempt_id).person_id, world.read(attempt_id).exam_id
    world.clock.now += 90 * DAY_S
    assert retention.sweep(world.works, gone.append, world.now, Tries("Removing")) == 1
    assert gone == [f"{attempt_id}/still.jpg", f"{attempt_id}/screen.jpg"]
    assert mentions(world, attempt_id) <= {"audit", "audit_entries"}
    assert "people" not in mentions(world, person_id)
    with world.work() as work:
        entries = [e for e in work.audit.of_exam(exam_id) if e.action == "attempt.forgotten"]
    assert [e.detail for e in entries] == ["incidents=1 evidence=2 interventions=2"]
    assert retention.sweep(world.works, gone.append, world.now, Tries("Removing")) == 0


def test_a_person_with_another_attempt_stays(world: World) -> None:
    first = ended(world)
    person_id = world.read(first).person_id
    world.clock.now += 60 * DAY_S
    second = world.attempt(attempt_number=2)
    world.clock.now += 30 * DAY_S
    assert retention.sweep(world.works, lambda key: None, world.now, Tries("Removing")) == 1
    assert world.read(second.id).person_id == person_id
    assert "people" in mentions(world, person_id)


def test_a_long_queue_is_worked_off_in_several_sweeps(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "AT_ONCE", 2)
    for n in range(3):
        ended(world, f"sub-{n}")
    world.clock.now += 91 * DAY_S
    assert [retention.sweep(world.works, lambda key: None, world.now, Tries("Removing")) for _ in range(3)] == [2, 1, 0]


def test_one_picture_that_cannot_be_removed_stops_no_other_deletion(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    odd, other = ended(world, "odd"), ended(world, "other")
    world.clock.now += 91 * DAY_S
    gone: list[str] = []
    tries = Tries("Removing")

    def delete(key: str) -> None:
        if key == f"{odd}/still.jpg":
            raise PermissionError(key)
        gone.append(key)

    assert retention.sweep(world.works, delete, world.now, tries) == 1
    assert gone == [f"{odd}/screen.jpg", f"{other}/still.jpg", f"{other}/screen.jpg"]
    assert f"Removing {odd} failed (1 times)" in caplog.text
    assert len(tries) == 1
    world.clock.now += 3600
    assert retention.sweep(world.works, gone.append, world.now, tries) == 1
    assert len(tries) == 0


def test_attempts_that_cannot_be_removed_do_not_fill_the_queue(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "AT_ONCE", 1)
    odd = ended(world, "odd")
    ended(world, "other")
    world.clock.now += 91 * DAY_S
    tries = Tries("Removing")

    def delete(key: str) -> None:
        if key.startswith(odd):
            raise PermissionError(key)

    assert sum(retention.sweep(world.works, delete, world.now, tries) for _ in range(3)) == 1


def test_a_longer_retention_counts_from_the_moment_it_is_chosen(world: World) -> None:
    attempt_id = ended(world)
    with world.work() as work:
        exam = work.exams.get(work.attempts.get(attempt_id).exam_id)
    world.with_policy(exam, exam.policy.with_values(retention_days=100))
    world.clock.now += 99 * DAY_S
    assert retention.sweep(world.works, lambda key: None, world.now, Tries("Removing")) == 0
    world.clock.now += DAY_S
    assert retention.sweep(world.works, lambda key: None, world.now, Tries("Removing")) == 1


def test_items_that_no_attempt_knows_of_are_removed_once_they_are_old(world: World) -> None:
    attempt_id = ended(world)
    store = MemoryStore(clock=lambda: world.now)
    for key in (f"{attempt_id}/still.jpg", f"{attempt_id}/screen.jpg", "gone/left-over.jpg"):
        store.put(key, b"picture")

    def removed() -> int:
        keys = store.kept_before(world.now - retention.ORPHAN_AGE_S)
        return retention.remove_orphans(world.works, keys, store.delete, Tries("Removing"), world.now)

    assert removed() == 0
    world.clock.now += retention.ORPHAN_AGE_S + 1
    assert removed() == 1
    assert [store.exists(key) for key in (f"{attempt_id}/still.jpg", "gone/left-over.jpg")] == [True, False]


def test_a_store_of_another_database_is_left_alone(world: World, caplog: pytest.LogCaptureFixture) -> None:
    gone: list[str] = []
    keys = [f"other/{n}.jpg" for n in range(retention.FEW + 1)]
    assert retention.remove_orphans(world.works, keys, gone.append, Tries("Removing"), world.now) == 0
    assert gone == []
    assert "is it theirs?" in caplog.text
