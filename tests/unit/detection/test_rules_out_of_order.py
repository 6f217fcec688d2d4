"""Measurements that come late, swapped, apart or from before: they may delay an incident, never make a false one."""

from tests.unit.detection.play import closed, engine, look, opened, rule, seen, watch
from tool.domain.incident import IncidentClosed, IncidentOpened


def test_observations_of_one_moment_count_together_in_any_order() -> None:
    for order in (1, -1):
        subject = engine(rule("face_missing", 0.0), rule("camera_covered", 0.0, threshold=8))
        assert opened(subject.observe(look(100, faces=0, contrast=1)[::order])) == ["camera_covered"]


def test_a_batch_is_taken_in_the_order_of_its_times() -> None:
    subject = engine(rule("face_missing", 5.0))

    assert opened(subject.observe(look(105, 0) + look(100, 0) + look(103, 0))) == ["face_missing"]


def test_edges_that_arrive_swapped_open_nothing() -> None:
    subject = engine(rule("tab_hidden", 1.0))

    assert watch(subject, [[seen("tab_hidden", 100.5, 0)], [seen("tab_hidden", 100, 1)]]) == []
    assert subject.tick(200) == []


def test_a_face_seen_in_a_late_look_counts_as_if_it_had_come_in_time() -> None:
    subject = engine(rule("face_missing", 5.0))

    (change,) = watch(subject, [
        look(100, 0), look(103, 0), look(101, 1), look(102, 1), look(104, 0), look(105, 0), look(106, 0),
        look(108, 0), look(107, 0),
    ])

    assert isinstance(change, IncidentOpened)
    assert (change.started_at, change.opened_at) == (100, 105), "in four of six looks"
    assert (change.trace.looks, change.trace.held) == (6, 4)


def test_late_looks_at_a_face_delay_the_missing_one() -> None:
    subject = engine(rule("face_missing", 5.0))

    (change,) = watch(subject, [
        look(100, 0), look(104, 0), look(101, 1), look(102, 1), look(103, 1), look(105, 0), look(106, 0),
        look(107, 0), look(108, 0), look(109, 0),
    ])

    assert isinstance(change, IncidentOpened)
    assert (change.started_at, change.opened_at) == (104, 109)


def test_late_looks_at_a_covered_lens_make_the_missing_face_unknown() -> None:
    subject = engine(rule("face_missing", 5.0), rule("camera_covered", 5.0, threshold=8))

    (change,) = watch(subject, [
        look(100, 0), look(104, 0), *([seen("contrast", at, 1)] for at in (101, 102, 103)), look(105, 0), look(109, 0),
    ])

    assert isinstance(change, IncidentOpened)
    assert (change.type, change.started_at) == ("face_missing", 104)


def test_a_late_look_takes_the_worst_value_before_it_away() -> None:
    subject = engine(rule("multiple_people", 5.0, threshold=2))

    (change,) = watch(subject, [look(100, 7), look(104, 2), look(102, 1), look(109, 3)])

    assert isinstance(change, IncidentOpened)
    assert (change.started_at, change.measured) == (104, 3)


def test_a_late_look_from_before_the_condition_changes_nothing() -> None:
    subject = engine(rule("face_missing", 5.0))

    (change,) = watch(subject, [look(100, 0), look(103, 0), look(99, 1), look(105, 0)])

    assert isinstance(change, IncidentOpened)
    assert change.started_at == 100


def test_signals_of_one_camera_that_come_apart_are_still_one_camera() -> None:
    subject = engine(rule("face_missing", 5.0), rule("camera_covered", 5.0, threshold=8))

    assert watch(subject, [look(100, 0), [seen("contrast", 105, 50)]]) == [], "no look at the faces"
    assert watch(subject, [[seen("contrast", 106, 1)], [seen("contrast", 107, 50)]]) == []
    assert subject.observe([seen("faces", 108, 0)]) == [], "it was explained in between"


def test_what_an_older_signal_says_cannot_turn_time_back() -> None:
    subject = engine(rule("window_blurred", 3.0), rule("tab_hidden", 1.0))

    watch(subject, [[seen("window_blurred", 100)], [seen("tab_hidden", 99, 0)]])
    (opening,) = subject.tick(103)
    (closing,) = subject.end(102)

    assert isinstance(opening, IncidentOpened)
    assert isinstance(closing, IncidentClosed)
    assert (opening.started_at, closing.ended_at) == (100, 102)


def test_nothing_from_before_the_rules_applied_counts_before_they_did() -> None:
    subject = engine()
    rules = (rule("face_missing", 5.0), rule("tab_hidden", 5.0))
    subject.apply(rules, 100)
    watch(subject, [[*look(98, 0), seen("tab_hidden", 98)], look(101, 0), look(103.5, 0)])

    assert subject.next_due() == 105
    (tab,) = subject.tick(105)
    (face,) = subject.observe(look(106, 0))
    assert isinstance(tab, IncidentOpened)
    assert isinstance(face, IncidentOpened)
    assert (tab.started_at, face.started_at) == (100, 101)


def test_a_late_answer_that_it_was_gone_restarts_a_browser_condition() -> None:
    subject = engine(rule("tab_hidden", 3.0))

    watch(subject, [[seen("tab_hidden", at, value)] for at, value in ((100, 1), (102, 1), (101, 0))])

    assert subject.tick(104.9) == []
    (change,) = subject.tick(105)
    assert isinstance(change, IncidentOpened)
    assert change.started_at == 102


def test_a_late_look_neither_opens_nor_closes() -> None:
    subject = engine(rule("face_missing", 2.0, 1.0))

    watch(subject, [look(100, 0), look(102, 0)])
    assert watch(subject, [look(101, 1), look(99, 1)]) == []
    assert closed(subject.observe(look(103, 1))) == []


def test_a_clock_that_goes_backwards_makes_no_negative_duration() -> None:
    subject = engine(rule("tab_hidden", 0.0))
    subject.observe([seen("tab_hidden", 100)])

    (change,) = subject.end(90)

    assert isinstance(change, IncidentClosed)
    assert change.duration_s == 0


def test_a_look_from_before_a_rule_changed_is_not_held_against_the_new_one() -> None:
    subject = engine(rule("face_missing", 5.0))
    subject.observe(look(100, 0))
    subject.apply((rule("face_missing", 6.0),), 104)

    (change,) = watch(subject, [look(103, 0), look(105, 0), look(110.9, 0), look(111, 0)])

    assert isinstance(change, IncidentOpened)
    assert change.started_at == 105
