"""Incidents arrive twice, late, or from a process that is gone, and are kept once."""

from dataclasses import replace

import pytest

from tests.factories.world import World, chain
from tool.domain.incident import IncidentClosed, Still, StillRole
from tool.domain.incident_types.kind import Severity
from tool.domain.incident_types.registry import KINDS
from tool.domain.stream import Channel
from tool.monitoring.exam import incidents, nodes
from tool.monitoring.exam.events import IncidentRecorded, IncidentsSeen, IncidentUpdated
from tool.monitoring.exam.explanation import explain
from tool.monitoring.exam.ports import Work
from tool.monitoring.exam.records import Origin
from tool.monitoring.work import NotFound


def closing(world: World, attempt_id: str, incident_id: str = "incident-1", duration: float = 6.2) -> IncidentClosed:
    return IncidentClosed(incident_id, attempt_id, "face_missing", world.now, duration)


def closed(world: World, work: Work, origin: Origin, incident: IncidentClosed) -> bool:
    return incidents.closed(work, origin, incident, world.now)


def test_opened_twice_is_kept_once(world: World) -> None:
    attempt = world.attempt()
    origin = world.origin()
    assert world.incident(attempt.id, origin=origin)
    assert not world.incident(attempt.id, origin=origin)
    assert not world.incident(attempt.id, origin=world.origin())
    assert len(world.told(IncidentRecorded)) == 1


def test_closed_tells_the_measured_length(world: World) -> None:
    attempt = world.attempt()
    world.incident(attempt.id)
    origin = world.origin()
    world.clock.forward(1.2)
    with world.work() as work:
        assert closed(world, work, origin, closing(world, attempt.id))
        assert not closed(world, work, origin, closing(world, attempt.id))
        assert not closed(world, work, world.origin(), closing(world, attempt.id, duration=99))
        assert not closed(world, work, world.origin(), closing(world, attempt.id, "unknown"))
        kept = work.incidents.find("incident-1")
    assert kept is not None
    assert (kept.ended_at, kept.duration_s) == (world.now, 6.2)
    assert explain(kept) == "No face in view for 6.2 s (threshold: fewer than 1 face for 5 s)"
    assert len(world.told(IncidentUpdated)) == 1


def test_what_nobody_looked_at_is_said_and_not_counted(world: World) -> None:
    attempt = world.attempt()
    world.incident(attempt.id, interval_s=11.04)
    with world.work() as work:
        last_look = replace(closing(world, attempt.id, duration=66.0), unseen_s=33.5)
        assert closed(world, work, world.origin(), last_look)
    with world.work() as work:
        kept = work.incidents.find("incident-1")
    assert kept is not None
    assert (kept.duration_s, kept.end_known, kept.unseen_s) == (66.0, True, 33.5)
    assert explain(kept) == (
        "No face in view for at least 66 s (threshold: fewer than 1 face for 5 s); its end was not seen: no look "
        "told of it for 33.5 s; up to 11 s passed between two looks"
    )


def test_what_was_not_listened_to_is_said_in_its_own_words(world: World) -> None:
    attempt = world.attempt()
    world.incident(attempt.id, type="microphone_silent", interval_s=4.0)
    world.incident(attempt.id, "incident-2", type="microphone_silent", interval_s=12.0)
    with world.work() as work:
        for name in ("incident-1", "incident-2"):
            end = replace(closing(world, attempt.id, name), unseen_s=15.0)
            assert incidents.closed(work, world.origin(), end, world.now)
    with world.work() as work:
        usual, seldom = (explain(kept) for kept in work.incidents.of_attempt(attempt.id))
    assert usual.endswith("; its end was not heard: nothing was listened to for 15 s")
    assert seldom.endswith("listened to for 15 s; up to 12 s passed while nothing was listened to")


def test_looks_at_the_usual_pace_are_not_worth_a_word(world: World) -> None:
    attempt = world.attempt()
    world.incident(attempt.id, interval_s=1.4)
    with world.work() as work:
        kept = work.incidents.find("incident-1")
    assert kept is not None
    assert explain(kept) == "No face in view for 5 s and longer (threshold: fewer than 1 face for 5 s)"


def test_incident_of_another_attempt_cannot_be_closed(world: World) -> None:
    exam = world.exam()
    mine, other = world.attempt(exam=exam), world.attempt(exam=exam, subject="sub-2")
    world.incident(mine.id)
    with world.work() as work:
        assert not closed(world, work, world.origin(), closing(world, other.id))


def test_unknown_attempt_is_taken_and_forgotten(world: World) -> None:
    assert not world.incident("nobody")
    assert world.told(IncidentRecorded) == []


def test_new_boot_closes_what_the_old_one_left_open(world: World) -> None:
    attempt = world.attempt()
    world.incident(attempt.id, "old", origin=world.origin(boot_id="boot-1"))
    world.incident(attempt.id, "elsewhere", origin=world.origin(node_id="media-2", boot_id="boot-x"))
    world.clock.forward(30)
    started = world.origin(boot_id="boot-2")
    with world.work() as work:
        assert nodes.started(work, started)
        assert not nodes.started(work, started)
        old, elsewhere = work.incidents.find("old"), work.incidents.find("elsewhere")
    assert old is not None
    assert elsewhere is not None
    assert (old.ended_at, old.end_known) == (world.now, False)
    assert elsewhere.ended_at is None
    assert "for at least 5 s" in explain(old)
    assert "not measured" in explain(old)


def test_late_news_of_an_old_boot_is_closed_at_once_and_its_measured_end_wins(world: World) -> None:
    attempt = world.attempt()
    with world.work() as work:
        nodes.started(work, world.origin(boot_id="boot-2"))
    world.incident(attempt.id, origin=world.origin(boot_id="boot-1"))
    with world.work() as work:
        late = work.incidents.find("incident-1")
        assert late is not None
        assert not late.end_known
        assert closed(world, work, world.origin(boot_id="boot-1"), closing(world, attempt.id))
        corrected = work.incidents.find("incident-1")
    assert corrected is not None
    assert (corrected.end_known, corrected.duration_s) == (True, 6.2)


def test_stills_form_a_chain_per_attempt(world: World) -> None:
    exam = world.exam()
    first, second = world.attempt(exam=exam), world.attempt(exam=exam, subject="sub-2")
    still = Still("attempts/a/stills/1.jpg", "ab" * 32, 1000, world.now)
    for attempt_id, incident_id in ((first.id, "a"), (first.id, "b"), (second.id, "c")):
        world.incident(attempt_id, incident_id, still=still)
    with world.work() as work:
        items = work.evidence.of_attempt(first.id)
        other = work.evidence.of_attempt(second.id)
    assert [(i.position, i.previous, i.link, i.incident_id) for i in items] == [
        (1, "", ">1", "a"), (2, ">1", ">1>2", "b"),
    ]
    assert [i.link for i in other] == [">1"]


def test_camera_and_screen_of_an_incident_are_two_links_of_the_chain(world: World) -> None:
    attempt = world.attempt()
    camera = Still("attempts/a/stills/1.jpg", "ab" * 32, 1000, world.now)
    screen = Still("attempts/a/screens/1.jpg", "cd" * 32, 2000, world.now + 1)
    world.incident(attempt.id, still=camera)
    taken = world.origin()
    with world.work() as work:
        assert incidents.still_taken(work, taken, attempt.id, "incident-1", screen, chain, Channel.SCREEN)
        assert not incidents.still_taken(work, taken, attempt.id, "incident-1", screen, chain, Channel.SCREEN)
        assert not incidents.still_taken(work, world.origin(), attempt.id, "incident-1", screen, chain, Channel.SCREEN)
        items = work.evidence.of_attempt(attempt.id)
    assert [(i.position, i.kind, i.key, i.previous, i.link, i.captured_at) for i in items] == [
        (1, "still", camera.key, "", ">1", world.now), (2, "screen", screen.key, ">1", ">1>2", world.now + 1),
    ]
    assert len(world.told(IncidentUpdated)) == 1


def test_seen_needs_the_right_exam(world: World) -> None:
    attempt = world.attempt()
    world.incident(attempt.id, severity=Severity.HIGH)
    with world.work() as work, pytest.raises(NotFound):
        incidents.mark_seen(work, "another-exam", attempt.id, "Pat", world.now)
    with world.work() as work:
        assert work.incidents.summaries(attempt.exam_id)[attempt.id].worst_unseen is Severity.HIGH
        assert incidents.mark_seen(work, attempt.exam_id, attempt.id, "Pat", world.now) == 1
        assert incidents.mark_seen(work, attempt.exam_id, attempt.id, "Pat", world.now) == 0
        summary = work.incidents.summaries(attempt.exam_id, attempt.id)[attempt.id]
    assert (summary.worst_unseen, summary.total, summary.open) == (None, 1, 1)


def test_a_look_at_many_incidents_is_told_once(world: World) -> None:
    attempt = world.attempt()
    for number in range(300):
        world.incident(attempt.id, f"incident-{number}")
        world.clock.forward(30)
    with world.work() as work:
        assert incidents.mark_seen(work, attempt.exam_id, attempt.id, "Pat", world.now) == 300
        assert {i.seen_by for i in work.incidents.of_attempt(attempt.id)} == {"Pat"}
    told = world.told(IncidentsSeen)
    assert [(one.attempt_id, len(one.incident_ids)) for one in told] == [(attempt.id, 300)]
    assert world.told(IncidentUpdated) == []


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        ("face_missing", "No face in view for 5 s and longer (threshold: fewer than 1 face for 5 s)"),
        ("multiple_people", "More than one person in view for 5 s and longer (threshold: 1 or more faces for 5 s)"),
        (
            "camera_covered",
            (
                "Camera covered or turned away for 5 s and longer "
                "(threshold: below 1 points of detail for 5 s, measured 0)"
            ),
        ),
        ("tab_hidden", "Exam tab hidden for 5 s and longer (threshold: hidden for 5 s)"),
    ],
)
def test_explanations(world: World, kind: str, sentence: str) -> None:
    attempt = world.attempt()
    world.incident(attempt.id, type=kind)
    with world.work() as work:
        assert explain(work.incidents.of_attempt(attempt.id)[0]) == sentence


@pytest.mark.parametrize("kind", list(KINDS))
def test_every_type_explains_itself(world: World, kind: str) -> None:
    attempt = world.attempt()
    world.incident(attempt.id, type=kind)
    with world.work() as work:
        text = explain(work.incidents.of_attempt(attempt.id)[0])
    assert "threshold" in text
    assert " s" in text or KINDS[kind].momentary


def test_a_flood_of_one_type_is_counted_in_one_and_buries_no_other(world: World) -> None:
    attempt = world.attempt()
    for n in range(45):
        world.incident(attempt.id, f"incident-{n}")
        world.clock.forward(2)
        with world.work() as work:
            closed(world, work, world.origin(), closing(world, attempt.id, f"incident-{n}", duration=1))
    world.incident(attempt.id, "another", type="camera_covered")
    with world.work() as work:
        kept = [each for each in work.incidents.of_attempt(attempt.id) if each.type == "face_missing"]
        assert work.incidents.find("another") is not None
    assert len(kept) == incidents.MOST_OF_A_TYPE + 1
    assert sum(each.times for each in kept) == 45
    last = max(kept, key=lambda each: each.opened_at)
    assert last.times == 15
    assert last.ended_at == pytest.approx(world.now)
    assert explain(last).startswith("No face in view 15 times within ")
    assert explain(last).endswith("counted as one (threshold: fewer than 1 face for 5 s)")


def test_what_is_counted_is_counted_once_and_open_while_it_lasts(world: World) -> None:
    attempt = world.attempt()
    for n in range(33):
        world.incident(attempt.id, f"incident-{n}")
    again = world.origin()
    assert not world.incident(attempt.id, "incident-32", origin=again)
    with world.work() as work:
        (counted,) = [each for each in work.incidents.of_attempt(attempt.id) if each.times > 1]
        assert (counted.times, counted.ended_at) == (3, None)
        assert not closed(world, work, world.origin(), closing(world, attempt.id, "incident-31")), "not the last"
        assert not closed(world, work, world.origin(), closing(world, attempt.id, counted.id)), "it came again"
        assert closed(world, work, world.origin(), closing(world, attempt.id, "incident-32"))
    assert "3 times so far" in explain(counted)


def test_after_ten_minutes_they_are_kept_one_by_one_again(world: World) -> None:
    attempt = world.attempt()
    for n in range(32):
        world.incident(attempt.id, f"incident-{n}")
    world.clock.forward(incidents.CROWDED_S + 10)
    world.incident(attempt.id, "later")
    with world.work() as work:
        assert work.incidents.find("later") is not None


def test_a_new_run_goes_on_with_what_it_still_measures(world: World) -> None:
    attempt = world.attempt()
    for n in range(32):
        world.incident(attempt.id, f"incident-{n}")
    with world.work() as work:
        nodes.started(work, world.origin(boot_id="boot-2"), still_measured=["incident-0", "incident-31"])
        still_open = [each for each in work.incidents.of_attempt(attempt.id) if each.ended_at is None]
    assert sorted((each.times, each.latest_id) for each in still_open) == [(1, ""), (2, "incident-31")]


def test_pictures_of_start_worst_and_end_are_links_of_one_chain(world: World) -> None:
    attempt = world.attempt()
    stills = [Still(f"attempts/a/stills/1{role}.jpg", "ab" * 32, 9, world.now, role) for role in StillRole]
    world.incident(attempt.id, still=stills[0])
    with world.work() as work:
        for still in stills[1:]:
            assert incidents.still_taken(work, world.origin(), attempt.id, "incident-1", still, chain)
    with world.work() as work:
        kept = work.evidence.of_attempt(attempt.id)
    assert [(item.role, item.position, item.previous) for item in kept] == [
        (StillRole.START, 1, ""), (StillRole.WORST, 2, ">1"), (StillRole.END, 3, ">1>2"),
    ]
