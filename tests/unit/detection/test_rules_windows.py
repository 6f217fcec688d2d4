"""What comes and goes: over a window of looks it is an incident, one of them, and what happens once is none."""

import random
from collections.abc import Callable

import pytest

from tests.unit.detection.play import bare, closed, engine, look, opened, rule, seen, watch, watched
from tool.detection.rules import RuleEngine
from tool.domain.incident import IncidentChange, IncidentClosed, IncidentOpened, IncidentReopened
from tool.domain.policy import PRESETS
from tool.domain.preset import Preset
from tool.domain.trace import MOST_POINTS

STANDARD = PRESETS[Preset.STANDARD].rules
HOUR = 3600.0
PACES = [0.5, 0.7, 1.0]


def away(absent_s: float, there_s: float) -> Callable[[float], float]:
    return lambda at: 0 if at % (absent_s + there_s) < absent_s else 1


def first(changes: list[IncidentChange]) -> IncidentOpened:
    return next(c for c in changes if isinstance(c, IncidentOpened))


def last(changes: list[IncidentChange]) -> IncidentClosed:
    return next(c for c in reversed(changes) if isinstance(c, IncidentClosed))


@pytest.mark.parametrize("every_s", PACES)
def test_absent_four_of_every_five_seconds_is_told_within_a_minute(every_s: float) -> None:
    changes = watched(engine(*STANDARD), HOUR, away(4, 1), every_s)

    assert opened(changes) == ["face_missing"]
    assert first(changes).opened_at <= 60


@pytest.mark.parametrize("every_s", PACES)
def test_away_for_seven_seconds_and_back_for_three_is_one_incident_that_says_how_often(every_s: float) -> None:
    subject = engine(*STANDARD)
    changes = watched(subject, HOUR, away(7, 3), every_s) + subject.end(HOUR)

    assert opened(changes) == ["face_missing"]
    assert len(changes) < 20, "nor does it close and open all the time"
    assert last(changes).times == pytest.approx(360, abs=2)
    assert last(changes).trace.held / last(changes).trace.looks == pytest.approx(0.7, abs=0.02)


@pytest.mark.parametrize("pattern", [(2, 2, 1), (2, 1, 2), (1, 2, 2)])
@pytest.mark.parametrize("preset", [Preset.LOW, Preset.STANDARD, Preset.HIGH])
def test_two_people_in_two_of_three_looks_are_told_within_ten_seconds(
    preset: Preset, pattern: tuple[int, int, int]
) -> None:
    changes = watched(engine(*PRESETS[preset].rules), 60, lambda at: pattern[round(at) % 3])

    assert opened(changes) == ["multiple_people"]
    assert first(changes).opened_at <= 10


def test_two_people_in_two_of_three_looks_at_random_are_told_within_ten_seconds_nearly_always() -> None:
    chance = random.Random(7)
    found = [
        watched(engine(*STANDARD), 11, lambda _at: 2 if chance.random() < 2 / 3 else 1) for _ in range(500)
    ]

    in_time = [changes for changes in found if opened(changes)]
    assert len(in_time) / len(found) >= 0.96, "of eleven looks at random, some series hold no four that agree"


@pytest.mark.parametrize("faces", [0, 2])
def test_a_blink_opens_nothing(faces: int) -> None:
    assert watched(engine(*STANDARD), HOUR, lambda at: faces if round(at) % 20 == 0 else 1) == []
    assert watched(engine(*STANDARD), HOUR, lambda at: faces if round(at) % 30 < 2 else 1) == []


@pytest.mark.parametrize("faces", [0, 2])
def test_a_lone_look_that_differs_closes_nothing(faces: int) -> None:
    changes = watched(engine(*STANDARD), 600, lambda at: 1 if at and round(at) % 10 == 0 else faces)

    assert len(opened(changes)) == 1
    assert closed(changes) == []


def test_two_looks_that_are_wrong_open_nothing_with_a_right_one_between() -> None:
    assert watched(engine(*STANDARD), 600, lambda at: 2 if round(at) % 20 in (0, 2) else 1) == []


@pytest.mark.parametrize("every_s", PACES)
@pytest.mark.parametrize(("absent_s", "there_s"), [(2, 3), (3, 9), (4, 12), (2, 8)])
def test_short_absences_add_up_to_one_incident(absent_s: float, there_s: float, every_s: float) -> None:
    changes = watched(engine(*STANDARD), HOUR, away(absent_s, there_s), every_s)

    assert opened(changes) == ["face_missing"]
    opening = first(changes)
    share = absent_s / (absent_s + there_s)
    assert opening.opened_at == pytest.approx(60 / share, abs=12)
    assert opening.trace.held / opening.trace.looks == pytest.approx(share, abs=0.06)
    assert len(opening.trace.points) <= MOST_POINTS
    assert {point.value for point in opening.trace.points} == {0, 1}


def test_what_is_absent_for_less_than_a_fifth_does_not_add_up() -> None:
    assert watched(engine(*STANDARD), HOUR, away(3, 14)) == []


def test_adding_up_allows_in_all_what_the_rule_allows_at_a_time() -> None:
    patient = engine(rule("face_missing", 150.0))
    never = engine(rule("face_missing", 301.0))

    assert first(watched(patient, HOUR, away(5, 4))).opened_at >= 250
    assert watched(never, HOUR, away(5, 4)) == []


def test_other_things_do_not_add_up() -> None:
    assert watched(engine(*STANDARD), HOUR, lambda at: 2 if round(at) % 4 == 0 else 1) == []


def test_what_adds_up_is_over_once_the_examinee_is_back() -> None:
    subject = engine(*STANDARD)
    changes = watched(subject, 600, lambda at: 0 if at < 160 and at % 5 < 2 else 1)

    assert opened(changes) == ["face_missing"]
    assert last(changes).ended_at < 160
    assert subject.next_due() is None


# ---- the same incident, or another one


def ten_seconds_away(subject: RuleEngine, *begins: float, until: float) -> list[IncidentChange]:
    return watched(subject, until, lambda at: 0 if any(begin <= at <= begin + 10 for begin in begins) else 1)


def test_what_comes_back_soon_is_the_same_incident() -> None:
    changes = ten_seconds_away(engine(*STANDARD), 10, 45, until=90)

    assert [type(c) for c in changes] == [IncidentOpened, IncidentClosed, IncidentReopened, IncidentClosed]
    again, over = changes[2:]
    assert again == IncidentReopened("i1", "attempt", "face_missing", 40, 2)
    assert isinstance(over, IncidentClosed)
    assert (over.incident_id, over.ended_at, over.duration_s, over.times) == ("i1", 55, 45, 2)
    assert (over.trace.looks, over.trace.held) == (46, 22)


def test_what_comes_back_later_is_another_one() -> None:
    changes = ten_seconds_away(engine(*STANDARD), 10, 60, until=100)

    assert opened(changes) == ["face_missing", "face_missing"]
    assert {c.incident_id for c in changes} == {"i1", "i2"}


def test_what_comes_back_after_a_gap_is_another_one() -> None:
    subject = engine(*STANDARD)
    watch(subject, [look(float(n), faces=0) for n in range(8)])
    changes = watch(subject, [look(20.0 + n, faces=0) for n in range(8)])

    assert [c.incident_id for c in changes] == ["i1", "i2"]


def test_a_gap_after_the_end_parts_two_incidents_too() -> None:
    subject = engine(*STANDARD)
    watch(subject, [look(float(n), faces=0 if n < 8 else 1) for n in range(12)])
    (again,) = watch(subject, [look(23.0 + n, faces=0) for n in range(8)])

    assert isinstance(again, IncidentOpened)
    assert again.incident_id == "i2"


@pytest.mark.parametrize("every_s", [3.0, 5.0])
def test_a_signal_that_is_seldom_measured_is_judged_at_its_own_pace(every_s: float) -> None:
    subject = engine(rule("too_dark", 10.0, threshold=25))
    changes = watch(subject, [
        [seen("faces", float(n), 1), *([seen("luma", float(n), 10)] if n % every_s == 0 else [])] for n in range(60)
    ])

    assert opened(changes) == ["too_dark"]
    assert first(changes).opened_at <= 10 + every_s


def test_what_comes_back_after_a_pause_is_another_one() -> None:
    subject = engine(*STANDARD)
    watch(subject, [look(float(n), faces=0) for n in range(8)])
    subject.apply((), 8)
    subject.apply(STANDARD, 9)
    (again,) = watch(subject, [look(10.0 + n, faces=0) for n in range(8)])

    assert isinstance(again, IncidentOpened)
    assert again.incident_id == "i2"


@pytest.mark.parametrize("spells", [1, 2, 3, 20])
def test_an_incident_does_not_look_open_for_long_after_its_end(spells: int) -> None:
    subject = engine(*STANDARD)
    over_at = spells * 10.0 - 3
    told_at = None
    for n in range(int(over_at) + 40):
        changes = subject.observe(look(float(n), faces=0 if n < over_at and n % 10 < 7 else 1))
        told_at = n if closed(changes) else told_at

    assert told_at is not None
    assert told_at - over_at <= 12
    assert spells > 1 or told_at - over_at <= 2


# ---- explanations end


def test_a_dark_room_explains_a_missing_face_for_a_minute() -> None:
    subject = engine(*STANDARD)
    changes = watch(subject, [look(float(n), faces=0, luma=5) for n in range(120)])

    assert opened(changes) == ["too_dark", "face_missing"]
    missing = changes[1]
    assert isinstance(missing, IncidentOpened)
    assert (missing.started_at, missing.opened_at) == (60, 65)


def test_light_that_shows_no_face_does_not_begin_another_minute() -> None:
    subject = engine(*STANDARD)
    changes = watch(subject, [look(float(n), faces=0, luma=120 if n % 40 > 37 else 5) for n in range(120)])

    assert "face_missing" in opened(changes)


def test_a_face_seen_in_between_begins_another_minute() -> None:
    subject = engine(*STANDARD)
    changes = watch(subject, [look(float(n), faces=n % 40 > 37, luma=5) for n in range(300)])

    assert opened(changes) == ["too_dark"]


def test_what_is_explained_away_leaves_the_end_unseen() -> None:
    subject = engine(rule("face_missing", 2.0), rule("camera_covered", 0.0, threshold=8))
    watch(subject, [look(100.0 + n, faces=0) for n in range(5)])

    assert closed(subject.observe(look(105, faces=0, contrast=1))) == [], "one such look says little"
    (over,) = watch(subject, [look(106, faces=0, contrast=1), look(107, faces=0, contrast=1)])
    assert bare([over]) == [IncidentClosed("i1", "attempt", "face_missing", 104, 4, unseen_s=3)]


def test_looks_without_the_signal_do_not_stand_for_it() -> None:
    subject = engine(rule("face_missing", 5.0))
    watch(subject, [look(float(n)) for n in range(10)])

    blind = [[seen("contrast", 11.0 + n, 50)] for n in range(6)]
    assert watch(subject, [look(10, faces=0), *blind, look(17, faces=0)]) == [], "two of eight looks"


# ---- how it went


def test_an_incident_carries_what_was_measured_from_before_it_to_its_end() -> None:
    subject = engine(rule("multiple_people", 3.0, threshold=2))
    counts = [1] * 40 + [2, 2, 1, 4, 2, 3, 2, 6, 2] + [1] * 5
    opening, closing = watched(subject, len(counts), lambda at: counts[round(at)])

    assert isinstance(opening, IncidentOpened)
    assert isinstance(closing, IncidentClosed)
    assert (opening.started_at, opening.opened_at, opening.measured) == (40, 43, 4)
    assert opening.trace.points[0] == (-30, 1, True)
    assert opening.trace.points[-5:] == ((-1, 1, True), (0, 2, True), (1, 2, True), (2, 1, True), (3, 4, True))
    assert (opening.trace.looks, opening.trace.held) == (4, 3)
    assert (opening.trace.worst, opening.trace.worst_after_s) == (4, 3)
    assert (closing.trace.looks, closing.trace.held) == (9, 8)
    assert (closing.trace.worst, closing.trace.worst_after_s) == (6, 7)
    assert closing.trace.points[-3:] == ((9, 1, True), (10, 1, True), (11, 1, True))


@pytest.mark.parametrize("hours", [0.1, 1, 3])
def test_a_series_is_small_however_long_the_incident_and_shows_its_worst(hours: float) -> None:
    subject = engine(rule("multiple_people", 3.0, threshold=2))
    seconds = hours * HOUR
    watched(subject, seconds, lambda at: 9 if round(at) == 100 else 2)
    (closing,) = subject.end(seconds)

    assert isinstance(closing, IncidentClosed)
    series = closing.trace.points
    assert MOST_POINTS / 2 <= len(series) <= MOST_POINTS
    assert (100, 9, True) in series
    assert series[0][0] == 0
    assert seconds - series[-1][0] <= seconds / 20
    assert list(series) == sorted(series)
