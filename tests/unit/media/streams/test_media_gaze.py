"""Where somebody looks and whether they speak is read and judged on a node only where a rule asks for it."""

import asyncio
import time
from collections.abc import Callable
from typing import Any

import pytest

from tests.fakes.rtp import FakeClock
from tests.unit.detection.gazing import facts
from tool.domain.incident import IncidentOpened
from tool.domain.incident_types.kind import Severity
from tool.domain.observation import Observation
from tool.domain.rule import Rule
from tool.domain.stream import Channel
from tool.domain.timeline import Timeline
from tool.evidence.stores import MemoryStore
from tool.media.counters import Counters
from tool.media.events import Reporter
from tool.media.looks.analysis import Analysis
from tool.media.looks.jobs import Look
from tool.media.looks.parts import Parts
from tool.media.looks.tiles import TileHub
from tool.media.streams.attempt import NodeAttempt

AWAY = Rule("looking_away", 1, 3.0, 2.0, Severity.LOW)
MISSING = Rule("face_missing", 1, 5.0, 1.5, Severity.MEDIUM)


class SeesSomebodyTurned(Analysis):
    """Detection without processes; it remembers whether the eyes were asked for."""

    def __init__(self) -> None:
        super().__init__(("true",), 1, Counters())
        self.asked: list[bool] = []
        self.seen = facts(yaw=40, eyes=None)

    def submit(
        self, key: str, codec: Any, data: bytes, at: float, done: Callable[[Look], None], **how: Any
    ) -> None:
        self.asked.append(how["gaze"])
        done(Look(1, at, facts=self.seen, still=data, tile=data))


class Node:
    def __init__(self, *rules: Rule) -> None:
        self.clock, self.analysis, self.events = FakeClock(), SeesSomebodyTurned(), list[Any]()
        counters = Counters()
        parts = Parts(
            counters, self.analysis, Reporter("n", self.events.append), MemoryStore(), TileHub(counters), 1.0,
            Timeline(time.time, self.clock),
        )
        self.attempt = NodeAttempt("a", "e", rules, parts)

    async def looks(self, seconds: int) -> None:
        for _ in range(seconds):
            self.clock.go(1.0)
            self.attempt.take_jpeg(Channel.CAMERA, b"picture")
        while self.attempt._unsent:
            await asyncio.sleep(0)

    @property
    def opened(self) -> list[str]:
        changes = (event.incident for event in self.events if hasattr(event, "incident"))
        return [change.type for change in changes if isinstance(change, IncidentOpened)]


async def test_with_the_rule_looking_away_is_told() -> None:
    node = Node(MISSING, AWAY)
    await node.looks(12)

    assert node.opened == ["looking_away"]
    assert node.analysis.asked == [True] * 12


@pytest.mark.parametrize("rules", [(), (MISSING,)])
async def test_without_it_no_eyes_are_read_and_nothing_of_it_is_remembered(rules: tuple[Rule, ...]) -> None:
    node = Node(*rules)
    await node.looks(12)

    assert node.opened == []
    assert node.analysis.asked == [False] * 12
    assert "gaze_away" not in {seen.signal for seen in node.attempt._engine.state().latest}


async def test_what_is_heard_and_what_is_seen_come_together() -> None:
    node = Node(Rule("talking", 30, 6.0, 10.0, Severity.LOW))
    for second in range(30):
        node.attempt._heard((Observation("speech", 80.0, node.clock.now, "vad"),))
        node.analysis.seen = facts(mouth=0.008 if second % 2 else 0.03)
        await node.looks(1)

    assert node.opened == ["talking"]
    assert not any(node.analysis.asked), "lips need no irises"


async def test_rules_that_change_in_the_middle_change_what_is_read() -> None:
    node = Node(MISSING)
    await node.looks(2)
    node.attempt.apply((MISSING, AWAY))
    await node.looks(2)
    node.attempt.apply((MISSING,))
    await node.looks(2)

    assert node.analysis.asked == [False, False, True, True, False, False]
