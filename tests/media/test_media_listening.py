"""A microphone's track is listened to in a process of its own; incidents come out of it, and only facts."""

import asyncio
import fractions
import os
import signal
import time
from pathlib import Path

import av
import numpy as np
import pytest
from aiortc import AudioStreamTrack, MediaStreamTrack
from media_bench import Bench, FakeWeb, Picture, running_node, until

from tests.data.sounds import RATE, Wave, at_level, noise, repeated, speech
from tool.domain.incident_types.kind import Severity
from tool.domain.rule import Rule
from tool.link.messages import IncidentWasClosed, IncidentWasOpened

SPEECH = Rule("speech", 30, 0.5, 1.0, Severity.LOW)
SILENT = Rule("microphone_silent", -90, 3.0, 0.0, Severity.LOW)
RULES = (SPEECH, SILENT)
FRAME = RATE // 50


class Sound(MediaStreamTrack):
    """Plays a wave over and over, 20 ms at a time."""

    kind = "audio"

    def __init__(self, wave: Wave) -> None:
        super().__init__()
        self._wave = (np.clip(wave, -1, 1) * 32767).astype(np.int16)
        self._count = 0
        self._began = time.monotonic()

    async def recv(self) -> av.AudioFrame:
        await asyncio.sleep(max(0.0, self._began + self._count * 0.02 - time.monotonic()))
        start = self._count * FRAME % (len(self._wave) - FRAME)
        frame = av.AudioFrame.from_ndarray(self._wave[None, start : start + FRAME], format="s16", layout="mono")
        frame.sample_rate, frame.pts, frame.time_base = RATE, self._count * FRAME, fractions.Fraction(1, RATE)
        self._count += 1
        return frame


@pytest.fixture
async def bench(tmp_path: Path):
    async with running_node(tmp_path, sound_cpu=1.0) as running:
        await until(lambda: running.server.node.listening.ready, "a warm listening process", 30)
        yield running


def opened(web: FakeWeb) -> list[str]:
    return [event.incident.type for event in web.of(IncidentWasOpened)]


def spoken() -> Sound:
    return Sound(repeated(at_level(speech(), -30.0), 20.0))


async def test_speech_is_heard_and_told_and_nothing_of_it_is_kept(bench: Bench) -> None:
    await bench.publish(bench.publish_token(rules=RULES), Picture(), spoken())
    event = (await until(lambda: bench.web.of(IncidentWasOpened), "the incident", 20))[0]
    assert event.incident.type == "speech"
    assert event.incident.measured >= 30
    assert event.incident.model.startswith("silero-vad ")
    assert (event.incident.attempt_id, opened(bench.web)) == ("a1", ["speech"])
    kept = [path for path in bench.data_dir.rglob("*") if path.is_file() and "spool" not in path.parts]
    assert {path.suffix for path in kept if "evidence" in path.parts} <= {".jpg", ".jpeg", ""}


async def test_a_silent_track_is_told_a_quiet_room_is_not(bench: Bench) -> None:
    await bench.publish(bench.publish_token("a1", RULES), Picture(), AudioStreamTrack(), attempt_id="a1")
    quiet = Sound(noise(10.0, -62.0))
    await bench.publish(bench.publish_token("a2", RULES), Picture(), quiet, attempt_id="a2")
    event = (await until(lambda: bench.web.of(IncidentWasOpened), "the incident", 20))[0]
    assert (event.incident.type, event.incident.attempt_id) == ("microphone_silent", "a1")
    await asyncio.sleep(2.5)
    assert opened(bench.web) == ["microphone_silent"]
    assert bench.count("sounds_heard") >= 4


async def test_a_node_that_is_started_anew_accuses_nobody(tmp_path: Path) -> None:
    patient = Rule("microphone_silent", -90, 8.0, 0.0, Severity.LOW)
    for _ in range(2):
        async with running_node(tmp_path, sound_cpu=1.0) as bench:
            await until(lambda: bench.server.node.listening.ready, "a warm listening process", 30)
            await bench.publish(bench.publish_token(rules=(patient,)), Picture(), AudioStreamTrack())
            await until(lambda: bench.count("sounds_heard") >= 2, "some sound", 20)
    assert opened(bench.web) == []


async def test_when_the_listening_process_dies_another_takes_over_and_nobody_is_accused(bench: Bench) -> None:
    await bench.publish(bench.publish_token(rules=RULES), Picture(), spoken())
    await until(lambda: bench.count("sounds_heard") >= 1, "some sound", 20)
    os.kill(next(iter(bench.server.node.listening.pids)), signal.SIGKILL)
    await until(lambda: bench.count("listeners_replaced") == 1, "the replacement", 20)
    await until(lambda: "speech" in opened(bench.web), "the incident", 20)
    assert opened(bench.web) == ["speech"]
    assert bench.count("workers_replaced") == 0


async def test_the_degraded_path_has_no_sound_and_that_is_not_silence(bench: Bench) -> None:
    _, location = await bench.publish(bench.publish_token(rules=RULES), Picture(), AudioStreamTrack())
    await until(lambda: "microphone_silent" in opened(bench.web), "the incident", 20)
    assert await bench.delete(location) == 200
    await until(lambda: bench.web.of(IncidentWasClosed), "the end of what is not known any more", 20)
    heard = bench.count("sounds_heard")
    await asyncio.sleep(3.0)
    assert bench.count("sounds_heard") == heard
    assert opened(bench.web) == ["microphone_silent"]


async def test_nobody_listens_where_no_rule_asks(bench: Bench) -> None:
    await bench.publish(bench.publish_token(), Picture(), spoken())
    await until(lambda: bench.count("looks") >= 5, "some looks", 20)
    await asyncio.sleep(2.5)
    assert bench.count("sounds_heard") == 0


async def test_stats_say_how_listening_stands(bench: Bench, tmp_path: Path) -> None:
    async with bench.http.get(bench.url + "/stats") as response:
        stats = await response.json()
    assert (stats["listening"], stats["sounds_waiting"], stats["counters"]["sounds_replaced"]) == ("ready", 0, 0)
    async with running_node(tmp_path / "deaf") as deaf:
        assert deaf.server.node.hearing == "off"
