"""Pages come and go."""

from tests.factories.world import World
from tool.domain.attempt import AttemptState
from tool.domain.intervention import InterventionKind
from tool.monitoring.exam import presence
from tool.monitoring.exam.events import RulesChanged

S = AttemptState


def test_grace_runs_before_an_attempt_is_disconnected(world: World) -> None:
    attempt = world.attempt(S.RUNNING)
    with world.work() as work:
        presence.disconnected(work, attempt.id, world.now)
        assert presence.sweep(work, world.clock.forward(9.9), grace_s=10) == 0
        assert presence.sweep(work, world.clock.forward(0.1), grace_s=10) == 1
        assert presence.sweep(work, world.now, grace_s=10) == 0
    assert world.read(attempt.id).state is S.DISCONNECTED
    with world.work() as work:
        assert presence.connected(work, attempt.id, world.now).state is S.RUNNING


def test_rules_stay_while_disconnected(world: World) -> None:
    attempt = world.attempt(S.RUNNING)
    before = len(world.told(RulesChanged))
    with world.work() as work:
        presence.disconnected(work, attempt.id, world.now)
        presence.sweep(work, world.clock.forward(60), grace_s=10)
        presence.connected(work, attempt.id, world.now)
    assert len(world.told(RulesChanged)) == before


def test_connected_attempt_is_left_alone(world: World) -> None:
    world.attempt(S.RUNNING)
    with world.work() as work:
        assert presence.sweep(work, world.clock.forward(10_000_000), grace_s=10) == 0


def test_a_pause_is_not_disturbed_by_a_lost_page(world: World) -> None:
    attempt = world.attempt(S.RUNNING)
    world.decide(attempt.id, InterventionKind.PAUSE)
    with world.work() as work:
        presence.disconnected(work, attempt.id, world.now)
        presence.sweep(work, world.clock.forward(60), grace_s=10)
    assert world.read(attempt.id).state is S.PAUSED


def test_attempts_without_a_page_are_given_up(world: World) -> None:
    waiting = world.attempt(S.WAITING)
    with world.work() as work:
        presence.sweep(work, world.clock.forward(86_399), grace_s=10)
    assert world.read(waiting.id).state is S.WAITING
    with world.work() as work:
        presence.sweep(work, world.clock.forward(1), grace_s=10)
    assert world.read(waiting.id).state is S.ABANDONED


def test_after_a_restart_nobody_is_connected_and_grace_starts_anew(world: World) -> None:
    attempt = world.attempt(S.RUNNING)
    with world.work() as work:
        assert presence.forget_connections(work, world.clock.forward(1000)) == 1
        assert presence.sweep(work, world.clock.forward(5), grace_s=10) == 0
    assert world.read(attempt.id).connected is False
