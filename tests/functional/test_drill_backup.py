"""The backup drill in short: what was acknowledged before a backup began is in it, and web serves what is restored."""

from pathlib import Path

from tests.drills import backup


def test_an_installation_is_backed_up_at_work_and_served_from_another_folder(tmp_path: Path) -> None:
    outcome = backup.drilled(tmp_path, 2.0)
    assert not outcome.misses, backup.told(outcome)
