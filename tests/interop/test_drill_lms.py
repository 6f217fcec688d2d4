"""The short form of `make drill-lms`: a kill of web loses nothing, and dead LMSs keep a healthy one from nothing.

Whether it comes at all and comes the same is checked; how soon is the drill's business."""

from pathlib import Path

from tests.drills.lms import run


def test_a_pause_survives_the_kill_of_web_and_dead_lmss_beside_it(tmp_path: Path) -> None:
    found = run(tmp_path / "web", dead=3, watch_s=6.0, timeout_s=2.0)
    assert found.again_s is not None
    assert found.same
    assert found.second_s is not None
    assert len(found.gaps_s) > 1
