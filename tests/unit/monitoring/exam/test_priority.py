"""The priority of an attempt is a sum whose parts say what they stand for."""

import pytest

from tests.factories.world import World
from tool.domain.incident import IncidentClosed
from tool.domain.incident_types.kind import Severity
from tool.domain.intervention import InterventionKind
from tool.monitoring.exam import incidents, overview
from tool.monitoring.exam.priority import MOST_COUNTED, OPEN, UNSEEN, parts
from tool.monitoring.exam.records import IncidentSummary

S = Severity


def said(
    summary: IncidentSummary, *, warnings: int = 0, help_open: bool = False, is_open: bool = True
) -> dict[str, int]:
    return {p.words: p.points for p in parts(summary, warnings=warnings, help_open=help_open, is_open=is_open)}


def test_every_part_is_said_the_heaviest_kind_first() -> None:
    summary = IncidentSummary(open_by_severity={S.HIGH: 1}, unseen_by_severity={S.LOW: 1, S.MEDIUM: 2})
    assert list(said(summary, warnings=2, help_open=True).items()) == [
        ("asks for help", 100), ("1 open high incident", 40), ("2 unseen medium incidents", 20),
        ("1 unseen low incident", 2), ("warned twice", 10),
    ]


def test_a_quiet_attempt_has_none() -> None:
    assert said(IncidentSummary(total=7)) == {}


def test_many_of_one_kind_count_as_some() -> None:
    assert said(IncidentSummary(unseen_by_severity={S.LOW: 900})) == {"900 unseen low incidents": 10}
    assert said(IncidentSummary(), warnings=30) == {"warned 30 times": 25}


@pytest.mark.parametrize("weights", [OPEN, UNSEEN])
def test_no_flood_of_low_incidents_outweighs_a_critical_one(weights: dict[Severity, int]) -> None:
    assert MOST_COUNTED * weights[S.LOW] < weights[S.HIGH] < weights[S.CRITICAL]


def test_what_is_over_is_urgent_only_as_far_as_nobody_has_looked() -> None:
    summary = IncidentSummary(open_by_severity={S.HIGH: 1}, unseen_by_severity={S.HIGH: 1})
    assert said(summary, warnings=3, is_open=False) == {"1 unseen high incident": 20}


def test_a_glance_knows_what_is_open_unseen_and_warned(world: World) -> None:
    attempt = world.attempt()
    world.incident(attempt.id, "a", severity=S.HIGH)
    world.incident(attempt.id, "b", severity=S.MEDIUM)
    world.decide(attempt.id, InterventionKind.WARN, text="Please look here")
    with world.work() as work:
        end = IncidentClosed("b", attempt.id, "face_missing", world.now, 6.0)
        incidents.closed(work, world.origin(), end, world.now)
    with world.work() as work:
        before = overview.glance(work, attempt.exam_id, attempt.id)
        incidents.mark_seen(work, attempt.exam_id, attempt.id, "Pat", world.now)
        after = overview.glance(work, attempt.exam_id, attempt.id)
    assert said(before.incidents, warnings=before.warnings) == {
        "1 open high incident": 40, "1 unseen medium incident": 10, "warned once": 5,
    }
    assert said(after.incidents, warnings=after.warnings) == {"1 open high incident": 40, "warned once": 5}
