"""An attempt that is looked at seldom for reasons of ours arrives all the same; and a pace that is too slow is told."""

import math
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from tool.detection.facts import FrameFacts
from tool.domain.incident_types.kind import Severity
from tool.domain.rule import Rule
from tool.domain.stream import Channel
from tool.domain.timeline import Timeline
from tool.evidence.stores import MemoryStore
from tool.link.messages import Behind, PublishGrant, StreamStopped
from tool.media.counters import Counters
from tool.media.events import Reporter
from tool.media.looks.analysis import Analysis
from tool.media.looks.jobs import Look
from tool.media.looks.parts import Parts
from tool.media.looks.rates import Rates
from tool.media.looks.shares import Paces
from tool.media.looks.tiles import TileHub
from tool.media.streams.attempts import NodeAttempts
from tool.media.transport.addresses import LOOPBACK, Reach
from tool.media.transport.port import Port

JPEG = b"\xff\xd8\xff picture \xff\xd9"
RULE = Rule("face_missing", 1, 5.0, 1.5, Severity.MEDIUM)


class SeesAtOnce(Analysis):
    """Detection without processes: counts its looks, at so many faces."""

    looks, faces, error = 0, 1, ""

    def submit(self, key: str, codec: Any, data: bytes, at: float, done: Callable[[Look], None], **_more: Any) -> None:
        self.looks += 1
        facts = None if self.error else FrameFacts(self.faces, (), 100.0, 40.0, "fake")
        done(Look(1, at, self.error, facts=facts, still=data, tile=data))


class Node:
    def __init__(self) -> None:
        self.now, self.events, counters = 500.0, list[Any](), Counters()
        timeline = Timeline(lambda: 1e9 + self.now, lambda: self.now)
        self.analysis = SeesAtOnce(("true",), 1, counters)
        self.analysis.ready = 1
        self.rates = Rates(clock=timeline.now)
        reporter = Reporter("media-1", self.events.append, timeline.wall)
        parts = Parts(counters, self.analysis, reporter, MemoryStore(), TileHub(counters), self.rates, timeline)
        self.attempts = NodeAttempts(Port(counters, b"k" * 32, Reach((LOOPBACK,))), parts)
        grant = PublishGrant(attempt_id="a", exam_id="e", rules=(RULE,))
        self.attempt = self.attempts.open(grant, Channel.CAMERA)

    def passes(self, seconds: int, *, sends: bool = True) -> None:
        """Time passes; the browser sends a picture a second."""
        for _ in range(seconds):
            if sends:
                self.attempt.take_jpeg(Channel.CAMERA, JPEG)
            for _ in range(2):
                self.now += 0.5
                self.attempt.sweep(self.now)

    @property
    def age(self) -> float:
        return self.attempts.ages(self.now)["a"]["camera"]


@pytest.fixture
async def node() -> AsyncIterator[Node]:
    node = Node()
    yield node
    await node.attempts.close()


async def test_who_is_looked_at_seldom_is_not_said_to_be_gone(node: Node) -> None:
    node.passes(5)
    node.attempt._turn.penalty_s = 20.0
    looks = node.analysis.looks
    ages = []
    for _ in range(60):
        node.passes(1)
        ages.append(node.age)
    assert node.analysis.looks - looks in (2, 3, 4)
    assert max(ages) < 2
    assert not [event for event in node.events if isinstance(event, StreamStopped)]


async def test_nothing_counts_as_seen_for_longer_than_until_the_next_look(node: Node) -> None:
    node.passes(5)
    node.analysis.error = "Not a picture."
    node.passes(30)
    assert node.age > 25, "pictures come, but none can be looked at"
    node.analysis.error = ""
    node.passes(5)
    node.attempt._turn.penalty_s = 20.0
    node.passes(10, sends=False)
    assert node.age > 4, "nothing comes"


async def test_something_pending_makes_looks_closer_and_a_change_of_faces_does(node: Node) -> None:
    node.rates.paces = Paces(1.0, 0.5)
    node.attempt._turn.follow(node.rates.paces)
    node.passes(10)
    assert node.attempt._turn.interval_s == 1.0
    node.analysis.faces = 2
    node.passes(1)
    assert node.attempt._turn.interval_s == 0.5
    node.passes(10)
    assert node.attempt._turn.interval_s == 1.0, "two people who stay are no news to these rules"
    node.analysis.faces = 0
    node.passes(30)
    assert node.attempt._turn.interval_s == 0.5, "an incident is open"


@pytest.mark.parametrize(
    ("even_s", "needed_s", "behind"),
    [(1.0, 0.5, None), (1.5, 0.5, 1.5), (2.0, 2.0, None), (2.6, 2.0, 2.6), (4.0, 5.0, None), (6.0, math.inf, 6.0)],
)
async def test_a_pace_slower_than_the_rules_need_is_told(
    node: Node, even_s: float, needed_s: float, behind: float | None
) -> None:
    node.attempt.needed_s = needed_s
    node.rates.paces = Paces(even_s, even_s)
    expected = None if behind is None else Behind(every_s=behind, wanted_s=1.0)
    assert node.attempts.behind() == expected
