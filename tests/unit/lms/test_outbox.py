"""The outbox dispatcher: order, retries, giving up, and a process that dies between the call and the commit."""

import threading
from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.factories.world import PLATFORM, World
from tests.fakes.lms import FakeLms
from tool.domain.intervention import InterventionKind
from tool.domain.lms import LmsCommand, LmsRefused, LmsVerb
from tool.lms.outbox import Dispatcher, Spawn
from tool.lms.patience import Patience
from tool.monitoring.exam.events import DeliveryChanged
from tool.monitoring.exam.records import Exam, OutboxRow

K = InterventionKind
LATER = LmsRefused("The LMS is busy.", retry=True)
NEVER = LmsRefused("The attempt is closed.", retry=False)


def after(world: World, seconds: float, dispatcher: Dispatcher, spawn: Spawn | None = None) -> float | None:
    world.clock.forward(seconds)
    return dispatcher.run_once(spawn)


def rows(world: World, attempt_id: str) -> list[OutboxRow]:
    with world.work() as work:
        return work.outbox.of_attempt(attempt_id)


def paused_and_resumed(world: World, **facts: str) -> str:
    attempt = world.attempt(**facts)
    world.decide(attempt.id, K.PAUSE, text="wait")
    world.decide(attempt.id, K.RESUME)
    return attempt.id


def test_rows_go_in_order_and_are_told(world: World) -> None:
    attempt_id = paused_and_resumed(world)
    lms = FakeLms()
    world.events.clear()
    assert Dispatcher(world.works, lms, world.clock).run_once() is None
    assert lms.verbs == ["pause", "resume"]
    assert [(r.status, r.tries, r.answer) for r in rows(world, attempt_id)] == [("delivered", 1, "ok")] * 2
    assert [e.row.status for e in world.told(DeliveryChanged)] == ["delivered", "delivered"]


def test_a_row_that_waits_holds_back_the_later_ones(world: World) -> None:
    paused_and_resumed(world)
    lms = FakeLms(LATER)
    dispatcher = Dispatcher(world.works, lms, world.clock)
    assert dispatcher.run_once() == 2.0
    assert lms.verbs == ["pause"]
    assert after(world, 1.9, dispatcher) == pytest.approx(0.1)
    assert lms.verbs == ["pause"]
    assert after(world, 0.2, dispatcher) is None
    assert lms.verbs == ["pause", "pause", "resume"]


def test_a_refusal_for_good_lets_the_next_row_go(world: World) -> None:
    attempt_id = paused_and_resumed(world)
    lms = FakeLms(NEVER)
    assert Dispatcher(world.works, lms, world.clock).run_once() is None
    first, second = rows(world, attempt_id)
    assert (first.status, first.last_error, first.impossible) == ("failed", "The attempt is closed.", False)
    assert second.status == "delivered"


def test_waits_double_up_to_the_longest(world: World) -> None:
    world.decide(world.attempt().id, K.PAUSE, text="wait")
    dispatcher = Dispatcher(world.works, FakeLms(*[LATER] * 6), world.clock, patience=Patience(first_s=2, longest_s=20))
    waits = []
    for _ in range(6):
        waits.append(dispatcher.run_once())
        world.clock.forward(waits[-1] or 0)
    assert waits == [2, 4, 8, 16, 20, 20]


def test_retry_after_is_obeyed(world: World) -> None:
    attempt = world.attempt()
    world.decide(attempt.id, K.PAUSE, text="wait")
    lms = FakeLms(LmsRefused("Too many requests.", retry=True, after_s=300))
    assert Dispatcher(world.works, lms, world.clock).run_once() == 300
    with world.work() as work:
        assert work.outbox.errors(attempt.exam_id) == {attempt.id: "Too many requests."}


def test_gives_up_after_the_last_try(world: World) -> None:
    attempt_id = paused_and_resumed(world)
    lms = FakeLms(LATER, LATER, LATER)
    dispatcher = Dispatcher(world.works, lms, world.clock, patience=Patience(max_tries=3))
    for _ in range(3):
        dispatcher.run_once()
        world.clock.forward(100)
    assert [r.status for r in rows(world, attempt_id)] == ["failed", "delivered"]
    assert lms.verbs == ["pause"] * 3 + ["resume"]


def test_what_the_platform_cannot_do_is_not_sent_and_not_counted_as_an_error(world: World) -> None:
    attempt = world.attempt()
    world.decide(attempt.id, K.PAUSE, text="wait")
    lms = FakeLms(unable={LmsVerb.PAUSE: "Done in the widget only"})
    assert Dispatcher(world.works, lms, world.clock).run_once() is None
    (row,) = rows(world, attempt.id)
    assert (row.status, row.impossible, row.last_error) == ("failed", True, "Done in the widget only")
    assert lms.told == []
    with world.work() as work:
        assert work.outbox.errors(attempt.exam_id) == {}


def test_what_turns_out_to_be_impossible_is_not_counted_as_an_error(world: World) -> None:
    attempt = world.attempt()
    world.decide(attempt.id, K.PAUSE, text="wait")
    lms = FakeLms(LmsRefused("Shown in the report only", retry=False, impossible=True))
    assert Dispatcher(world.works, lms, world.clock).run_once() is None
    (row,) = rows(world, attempt.id)
    assert (row.status, row.impossible, row.last_error) == ("failed", True, "Shown in the report only")
    with world.work() as work:
        assert work.outbox.errors(attempt.exam_id) == {}


def test_no_transaction_is_open_while_the_lms_is_called(world: World) -> None:
    attempt = world.attempt()
    world.decide(attempt.id, K.PAUSE, text="wait")
    lms = FakeLms()
    seen: list[tuple[str, int]] = []

    def look(command: LmsCommand) -> None:
        with world.work() as work:  # would raise DatabaseBusy if a unit of work were open
            row = work.outbox.get(command.id)
        seen.append((row.status, row.tries))

    lms.before = look
    Dispatcher(world.works, lms, world.clock).run_once()
    assert seen == [("waiting", 1)]


def dies(dispatcher: Dispatcher) -> None:
    with pytest.raises(KeyboardInterrupt):
        dispatcher.run_once()


def test_after_a_death_between_call_and_commit_the_next_run_sends_the_same_at_once(world: World) -> None:
    attempt_id = paused_and_resumed(world)
    lms = FakeLms(KeyboardInterrupt())
    dies(Dispatcher(world.works, lms, world.clock))
    heir = Dispatcher(world.works, lms, world.clock)
    world.clock.forward(1)
    heir.booted()
    assert heir.run_once() is None
    assert lms.verbs == ["pause", "pause", "resume"]
    assert lms.told[0] == lms.told[1]
    assert [(r.tries, r.leased_by) for r in rows(world, attempt_id)] == [(2, ""), (1, "")]


def test_a_run_that_starts_leaves_alone_what_it_tries_itself(world: World) -> None:
    world.decide(world.attempt().id, K.PAUSE, text="wait")
    lms = FakeLms()
    dispatcher = Dispatcher(world.works, lms, world.clock)
    lms.before = lambda command: dispatcher.booted()
    begun: list[Callable[[], None]] = []
    dispatcher.run_once(begun.append)
    dispatcher.booted()
    with world.work() as work:
        assert [row.next_at for row in work.outbox.leased()] == [world.now + Patience().lease_s]


def test_without_a_start_the_lease_is_the_net(world: World) -> None:
    paused_and_resumed(world)
    lms = FakeLms(KeyboardInterrupt())
    dies(Dispatcher(world.works, lms, world.clock, patience=Patience(lease_s=60)))
    other = Dispatcher(world.works, lms, world.clock)
    assert after(world, 59, other) == pytest.approx(1)
    assert after(world, 1, other) is None
    assert lms.verbs == ["pause", "pause", "resume"]


def test_a_row_that_kills_the_process_waits_longer_each_time_and_is_given_up(world: World) -> None:
    attempt_id = paused_and_resumed(world)
    lms = FakeLms(*[KeyboardInterrupt()] * 3)
    waits = []
    for _ in range(3):
        heir = Dispatcher(world.works, lms, world.clock, patience=Patience(max_tries=3))
        heir.booted()
        waits.append(rows(world, attempt_id)[0].next_at - world.now)
        world.clock.forward(waits[-1])
        dies(heir)
    assert waits == [0, 0, 2]
    last = Dispatcher(world.works, lms, world.clock, patience=Patience(max_tries=3))
    last.booted()
    after(world, 4, last)
    first, second = rows(world, attempt_id)
    assert (first.status, second.status) == ("failed", "delivered")
    assert "stopped each time" in first.last_error


def test_a_wait_counts_from_the_end_of_a_try(world: World) -> None:
    attempt_id = paused_and_resumed(world)
    lms = FakeLms(LATER)
    lms.before = lambda command: None if lms.told else world.clock.forward(60) and None
    assert Dispatcher(world.works, lms, world.clock).run_once() == 2.0
    assert rows(world, attempt_id)[0].next_at == world.now + 2.0


def test_an_unexpected_error_is_retried_and_named(world: World, caplog: pytest.LogCaptureFixture) -> None:
    attempt = world.attempt()
    world.decide(attempt.id, K.PAUSE, text="wait")
    assert Dispatcher(world.works, FakeLms(ValueError("secret")), world.clock).run_once() == 2.0
    (row,) = rows(world, attempt.id)
    assert (row.status, row.last_error) == ("waiting", "Internal error: ValueError.")
    assert "failed unexpectedly" in caplog.text


def test_a_dead_platform_does_not_hold_up_the_others(world: World) -> None:
    exam = world.exam()
    dead = [world.attempt(exam=exam, subject=f"s{n}") for n in range(3)]
    alive = world.attempt(exam=other_platform(world, exam), subject="s9")
    for attempt in (*dead, alive):
        world.decide(attempt.id, K.FLAG, text="look at it")
        world.clock.forward(0.1)
    lms = FakeLms(LATER)
    assert Dispatcher(world.works, lms, world.clock).run_once() == 1.0
    assert [c.attempt_id for c in lms.told] == [dead[0].id, alive.id]


def other_platform(world: World, exam: Exam) -> Exam:
    other = replace(exam, id="exam-2", platform_id="platform-2")
    with world.work() as work:
        work.platforms.add(replace(PLATFORM, id="platform-2", client_id="other"))
        work.exams.add(other)
    return other


def test_only_one_round_at_a_time(world: World) -> None:
    world.decide(world.attempt().id, K.PAUSE, text="wait")
    lms = FakeLms()
    dispatcher = Dispatcher(world.works, lms, world.clock)
    inner: list[float | None] = []
    lms.before = lambda command: inner.append(dispatcher.run_once())
    dispatcher.run_once()
    assert inner == [None]
    assert lms.verbs == ["pause"]


def test_new_rows_wake_the_loop_and_settled_ones_do_not(world: World) -> None:
    woken = threading.Event()
    dispatcher = Dispatcher(world.works, FakeLms(), world.clock, wake=woken.set)
    world.works.listen(dispatcher.heard)
    world.decide(world.attempt().id, K.PAUSE, text="wait")
    assert woken.is_set()
    woken.clear()
    dispatcher.run_once()
    assert not woken.is_set()
