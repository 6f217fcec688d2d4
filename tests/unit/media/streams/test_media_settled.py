"""Check-in is over when the first rules apply; from then on looks are held against what it showed."""

import asyncio
from collections.abc import Callable
from typing import Any

from tests.data.scenes import Scene
from tests.fakes.rtp import FakeClock
from tests.unit.detection.seeing import FACE, arrived, facts_of, frames
from tool.domain.baseline import Baseline
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

RULES = (Rule("multiple_people", 2, 2.0, 2.0, Severity.HIGH),)


class SeesAPerson(Analysis):
    """Detection without processes: somebody before a room, who sways."""

    seen = 0

    def submit(
        self, key: str, codec: Any, data: bytes, at: float, done: Callable[[Look], None], **how: Any
    ) -> None:
        self.seen += 1
        picture = arrived(frames(Scene.FACE)[7 * self.seen % 30], self.seen)
        done(Look(1, at, facts=facts_of(picture, FACE), still=data, tile=data))


class Stage:
    def __init__(self) -> None:
        self.clock, counters = FakeClock(), Counters()
        timeline = Timeline(lambda: 1_800_000_000.0, self.clock)
        reporter = Reporter("media-1", list[Any]().append, timeline.wall)
        self._parts = Parts(
            counters, SeesAPerson(("true",), 1, counters), reporter, MemoryStore(), TileHub(counters),
            Rates(clock=timeline.now), timeline,
        )

    def attempt(self, rules: tuple[Rule, ...] = ()) -> NodeAttempt:
        return NodeAttempt("a", "e", rules, self._parts)

    def looks(self, attempt: NodeAttempt, seconds: int) -> None:
        for _ in range(seconds):
            self.clock.go(1.0)
            attempt.take_jpeg(Channel.CAMERA, b"\xff\xd8\xff picture \xff\xd9")


def test_what_check_in_showed_is_usual_from_the_first_rules_on_and_a_pause_changes_nothing() -> None:
    async def story() -> None:
        stage = Stage()
        attempt = stage.attempt()
        stage.looks(attempt, 10)
        assert attempt._observer.baseline == Baseline()
        attempt.apply(RULES)
        usual = attempt._observer.baseline
        assert usual.face is not None
        assert len(usual.detail) == len(usual.light) == 48

        attempt.apply(())
        stage.looks(attempt, 10)
        attempt.apply(RULES)

        assert attempt._observer.baseline == usual

    asyncio.run(story())


def test_an_attempt_that_begins_with_rules_had_no_check_in_here() -> None:
    async def story() -> None:
        stage = Stage()
        attempt = stage.attempt(RULES)
        stage.looks(attempt, 10)
        attempt.apply(RULES)

        assert attempt._observer.baseline == Baseline()

    asyncio.run(story())
