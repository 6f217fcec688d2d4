"""A node that cannot see often enough says so, and only when that is its own doing."""

import math

import pytest

from tests.fakes.clock import FakeClock
from tool.detection.pace import needed
from tool.domain.incident_types.kind import Severity
from tool.domain.policy import PRESETS
from tool.domain.preset import Preset
from tool.domain.rule import Rule
from tool.domain.stream import Channel
from tool.evidence.stores import MemoryStore
from tool.link.messages import ApplyRules, Behind, PublishGrant
from tool.media.counters import Counters
from tool.media.events import Reporter
from tool.media.looks.analysis import Analysis
from tool.media.looks.lag import WINDOW_S, Lag
from tool.media.looks.parts import Parts
from tool.media.looks.rates import Rates
from tool.media.looks.tiles import TileHub
from tool.media.streams.attempts import NodeAttempts
from tool.media.transport.addresses import LOOPBACK, Reach
from tool.media.transport.port import Port

STANDARD = PRESETS[Preset.STANDARD].rules


def test_the_usual_wait_counts_and_no_hiccup() -> None:
    clock = FakeClock()
    lag = Lag(clock)
    assert lag.wait_s == 0
    for wait_s in (0.1, 0.2, 9.0, 0.1, 0.1):
        clock.forward(1)
        lag.note(wait_s)
    assert lag.wait_s == 0.1
    for _ in range(10):
        clock.forward(1)
        lag.note(11.0)
    assert lag.wait_s == 11.0
    clock.forward(WINDOW_S + 1)
    assert lag.wait_s == 0


def test_a_picture_that_has_waited_for_long_counts_before_it_is_looked_at() -> None:
    clock = FakeClock()
    analysis = Analysis(("true",), 1, Counters(), clock=clock)
    analysis.submit("a/camera", "jpeg", b"1", 0.0, lambda look: None)
    clock.forward(4.9)
    assert analysis.wait_s == 0, "that may be a hiccup"
    analysis.submit("a/camera", "jpeg", b"2", 0.0, lambda look: None)
    clock.forward(3)
    assert analysis.wait_s == pytest.approx(7.9), "a newer picture in its place waits no shorter"


class Detection(Analysis):
    """Says that pictures wait as long as a test wants."""

    wait_s = 0.0  # type: ignore[assignment]


class Node:
    def __init__(self, interval_s: float = 1.0) -> None:
        counters = Counters()
        self.analysis = Detection(("true",), 1, counters)
        self.analysis.ready = 1
        parts = Parts(
            counters, self.analysis, Reporter("media-1", lambda event: None), MemoryStore(), TileHub(counters),
            Rates(interval_s),
        )
        self.attempts = NodeAttempts(Port(counters, b"k" * 32, Reach((LOOPBACK,))), parts)

    def watches(self, *rules: Rule) -> None:
        self.attempts.open(PublishGrant(attempt_id="a", exam_id="e", rules=rules), Channel.CAMERA)


@pytest.mark.parametrize(
    ("wait_s", "behind"), [(0.2, None), (1.9, None), (2.5, Behind(every_s=2.5, wanted_s=1.0)),
                           (11.0, Behind(every_s=11.0, wanted_s=1.0))],
)
async def test_a_node_is_behind_once_its_rules_cannot_tell_what_lasts(wait_s: float, behind: Behind | None) -> None:
    node = Node()
    node.watches(*STANDARD)
    node.analysis.wait_s = wait_s  # type: ignore[misc]
    assert node.attempts.behind() == behind
    await node.attempts.close()


async def test_patient_rules_need_fewer_looks_and_rules_may_change() -> None:
    node = Node()
    node.watches(Rule("face_missing", 1, 5.0, 1.5, Severity.LOW))
    node.analysis.wait_s = 3.0  # type: ignore[misc]
    assert node.attempts.behind() is None
    hasty = Rule("face_missing", 1, 2.0, 1.5, Severity.LOW)
    node.attempts.command(ApplyRules(attempt_id="a", rules=(hasty,)))
    assert node.attempts.behind() is not None
    await node.attempts.close()


async def test_a_node_that_is_set_to_look_seldom_or_still_starts_is_not_behind() -> None:
    node = Node(interval_s=10.0)
    node.watches(*STANDARD)
    node.analysis.wait_s = 9.0  # type: ignore[misc]
    assert node.attempts.behind() is None
    node.analysis.wait_s, node.analysis.ready = 60.0, 0  # type: ignore[misc]
    assert node.attempts.behind() is None
    await node.attempts.close()


def test_what_is_told_and_what_opens_at_once_needs_no_pace() -> None:
    at_once = Rule("face_missing", 1, 0.0, 1.5, Severity.LOW)
    told = Rule("tab_hidden", 1, 0.5, 1.5, Severity.LOW)
    off = Rule("camera_covered", 8, 0.5, 1.5, Severity.LOW, enabled=False)
    assert needed((at_once, told, off)) == math.inf
    assert needed((Rule("speech", 30, 0.5, 1.0, Severity.LOW),)) == math.inf, "sound says nothing of pictures"
    assert needed((*STANDARD, off)) == 2.0
