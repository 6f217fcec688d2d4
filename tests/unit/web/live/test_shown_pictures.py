"""Of an incident's pictures the newest of each role is shown, a camera's first, in the order of their times."""

from tool.domain.incident import StillRole
from tool.monitoring.exam.records import Evidence
from tool.web.live.views import evidence_view, shown


def item(position: int, role: StillRole | None, at: float, kind: str = "still", incident_id: str = "i1") -> Evidence:
    return Evidence(f"e{position}", "a", incident_id, position, kind, f"k{position}", "ab", 1, at, at, "", "", role)


def test_the_newest_worst_and_end_take_the_place_of_earlier_ones() -> None:
    start, end = item(1, StillRole.START, 10.0), item(3, StillRole.END, 15.0)
    worst_again, end_again = item(5, StillRole.WORST, 30.0), item(4, StillRole.END, 31.0)
    screen = item(2, StillRole.START, 11.0, "screen")
    other = item(6, StillRole.START, 12.0, incident_id="i2")
    kept = [screen, end_again, start, end, worst_again, other]
    assert shown(kept, "i1") == [start, worst_again, end_again, screen]


def test_pictures_from_before_roles_were_said_are_all_shown() -> None:
    old, older = item(2, None, 11.0), item(1, None, 10.0)
    assert shown([old, older], "i1") == [older, old]
    assert evidence_view(old).role is None
