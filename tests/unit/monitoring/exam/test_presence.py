"""Pages and media come and go."""

from tests.factories.world import World
from tool.domain.attempt import AttemptState
from tool.domain.intervention import InterventionKind
from tool.monitoring.exam import nodes, presence
from tool.monitoring.exam.events import AttemptChanged, RulesChanged

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


def test_stream_events_are_applied_once(world: World) -> None:
    attempt = world.attempt(S.RUNNING)
    started = world.origin()
    with world.work() as work:
        assert presence.stream_started(work, started, attempt.id, "webrtc")
        assert presence.stream_stopped(work, world.origin(), attempt.id)
        assert not presence.stream_started(work, started, attempt.id, "webrtc")
        assert not presence.stream_started(work, world.origin(), "nobody", "webrtc")
    assert world.read(attempt.id).stream == "none"


def test_stop_of_an_old_node_does_not_hide_the_new_stream(world: World) -> None:
    attempt = world.attempt(S.RUNNING)
    with world.work() as work:
        presence.stream_started(work, world.origin("media-1"), attempt.id, "webrtc")
        presence.stream_started(work, world.origin("media-2"), attempt.id, "frames")
        assert not presence.stream_stopped(work, world.origin("media-1"), attempt.id)
    assert world.read(attempt.id).stream == "frames"


def test_screen_events_are_applied_once_and_apart_from_the_stream(world: World) -> None:
    attempt = world.attempt(S.RUNNING)
    started = world.origin()
    with world.work() as work:
        assert presence.screen_started(work, started, attempt.id)
        assert presence.stream_started(work, world.origin(), attempt.id, "webrtc")
        assert presence.stream_stopped(work, world.origin(), attempt.id)
    assert (world.read(attempt.id).screen, world.read(attempt.id).stream) == (True, "none")
    with world.work() as work:
        assert presence.screen_stopped(work, world.origin(), attempt.id)
        assert not presence.screen_started(work, started, attempt.id)
        assert not presence.screen_started(work, world.origin(), "nobody")
    assert world.read(attempt.id).screen is False


def test_stop_of_an_old_node_does_not_hide_the_screen_at_the_new_one(world: World) -> None:
    attempt = world.attempt(S.RUNNING)
    with world.work() as work:
        presence.stream_started(work, world.origin("media-1"), attempt.id, "webrtc")
        presence.screen_started(work, world.origin("media-1"), attempt.id)
        presence.screen_started(work, world.origin("media-2"), attempt.id)
        assert not presence.screen_stopped(work, world.origin("media-1"), attempt.id)
        assert presence.stream_stopped(work, world.origin("media-1"), attempt.id)
    assert (world.read(attempt.id).screen, world.read(attempt.id).screen_node) == (True, "media-2")


def test_a_pause_does_not_end_the_sharing(world: World) -> None:
    attempt = world.attempt(S.RUNNING)
    with world.work() as work:
        presence.screen_started(work, world.origin(), attempt.id)
    world.decide(attempt.id, InterventionKind.PAUSE)
    assert world.read(attempt.id).screen is True


def test_a_node_that_starts_anew_receives_nothing_yet(world: World) -> None:
    exam = world.exam()
    both, screen, elsewhere = (world.attempt(S.RUNNING, exam=exam, subject=f"sub-{n}") for n in range(3))
    with world.work() as work:
        nodes.started(work, world.origin())
        presence.stream_started(work, world.origin(), both.id, "webrtc")
        presence.screen_started(work, world.origin(), both.id)
        presence.screen_started(work, world.origin(), screen.id)
        presence.stream_started(work, world.origin("media-2"), screen.id, "frames")
        presence.stream_started(work, world.origin("media-2"), elsewhere.id, "webrtc")
    told = len(world.told(AttemptChanged))
    again = world.origin(boot_id="boot-2")
    with world.work() as work:
        assert nodes.started(work, again)
        assert not nodes.started(work, again)
    seen = [(a.stream, a.screen) for a in (world.read(made.id) for made in (both, screen, elsewhere))]
    assert seen == [("none", False), ("frames", False), ("webrtc", False)]
    assert {event.attempt_id for event in world.told(AttemptChanged)[told:]} == {both.id, screen.id}


def test_late_news_of_an_old_boot_brings_back_nothing(world: World) -> None:
    attempt = world.attempt(S.RUNNING)
    with world.work() as work:
        nodes.started(work, world.origin(boot_id="boot-2"))
        assert not presence.screen_started(work, world.origin(boot_id="boot-1"), attempt.id)
        assert not presence.stream_started(work, world.origin(boot_id="boot-1"), attempt.id, "webrtc")
        assert presence.screen_started(work, world.origin(boot_id="boot-2"), attempt.id)
        assert not presence.screen_stopped(work, world.origin(boot_id="boot-1"), attempt.id)
    assert (world.read(attempt.id).screen, world.read(attempt.id).stream) == (True, "none")
