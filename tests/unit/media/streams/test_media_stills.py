"""An incident shows its start, its worst moment and its end, each once; no report waits long for a picture."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.fakes.clock import FakeClock
from tool.detection.facts import FrameFacts
from tool.domain.incident import Still, StillRole
from tool.domain.incident_types.kind import Severity
from tool.domain.rule import Rule
from tool.domain.stream import Channel
from tool.domain.timeline import Timeline
from tool.evidence.stores import MemoryStore
from tool.link.messages import IncidentWasClosed, IncidentWasOpened, StillWasTaken
from tool.media.counters import Counters
from tool.media.events import Reporter
from tool.media.looks import stills as stills_module
from tool.media.looks.analysis import Analysis
from tool.media.looks.jobs import Look
from tool.media.looks.negatives import Room
from tool.media.looks.parts import Parts
from tool.media.looks.rates import Rates
from tool.media.looks.tiles import TileHub
from tool.media.streams.attempt import NodeAttempt

RULES = (Rule("multiple_people", 2, 3.0, 1.5, Severity.HIGH), Rule("face_missing", 1, 3.0, 1.5, Severity.MEDIUM))
START, WORST, END = StillRole


class Sees(Analysis):
    """Counts as many faces as `faces` says, in no time; develops a picture when it is told to, or at once."""

    faces = 1
    develops = True

    def __init__(self, counters: Counters) -> None:
        super().__init__(("true",), 1, counters)
        self.undeveloped: list[asyncio.Future[Look | None]] = []
        self.tiles: list[bool | str] = []

    def submit(self, key: str, codec: Any, data: bytes, at: float, done: Any, **how: Any) -> None:
        if how.get("wanted") == "tile":
            self.tiles.append("alone")
            done(Look(1, at, tile=data))
            return
        self.tiles.append(how["tile"])
        facts = FrameFacts(self.faces, (), 100.0, 40.0, "fake")
        done(Look(1, at, facts=facts, tile=data if how["tile"] else b""))

    def develop(
        self, attempt_id: str, channel: str, codec: Any, data: bytes, at: float
    ) -> asyncio.Future[Look | None]:
        developed: asyncio.Future[Look | None] = asyncio.get_running_loop().create_future()
        if self.develops:
            developed.set_result(Look(1, at, still=data))
        else:
            self.undeveloped.append(developed)
        return developed


class Stage:
    def __init__(self, room: Room | None = None) -> None:
        self.clock, self.events, self.counters = FakeClock(), list[Any](), Counters()
        self.store, self.tiles = MemoryStore(), TileHub(self.counters)
        self.analysis = Sees(self.counters)
        timeline = Timeline(self.clock, self.clock)
        reporter = Reporter("media-1", self.events.append, self.clock)
        self.room = room or Room(self.counters)
        parts = Parts(
            self.counters, self.analysis, reporter, self.store, self.tiles, Rates(clock=timeline.now), timeline,
            negatives=self.room,
        )
        self.attempt = NodeAttempt("a", "e", RULES, parts)
        self.began = self.clock.now

    async def looks(self, *faces: int) -> None:
        """One picture a second; what it shows is told by its bytes."""
        for count in faces:
            self.analysis.faces = count
            after = round(self.clock.now - self.began)
            self.attempt.take_jpeg(Channel.CAMERA, b"\xff\xd8\xff %d s \xff\xd9" % after)
            self.clock.forward(1.0)
            self.attempt.sweep(self.clock.now)
            await self.settles()

    async def settles(self) -> None:
        """All that can be kept by now is kept."""
        for _ in range(50):
            await asyncio.sleep(0.001)
            if not self.attempt._unsent and not self.attempt._stills._keeping:
                return

    def of(self, kind: type[Any]) -> list[Any]:
        return [event for event in self.events if isinstance(event, kind)]

    @property
    def pictures(self) -> list[tuple[StillRole, int]]:
        """Of each picture that was reported its role, and after how many seconds it was taken."""
        opening = [event.incident.still for event in self.of(IncidentWasOpened) if event.incident.still is not None]
        stills: list[Still] = opening + [event.still for event in self.of(StillWasTaken)]
        for still in stills:
            assert b" %d s " % round(still.captured_at - self.began) in self.store.get(still.key)
        return [(still.role, round(still.captured_at - self.began)) for still in stills]


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    stage = Stage()
    yield stage
    stage.analysis.develops = True
    for developed in stage.analysis.undeveloped:
        if not developed.done():
            developed.set_result(None)
    await stage.attempt.end("over")
    assert stage.room.left == Room(Counters()).left, "the end of an attempt gives back all of its room"


async def test_an_incident_shows_its_start_its_worst_moment_and_its_end(stage: Stage) -> None:
    await stage.looks(1, 1, 2, 2, 2, 2, 3, 4, 2, 2, 1, 1, 1)
    (opening,), (closing,) = stage.of(IncidentWasOpened), stage.of(IncidentWasClosed)
    assert opening.incident.started_at == stage.began + 2
    assert closing.incident.ended_at == stage.began + 9
    assert stage.pictures == [(START, 2), (WORST, 7), (END, 9)]


async def test_of_one_look_there_is_one_picture(stage: Stage) -> None:
    await stage.looks(1, 0, 0, 0, 0, 0, 1, 1, 1)
    assert stage.pictures == [(START, 1), (END, 5)], "all are as bad as the first"


async def test_however_long_it_lasts_little_is_kept_of_it(stage: Stage) -> None:
    await stage.looks(*([0] * 40))
    assert len(stage.attempt._stills._negatives._kept) <= 4
    await stage.looks(1, 1, 1)
    assert stage.pictures == [(START, 0), (END, 39)]


async def test_nothing_is_kept_of_a_quiet_attempt(stage: Stage) -> None:
    await stage.looks(*([1] * 20))
    assert stage.attempt._stills._negatives._kept == {}
    assert stage.pictures == []


async def test_one_that_comes_back_shows_its_last_end_when_it_has_settled(stage: Stage) -> None:
    await stage.looks(1, 2, 2, 2, 2, 1, 1, 1, *[2] * 6, 3, 2, 1, 1, 1, 1)
    assert stage.pictures == [(START, 1), (END, 4)], "it may come back once more"
    await stage.looks(*[1] * 35)
    assert stage.pictures == [(START, 1), (END, 4), (WORST, 14), (END, 15)]
    keys = [event.still.key for event in stage.of(StillWasTaken)]
    assert len(set(keys)) == 3, "what was kept is never overwritten"


async def test_the_end_of_the_attempt_shows_what_has_not_settled(stage: Stage) -> None:
    await stage.looks(1, 2, 2, 2, 2, 1, 1, 1, *[2] * 6)
    await stage.attempt.end("over")
    assert stage.pictures[-1] == (END, 13)


async def test_a_report_does_not_wait_for_a_picture_longer_than_a_second(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stills_module, "REPORT_WAITS_S", 0.05)
    stage.analysis.develops = False
    await stage.looks(1, 0, 0, 0, 0)
    while not stage.of(IncidentWasOpened):
        await asyncio.sleep(0.005)
    assert stage.of(IncidentWasOpened)[0].incident.still is None
    stage.attempt.take_stills(stage.of(IncidentWasOpened)[0].incident.incident_id, [Channel.CAMERA])
    assert len(stage.analysis.undeveloped) == 1, "it is on its way: no second one is taken"
    stage.analysis.undeveloped[0].set_result(Look(1, stage.began + 1, still=b"\xff\xd8\xff 1 s \xff\xd9"))
    while not stage.of(StillWasTaken):
        await asyncio.sleep(0.005)
    assert stage.pictures == [(START, 1)]


async def test_a_picture_that_is_lost_is_counted_and_its_incident_reported(stage: Stage) -> None:
    stage.analysis.develops = False
    await stage.looks(1, 0, 0, 0, 0)
    stage.analysis.undeveloped[0].set_result(None)
    await stage.settles()
    assert [event.incident.still for event in stage.of(IncidentWasOpened)] == [None]
    assert stage.counters.stills_lost == 1
    stage.analysis.develops = True
    stage.attempt.take_stills(stage.of(IncidentWasOpened)[0].incident.incident_id, [Channel.CAMERA])
    await stage.settles()
    assert stage.pictures == [(START, 4)], "web asks for another one, and gets it"


async def test_without_room_an_incident_still_shows_where_it_opened() -> None:
    stage = Stage(Room(Counters(), left=0))
    await stage.looks(1, 2, 2, 2, 3, 2, 1, 1, 1)
    assert stage.pictures == [(START, 4)]
    assert stage.room.counters.negatives_refused > 0
    await stage.attempt.end("over")


async def test_tiles_are_made_while_somebody_looks_and_one_at_once(stage: Stage) -> None:
    await stage.looks(1, 1)
    assert stage.analysis.tiles == [False, False]
    view = stage.tiles.join("e")
    assert stage.analysis.tiles[2:] == ["alone"]
    assert b" 1 s " in await asyncio.wait_for(view.next(), 1)
    await stage.looks(1)
    assert stage.analysis.tiles[3:] == [True]
    assert b" 2 s " in await asyncio.wait_for(view.next(), 1)
    second = stage.tiles.join("e")
    assert b" 2 s " in await asyncio.wait_for(second.next(), 1), "what is there need not be made again"
    assert len(stage.analysis.tiles) == 4
    for each in (view, second):
        stage.tiles.leave("e", each)
    await stage.looks(1)
    assert stage.analysis.tiles[4:] == [False]
    again = stage.tiles.join("e")
    assert b" 3 s " in await asyncio.wait_for(again.next(), 1), "not the one from before"


async def test_an_attempt_that_is_over_is_not_asked_for_tiles(stage: Stage) -> None:
    await stage.looks(1)
    await stage.attempt.end("over")
    stage.tiles.join("e")
    assert stage.analysis.tiles == [False]
