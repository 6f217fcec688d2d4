"""The outbox dispatcher with deliveries beside each other: a slow platform holds up nobody but itself.

A delivery that runs beside is kept in a list here and run when the test says so."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.factories.world import PLATFORM, World
from tests.fakes.lms import FakeLms
from tool.db.engine import DatabaseBusy
from tool.db.work import SqlWork
from tool.domain.intervention import InterventionKind
from tool.domain.lms import Lane, LmsRefused
from tool.lms.lanes import MAX_PARALLEL
from tool.lms.outbox import Dispatcher, Spawn

K = InterventionKind
LATER = LmsRefused("The LMS is busy.", retry=True)


class Beside:
    """Serves as `spawn`: `slow` deliveries have begun and are over when they are taken out and called."""

    def __init__(self) -> None:
        self.slow: list[Callable[[], None]] = []

    def __call__(self, delivery: Callable[[], None]) -> None:
        self.slow.append(delivery)

    def finish(self, number: int = 0) -> None:
        self.slow.pop(number)()


@pytest.fixture
def beside() -> Beside:
    return Beside()


def platforms(world: World, count: int) -> list[str]:
    """One attempt on each of so many platforms; return their ids."""
    first, made = world.exam(), []
    for n in range(count):
        exam = replace(first, id=f"exam-{n}", platform_id=f"platform-{n + 10}")
        with world.work() as work:
            work.platforms.add(replace(PLATFORM, id=exam.platform_id, client_id=f"client-{n}"))
            work.exams.add(exam)
        made.append(world.attempt(exam=exam, subject=f"s{n}").id)
    return made


def told(lms: FakeLms) -> list[str]:
    return [command.attempt_id for command in lms.told]


def pause(world: World, *attempts: str, kind: InterventionKind = K.PAUSE) -> None:
    for attempt in attempts:
        world.decide(attempt, kind, text="wait")
        world.clock.forward(0.01)


def flag(world: World, *attempts: str) -> None:
    pause(world, *attempts, kind=K.FLAG)


def after(world: World, seconds: float, dispatcher: Dispatcher, spawn: Spawn | None) -> float | None:
    world.clock.forward(seconds)
    return dispatcher.run_once(spawn)


def test_others_are_told_while_one_is_slow(world: World, beside: Beside) -> None:
    slow, quick = platforms(world, 2)
    lms = FakeLms()
    dispatcher = Dispatcher(world.works, lms, world.clock)
    pause(world, slow, quick)
    assert dispatcher.run_once(beside) is None
    assert len(beside.slow) == 2
    beside.finish(1)
    world.decide(quick, K.RESUME)
    assert dispatcher.run_once(beside) is None
    beside.finish(1)
    assert told(lms) == [quick, quick]
    assert lms.verbs == ["pause", "resume"]
    beside.finish()
    assert told(lms) == [quick, quick, slow]


def test_one_thing_at_a_time_for_one_platform(world: World, beside: Beside) -> None:
    exam = world.exam()
    many = [world.attempt(exam=exam, subject=f"s{n}").id for n in range(3)]
    lms = FakeLms()
    dispatcher = Dispatcher(world.works, lms, world.clock)
    pause(world, *many)
    world.decide(many[0], K.RESUME)
    for _ in range(4):
        for _ in range(2):
            assert dispatcher.run_once(beside) is None
        assert len(beside.slow) == 1
        beside.finish()
    assert sorted(told(lms)) == sorted([*many, many[0]])
    assert [c.verb.value for c in lms.told if c.attempt_id == many[0]] == ["pause", "resume"]
    assert dispatcher.run_once(beside) is None
    assert beside.slow == []


@pytest.mark.parametrize(("kind", "most"), [(K.PAUSE, MAX_PARALLEL[Lane.URGENT]), (K.FLAG, MAX_PARALLEL[Lane.LATER])])
def test_no_more_than_so_many_beside_each_other(
    world: World, beside: Beside, kind: InterventionKind, most: int
) -> None:
    attempts = platforms(world, most + 2)
    lms = FakeLms()
    dispatcher = Dispatcher(world.works, lms, world.clock)
    pause(world, *attempts, kind=kind)
    assert dispatcher.run_once(beside) is None
    assert len(beside.slow) == most
    beside.finish()
    assert dispatcher.run_once(beside) is None
    assert len(beside.slow) == most
    while beside.slow:
        beside.finish()
        dispatcher.run_once(beside)
    assert told(lms) == attempts


def test_what_is_urgent_waits_for_no_flag_of_its_attempt_or_platform(world: World, beside: Beside) -> None:
    exam = world.exam()
    first, second = (world.attempt(exam=exam, subject=f"s{n}").id for n in range(2))
    lms = FakeLms()
    dispatcher = Dispatcher(world.works, lms, world.clock)
    flag(world, first)
    dispatcher.run_once(beside)
    pause(world, first, second)
    dispatcher.run_once(beside)
    assert len(beside.slow) == 2
    beside.finish(1)
    dispatcher.run_once(beside)
    beside.finish(1)
    assert [(c.attempt_id, c.verb.value) for c in lms.told] == [(first, "pause"), (second, "pause")]
    beside.finish()
    assert lms.verbs == ["pause", "pause", "flag"]


def test_a_flag_is_not_told_before_the_block_it_tells_of(world: World) -> None:
    attempt = world.attempt()
    world.decide(attempt.id, K.TERMINATE, text="a phone")
    lms = FakeLms(LATER)
    dispatcher = Dispatcher(world.works, lms, world.clock)
    dispatcher.run_once()
    assert lms.verbs == ["terminate"]
    after(world, 2.0, dispatcher, None)
    assert lms.verbs == ["terminate", "terminate", "flag", "annotate"]


def test_pause_and_resume_never_overtake_each_other(world: World, beside: Beside) -> None:
    (attempt,) = platforms(world, 1)
    lms = FakeLms(LATER)
    dispatcher = Dispatcher(world.works, lms, world.clock)
    pause(world, attempt)
    flag(world, attempt)
    world.decide(attempt, K.RESUME)
    for _ in range(6):
        after(world, 1.0, dispatcher, beside)
        while beside.slow:
            beside.finish()
    assert [verb for verb in lms.verbs if verb != "flag"] == ["pause", "pause", "resume"]


def test_a_platform_that_rests_holds_back_nothing_urgent(world: World) -> None:
    exam = world.exam()
    first, second = (world.attempt(exam=exam, subject=f"s{n}").id for n in range(2))
    lms = FakeLms(LATER)
    dispatcher = Dispatcher(world.works, lms, world.clock)
    flag(world, first)
    dispatcher.run_once()
    pause(world, second)
    dispatcher.run_once()
    assert lms.verbs == ["flag", "pause"]


def test_dead_platforms_leave_room_for_one_that_lives(world: World, beside: Beside) -> None:
    most = MAX_PARALLEL[Lane.LATER]
    *dead, alive = platforms(world, most + 3)
    lms = FakeLms(*[LATER] * (most + 2))
    dispatcher = Dispatcher(world.works, lms, world.clock)
    flag(world, *dead)
    for _ in range(2):
        after(world, 3.0, dispatcher, beside)
        while len(lms.script):
            beside.finish()
            dispatcher.run_once(beside)
    after(world, 3.0, dispatcher, beside)
    assert len(beside.slow) == most // 2
    flag(world, alive)
    dispatcher.run_once(beside)
    beside.finish(-1)
    assert told(lms)[-1] == alive


def test_the_end_of_a_delivery_beside_wakes_the_loop(world: World, beside: Beside) -> None:
    woken: list[bool] = []
    (attempt,) = platforms(world, 1)
    dispatcher = Dispatcher(world.works, FakeLms(LATER), world.clock, wake=lambda: woken.append(True))
    pause(world, attempt)
    dispatcher.run_once(beside)
    assert woken == []
    beside.finish()
    assert woken == [True]
    assert dispatcher.run_once(beside) == pytest.approx(2.0)


def test_a_platform_that_is_busy_rests_over_rounds(world: World, beside: Beside) -> None:
    exam = world.exam()
    first, second = (world.attempt(exam=exam, subject=f"s{n}").id for n in range(2))
    lms = FakeLms(LATER)
    dispatcher = Dispatcher(world.works, lms, world.clock)
    flag(world, first, second)
    dispatcher.run_once(beside)
    beside.finish()
    assert after(world, 0.4, dispatcher, beside) == pytest.approx(0.6)
    assert beside.slow == []
    after(world, 0.6, dispatcher, beside)
    beside.finish()
    assert told(lms) == [first, second]


class Failing:
    """Serves Works: those of the world, unless they are `down`."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.down = False

    def __call__(self) -> SqlWork:
        if self.down:
            raise DatabaseBusy
        return self.world.work()


def test_an_answer_that_cannot_be_kept_frees_the_platform(
    world: World, beside: Beside, caplog: pytest.LogCaptureFixture
) -> None:
    woken: list[bool] = []
    exam = world.exam()
    first, second = (world.attempt(exam=exam, subject=f"s{n}").id for n in range(2))
    lms, works = FakeLms(), Failing(world)
    dispatcher = Dispatcher(works, lms, world.clock, wake=lambda: woken.append(True))
    pause(world, first, second)
    dispatcher.run_once(beside)
    works.down = True
    beside.finish()
    works.down = False
    assert "could not be kept" in caplog.text
    assert woken == [True]
    dispatcher.run_once(beside)
    beside.finish()
    assert told(lms) == [first, second]
