"""Who is called when: dead platforms, whose calls hang until they time out, keep a healthy one from nothing.

Calls that run beside are threads here; one that hangs waits for the test, and the clock moves only when it says so."""

import threading
from collections.abc import Callable

from tests.fakes.clock import FakeClock
from tool.lms.presence_reports import EVERY_S
from tool.lms.reporting_line import LONGEST_REST_S, PLACES_OF_ANSWERING, PLACES_OF_SILENT, ReportingLine

_PATIENCE_S = 10.0
TIMES_OUT_S = 10.0
DEAD = [f"dead-{n}" for n in range(15)]


class Lmss:
    """Serves as `tell`: "healthy" answers at once, all others hang until they time out by the fake clock."""

    def __init__(self, clock: FakeClock) -> None:
        self.clock = clock
        self.heard: list[float] = []
        self.hanging: dict[str, float] = {}
        self.most = 0
        self.moved = threading.Condition()

    def tell(self, platform_id: str) -> bool:
        with self.moved:
            if platform_id == "healthy":
                self.heard.append(self.clock())
                self.moved.notify_all()
                return True
            ends = self.clock() + TIMES_OUT_S
            assert platform_id not in self.hanging
            self.hanging[platform_id] = ends
            self.most = max(self.most, len(self.hanging))
            self.moved.notify_all()
            assert self.moved.wait_for(lambda: self.clock() >= ends, _PATIENCE_S)
            del self.hanging[platform_id]
            self.moved.notify_all()
            return False

    def second(self) -> None:
        """Let a second go by and those calls end whose time is over."""
        with self.moved:
            self.clock.forward(1.0)
            self.moved.notify_all()
            assert self.moved.wait_for(lambda: all(at > self.clock() for at in self.hanging.values()), _PATIENCE_S)


class Threads:
    """Serves as `spawn`; a call that hangs or ends has settled when this returns."""

    def __init__(self) -> None:
        self.all: list[threading.Thread] = []

    def __call__(self, work: Callable[[], None]) -> None:
        self.all.append(threading.Thread(target=work, daemon=True))
        self.all[-1].start()

    def let_end(self, lmss: Lmss) -> None:
        """Let time go by until no call is left: a thread that outlives its test would fail another one's."""
        for thread in self.all:
            while thread.is_alive():
                lmss.second()
                thread.join(0.01)


def test_a_healthy_lms_hears_every_thirty_seconds_beside_fifteen_dead_ones() -> None:
    clock = FakeClock(0.0)
    lmss, threads = Lmss(clock), Threads()
    line = ReportingLine(lmss.tell, clock)
    for second in range(301):
        if second % EVERY_S == 0:
            line.call([*DEAD, "healthy"] if second else ["healthy", *DEAD], threads)
            with lmss.moved:
                assert lmss.moved.wait_for(lambda: len(lmss.heard) > second // EVERY_S, _PATIENCE_S)  # noqa: B023
        lmss.second()
    heard = list(lmss.heard)
    threads.let_end(lmss)
    assert heard == [30.0 * n for n in range(11)]
    assert lmss.most <= PLACES_OF_ANSWERING + PLACES_OF_SILENT == 8


def test_one_that_was_silent_is_left_alone_longer_each_time() -> None:
    clock, asked = FakeClock(0.0), list[float]()
    line = ReportingLine(lambda platform_id: bool(asked.append(clock())), clock)
    for _ in range(600):
        line.call(["dead"], lambda work: work())
        clock.forward(1.0)
    assert asked == [0, 30, 90, 210, 330, 450, 570]
    assert LONGEST_REST_S == 120


def test_one_that_answers_again_is_one_of_the_others() -> None:
    clock, answers, asked = FakeClock(0.0), [False, True, True], list[float]()
    line = ReportingLine(lambda platform_id: asked.append(clock()) or answers.pop(0), clock)
    for _ in range(3):
        line.call(["lms"], lambda work: work())
        clock.forward(30.0)
    assert asked == [0, 30, 60]
