"""Key frames and pictures reach detection; incidents, stills and tiles come out of it."""

import asyncio
import json
import os
import signal
from pathlib import Path
from typing import Any

import aiohttp
import cv2
import numpy as np
import pytest
from media_bench import FAKE_WORKER, SECRET, Bench, FakeWeb, Picture, running_node, until

from tool.domain.incident_types.kind import Severity
from tool.domain.rule import Rule
from tool.link.messages import (
    ApplyRules,
    EndStream,
    IncidentWasClosed,
    IncidentWasOpened,
    StillWasTaken,
    StreamStarted,
    StreamStopped,
    TakeStill,
)
from tool.link.tokens import Tokens
from tool.media.__main__ import WORKER

NO_FACE = Rule("face_missing", 1, 0.5, 0.2, Severity.MEDIUM)
DARK = (5, 5, 5)


@pytest.fixture
async def bench(tmp_path: Path):
    async with running_node(tmp_path) as running:
        yield running


def jpeg(level: int = 128) -> bytes:
    return bytes(cv2.imencode(".jpg", np.full((120, 160, 3), level, np.uint8))[1])


def still_file(bench: Bench, key: str) -> Path:
    return bench.data_dir / "evidence" / key


async def next_tile(socket: aiohttp.ClientWebSocketResponse) -> tuple[dict[str, Any], bytes]:
    data = await socket.receive_bytes(timeout=10)
    size = int.from_bytes(data[:4], "big")
    return json.loads(data[4 : 4 + size]), data[4 + size :]


async def test_an_incident_opens_when_its_debounce_is_over_and_has_its_still(bench: Bench) -> None:
    await bench.publish(bench.publish_token(rules=(NO_FACE,)), Picture(DARK, DARK))
    opened = (await until(lambda: bench.web.of(IncidentWasOpened), "the incident"))[0]
    incident = opened.incident
    assert (incident.attempt_id, incident.type, incident.measured) == ("a1", "face_missing", 0)
    assert 0.5 <= incident.opened_at - incident.started_at < 1.0
    assert bench.web.arrived[opened.event_id] - incident.opened_at < 0.5
    assert incident.still is not None
    assert still_file(bench, incident.still.key).stat().st_size == incident.still.size
    assert abs(incident.still.captured_at - incident.started_at) < 0.01


async def test_rules_come_and_go_by_command(bench: Bench) -> None:
    await bench.publish(bench.publish_token(), Picture(DARK, DARK))
    await until(lambda: bench.count("looks") >= 3, "looks")
    assert not bench.web.of(IncidentWasOpened)
    await bench.command(ApplyRules(attempt_id="a1", rules=(NO_FACE,)))
    await until(lambda: bench.web.of(IncidentWasOpened), "the incident")
    await bench.command(ApplyRules(attempt_id="a1", rules=()))
    closed = await until(lambda: bench.web.of(IncidentWasClosed), "its end")
    assert closed[0].incident.incident_id == bench.web.of(IncidentWasOpened)[0].incident.incident_id


async def test_rules_that_web_commanded_outlive_an_older_token(bench: Bench) -> None:
    await bench.command(ApplyRules(attempt_id="a1", rules=()))
    await bench.publish(bench.publish_token(rules=(NO_FACE,)), Picture(DARK, DARK))
    seen = bench.count("looks")
    await until(lambda: bench.count("looks") >= seen + 5, "looks")
    assert not bench.web.of(IncidentWasOpened)


async def test_ending_an_attempt_closes_its_incident_first(bench: Bench) -> None:
    await bench.publish(bench.publish_token(rules=(NO_FACE,)), Picture(DARK, DARK))
    await until(lambda: bench.web.of(IncidentWasOpened), "the incident")
    await bench.command(EndStream(attempt_id="a1"))
    await until(lambda: bench.web.of(StreamStopped) and bench.web.of(IncidentWasClosed), "both ends")


async def test_consoles_of_the_exam_get_tiles(bench: Bench) -> None:
    await bench.publish(bench.publish_token())
    tiles = bench.url + "/tiles"
    async with bench.http.ws_connect(tiles) as other, bench.http.ws_connect(tiles) as socket:
        await other.send_json({"token": bench.watch_token("e2")})
        await socket.send_json({"token": bench.watch_token("e1")})
        first, picture = await next_tile(socket)
        second, _ = await next_tile(socket)
        assert first["attempt_id"] == "a1"
        assert 0 < second["captured_at"] - first["captured_at"] < 2
        assert cv2.imdecode(np.frombuffer(picture, np.uint8), cv2.IMREAD_COLOR) is not None
        with pytest.raises(asyncio.TimeoutError):
            await other.receive(timeout=0.1)


async def test_the_degraded_path_takes_pictures_and_drops_garbage(bench: Bench) -> None:
    async with bench.http.ws_connect(bench.url + "/frames/camera") as socket:
        await socket.send_json({"token": bench.publish_token(rules=(NO_FACE,))})
        await socket.send_bytes(b"not a picture")
        await until(lambda: bench.count("frames_rejected") == 1, "the count of garbage")
        await socket.send_str("text is no picture either")
        await until(lambda: bench.count("frames_rejected") == 2, "the count of garbage")
        assert not bench.web.of(StreamStarted)
        for _ in range(5):
            await socket.send_bytes(jpeg(0))
            await asyncio.sleep(0.21)
        started = await until(lambda: bench.web.of(StreamStarted), "the stream's start")
        assert (started[0].path, started[0].kinds) == ("frames", ("video",))
        assert (await until(lambda: bench.web.of(IncidentWasOpened), "the incident"))[0].incident.still is not None


async def test_web_can_ask_for_a_still_of_its_own_incident(bench: Bench) -> None:
    await bench.command(TakeStill(attempt_id="attempt-1", incident_id="nobody-there"))
    await bench.publish(bench.publish_token())
    await until(lambda: bench.count("looks") > 0, "a look")
    attempt_id = bench.web.of(StreamStarted)[0].attempt_id
    await bench.command(TakeStill(attempt_id=attempt_id, incident_id="incident-of-web"))
    taken = (await until(lambda: bench.web.of(StillWasTaken), "the still"))[0]
    assert (taken.attempt_id, taken.incident_id) == (attempt_id, "incident-of-web")
    assert still_file(bench, taken.still.key).stat().st_size == taken.still.size


async def test_pictures_that_come_too_fast_are_dropped(bench: Bench) -> None:
    async with bench.http.ws_connect(bench.url + "/frames/camera") as socket:
        await socket.send_json({"token": bench.publish_token()})
        for _ in range(20):
            await socket.send_bytes(jpeg())
        await until(lambda: bench.count("frames_early") >= 15 and bench.count("looks") >= 1, "the count")


async def test_a_dead_detection_process_is_replaced(bench: Bench) -> None:
    await bench.publish(bench.publish_token())
    await until(lambda: bench.count("looks") > 0, "a look")
    victim = next(iter(bench.server.node.analysis.pids))
    os.kill(victim, signal.SIGKILL)
    await until(lambda: bench.count("workers_replaced") == 1, "the replacement")
    seen = bench.count("looks")
    await until(lambda: bench.count("looks") > seen, "looks by the new process")
    assert victim not in bench.server.node.analysis.pids


async def test_a_picture_that_kills_its_process_is_lost_and_not_tried_again(bench: Bench) -> None:
    async with bench.http.ws_connect(bench.url + "/frames/camera") as socket:
        await socket.send_json({"token": bench.publish_token()})
        await socket.send_bytes(b"KILL")
        await until(lambda: bench.count("frames_lost") == 1, "the loss")
        await asyncio.sleep(0.25)
        await socket.send_bytes(jpeg())
        await until(lambda: bench.count("looks") == 1, "a look by the new process")
    assert bench.count("workers_replaced") == 1


async def test_who_sends_two_of_those_is_said_to_come_unread(bench: Bench) -> None:
    async with bench.http.ws_connect(bench.url + "/frames/camera") as socket:
        await socket.send_json({"token": bench.publish_token()})
        for killed in (1, 2):
            await socket.send_bytes(b"KILL")
            await until(lambda killed=killed: bench.count("frames_lost") == killed, "the loss")
            await asyncio.sleep(0.25)
        assert bench.server.node.looks().unread == {}
        await socket.send_bytes(jpeg())
        unread = await until(lambda: bench.server.node.looks().unread, "the picture that is not looked at")
        assert set(unread) == {"a1"}
        assert unread["a1"]["camera"] < 2.0
        assert "camera" not in bench.server.node.looks().ages["a1"]


async def test_silence_is_noticed_and_the_return_too(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tool.media.streams.publisher.SILENT_S", 0.4)
    picture = Picture()
    await bench.publish(bench.publish_token(), picture)
    await until(lambda: bench.web.of(StreamStarted), "the stream's start")
    picture.halt()
    stopped = await until(lambda: bench.web.of(StreamStopped), "the stream's end", 3)
    assert stopped[0].reason == "silent"
    picture.go_on()
    await until(lambda: len(bench.web.of(StreamStarted)) == 2, "the stream's return", 3)


async def test_a_node_knows_how_long_pictures_wait(tmp_path: Path) -> None:
    async with running_node(tmp_path) as bench:
        await bench.publish(bench.publish_token())
        await until(lambda: bench.count("looks") >= 2, "looks")
        async with bench.http.get(bench.url + "/stats") as response:
            assert 0 < (await response.json())["look_wait_s"] < 5
        async with bench.http.get(bench.url + "/healthz") as response:
            assert (await response.json())["detection"] == "ready"
        assert bench.server.node.looks().behind is None


async def test_a_node_with_more_to_look_at_than_it_can_says_so(tmp_path: Path) -> None:
    rule = Rule("multiple_people", 2, 0.5, 0.5, Severity.HIGH)
    async with running_node(tmp_path, worker=(*FAKE_WORKER, "0.4"), interval_s=0.2) as bench:
        for attempt_id in ("a1", "a2", "a3"):
            await bench.publish(bench.publish_token(attempt_id, (rule,)), attempt_id=attempt_id)
        behind = await until(lambda: bench.server.node.looks().behind, "being behind")
        assert 0.5 < behind.every_s < 3
        assert behind.wanted_s == 0.2
        assert bench.server.node.detection == "behind"


async def test_incidents_outlast_a_web_that_is_away(tmp_path: Path) -> None:
    web = FakeWeb(tokens=Tokens(SECRET), status=503)
    async with running_node(tmp_path, fake_web=web) as bench:
        await bench.publish(bench.publish_token(rules=(NO_FACE,)), Picture(DARK, DARK))
        await until(lambda: len(bench.server.node.spool) >= 3, "the events in the spool")
        assert not web.events
        web.status = 200
        opened = await until(lambda: web.of(IncidentWasOpened), "the incident")
        assert opened[0].incident.type == "face_missing"
        await until(lambda: len(bench.server.node.spool) == 0, "the empty spool")


async def test_real_networks_look_at_real_key_frames(tmp_path: Path) -> None:
    async with running_node(tmp_path, worker=WORKER) as bench:
        await until(lambda: bench.server.node.analysis.ready, "a warm detection process", 30)
        await bench.publish(bench.publish_token(rules=(NO_FACE,)))
        opened = await until(lambda: bench.web.of(IncidentWasOpened), "the incident")
        assert "mediapipe" in opened[0].incident.model
        assert bench.web.arrived[opened[0].event_id] - opened[0].incident.opened_at < 1.0
