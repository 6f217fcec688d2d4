"""Pages come and go."""

from typing import Any

import pytest

from tests.factories.world import World
from tool.domain.attempt import AttemptState
from tool.domain.intervention import InterventionKind
from tool.monitoring.exam import presence
from tool.monitoring.exam.events import RulesChanged
from tool.monitoring.exam.records import Attempt
from tool.monitoring.tries import Tries

S = AttemptState


GRACE_S = 10


def sweep(world: World, forward_s: float = 0.0) -> int:
    return presence.sweep(world.works, world.clock.forward(forward_s), Tries("Attempt"), grace_s=GRACE_S)


def leave(world: World, attempt_id: str) -> None:
    with world.work() as work:
        presence.disconnected(work, attempt_id, world.now)


def test_grace_runs_before_an_attempt_is_disconnected(world: World) -> None:
    attempt = world.attempt(S.RUNNING)
    leave(world, attempt.id)
    assert [sweep(world, 9.9), sweep(world, 0.1), sweep(world)] == [0, 1, 0]
    assert world.read(attempt.id).state is S.DISCONNECTED
    with world.work() as work:
        assert presence.connected(work, attempt.id, world.now).state is S.RUNNING


def test_rules_stay_while_disconnected(world: World) -> None:
    attempt = world.attempt(S.RUNNING)
    before = len(world.told(RulesChanged))
    leave(world, attempt.id)
    sweep(world, 60)
    with world.work() as work:
        presence.connected(work, attempt.id, world.now)
    assert len(world.told(RulesChanged)) == before


def test_connected_attempt_is_left_alone(world: World) -> None:
    world.attempt(S.RUNNING)
    assert sweep(world, 10_000_000) == 0


def test_a_pause_is_not_disturbed_by_a_lost_page(world: World) -> None:
    attempt = world.attempt(S.RUNNING)
    world.decide(attempt.id, InterventionKind.PAUSE)
    leave(world, attempt.id)
    sweep(world, 60)
    assert world.read(attempt.id).state is S.PAUSED


def test_attempts_without_a_page_are_given_up(world: World) -> None:
    waiting = world.attempt(S.WAITING)
    sweep(world, 86_399)
    assert world.read(waiting.id).state is S.WAITING
    sweep(world, 1)
    assert world.read(waiting.id).state is S.ABANDONED


def test_after_a_restart_nobody_is_connected_and_grace_starts_anew(world: World) -> None:
    attempt = world.attempt(S.RUNNING)
    with world.work() as work:
        assert presence.forget_connections(work, world.clock.forward(1000)) == 1
    assert sweep(world, 5) == 0
    assert world.read(attempt.id).connected is False


def test_one_attempt_that_cannot_be_changed_holds_up_no_other(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    odd, other = world.attempt(S.RUNNING, subject="odd"), world.attempt(S.RUNNING, subject="other")
    leave(world, odd.id)
    leave(world, other.id)
    move, tries = presence.move, Tries("Attempt")

    def fails(work: Any, attempt: Attempt, *args: Any, **more: Any) -> Attempt:
        if attempt.id == odd.id:
            raise KeyError("odd")
        return move(work, attempt, *args, **more)

    monkeypatch.setattr(presence, "move", fails)
    assert presence.sweep(world.works, world.clock.forward(60), tries, grace_s=GRACE_S) == 1
    assert world.read(other.id).state is S.DISCONNECTED
    assert f"Attempt {odd.id} failed (1 times)" in caplog.text
    monkeypatch.setattr(presence, "move", move)
    assert presence.sweep(world.works, world.clock.forward(4), tries, grace_s=GRACE_S) == 0
    assert presence.sweep(world.works, world.clock.forward(1), tries, grace_s=GRACE_S) == 1
    assert len(tries) == 0
