"""What nobody has looked at: it neither opens an incident nor lengthens one, and a slow pace is still a pace."""

import pytest

from tests.unit.detection.play import bare, closed, engine, look, opened, rule, seen, watch
from tool.domain.incident import IncidentClosed, IncidentOpened

ABSENT = rule("face_missing", 5.0)


@pytest.mark.parametrize("every_s", [9.9, 10.1, 11.0, 19.0, 45.0])
def test_36_minutes_of_absence_are_one_incident_at_any_steady_pace(every_s: float) -> None:
    subject = engine(ABSENT)
    looks = int(36 * 60 / every_s)

    changes = watch(subject, [look(n * every_s, faces=0) for n in range(looks)]) + subject.end(36 * 60.0)

    opening, closing = changes
    assert isinstance(opening, IncidentOpened)
    assert isinstance(closing, IncidentClosed)
    assert opening.opened_at <= 3 * every_s
    assert opening.interval_s == pytest.approx(every_s)
    assert closing.duration_s >= 36 * 60 - 4 * every_s


def test_looks_more_than_a_minute_apart_are_never_joined() -> None:
    subject = engine(ABSENT)

    assert watch(subject, [look(n * 61.0, faces=0) for n in range(36)]) == []


def test_a_node_that_slows_down_in_the_middle_goes_on_seeing_after_a_few_looks() -> None:
    subject = engine(ABSENT)
    watch(subject, [look(float(n)) for n in range(60)])

    changes = watch(subject, [look(60 + 11.0 * n, faces=0) for n in range(20)])

    assert opened(changes) == ["face_missing"]
    assert changes[0].opened_at <= 60 + 5 * 11  # type: ignore[union-attr]


def test_one_long_silence_is_no_pace() -> None:
    subject = engine(ABSENT)
    watch(subject, [look(float(n)) for n in range(20)])

    assert watch(subject, [look(20, faces=0), look(35, faces=0), look(50, faces=0)]) == []


def test_an_open_incident_ends_at_its_last_look_and_says_how_long_nothing_was_seen() -> None:
    subject = engine(ABSENT)
    watch(subject, [look(100.0 + n, faces=0) for n in range(8)])

    assert subject.lapse(117.0) == []
    assert bare(subject.lapse(117.5)) == [IncidentClosed("i1", "attempt", "face_missing", 107, 7, unseen_s=10.5)]
    assert subject.lapse(118.0) == []


def test_what_comes_after_the_gap_must_hold_anew() -> None:
    subject = engine(ABSENT)
    watch(subject, [look(100.0 + n, faces=0) for n in range(8)])

    changes = subject.observe(look(121, faces=0))
    assert bare(changes) == [IncidentClosed("i1", "attempt", "face_missing", 107, 7, unseen_s=14)]
    assert watch(subject, [look(123, faces=0), look(125.9, faces=0)]) == []
    (again,) = subject.observe(look(126, faces=0))
    assert isinstance(again, IncidentOpened)
    assert (again.started_at, again.incident_id) == (121, "i2")


def test_an_end_that_was_seen_stays_seen() -> None:
    subject = engine(ABSENT)
    watch(subject, [look(100.0 + n, faces=0) for n in range(8)])
    subject.observe(look(108))

    assert bare(subject.lapse(130)) == [IncidentClosed("i1", "attempt", "face_missing", 107, 7, unseen_s=0)]


def test_a_tick_ends_it_too_and_what_a_browser_said_lasts() -> None:
    subject = engine(ABSENT, rule("tab_hidden", 0.0))
    changes = watch(subject, [[*look(100.0 + n, faces=0), seen("tab_hidden", 100.0 + n)] for n in range(8)])

    assert opened(changes) == ["tab_hidden", "face_missing"]
    assert closed(subject.tick(125)) == ["face_missing"]


def test_the_want_of_looks_does_not_hide_when_the_next_one_decides() -> None:
    subject = engine(ABSENT)
    subject.observe(look(100, faces=0))

    subject.lapse(105.2)
    assert subject.next_due() == 105


def test_a_steady_slow_pace_is_remembered_through_a_pause() -> None:
    subject = engine(ABSENT)
    watch(subject, [look(11.0 * n) for n in range(6)])
    subject.apply((), 60)
    subject.apply((ABSENT,), 61)

    assert opened(watch(subject, [look(66, faces=0), look(77, faces=0)])) == ["face_missing"]
