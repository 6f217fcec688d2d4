"""The short form of `make drill-canvas`: what a Canvas can do to a decision and to a gate, and how much it is asked.

That each trouble is said and nothing arrives twice or never is checked; how soon is the drill's business."""

from pathlib import Path

import pytest

from tests.drills import canvas_troubles as troubles
from tests.drills.canvas_pace import busiest_minute


@pytest.mark.parametrize("name", list(troubles.OF_A_DECISION))
def test_a_trouble_is_said_and_the_student_gets_the_time_once(tmp_path: Path, name: str) -> None:
    found = troubles.with_a_decision(tmp_path, name, timeout_s=1.0)
    assert found.said != ""
    assert found.well, found


def test_a_deleted_quiz_is_said_to_be_gone(tmp_path: Path) -> None:
    found = troubles.with_a_deleted_quiz(tmp_path)
    assert found.well, found
    assert "not in the LMS any more" in found.said


def test_a_gate_is_set_once_the_limit_has_room_again(tmp_path: Path) -> None:
    found = troubles.with_a_full_bucket(tmp_path)
    assert found.well, found
    assert "asked too often" in found.said


def test_a_course_is_asked_about_thirty_times_a_minute_at_most(tmp_path: Path) -> None:
    assert 0 < busiest_minute(tmp_path, students=12, for_s=120.0) <= 30
