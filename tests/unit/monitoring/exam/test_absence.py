"""Absence adds up over an attempt; only what was seen counts."""

from typing import Any

import pytest

from tests.factories.world import World
from tool.domain.attempt import AttemptState
from tool.domain.incident import IncidentClosed
from tool.domain.incident_types.kind import Severity
from tool.domain.intervention import InterventionKind
from tool.domain.policy import PRESETS
from tool.domain.preset import Preset
from tool.monitoring.exam import absence, incidents, nodes
from tool.monitoring.exam.records import Attempt, Incident


def attempt_with(world: World, minutes: int = 5, **values: Any) -> Attempt:
    exam = world.exam()
    world.with_policy(exam, PRESETS[Preset.STANDARD].with_values(absence_minutes=minutes, **values))
    return world.attempt(exam=exam)


def away(world: World, attempt_id: str, seconds: float, name: str, kind: str = "face_missing") -> None:
    """An absence of so many seconds, from its first look to its last."""
    world.incident(attempt_id, name, type=kind)  # opened now, begun five seconds ago
    world.clock.forward(seconds - 5)
    with world.work() as work:
        end = IncidentClosed(name, attempt_id, kind, world.now, seconds)
        assert incidents.closed(work, world.origin(), end, world.now)
    world.clock.forward(60)


def reported(world: World, attempt_id: str) -> list[Incident]:
    with world.work() as work:
        return [each for each in work.incidents.of_attempt(attempt_id) if each.type == "absent_too_long"]


def test_absences_add_up_and_are_reported_once(world: World) -> None:
    attempt = attempt_with(world)
    away(world, attempt.id, 200, "a")
    assert reported(world, attempt.id) == []
    away(world, attempt.id, 99, "b")
    assert reported(world, attempt.id) == []
    away(world, attempt.id, 10, "c")
    away(world, attempt.id, 400, "d")
    (incident,) = reported(world, attempt.id)
    assert (incident.measured, incident.threshold, incident.severity) == (pytest.approx(309 / 60), 5, Severity.HIGH)


def test_other_incidents_are_no_absence(world: World) -> None:
    attempt = attempt_with(world)
    for kind in ("camera_covered", "too_dark", "stream_absent", "camera_lost"):
        away(world, attempt.id, 900, kind, kind)
    assert reported(world, attempt.id) == []


def test_one_that_goes_on_counts_up_to_its_last_look(world: World) -> None:
    attempt = attempt_with(world)
    world.clock.forward(60)
    world.incident(attempt.id, "a")
    begun = world.now - 5
    world.clock.forward(3600)
    assert absence.sweep(world.works, lambda _: begun + 299, world.now) == 0, "nothing was looked at since"
    assert absence.sweep(world.works, lambda _: None, world.now) == 0, "the media plane is away"
    assert absence.sweep(world.works, lambda _: begun + 300, world.now) == 1
    assert absence.sweep(world.works, lambda _: begun + 3600, world.now) == 0, "once"
    assert len(reported(world, attempt.id)) == 1


def test_what_a_dead_process_did_not_measure_does_not_count(world: World) -> None:
    attempt = attempt_with(world)
    world.incident(attempt.id, "a")
    world.clock.forward(3600)
    with world.work() as work:
        nodes.started(work, world.origin(boot_id="boot-2"))
    away(world, attempt.id, 280, "b")
    assert reported(world, attempt.id) == [], "5 s and 280 s were seen"
    away(world, attempt.id, 16, "c")
    assert len(reported(world, attempt.id)) == 1


def test_an_end_that_comes_twice_counts_once(world: World) -> None:
    attempt = attempt_with(world)
    away(world, attempt.id, 290, "a")
    with world.work() as work:
        end = IncidentClosed("a", attempt.id, "face_missing", world.now, 290)
        assert not incidents.closed(work, world.origin(), end, world.now)
    assert reported(world, attempt.id) == []


@pytest.mark.parametrize("values", [{"minutes": 0}, {"minutes": 5, "camera": False}])
def test_without_a_limit_or_a_camera_there_is_nothing(world: World, values: dict[str, Any]) -> None:
    attempt = attempt_with(world, **values)
    away(world, attempt.id, 9000, "a")
    assert reported(world, attempt.id) == []


def test_it_may_pause_unless_it_is_long_ago(world: World) -> None:
    exam = world.exam()
    world.with_policy(exam, PRESETS[Preset.STANDARD].with_values(absence_minutes=5, pause_from="high"))
    late, prompt = (world.attempt(exam=exam, subject=subject) for subject in ("late", "prompt"))
    for attempt in (late, prompt):
        world.incident(attempt.id, attempt.id)
    world.clock.forward(400)
    ended_at = world.now
    for attempt, at in ((prompt, ended_at + 1), (late, ended_at + 600)):
        world.clock.now = at
        with world.work() as work:
            end = IncidentClosed(attempt.id, attempt.id, "face_missing", ended_at, 405)
            assert incidents.closed(work, world.origin(), end, at)
    assert world.read(prompt.id).state is AttemptState.PAUSED
    assert world.read(late.id).state is AttemptState.RUNNING
    assert len(reported(world, late.id)) == 1, "it is said all the same"


def test_one_attempt_that_cannot_be_judged_holds_up_no_other(world: World) -> None:
    exam = world.exam()
    first, second = (world.attempt(exam=exam, subject=subject) for subject in ("one", "two"))
    for attempt in (first, second):
        world.incident(attempt.id, attempt.id)
    world.clock.forward(3600)

    def seen_until(attempt_id: str) -> float:
        if attempt_id == first.id:
            raise ValueError("broken")
        return world.now

    assert absence.sweep(world.works, seen_until, world.now) == 1
    assert len(reported(world, second.id)) == 1


def test_a_pause_is_no_absence_even_while_the_end_is_on_its_way(world: World) -> None:
    attempt = attempt_with(world)
    world.incident(attempt.id, "a")
    world.clock.forward(60)
    world.decide(attempt.id, InterventionKind.PAUSE, text="A break")
    world.clock.forward(3600)
    assert absence.sweep(world.works, lambda _: world.now, world.now) == 0, "in the pause"
    world.decide(attempt.id, InterventionKind.RESUME)
    world.clock.forward(299)
    assert absence.sweep(world.works, lambda _: world.now, world.now) == 0, "after it"
    world.clock.forward(1)
    assert absence.sweep(world.works, lambda _: world.now, world.now) == 1
