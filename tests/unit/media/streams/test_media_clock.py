"""A machine's clock that is set, forward or back, while an exam runs: only labels change by it, and only new ones."""

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from tool.detection.facts import FrameFacts
from tool.domain.incident import IncidentClosed, IncidentOpened, IncidentReopened
from tool.domain.incident_types.kind import Severity
from tool.domain.rule import Rule
from tool.domain.stream import Channel
from tool.domain.timeline import Timeline
from tool.evidence.stores import MemoryStore
from tool.media.counters import Counters
from tool.media.events import Reporter
from tool.media.looks.analysis import Analysis
from tool.media.looks.jobs import Look
from tool.media.looks.parts import Parts
from tool.media.looks.rates import Rates
from tool.media.looks.tiles import TileHub
from tool.media.streams.attempt import NodeAttempt
from tool.media.streams.labels import Labels

WALL = 1_800_000_000.0
HOUR = 3600.0
JPEG = b"\xff\xd8\xff picture \xff\xd9"
RULE = Rule("face_missing", 1, 5.0, 1.5, Severity.MEDIUM)


class Clocks:
    def __init__(self) -> None:
        self.steady = 500.0
        self.set_by = 0.0
        self.timeline = Timeline(lambda: WALL + self.steady + self.set_by, lambda: self.steady)


class SeesAtOnce(Analysis):
    """Detection without processes: as many faces as `faces` says, in no time."""

    faces = 1

    def submit(
        self, key: str, codec: Any, data: bytes, at: float, done: Callable[[Look], None], **how: Any
    ) -> None:
        done(Look(1, at, facts=FrameFacts(self.faces, (), 100.0, 40.0, "fake")))

    def develop(
        self, attempt_id: str, channel: str, codec: Any, data: bytes, at: float
    ) -> asyncio.Future[Look | None]:
        developed: asyncio.Future[Look | None] = asyncio.get_running_loop().create_future()
        developed.set_result(Look(1, at, still=data))
        return developed


class Stage:
    def __init__(self) -> None:
        self.clocks, self.events = Clocks(), list[Any]()
        counters = Counters()
        self.analysis, self.tiles = SeesAtOnce(("true",), 1, counters), TileHub(counters)
        timeline = self.clocks.timeline
        reporter = Reporter("media-1", self.events.append, timeline.wall)
        parts = Parts(counters, self.analysis, reporter, MemoryStore(), self.tiles, Rates(clock=timeline.now), timeline)
        self.attempt = NodeAttempt("a", "e", (RULE,), parts)

    async def looks(self, seconds: int, faces: float) -> None:
        """One picture a second by the degraded path."""
        self.analysis.faces = faces
        for _ in range(seconds):
            self.attempt.take_jpeg(Channel.CAMERA, JPEG)
            await self.passes(1)

    async def passes(self, seconds: float) -> None:
        """Time passes, in halves of a second, as the node's sweep has it."""
        for _ in range(int(seconds * 2)):
            self.clocks.steady += 0.5
            self.attempt.sweep(self.clocks.steady)
            await asyncio.sleep(0)

    async def incidents(self) -> list[IncidentOpened | IncidentClosed]:
        """All that was reported, once it was."""
        while self.attempt._unsent:
            await asyncio.sleep(0)
        return [event.incident for event in self.events if hasattr(event, "incident")]


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    stage = Stage()
    yield stage
    await stage.attempt.end("over")


@pytest.mark.parametrize("step", [HOUR, -HOUR, 0.0])
async def test_a_step_before_an_incident_does_not_blind_the_rules(stage: Stage, step: float) -> None:
    await stage.looks(10, faces=1)
    stage.clocks.set_by = step
    began = stage.clocks.steady
    await stage.looks(20, faces=0)
    await stage.looks(5, faces=1)

    opening, closing = await stage.incidents()
    assert isinstance(opening, IncidentOpened)
    assert isinstance(closing, IncidentClosed)
    assert (opening.started_at, opening.opened_at) == (WALL + began + step, WALL + began + step + 5)
    assert (closing.duration_s, closing.ended_at) == (19, opening.started_at + 19)
    assert opening.still is not None
    assert opening.still.captured_at == opening.started_at


@pytest.mark.parametrize("step", [HOUR, -HOUR])
@pytest.mark.parametrize("after_s", [2, 9])
async def test_a_step_in_the_middle_changes_no_length(stage: Stage, step: float, after_s: int) -> None:
    await stage.looks(after_s, faces=0)
    stage.clocks.set_by = step
    await stage.looks(20 - after_s, faces=0)
    await stage.looks(5, faces=1)

    opening, closing = await stage.incidents()
    assert isinstance(opening, IncidentOpened)
    assert isinstance(closing, IncidentClosed)
    assert opening.opened_at - opening.started_at == 5
    assert (closing.duration_s, closing.ended_at) == (19, opening.started_at + 19)


@pytest.mark.parametrize("step", [HOUR, -HOUR])
async def test_a_picture_stays_as_old_as_it_is(stage: Stage, step: float) -> None:
    await stage.looks(1, faces=1)
    stage.clocks.set_by = step
    stage.attempt.take_stills("i1", [Channel.CAMERA])
    await stage.passes(40)
    stage.attempt.take_stills("i2", [Channel.CAMERA])
    await stage.attempt.end("over")

    kept = [event for event in stage.events if hasattr(event, "still")]
    assert [event.incident_id for event in kept] == ["i1"]
    assert kept[0].still.captured_at == WALL + 500 + step


async def test_absence_on_a_slow_node_is_one_incident_however_often_the_clock_is_set(stage: Stage) -> None:
    stage.analysis.faces = 0
    for n in range(36 * 60 // 11):
        stage.clocks.set_by = (0, HOUR, -HOUR)[n % 3]
        stage.attempt.take_jpeg(Channel.CAMERA, JPEG)
        await stage.passes(11)

    (opening,) = await stage.incidents()
    assert isinstance(opening, IncidentOpened)
    assert opening.interval_s == 11
    assert opening.opened_at - opening.started_at == 11
    await stage.passes(30)
    _, closing = await stage.incidents()
    assert isinstance(closing, IncidentClosed)
    assert closing.duration_s > 35 * 60


async def test_without_pictures_an_incident_ends_at_its_last_look(stage: Stage) -> None:
    await stage.looks(8, faces=0)
    stage.clocks.set_by = -HOUR
    await stage.passes(11)

    opening, closing = await stage.incidents()
    assert isinstance(closing, IncidentClosed)
    assert (closing.duration_s, closing.ended_at) == (7, opening.started_at + 7)  # type: ignore[union-attr]
    assert 10 < closing.unseen_s <= 10.5


def test_the_wall_clock_is_read_where_labels_are_made_and_nowhere_else() -> None:
    media = Path(__file__).parents[4] / "tool" / "media"
    read = {str(path.relative_to(media)) for path in media.rglob("*.py") if "time.time" in path.read_text()}
    assert read == {"looks/parts.py", "events.py"}


async def test_what_begins_before_a_step_is_labelled_by_the_clock_of_its_report() -> None:
    clocks = Clocks()
    labels = Labels(clocks.timeline)
    clocks.steady = 510.0
    opening = IncidentOpened("i", "a", "face_missing", Severity.LOW, 500, 505, 0, 1, 5, "m")

    told = labels.on(opening)
    assert (told.started_at, told.opened_at) == (WALL + 500, WALL + 505)  # type: ignore[union-attr]
    clocks.set_by, clocks.steady = -HOUR, 540.0
    ended = labels.on(IncidentClosed("i", "a", "face_missing", 530, 30))
    assert ended.ended_at == WALL + 530  # type: ignore[union-attr]
    assert labels.on(IncidentReopened("i", "a", "face_missing", 45, 2)) == IncidentReopened(
        "i", "a", "face_missing", 45, 2
    )
    ended = labels.on(IncidentClosed("i", "a", "face_missing", 560, 60))
    assert ended.ended_at == WALL + 560, "its beginning keeps its label, however often it comes back"  # type: ignore[union-attr]
