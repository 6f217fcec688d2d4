"""How sure a measurement is: from how it was made, and in how many looks it held."""

from dataclasses import replace

import pytest

from tool.domain.incident_types.kind import Severity
from tool.domain.trace import Trace
from tool.monitoring.exam.confidence import Level, confidence
from tool.monitoring.exam.records import Incident

INCIDENT = Incident(
    id="i", attempt_id="a", type="face_missing", severity=Severity.MEDIUM, started_at=0.0, opened_at=5.0,
    ended_at=None, duration_s=None, end_known=True, measured=0.0, threshold=1.0, debounce_s=5.0, model="m",
    node_id="n", boot_id="b",
)


@pytest.mark.parametrize(
    ("looks", "held", "level"),
    [(10, 10, Level.HIGH), (10, 9, Level.HIGH), (10, 8, Level.MEDIUM), (6, 6, Level.MEDIUM), (10, 6, Level.LOW),
     (4, 4, Level.LOW)],
)
def test_many_looks_that_agree_are_sure(looks: int, held: int, level: Level) -> None:
    found = confidence(replace(INCIDENT, trace=Trace(looks, held)))

    assert found is not None
    assert (found.level, found.why) == (level, f"it held in {held} of {looks} looks")


@pytest.mark.parametrize(
    ("kind", "level"), [("phone_visible", Level.LOW), ("tab_hidden", Level.MEDIUM), ("stream_absent", Level.HIGH)]
)
def test_hints_are_little_a_browsers_word_is_more_and_the_servers_own_most(kind: str, level: Level) -> None:
    found = confidence(replace(INCIDENT, type=kind, trace=Trace(20, 20)))

    assert found is not None
    assert found.level is level


@pytest.mark.parametrize("kind", ["breach_recorded", "of_a_newer_version", "face_missing"])
def test_where_nothing_was_measured_or_counted_nothing_is_claimed(kind: str) -> None:
    assert confidence(replace(INCIDENT, type=kind)) is None
