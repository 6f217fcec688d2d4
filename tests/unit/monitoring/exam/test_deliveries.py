"""Staff have a command tried again: at once, with those it waits for, and never one that is out of date."""

import pytest

from tests.factories.world import PROCTOR, World
from tests.fakes.lms import FakeLms
from tool.domain.intervention import InterventionKind
from tool.domain.lms import LmsRefused
from tool.lms.outbox import Dispatcher
from tool.monitoring.exam import deliveries
from tool.monitoring.exam.deliveries import DeliveryRefused
from tool.monitoring.exam.records import OutboxRow
from tool.monitoring.work import NotFound

K = InterventionKind
LATER = LmsRefused("The LMS is busy.", retry=True, after_s=3600)
NEVER = LmsRefused("The token is not good.", retry=False)


@pytest.fixture
def world() -> World:
    return World()


def rows(world: World, attempt_id: str) -> list[OutboxRow]:
    with world.work() as work:
        return work.outbox.of_attempt(attempt_id)


def again(world: World, row: OutboxRow, exam_id: str = "") -> OutboxRow:
    with world.work() as work:
        return deliveries.again(work, exam_id or row.exam_id, row.id, PROCTOR, world.now)


def test_what_failed_goes_at_once_and_is_in_the_audit(world: World) -> None:
    attempt = world.attempt()
    world.decide(attempt.id, K.PAUSE, text="wait")
    lms = FakeLms(NEVER)
    dispatcher = Dispatcher(world.works, lms, world.clock)
    dispatcher.run_once()
    assert again(world, rows(world, attempt.id)[0]).status == "waiting"
    dispatcher.run_once()
    assert rows(world, attempt.id)[0].status == "delivered"
    assert lms.told[0] == lms.told[1]
    with world.work() as work:
        entry = work.audit.of_exam(attempt.exam_id)[-1]
    assert (entry.action, entry.detail, entry.person_id) == ("deliver_again", "pause", PROCTOR.person_id)


def test_what_waits_goes_at_once_with_those_before_it(world: World) -> None:
    attempt = world.attempt()
    world.decide(attempt.id, K.PAUSE, text="wait")
    world.decide(attempt.id, K.RESUME)
    lms = FakeLms(LATER)
    dispatcher = Dispatcher(world.works, lms, world.clock)
    assert dispatcher.run_once() == 3600
    again(world, rows(world, attempt.id)[1])
    dispatcher.run_once()
    assert lms.verbs == ["pause", "pause", "resume"]


def test_the_loop_is_woken(world: World) -> None:
    woken: list[bool] = []
    attempt = world.attempt()
    world.decide(attempt.id, K.PAUSE, text="wait")
    dispatcher = Dispatcher(world.works, FakeLms(LATER), world.clock, wake=lambda: woken.append(True))
    world.works.listen(dispatcher.heard)
    dispatcher.run_once()
    again(world, rows(world, attempt.id)[0])
    assert woken == [True]


def test_a_pause_that_was_taken_back_is_not_sent_again(world: World) -> None:
    attempt = world.attempt()
    world.decide(attempt.id, K.PAUSE, text="wait")
    world.decide(attempt.id, K.RESUME)
    Dispatcher(world.works, FakeLms(NEVER), world.clock).run_once()
    failed, delivered = rows(world, attempt.id)
    with pytest.raises(DeliveryRefused, match="decided later"):
        again(world, failed)
    with pytest.raises(DeliveryRefused, match="taken this already"):
        again(world, delivered)


def test_a_flag_is_sent_again_whatever_came_later(world: World) -> None:
    attempt = world.attempt()
    world.decide(attempt.id, K.FLAG, text="look at it")
    Dispatcher(world.works, FakeLms(NEVER), world.clock).run_once()
    world.decide(attempt.id, K.PAUSE, text="wait")
    assert again(world, rows(world, attempt.id)[0]).status == "waiting"


def test_what_is_being_tried_is_left_alone(world: World) -> None:
    attempt = world.attempt()
    world.decide(attempt.id, K.PAUSE, text="wait")
    Dispatcher(world.works, FakeLms(), world.clock).run_once(spawn=lambda delivery: None)
    (row,) = rows(world, attempt.id)
    assert row.leased_by
    assert again(world, row) == row


def test_another_exam_has_no_such_delivery(world: World) -> None:
    attempt = world.attempt()
    world.decide(attempt.id, K.PAUSE, text="wait")
    with pytest.raises(NotFound):
        again(world, rows(world, attempt.id)[0], "exam-of-others")
