"""Loops behind bulkheads: a fault is said and tried again; only a loop that fails on and on ends the process."""

import threading
from collections.abc import Callable, Iterator

import pytest

from tool.monitoring.work import DatabaseBusy, NestedWork
from tool.web.background import GIVE_UP_S, GIVE_UP_TRIES, Loops


class Stage:
    """Runs loops in the test's thread on a clock of its own, which moves when a loop waits, until `end_s`."""

    def __init__(self, end_s: float) -> None:
        self.now = 0.0
        self.end_s = end_s
        self.rests: list[float] = []
        self.deaths: list[float] = []
        self.loops = Loops(lambda loop: loop(), self.die, lambda: self.now, self)  # type: ignore[arg-type]

    def die(self) -> None:
        self.deaths.append(self.now)

    def wait(self, timeout: float) -> bool:
        self.rests.append(timeout)
        self.now += timeout
        return self.is_set()

    def is_set(self) -> bool:
        return self.now >= self.end_s


def failing(errors: Iterator[Exception]) -> Callable[[], None]:
    def step() -> None:
        raise next(errors)

    return step


def endless(error: Exception) -> Iterator[Exception]:
    while True:
        yield error


def test_one_odd_answer_stops_nobody(caplog: pytest.LogCaptureFixture) -> None:
    stage, done = Stage(10), []

    def step() -> None:
        done.append(stage.now)
        if len(done) == 1:
            raise KeyError("an odd answer")

    stage.loops.every(1, "presence", step)
    assert len(done) > 5
    assert stage.deaths == []
    assert "The presence loop failed (1 in a row); it goes on." in caplog.text
    assert "The presence loop works again" in caplog.text


def test_a_loop_that_fails_on_and_on_ends_the_process(caplog: pytest.LogCaptureFixture) -> None:
    stage = Stage(10_000)
    stage.loops.every(0.25, "browser rules", failing(endless(ZeroDivisionError())))
    [died] = stage.deaths
    assert GIVE_UP_S <= died < 3 * GIVE_UP_S
    assert "The browser rules loop has failed" in caplog.text


def test_neither_many_quick_failures_nor_a_few_slow_ones_are_enough() -> None:
    stage = Stage(GIVE_UP_S - 1)
    stage.loops.every(0.01, "quick", failing(endless(ZeroDivisionError())))
    slow = Stage(600.0 * (GIVE_UP_TRIES - 1))
    slow.loops.every(600.0, "slow", failing(endless(ZeroDivisionError())))
    assert (stage.deaths, slow.deaths) == ([], [])


def test_trouble_of_the_storage_never_ends_the_process_and_is_said_once(caplog: pytest.LogCaptureFixture) -> None:
    stage = Stage(24 * 3600)
    stage.loops.every(0.25, "presence", failing(endless(DatabaseBusy("Another process has the database."))))
    assert stage.deaths == []
    assert max(stage.rests) <= 2.0
    assert caplog.text.count("waits for the database") == 1


def test_a_nested_unit_of_work_is_a_fault_and_no_trouble_of_the_storage() -> None:
    stage = Stage(24 * 3600)
    stage.loops.every(0.25, "presence", failing(endless(NestedWork("nested"))))
    assert len(stage.deaths) == 1


def test_a_long_loop_that_fails_is_begun_again() -> None:
    stage, begun = Stage(10), []

    def loop(stopped: threading.Event) -> None:
        begun.append(stage.now)
        if len(begun) < 3:
            raise KeyError("an odd answer")
        stopped.wait(100)

    stage.loops.run("outbox", loop)
    assert len(begun) == 3
    assert stage.deaths == []


def test_a_long_loop_that_returns_has_failed_too(caplog: pytest.LogCaptureFixture) -> None:
    stage = Stage(10_000)
    stage.loops.run("media", lambda _stopped: None)
    assert len(stage.deaths) == 1
    assert "although nobody stopped it" in caplog.text


def test_a_long_loop_that_ran_well_for_long_begins_its_count_anew() -> None:
    stage = Stage(40 * GIVE_UP_S * 2)

    def loop(stopped: threading.Event) -> None:
        stopped.wait(GIVE_UP_S)
        raise KeyError("an odd answer")

    stage.loops.run("outbox", loop)
    assert stage.deaths == []


def test_stopped_loops_end_quietly() -> None:
    deaths: list[str] = []
    done: list[threading.Thread] = []

    def spawn(loop: object) -> None:
        done.append(threading.Thread(target=loop))
        done[-1].start()

    loops = Loops(spawn, lambda: deaths.append("dead"))
    ticked = threading.Event()
    loops.every(0.001, "tick", ticked.set)
    loops.run("wait", lambda stopped: stopped.wait() and None)
    assert ticked.wait(5)
    loops.stop()
    for thread in done:
        thread.join(5)
        assert not thread.is_alive()
    assert deaths == []
