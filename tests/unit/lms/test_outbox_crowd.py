"""The short form of `make bench-outbox`: of a crowd that waits, everything due is delivered once and in order."""

from pathlib import Path

import pytest

from tests.bench.bench_outbox import CROWDS, Crowd, deliver, filled
from tests.fakes.lms import FakeLms


@pytest.mark.parametrize("crowd", CROWDS, ids=lambda crowd: crowd.name)
def test_everything_due_is_delivered_once_and_in_order(tmp_path: Path, crowd: Crowd) -> None:
    world = filled(tmp_path / "outbox.sqlite3", crowd, waiting=64)
    lms = FakeLms()
    deliver(world, lms, at_most=1000)
    alive = crowd.platforms - crowd.dead
    each = max(32 // crowd.platforms, 1)
    told = [(command.attempt_id, command.verb.value) for command in lms.told]
    assert len(told) == len(set(told)) == alive * each * 2
    for attempt_id in {attempt for attempt, _verb in told}:
        assert told.index((attempt_id, "pause")) < told.index((attempt_id, "flag"))
    with world.work() as work:
        assert work.outbox.leased() == []
