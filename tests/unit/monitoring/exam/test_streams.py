"""What arrives from attempts: each channel by itself, once, at one node, until it stops or the attempt ends."""

import pytest

from tests.factories.world import World
from tool.domain.attempt import AttemptState
from tool.domain.intervention import InterventionKind, ReasonCode
from tool.domain.policy import PRESETS
from tool.domain.preset import Preset
from tool.domain.stream import PATHS, Channel, StreamPath, channels_of
from tool.monitoring.exam import nodes, streams
from tool.monitoring.exam.events import AttemptChanged

S = AttemptState
CAMERA, SCREEN = Channel.CAMERA, Channel.SCREEN


def flowing(world: World, attempt_id: str) -> dict[Channel, StreamPath]:
    with world.work() as work:
        return {stream.channel: stream.path for stream in work.streams.flowing(attempt_id)}


def history(world: World, attempt_id: str) -> list[tuple[Channel, str, StreamPath, float | None]]:
    """Channel, node, path and length of all that has arrived."""
    with world.work() as work:
        return [
            (s.channel, s.node_id, s.path, None if s.until is None else s.until - s.since)
            for s in work.streams.of_attempt(attempt_id)
        ]


@pytest.mark.parametrize("channel", Channel)
def test_news_of_a_stream_is_applied_once(world: World, channel: Channel) -> None:
    attempt = world.attempt(S.RUNNING)
    started = world.origin()
    with world.work() as work:
        assert streams.started(work, started, attempt.id, channel, "webrtc")
        assert not streams.started(work, world.origin(), attempt.id, channel, "webrtc")
        world.clock.forward(7)
        assert streams.stopped(work, world.origin(), attempt.id, channel)
        assert not streams.stopped(work, world.origin(), attempt.id, channel)
        assert not streams.started(work, started, attempt.id, channel, "webrtc")
        assert not streams.started(work, world.origin(), "nobody", channel, "webrtc")
    assert flowing(world, attempt.id) == {}
    assert history(world, attempt.id) == [(channel, "media-1", "webrtc", 7)]


def test_only_what_changes_is_told(world: World) -> None:
    attempt = world.attempt(S.RUNNING)
    told = len(world.told(AttemptChanged))
    with world.work() as work:
        streams.started(work, world.origin(), attempt.id, CAMERA, "frames")
        streams.started(work, world.origin(), attempt.id, CAMERA, "frames")
        streams.started(work, world.origin(), attempt.id, CAMERA, "webrtc")
        streams.stopped(work, world.origin("media-2"), attempt.id, CAMERA)
        streams.stopped(work, world.origin(), attempt.id, SCREEN)
    assert len(world.told(AttemptChanged)) - told == 2
    assert history(world, attempt.id) == [(CAMERA, "media-1", "frames", 0), (CAMERA, "media-1", "webrtc", None)]


def test_channels_come_and_go_apart(world: World) -> None:
    attempt = world.attempt(S.RUNNING)
    with world.work() as work:
        streams.started(work, world.origin(), attempt.id, SCREEN, "webrtc")
        streams.started(work, world.origin(), attempt.id, CAMERA, "frames")
    assert flowing(world, attempt.id) == {SCREEN: "webrtc", CAMERA: "frames"}
    with world.work() as work:
        assert streams.stopped(work, world.origin(), attempt.id, CAMERA)
    assert flowing(world, attempt.id) == {SCREEN: "webrtc"}


def test_the_stop_of_an_old_node_does_not_hide_the_stream_at_the_new_one(world: World) -> None:
    attempt = world.attempt(S.RUNNING)
    with world.work() as work:
        for channel in Channel:
            streams.started(work, world.origin("media-1"), attempt.id, channel, "webrtc")
        streams.started(work, world.origin("media-2"), attempt.id, SCREEN, "webrtc")
        assert not streams.stopped(work, world.origin("media-1"), attempt.id, SCREEN)
        assert streams.stopped(work, world.origin("media-1"), attempt.id, CAMERA)
    with world.work() as work:
        assert [(s.channel, s.node_id) for s in work.streams.flowing(attempt.id)] == [(SCREEN, "media-2")]


def test_a_pause_ends_no_stream(world: World) -> None:
    attempt = world.attempt(S.RUNNING)
    with world.work() as work:
        streams.started(work, world.origin(), attempt.id, SCREEN, "webrtc")
    world.decide(attempt.id, InterventionKind.PAUSE)
    assert flowing(world, attempt.id) == {SCREEN: "webrtc"}


def test_the_end_of_an_attempt_ends_all_its_streams_and_a_late_start_begins_none(world: World) -> None:
    exam = world.exam()
    attempt, other = (world.attempt(S.RUNNING, exam=exam, subject=f"sub-{n}") for n in range(2))
    with world.work() as work:
        for channel in Channel:
            streams.started(work, world.origin(), attempt.id, channel, "webrtc")
        streams.started(work, world.origin(), other.id, CAMERA, "webrtc")
    world.clock.forward(60)
    world.decide(attempt.id, InterventionKind.TERMINATE, reason=ReasonCode.IDENTITY)
    assert history(world, attempt.id) == [(CAMERA, "media-1", "webrtc", 60), (SCREEN, "media-1", "webrtc", 60)]
    with world.work() as work:
        assert not streams.started(work, world.origin(), attempt.id, CAMERA, "webrtc")
        assert not streams.stopped(work, world.origin(), attempt.id, SCREEN)
        assert streams.of_ended_attempts(work, world.now) == [attempt.id]
        assert streams.of_ended_attempts(work, world.now + 1) == []
        assert list(work.streams.flowing_in(exam.id)) == [other.id]
    world.decide(attempt.id, InterventionKind.READMIT, text="Settled by phone")
    with world.work() as work:
        assert streams.started(work, world.origin(), attempt.id, CAMERA, "webrtc")
        assert streams.of_ended_attempts(work, world.now) == []


def test_no_stream_ends_before_it_began_whatever_the_clocks_say(world: World) -> None:
    attempt = world.attempt(S.RUNNING)
    ahead = world.origin()
    with world.work() as work:
        streams.started(work, ahead, attempt.id, CAMERA, "webrtc")
    world.clock.forward(-3)
    world.decide(attempt.id, InterventionKind.TERMINATE, reason=ReasonCode.IDENTITY)
    assert history(world, attempt.id) == [(CAMERA, "media-1", "webrtc", 0)]


def test_a_node_that_starts_anew_receives_nothing_yet(world: World) -> None:
    exam = world.exam()
    both, screen, elsewhere = (world.attempt(S.RUNNING, exam=exam, subject=f"sub-{n}") for n in range(3))
    with world.work() as work:
        nodes.started(work, world.origin())
        streams.started(work, world.origin(), both.id, CAMERA, "webrtc")
        streams.started(work, world.origin(), both.id, SCREEN, "webrtc")
        streams.started(work, world.origin(), screen.id, SCREEN, "webrtc")
        streams.started(work, world.origin("media-2"), screen.id, CAMERA, "frames")
        streams.started(work, world.origin("media-2"), elsewhere.id, CAMERA, "webrtc")
    told = len(world.told(AttemptChanged))
    again = world.origin(boot_id="boot-2")
    with world.work() as work:
        assert nodes.started(work, again)
        assert not nodes.started(work, again)
    seen = [flowing(world, made.id) for made in (both, screen, elsewhere)]
    assert seen == [{}, {CAMERA: "frames"}, {CAMERA: "webrtc"}]
    assert sorted(event.attempt_id for event in world.told(AttemptChanged)[told:]) == sorted([both.id, screen.id])


def test_late_news_of_an_old_boot_brings_back_nothing(world: World) -> None:
    attempt = world.attempt(S.RUNNING)
    with world.work() as work:
        nodes.started(work, world.origin(boot_id="boot-2"))
        for channel in Channel:
            assert not streams.started(work, world.origin(boot_id="boot-1"), attempt.id, channel, "webrtc")
        assert streams.started(work, world.origin(boot_id="boot-2"), attempt.id, SCREEN, "webrtc")
        assert not streams.stopped(work, world.origin(boot_id="boot-1"), attempt.id, SCREEN)
    assert flowing(world, attempt.id) == {SCREEN: "webrtc"}


def test_every_channel_has_its_row_in_the_tables_of_the_domain() -> None:
    assert set(PATHS) == set(Channel)
    assert channels_of(PRESETS[Preset.STANDARD]) == (CAMERA,)
