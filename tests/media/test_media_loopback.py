"""An examinee's picture and sound reach a watcher, unchanged and undecoded on the way."""

import json
from pathlib import Path

import pytest
from media_bench import Bench, Picture, looks_like, running_node, until

from tool.link.messages import NodeStarted, StreamStarted, StreamStopped

RED, BLUE, GREEN = (200, 40, 40), (40, 40, 200), (40, 180, 40)


@pytest.fixture
async def bench(tmp_path: Path):
    async with running_node(tmp_path) as running:
        yield running


async def test_the_watcher_sees_and_hears_the_examinee(bench: Bench) -> None:
    await bench.publish(bench.publish_token(), attempt_id="a1")
    await until(lambda: bench.web.of(StreamStarted, "a1"), "the stream's start")
    _, tracks, _ = await bench.watch()
    frame = await tracks["video"].recv()
    assert (frame.width, frame.height) == (320, 240)
    assert looks_like(frame, RED, BLUE)
    sound = await tracks["audio"].recv()
    assert sound.sample_rate == 48000
    started = bench.web.of(StreamStarted, "a1")[0]
    assert (started.path, started.kinds) == ("webrtc", ("audio", "video"))
    assert isinstance(bench.web.events[0], NodeStarted)


async def test_a_new_session_of_the_examinee_goes_on_in_the_same_watcher(bench: Bench) -> None:
    await bench.publish(bench.publish_token())
    await until(lambda: bench.web.of(StreamStarted), "the stream's start")
    _, tracks, _ = await bench.watch()
    assert looks_like(await tracks["video"].recv(), RED, BLUE)
    await bench.publish(bench.publish_token(), Picture(GREEN, RED))
    for _ in range(60):
        frame = await tracks["video"].recv()
        if looks_like(frame, GREEN, RED):
            break
    assert looks_like(frame, GREEN, RED)
    assert not bench.web.of(StreamStopped)


async def test_delete_stops_the_stream(bench: Bench) -> None:
    _, location = await bench.publish(bench.publish_token())
    await until(lambda: bench.web.of(StreamStarted), "the stream's start")
    assert location.startswith("/whip/camera/a1/")
    assert await bench.delete(location) == 200
    stopped = await until(lambda: bench.web.of(StreamStopped), "the stream's end")
    assert stopped[0].reason == "stopped"
    assert await bench.delete(location) == 404
    status, text, _ = await bench.post_offer("/whep/camera/a1", bench.watch_token(), await bench.offer())
    assert (status, json.loads(text)["code"]) == (404, "no_stream")
