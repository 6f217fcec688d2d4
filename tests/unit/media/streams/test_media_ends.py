"""The end of an attempt on a media node: final for its opening, whatever comes in whatever order."""

import itertools
from typing import Any

import pytest

from tool.domain.baseline import NotCalibrated, Target
from tool.domain.incident_types.kind import Severity
from tool.domain.rule import Rule
from tool.domain.stream import Channel
from tool.evidence.stores import MemoryStore
from tool.link.messages import ApplyRules, BaselineWasMeasured, Calibrate, EndStream, PublishGrant
from tool.media.counters import Counters
from tool.media.events import Reporter
from tool.media.looks.analysis import Analysis
from tool.media.looks.parts import Parts
from tool.media.looks.rates import Rates
from tool.media.looks.tiles import TileHub
from tool.media.refusals import Refused
from tool.media.streams.attempts import NodeAttempts
from tool.media.transport.addresses import LOOPBACK, Reach
from tool.media.transport.port import Port

RULE = Rule("face_missing", 1, 0.5, 0.2, Severity.MEDIUM)


class Stage:
    def __init__(self) -> None:
        counters = Counters()
        self.events: list[Any] = []
        parts = Parts(
            counters, Analysis(("true",), 1, counters), Reporter("media-1", self.events.append), MemoryStore(),
            TileHub(counters), Rates(),
        )
        self.attempts = NodeAttempts(Port(counters, b"k" * 32, Reach((LOOPBACK,))), parts)

    def publishes(self, opening: int = 1) -> bool:
        """Whether a token of this opening of the attempt is let in."""
        grant = PublishGrant(attempt_id="a", exam_id="e", rules=(), opening=opening)
        try:
            attempt = self.attempts.open(grant, Channel.CAMERA)
        except Refused as exc:
            return (exc.status, exc.code) != (403, "ended")
        return attempt.opening == opening


def end(opening: int = 1) -> EndStream:
    return EndStream(attempt_id="a", opening=opening)


def rules(opening: int = 1) -> ApplyRules:
    return ApplyRules(attempt_id="a", rules=(RULE,), opening=opening)


@pytest.mark.parametrize("order", list(itertools.permutations([end(), rules(), rules()])))
@pytest.mark.parametrize("published", [True, False])
async def test_an_end_is_final_whatever_comes_before_or_after_it(order: tuple[Any, ...], published: bool) -> None:
    stage = Stage()
    if published:
        assert stage.publishes()
    for command in order:
        stage.attempts.command(command)
    assert len(stage.attempts) == 0
    assert not stage.publishes()
    await stage.attempts.close()


@pytest.mark.parametrize("order", list(itertools.permutations([end(), rules(2)])))
async def test_a_readmitted_attempt_publishes_again_by_a_new_token_alone(order: tuple[Any, ...]) -> None:
    stage = Stage()
    assert stage.publishes()
    for command in order:
        stage.attempts.command(command)
    assert not stage.publishes(1)
    assert stage.publishes(2)
    assert not stage.publishes(1)
    stage.attempts.command(end(2))
    assert not stage.publishes(2)
    await stage.attempts.close()


async def test_the_late_end_of_an_earlier_opening_leaves_the_present_one() -> None:
    stage = Stage()
    assert stage.publishes(2)
    stage.attempts.command(end(1))
    stage.attempts.command(rules(1))
    assert len(stage.attempts) == 1
    assert stage.publishes(2)
    await stage.attempts.close()


async def test_a_token_of_the_next_opening_ends_what_is_left_of_the_one_before() -> None:
    stage = Stage()
    assert stage.publishes(1)
    first = stage.attempts.open(PublishGrant(attempt_id="a", exam_id="e", rules=()), Channel.CAMERA)
    assert stage.publishes(2)
    await stage.attempts.close()
    assert first.ended


@pytest.mark.parametrize(("opening", "answers"), [(1, 0), (2, 1), (3, 0)])
async def test_a_calibration_is_of_the_opening_that_is_here(opening: int, answers: int) -> None:
    stage = Stage()
    stage.publishes(2)
    for target in (*Target, None):
        stage.attempts.command(
            Calibrate(attempt_id="a", target=target, ended=target is None, opening=opening)
        )
    told = [event for event in stage.events if isinstance(event, BaselineWasMeasured)]
    assert [(each.attempt_id, each.opening, each.not_calibrated) for each in told] == [
        ("a", 2, NotCalibrated.TOO_FEW_LOOKS)
    ] * answers
    await stage.attempts.close()


async def test_a_calibration_of_an_attempt_that_is_not_here_is_nothing() -> None:
    stage = Stage()
    stage.attempts.command(Calibrate(attempt_id="a", target=Target.CENTRE))
    assert stage.events == []
