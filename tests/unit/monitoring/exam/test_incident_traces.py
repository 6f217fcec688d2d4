"""Incidents that come back, and what is kept of how they went."""

from dataclasses import replace

from tests.factories.world import World
from tool.domain.incident import IncidentClosed, IncidentReopened
from tool.domain.trace import NO_TRACE, Trace
from tool.monitoring.exam import incidents, nodes
from tool.monitoring.exam.events import IncidentUpdated
from tool.monitoring.exam.explanation import explain
from tool.monitoring.exam.records import Incident

BEGUN = Trace(6, 4, 0.0, 2.0, "-1 1;0 0;1.5 -?")
ALL = Trace(60, 43, 0.0, 2.0, "-1 1;0 0;1.5 -?;65.25 0;66 1")


def again(attempt_id: str, times: int = 2, incident_id: str = "incident-1") -> IncidentReopened:
    return IncidentReopened(incident_id, attempt_id, "face_missing", 20.0, times)


def over(world: World, attempt_id: str, times: int = 1, duration_s: float = 66.0, **more: object) -> IncidentClosed:
    closed = IncidentClosed("incident-1", attempt_id, "face_missing", world.now, duration_s, times=times, trace=ALL)
    return replace(closed, **more)  # type: ignore[arg-type]


def kept(world: World, incident_id: str = "incident-1") -> Incident:
    with world.work() as work:
        found = work.incidents.find(incident_id)
    assert found is not None
    return found


def test_how_it_went_is_kept_from_its_opening_and_anew_at_its_end(world: World) -> None:
    attempt = world.attempt()
    world.incident(attempt.id, trace=BEGUN)
    assert kept(world).trace == BEGUN
    assert explain(kept(world)) == (
        "No face in view for 5 s and longer, in 4 of 6 looks (67 %) (threshold: fewer than 1 face for 5 s)"
    )

    with world.work() as work:
        assert incidents.closed(work, world.origin(), over(world, attempt.id), world.now)
    assert kept(world).trace == ALL
    assert explain(kept(world)) == (
        "No face in view for 66 s, in 43 of 60 looks (72 %) (threshold: fewer than 1 face for 5 s)"
    )


def test_what_held_in_every_look_needs_no_share(world: World) -> None:
    attempt = world.attempt()
    world.incident(attempt.id, trace=Trace(6, 6))

    assert explain(kept(world)) == "No face in view for 5 s and longer (threshold: fewer than 1 face for 5 s)"


def test_an_end_without_a_trace_leaves_what_is_known(world: World) -> None:
    attempt = world.attempt()
    world.incident(attempt.id, trace=BEGUN)
    with world.work() as work:
        incidents.closed(work, world.origin(), over(world, attempt.id, trace=NO_TRACE), world.now)

    assert kept(world).trace == BEGUN


def test_one_that_comes_back_is_open_again_and_says_how_often(world: World) -> None:
    attempt = world.attempt()
    world.incident(attempt.id, trace=BEGUN)
    origin = world.origin()
    with world.work() as work:
        incidents.closed(work, world.origin(), over(world, attempt.id, duration_s=8.0, unseen_s=3.0), world.now)
        assert incidents.reopened(work, origin, again(attempt.id))
        assert not incidents.reopened(work, origin, again(attempt.id, times=3)), "sent twice"
        assert not incidents.reopened(work, world.origin(), again("another", times=3))
        assert not incidents.reopened(work, world.origin(), again(attempt.id, incident_id="unknown"))
    back = kept(world)
    assert (back.ended_at, back.duration_s, back.times, back.unseen_s) == (None, None, 2, 0.0)
    assert explain(back) == "No face in view 2 times so far, counted as one (threshold: fewer than 1 face for 5 s)"

    with world.work() as work:
        assert incidents.closed(work, world.origin(), over(world, attempt.id, times=5), world.now)
    done = kept(world)
    assert (done.duration_s, done.ended_at, done.times) == (66.0, done.started_at + 66.0, 5)
    assert explain(done) == (
        "No face in view 5 times within 66 s, in 43 of 60 looks (72 %), counted as one "
        "(threshold: fewer than 1 face for 5 s)"
    )
    assert len(world.told(IncidentUpdated)) == 3


def test_an_end_tells_that_it_came_back_if_nothing_else_did(world: World) -> None:
    attempt = world.attempt()
    world.incident(attempt.id)
    with world.work() as work:
        incidents.closed(work, world.origin(), over(world, attempt.id, duration_s=8.0), world.now)
        assert not incidents.closed(work, world.origin(), over(world, attempt.id, duration_s=9.0), world.now)
        assert incidents.closed(work, world.origin(), over(world, attempt.id, times=2), world.now)

    assert (kept(world).times, kept(world).duration_s) == (2, 66.0)


def test_one_of_many_that_comes_back_is_counted_with_the_others(world: World) -> None:
    attempt = world.attempt()
    for n in range(33):
        world.incident(attempt.id, f"incident-{n}", trace=BEGUN)
    last = over(world, attempt.id, incident_id="incident-32")
    with world.work() as work:
        assert incidents.closed(work, world.origin(), last, world.now)
        assert not incidents.reopened(work, world.origin(), again(attempt.id, incident_id="incident-31"))
        assert incidents.reopened(work, world.origin(), again(attempt.id, incident_id="incident-32"))
        (counted,) = [each for each in work.incidents.of_attempt(attempt.id) if each.latest_id]
        assert (counted.times, counted.ended_at) == (4, None)
        assert incidents.closed(work, world.origin(), replace(last, times=2), world.now)
        (counted,) = [each for each in work.incidents.of_attempt(attempt.id) if each.latest_id]
    assert (counted.times, counted.trace) == (4, BEGUN)
    assert "looks" not in explain(counted)


def test_one_that_came_back_is_left_open_by_the_process_that_said_so(world: World) -> None:
    attempt = world.attempt()
    with world.work() as work:
        nodes.started(work, world.origin(boot_id="boot-1"))
    world.incident(attempt.id)
    with world.work() as work:
        incidents.closed(work, world.origin(), over(world, attempt.id), world.now)
        incidents.reopened(work, world.origin(), again(attempt.id))
        nodes.started(work, world.origin(boot_id="boot-2"))

    assert kept(world).ended_at is not None
    assert not kept(world).end_known
