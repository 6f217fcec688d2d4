from dataclasses import replace

import pytest

from tests.unit.detection.play import bare, closed, engine, look, opened, rule, seen, watch
from tool.domain.incident import IncidentClosed, IncidentOpened
from tool.domain.incident_types.kind import Comparison, Severity
from tool.domain.incident_types.objects import SIGNALS as OBJECTS
from tool.domain.incident_types.persons import SIGNALS as PERSONS
from tool.domain.incident_types.registry import KINDS
from tool.domain.observation import Source
from tool.domain.policy import PRESETS
from tool.domain.preset import Preset
from tool.domain.rule import Rule

T = tuple(KINDS)
STANDARD = tuple(replace(rule, enabled=True) for rule in PRESETS[Preset.STANDARD].rules)
CAMERA = [t for t in T if KINDS[t].source is Source.CAMERA and KINDS[t].signal not in OBJECTS | PERSONS]
"""Objects and people are looked for seldom, at a pace of their own: test_objects_rules.py, test_persons_rules.py."""
BROWSER = [t for t in T if KINDS[t].source is Source.BROWSER]


def breaking(kind: str) -> float:
    own = next(r for r in STANDARD if r.type == kind)
    return own.threshold - 1 if own.kind.comparison is Comparison.BELOW else own.threshold


@pytest.mark.parametrize("kind", CAMERA)
def test_every_camera_condition_opens_after_its_debounce_and_closes_after_its_release(kind: str) -> None:
    own = next(r for r in STANDARD if r.type == kind)
    signal, bad = own.kind.signal, breaking(kind)
    good = own.threshold if own.kind.comparison is Comparison.BELOW else own.threshold - 1
    subject = engine(*STANDARD)

    due = 100 + own.debounce_s
    assert subject.observe([seen(signal, 100, bad)]) == []
    assert subject.observe([seen(signal, due - 0.1, bad)]) == []
    assert bare(subject.observe([seen(signal, due, bad, "net 1")])) == [
        IncidentOpened(
            "i1", "attempt", kind, own.severity, 100, due, bad, own.threshold, own.debounce_s, "net 1",
            interval_s=due - 0.1 - 100,
        )
    ]
    assert subject.observe([seen(signal, 110, bad)]) == []
    assert subject.observe([seen(signal, 111, good)]) == []
    assert subject.observe([seen(signal, 111 + own.release_s - 0.1, good)]) == []
    assert bare(subject.observe([seen(signal, 111 + own.release_s, good)])) == [
        IncidentClosed("i1", "attempt", kind, 110, 10)
    ]


@pytest.mark.parametrize("kind", BROWSER)
def test_every_browser_condition_needs_only_its_edges(kind: str) -> None:
    own = next(r for r in STANDARD if r.type == kind)
    signal = own.kind.signal
    subject = engine(*STANDARD)

    due = 100 + own.debounce_s
    opening = IncidentOpened("i1", "attempt", kind, own.severity, 100, due, 1, own.threshold, own.debounce_s, "m")
    at_once = subject.observe([seen(signal, 100, 1)])
    assert at_once == ([] if own.debounce_s else [opening])
    assert subject.tick(due - 0.1) == []
    assert at_once + subject.tick(due + 3) == [opening]
    assert subject.tick(due + 9) == []
    assert subject.observe([seen(signal, 120, 0)]) == []
    assert subject.tick(120 + own.release_s) == [IncidentClosed("i1", "attempt", kind, 120, 20)]
    assert subject.next_due() is None


def test_a_browser_edge_that_comes_before_the_tick_does_not_lose_the_incident() -> None:
    subject = engine(rule("tab_hidden", 1.0, 0.5))

    subject.observe([seen("tab_hidden", 100, 1)])
    assert opened(subject.observe([seen("tab_hidden", 109, 0)])) == ["tab_hidden"]
    assert subject.tick(110) == [IncidentClosed("i1", "attempt", "tab_hidden", 109, 9)]


def test_a_short_blink_opens_nothing() -> None:
    subject = engine(rule("tab_hidden", 1.0), rule("face_missing", 5.0))

    changes = watch(subject, [
        [seen("tab_hidden", 100, 1)], [seen("tab_hidden", 100.9, 0)],
        look(101, faces=0), look(103, faces=0), look(104, faces=1), look(105, faces=0), look(109.9, faces=0),
    ])

    assert changes + subject.tick(200) == []


def test_a_stale_look_is_no_reason_to_open() -> None:
    subject = engine(rule("face_missing", 5.0))

    subject.observe(look(100, faces=0))
    assert subject.tick(200) == []
    assert subject.observe(look(200, faces=0)) == [], "nobody knows what was there for 100 seconds"
    assert opened(watch(subject, [look(203, faces=0), look(205, faces=0)])) == ["face_missing"]


def test_a_gap_shorter_than_the_allowed_one_is_bridged() -> None:
    subject = engine(rule("face_missing", 5.0), gap_s=30)

    assert opened(watch(subject, [look(100, faces=0), look(129, faces=0)])) == ["face_missing"]


def test_good_looks_do_not_close_until_most_of_a_window_are_good() -> None:
    subject = engine(rule("face_missing", 0.0, 1.5))

    changes = watch(subject, [look(100, faces=0), look(101, faces=1), look(102, faces=0), look(103, faces=1)])
    assert closed(changes) == []
    assert bare(subject.observe(look(104, faces=1))) == [IncidentClosed("i1", "attempt", "face_missing", 102, 2)]


def test_the_worst_value_up_to_the_opening_is_what_was_measured() -> None:
    subject = engine(rule("multiple_people", 2.0, threshold=2), rule("too_dark", 2.0, threshold=25))

    changes = watch(subject, [
        look(100, 2, luma=20), look(101, 4, luma=9), look(102, 3, luma=15), look(103, 9, luma=1),
    ])

    assert {c.type: c.measured for c in changes if isinstance(c, IncidentOpened)} == {
        "multiple_people": 4, "too_dark": 9,
    }


def test_a_worse_value_before_an_interruption_is_not_counted() -> None:
    subject = engine(rule("multiple_people", 2.0, threshold=2))

    (change,) = watch(subject, [look(99, 7), look(100, 1), look(101, 2), look(103, 2)])

    assert isinstance(change, IncidentOpened)
    assert (change.measured, change.started_at) == (2, 101)


def test_a_covered_camera_is_not_also_a_missing_face_or_a_dark_room() -> None:
    subject = engine(*STANDARD)

    changes = watch(subject, [look(100 + n, faces=0, contrast=2, luma=5) for n in range(30)])

    assert opened(changes) == ["camera_covered"]


def test_a_dark_room_is_not_also_a_missing_face() -> None:
    subject = engine(*STANDARD)

    assert opened(watch(subject, [look(100 + n, faces=0, luma=5) for n in range(30)])) == ["too_dark"]


def test_a_look_at_a_covered_lens_says_nothing_of_a_missing_face() -> None:
    subject = engine(*STANDARD)

    looks = [look(100 + n, faces=0) for n in range(4)] + [look(104, faces=0, contrast=2)]
    looks += [look(105 + n, faces=0) for n in range(6)]
    (change,) = watch(subject, looks)

    assert isinstance(change, IncidentOpened)
    assert (change.type, change.started_at, change.opened_at) == ("face_missing", 100, 105)
    assert (change.trace.looks, change.trace.held) == (5, 5)
    assert [point for point in change.trace.points if not point.known] == [(4, 0, False)]


def test_when_most_looks_say_nothing_a_missing_face_is_not_known() -> None:
    subject = engine(*STANDARD)

    looks = [look(100 + n, faces=0, contrast=2 if n % 3 else 50) for n in range(30)]

    assert opened(watch(subject, looks)) == ["camera_covered"]


def test_covering_the_camera_ends_the_missing_face() -> None:
    subject = engine(rule("face_missing", 2.0, 1.5), rule("camera_covered", 0.0, 1.5, threshold=8))

    changes = watch(subject, [look(100 + n, faces=0) for n in range(4)])
    changes += watch(subject, [look(104 + n, faces=0, contrast=1) for n in range(3)])

    assert opened(changes) == ["face_missing", "camera_covered"]
    assert [c for c in bare(changes) if isinstance(c, IncidentClosed)] == [
        IncidentClosed("i1", "attempt", "face_missing", 103, 3, unseen_s=3)
    ]


def test_a_condition_that_the_policy_leaves_out_explains_nothing() -> None:
    subject = engine(rule("face_missing", 2.0))

    changes = watch(subject, [look(100 + n, faces=0, contrast=1, luma=1) for n in range(4)])

    assert opened(changes) == ["face_missing"]


def test_a_hidden_tab_is_not_also_an_unfocused_window_until_it_is_back() -> None:
    subject = engine(rule("window_blurred", 3.0), rule("tab_hidden", 1.0, 0.5))

    subject.observe([seen("window_blurred", 100)])
    subject.observe([seen("tab_hidden", 100.2)])
    assert opened(subject.tick(110)) == ["tab_hidden"]
    subject.observe([seen("tab_hidden", 110, 0)])
    assert opened(subject.tick(112.9)) == []
    (change,) = subject.tick(113)
    assert isinstance(change, IncidentOpened)
    assert (change.type, change.started_at) == ("window_blurred", 110)


def test_next_due_names_the_earliest_time_at_which_something_can_change() -> None:
    subject = engine(rule("tab_hidden", 1.0, 0.5), rule("face_missing", 5.0))
    assert subject.next_due() is None

    subject.observe(look(100, 0))
    assert subject.next_due() == 105
    subject.observe([seen("tab_hidden", 101)])
    assert subject.next_due() == 102
    subject.tick(102)
    assert subject.next_due() == 105
    subject.tick(105)
    assert subject.next_due() is None, "a camera's time that is past waits for the next look, not for a clock"
    assert opened(subject.observe(look(105.2, 0))) == ["face_missing"]
    subject.observe([seen("tab_hidden", 106, 0)])
    assert subject.next_due() == 106.5


def test_rules_that_are_taken_away_close_their_incidents() -> None:
    subject = engine(rule("face_missing", 0.0), rule("tab_hidden", 0.0))
    subject.observe([*look(100, 0), seen("tab_hidden", 100)])
    subject.observe(look(101, 0))

    assert bare(subject.apply((), 104)) == [
        IncidentClosed("i1", "attempt", "face_missing", 101, 1),
        IncidentClosed("i2", "attempt", "tab_hidden", 104, 4),
    ]
    assert watch(subject, [look(105, 0), look(120, 0)]) == []
    assert subject.next_due() is None


def test_a_rule_that_is_switched_off_is_as_good_as_not_there() -> None:
    off = Rule("face_missing", 1, 0.0, 1.0, Severity.LOW, enabled=False)

    assert watch(engine(off), [look(100, 0)]) == []


def test_after_a_pause_the_camera_is_looked_at_afresh_and_a_hidden_tab_counts_from_the_resume() -> None:
    rules = (rule("face_missing", 5.0), rule("tab_hidden", 2.0))
    subject = engine(*rules)
    subject.observe([*look(100, 0), seen("tab_hidden", 100)])
    subject.apply((), 101)
    subject.observe(look(110, 0))

    assert subject.apply(rules, 111) == []
    assert opened(subject.tick(112.9)) == []
    (tab,) = subject.tick(113)
    (face,) = watch(subject, [look(112, 0), look(116.9, 0), look(117, 0)])

    assert isinstance(tab, IncidentOpened)
    assert isinstance(face, IncidentOpened)
    assert (tab.type, tab.started_at) == ("tab_hidden", 111)
    assert (face.type, face.started_at) == ("face_missing", 112)


def test_applying_the_same_rules_again_disturbs_nothing() -> None:
    rules = (rule("face_missing", 5.0), rule("tab_hidden", 2.0, 0.5))
    subject = engine(*rules)
    subject.observe([*look(100, 0), seen("tab_hidden", 100)])

    assert opened(subject.apply(rules, 101.5)) == []
    assert opened(subject.tick(102)) == ["tab_hidden"]
    assert subject.apply(rules, 103) == []
    assert opened(subject.observe(look(105, 0))) == ["face_missing"]


def test_a_changed_rule_starts_what_is_pending_anew_and_keeps_what_is_open() -> None:
    subject = engine(rule("face_missing", 5.0), rule("multiple_people", 0.0, threshold=2))
    watch(subject, [look(100, 0)])
    assert subject.apply((rule("face_missing", 6.0),), 104) == []
    assert opened(watch(subject, [look(105, 0), look(110.9, 0), look(111, 0)])) == ["face_missing"]
    assert subject.apply((rule("face_missing", 30.0),), 112) == []
    assert closed(subject.end(113)) == ["face_missing"]


def test_the_end_closes_everything_once() -> None:
    subject = engine(rule("tab_hidden", 0.0, 5.0))
    subject.observe([seen("tab_hidden", 100)])
    subject.observe([seen("tab_hidden", 102, 0)])

    assert subject.end(103) == [IncidentClosed("i1", "attempt", "tab_hidden", 102, 2)]
    assert subject.end(104) == []
    assert subject.tick(200) == []
