"""A running node looks for objects beside faces, which never wait for it, and goes on where it cannot."""

import asyncio
import sys
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from media_bench import Bench, running_node, until

from tool.domain.incident_types.kind import Severity
from tool.domain.rule import Rule
from tool.link.messages import IncidentWasClosed, IncidentWasOpened
from tool.media import __main__ as media

SCREEN = Rule("second_screen_visible", 0.4, 0.5, 0.5, Severity.MEDIUM)
FACE = Rule("face_missing", 1, 5.0, 0.2, Severity.MEDIUM)
FAKE_OBJECTS = (sys.executable, str(Path(__file__).with_name("fake_objects_worker.py")))
COVERED = Rule("face_covered", 0.4, 2.0, 0.5, Severity.LOW)
BRIGHT, GREY, DIM, BLACK = 250, 128, 40, 5
"""What the scripted processes see: a screen; a face; somebody without a face; nobody."""


def jpeg(level: int) -> bytes:
    return bytes(cv2.imencode(".jpg", np.full((120, 160, 3), level, np.uint8))[1])


@pytest.fixture(autouse=True)
def networks_are_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(media, "unusable", lambda: "")


async def sends(bench: Bench, level: int, condition: Any, what: str, *rules: Rule) -> None:
    """Send a picture of this brightness every quarter of a second until `condition`."""
    async with bench.http.ws_connect(bench.url + "/frames/camera") as socket:
        await socket.send_json({"token": bench.publish_token(rules=rules)})

        async def send() -> None:
            while True:
                await socket.send_bytes(jpeg(level))
                await asyncio.sleep(0.25)

        sending = asyncio.create_task(send())
        try:
            await until(condition, what)
        finally:
            sending.cancel()


async def test_a_screen_in_view_is_an_incident_with_the_picture_that_shows_it(tmp_path: Path) -> None:
    async with running_node(tmp_path, objects_worker=FAKE_OBJECTS) as bench:
        await sends(bench, BRIGHT, lambda: bench.web.of(IncidentWasOpened), "the incident", SCREEN, FACE)
        [opened] = bench.web.of(IncidentWasOpened)
        assert (opened.incident.type, opened.incident.measured) == ("second_screen_visible", 0.9)
        still = opened.incident.still
        assert still is not None
        picture = cv2.imread(str(tmp_path / "evidence" / still.key))
        assert picture.mean() > 200
        await sends(bench, GREY, lambda: bench.web.of(IncidentWasClosed), "the end", SCREEN, FACE)


async def test_somebody_without_a_face_is_told_as_that_and_not_as_absent(tmp_path: Path) -> None:
    rules = (COVERED, Rule("face_missing", 1, 3.0, 0.2, Severity.MEDIUM))
    async with running_node(tmp_path, objects_worker=FAKE_OBJECTS) as bench:
        await sends(bench, GREY, lambda: bench.count("looks") >= 3, "looks for faces", *rules)
        assert bench.server.node.stats().objects.persons == 0, "a face is there: nobody has to look for people"
        await sends(bench, DIM, lambda: bench.web.of(IncidentWasOpened), "the incident", *rules)
        [opened] = bench.web.of(IncidentWasOpened)
        assert (opened.incident.type, opened.incident.measured) == ("face_covered", 0.8)
        assert opened.incident.still is not None
        await sends(bench, BLACK, lambda: len(bench.web.of(IncidentWasOpened)) > 1, "the other incident", *rules)
        assert bench.web.of(IncidentWasOpened)[1].incident.type == "face_missing"


async def test_absence_is_told_as_ever_while_the_process_that_looks_for_people_is_stuck(tmp_path: Path) -> None:
    rules = (COVERED, Rule("face_missing", 1, 1.5, 0.2, Severity.MEDIUM))
    async with running_node(tmp_path, objects_worker=(*FAKE_OBJECTS, "30")) as bench:
        await sends(bench, DIM, lambda: bench.web.of(IncidentWasOpened), "the incident", *rules)
        assert [each.incident.type for each in bench.web.of(IncidentWasOpened)] == ["face_missing"]


async def test_faces_are_looked_at_while_the_other_process_is_stuck(tmp_path: Path) -> None:
    async with running_node(tmp_path, objects_worker=(*FAKE_OBJECTS, "30")) as bench:
        await sends(bench, GREY, lambda: bench.count("looks") >= 6, "looks for faces", SCREEN, FACE)
        stats = bench.server.node.stats()
        assert (stats.objects.looks, stats.objects.ready, stats.frames_waiting) == (0, 1, 0)


async def test_no_process_is_started_for_exams_without_such_rules(tmp_path: Path) -> None:
    async with running_node(tmp_path, objects_worker=FAKE_OBJECTS) as bench:
        await sends(bench, BRIGHT, lambda: bench.count("looks") >= 6, "looks for faces", FACE)
        assert bench.server.node.stats().objects.ready == 0


async def test_a_node_without_the_networks_detects_all_else_and_says_what_it_does_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(media, "unusable", lambda: "The file x is missing.")
    async with running_node(tmp_path, objects_worker=FAKE_OBJECTS) as bench:
        await sends(bench, BRIGHT, lambda: bench.count("looks") >= 3, "looks for faces", SCREEN, FACE)
        async with bench.http.get(bench.url + "/stats") as answer:
            assert (await answer.json())["objects"]["unusable"] == "The file x is missing."
        assert bench.server.node.looks().unmeasured == ("covered_face", "faceless_person", "phone", "second_screen")
        said = "Objects (other screens, phones, people without a face) are not looked for. The file x is missing."
        assert said in caplog.messages
