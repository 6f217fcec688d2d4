"""The kill drill in short: what was acknowledged is there once and in order, whoever died meanwhile."""

from pathlib import Path

from tests.drills import kill


def test_what_was_acknowledged_outlives_every_process(tmp_path: Path) -> None:
    outcome = kill.run(tmp_path, examinees=4, kills=6, orders=2)
    assert not outcome.misses, kill.told(outcome)
    assert sum(outcome.kills.values()) == 6
    assert all(count.acknowledged >= 10 for count in outcome.counts), kill.told(outcome)
