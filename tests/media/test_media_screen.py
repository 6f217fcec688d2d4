"""A shared screen beside the camera: a session of its own, watchers of its own, and a still of every incident."""

import json
from pathlib import Path

import cv2
import numpy as np
import pytest
from aiortc import AudioStreamTrack
from media_bench import Bench, Picture, looks_like, running_node, until

from tool.domain.incident_types.kind import Severity
from tool.domain.rule import Rule
from tool.domain.stream import Channel
from tool.link.messages import (
    EndStream,
    IncidentWasOpened,
    StillWasTaken,
    StreamStarted,
    StreamStopped,
    TakeStill,
)

NO_FACE = Rule("face_missing", 1, 0.5, 0.2, Severity.MEDIUM)
CAMERA, SCREEN = Channel.CAMERA, Channel.SCREEN
BOTH = (CAMERA, SCREEN)
RED, BLUE, GREEN, WHITE, DARK = (200, 40, 40), (40, 40, 200), (40, 180, 40), (230, 230, 230), (5, 5, 5)


@pytest.fixture
async def bench(tmp_path: Path):
    async with running_node(tmp_path) as running:
        yield running


def kept(bench: Bench, taken: StillWasTaken) -> np.ndarray:
    data = (bench.data_dir / "evidence" / taken.still.key).read_bytes()
    assert len(data) == taken.still.size
    return cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)


def code_of(text: str) -> str:
    return str(json.loads(text)["code"])


async def test_camera_and_screen_are_watched_apart(bench: Bench) -> None:
    await bench.publish(bench.publish_token(channels=BOTH))
    await bench.share(Picture(GREEN, WHITE))
    await until(lambda: len(bench.web.of(StreamStarted)) == 2, "both starts")
    _, camera, _ = await bench.watch()
    _, screen, location = await bench.watch(channel=SCREEN)
    assert looks_like(await screen["video"].recv(), GREEN, WHITE)
    assert looks_like(await camera["video"].recv(), RED, BLUE)
    stats = bench.server.node.stats()
    assert (stats.publishers, stats.watchers, bench.count("published"), bench.count("watched")) == (2, 2, 2, 2)
    assert location.startswith("/whep/screen/a1/")
    assert await bench.delete(location.replace("screen", "camera")) == 404
    assert await bench.delete(location) == 200
    assert bench.server.node.stats().watchers == 1


async def test_the_screen_needs_no_camera(bench: Bench) -> None:
    await bench.share(Picture(GREEN, WHITE))
    await until(lambda: bench.web.of(StreamStarted, channel=SCREEN), "the screen's start")
    _, screen, _ = await bench.watch(kinds=("video",), channel=SCREEN)
    assert looks_like(await screen["video"].recv(), GREEN, WHITE)
    status, text, _ = await bench.post_offer("/whep/camera/a1", bench.watch_token(), await bench.offer())
    assert (status, code_of(text)) == (404, "no_stream")
    assert not bench.web.of(StreamStarted, channel=CAMERA)
    assert bench.count("looks") == 0


async def test_a_new_session_of_the_screen_goes_on_in_the_same_watcher(bench: Bench) -> None:
    await bench.publish(bench.publish_token())
    _, first = await bench.share(Picture(GREEN, WHITE))
    await until(lambda: bench.web.of(StreamStarted, channel=SCREEN), "the screen's start")
    _, tracks, _ = await bench.watch(kinds=("video",), channel=SCREEN)
    assert looks_like(await tracks["video"].recv(), GREEN, WHITE)
    await bench.share(Picture(WHITE, RED))
    for _ in range(60):
        frame = await tracks["video"].recv()
        if looks_like(frame, WHITE, RED):
            break
    assert looks_like(frame, WHITE, RED)
    assert await bench.delete(first) == 404
    assert not bench.web.of(StreamStopped, channel=SCREEN)
    assert not bench.web.of(StreamStopped, channel=CAMERA)


async def test_delete_stops_the_screen_and_leaves_the_camera(bench: Bench) -> None:
    _, camera = await bench.publish(bench.publish_token())
    _, location = await bench.share(Picture(GREEN, WHITE))
    await until(lambda: len(bench.web.of(StreamStarted)) == 2, "both starts")
    assert location.startswith("/whip/screen/a1/")
    assert await bench.delete(camera.replace("camera", "screen")) == 404
    assert await bench.delete(location.replace("screen", "camera")) == 404
    assert await bench.delete(location) == 200
    stopped = await until(lambda: bench.web.of(StreamStopped, channel=SCREEN), "the screen's end")
    assert (stopped[0].attempt_id, stopped[0].reason) == ("a1", "stopped")
    assert await bench.delete(location) == 404
    status, text, _ = await bench.post_offer("/whep/screen/a1", bench.watch_token(), await bench.offer())
    assert (status, code_of(text)) == (404, "no_stream")
    assert not bench.web.of(StreamStopped, channel=CAMERA)


async def test_a_screen_is_published_only_by_who_may(bench: Bench) -> None:
    video, sound = await bench.offer(direction="sendonly"), await bench.offer("audio", "sendonly")
    for path, token, offer, status, code in (
        ("/whip/screen/a1", bench.publish_token(), video, 403, "no_channel"),
        ("/whip/screen/a2", bench.publish_token(channels=BOTH), video, 403, "other_attempt"),
        ("/whip/screen/a1", bench.watch_token(), video, 401, "bad_token"),
        ("/whip/screen/a1", "", video, 401, "no_token"),
        ("/whip/screen/a1", bench.publish_token(channels=BOTH), sound, 400, "bad_offer"),
        ("/whip/screen/a1", bench.publish_token(channels=BOTH), await bench.offer(), 400, "bad_offer"),
        ("/whep/screen/a1", bench.publish_token(channels=BOTH), await bench.offer(), 401, "bad_token"),
    ):
        answered, text, _ = await bench.post_offer(path, token, offer)
        assert (answered, code_of(text)) == (status, code), path
    assert bench.count("published") == 0
    await bench.share(Picture())
    status, text, _ = await bench.post_offer("/whep/screen/a1", bench.watch_token("e2"), await bench.offer())
    assert (status, code_of(text)) == (403, "other_exam")


async def test_sound_beside_the_screen_is_not_taken(bench: Bench) -> None:
    peer = bench.peer()
    for track in (AudioStreamTrack(), Picture(), Picture()):
        peer.addTransceiver(track, direction="sendonly")
    await peer.setLocalDescription(await peer.createOffer())
    status, answer, _ = await bench.post_offer(
        "/whip/screen/a1", bench.publish_token(channels=BOTH), peer.localDescription.sdp
    )
    assert status == 201
    directions = [line for line in answer.splitlines() if line in ("a=inactive", "a=recvonly")]
    assert directions == ["a=inactive", "a=recvonly", "a=inactive"]


async def test_silence_of_the_screen_is_noticed_and_its_return_too(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tool.media.streams.publisher.SILENT_S", 0.4)
    picture = Picture()
    await bench.share(picture)
    await until(lambda: bench.web.of(StreamStarted, channel=SCREEN), "the screen's start")
    picture.halt()
    stopped = await until(lambda: bench.web.of(StreamStopped, channel=SCREEN), "the screen's end", 3)
    assert stopped[0].reason == "silent"
    picture.go_on()
    await until(lambda: len(bench.web.of(StreamStarted, channel=SCREEN)) == 2, "the screen's return", 3)


async def test_the_end_of_the_attempt_ends_the_screen(bench: Bench) -> None:
    await bench.share(Picture())
    await until(lambda: bench.web.of(StreamStarted, channel=SCREEN), "the screen's start")
    _, tracks, _ = await bench.watch(kinds=("video",), channel=SCREEN)
    await tracks["video"].recv()
    await bench.command(EndStream(attempt_id="a1"))
    stopped = await until(lambda: bench.web.of(StreamStopped, channel=SCREEN), "the screen's end")
    assert stopped[0].reason == "ended"
    await until(lambda: bench.server.node.stats().watchers == 0, "the watcher's end")


async def test_an_incident_gets_a_still_of_the_screen_after_its_own(bench: Bench) -> None:
    await bench.share(Picture(GREEN, WHITE, size=(1600, 900)))
    await until(lambda: bench.web.of(StreamStarted, channel=SCREEN), "the screen's start")
    await bench.publish(bench.publish_token(rules=(NO_FACE,)), Picture(DARK, DARK))
    taken = (await until(lambda: bench.web.of(StillWasTaken), "the screen's still"))[0]
    opened = bench.web.of(IncidentWasOpened)[0]
    assert bench.web.events.index(opened) < bench.web.events.index(taken)
    assert opened.incident.still is not None
    assert (taken.attempt_id, taken.incident_id, taken.channel) == ("a1", opened.incident.incident_id, "screen")
    assert taken.still.key != opened.incident.still.key
    assert taken.still.captured_at >= opened.incident.opened_at - 0.1
    picture = kept(bench, taken)
    assert picture.shape == (720, 1280, 3)
    assert np.abs(picture[:, :600].mean((0, 1))[::-1] - GREEN).max() < 25
    assert bench.count("shots_taken") == 2  # one more, to see that what arrives is a picture
    assert bench.count("shots_missed") == 0


async def test_web_asks_for_both_stills_of_its_own_incident_or_for_the_camera_alone(bench: Bench) -> None:
    await bench.publish(bench.publish_token())
    await bench.share(Picture(GREEN, WHITE))
    await until(lambda: bench.web.of(StreamStarted, channel=SCREEN) and bench.count("looks"), "both")
    await bench.command(TakeStill(attempt_id="a1", incident_id="stopped"))
    await bench.command(TakeStill(attempt_id="a1", incident_id="hidden", channels=BOTH))
    await until(lambda: len(bench.web.of(StillWasTaken)) == 3, "three stills")
    shown = sorted((taken.incident_id, taken.channel) for taken in bench.web.of(StillWasTaken))
    assert shown == [("hidden", "camera"), ("hidden", "screen"), ("stopped", "camera")]


async def test_nothing_is_awaited_of_a_screen_that_is_not_shared(bench: Bench) -> None:
    _, location = await bench.share(Picture())
    await until(lambda: bench.web.of(StreamStarted, channel=SCREEN), "the screen's start")
    await bench.delete(location)
    await until(lambda: bench.web.of(StreamStopped, channel=SCREEN), "the screen's end")
    await bench.publish(bench.publish_token())
    await until(lambda: bench.count("looks"), "a look")
    await bench.command(TakeStill(attempt_id="a1", incident_id="i", channels=BOTH))
    await until(lambda: bench.web.of(StillWasTaken), "the camera's still")
    await bench.command(EndStream(attempt_id="a1"))
    await until(lambda: bench.web.of(StreamStopped, channel=CAMERA), "the end")
    assert [taken.channel for taken in bench.web.of(StillWasTaken)] == ["camera"]
    assert bench.count("shots_missed") == 0


async def test_a_screen_that_does_not_answer_costs_its_still_only(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tool.media.looks.screenshots.GIVE_UP_S", 0.5)
    picture = Picture()
    await bench.share(picture)
    await until(lambda: bench.web.of(StreamStarted, channel=SCREEN), "the screen's start")
    picture.halt()
    await bench.publish(bench.publish_token(rules=(NO_FACE,)), Picture(DARK, DARK))
    opened = (await until(lambda: bench.web.of(IncidentWasOpened), "the incident"))[0]
    assert opened.incident.still is not None
    await until(lambda: bench.count("shots_missed") == 1, "the count")
    assert not bench.web.of(StillWasTaken)
