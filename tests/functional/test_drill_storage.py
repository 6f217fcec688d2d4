"""The storage drill in short: nobody is cut off, nothing acknowledged is lost, decisions go through on a full disk."""

from pathlib import Path

import pytest

from tests.drills import storage


def test_people_at_work_outlive_a_locked_database(tmp_path: Path) -> None:
    outcome = storage.locked(tmp_path / "data", 3.0)
    assert not missed(outcome), storage.told(outcome)


def test_people_at_work_outlive_a_full_disk_and_decide_on_it() -> None:
    with storage.small_disk() as disk:
        if disk is None:
            pytest.skip("a full disk needs leave to mount a tmpfs")
        outcome = storage.full(disk, 3.0)
        assert not missed(outcome), storage.told(outcome)


def missed(outcome: storage.Outcome) -> list[str]:
    """What was missed, but for times: a machine that runs other tests is slow."""
    return [miss for miss in outcome.misses if "stood still" not in miss]
