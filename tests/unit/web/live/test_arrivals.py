"""When a reading was measured: neither a slow message, nor a clock that is set, nor a forger moves it far."""

import pytest

from tests.fakes.clock import FakeClock
from tool.web.live.arrivals import LONGEST_WAY_S, OLDEST_READING_S, SLACK_S, Arrivals


class Line:
    """One page that is there and has caught up. Its own clock is `skew` seconds off."""

    def __init__(self) -> None:
        self.clock, self.skew = FakeClock(1000.0), 12345.0
        self.arrivals = Arrivals(self.clock)
        self.arrivals.came("a")
        self.ago(0)

    def ago(self, measured_s: float, way_s: float = 0.0) -> float:
        """A reading is measured, sent `measured_s` later, and on its way for `way_s`; how old is it taken to be?"""
        at = self.clock() + self.skew
        sent_at = at + measured_s
        self.clock.forward(measured_s + way_s)
        self.arrivals.heard("a", sent_at)
        moment = self.arrivals.moment("a", at)
        self.arrivals.taken("a", moment)
        return self.clock() - moment


@pytest.fixture
def line() -> Line:
    return Line()


@pytest.mark.parametrize("way_s", [0.0, 0.2, 1.5, 5.0])
def test_a_slow_message_is_as_old_as_it_is(line: Line, way_s: float) -> None:
    assert line.ago(2.0, way_s) == pytest.approx(2.0 + way_s, abs=0.01)
    assert line.ago(0.0, 0.0) == pytest.approx(0.0, abs=0.02)


@pytest.mark.parametrize("step_s", [3600.0, -3600.0, 60.0, -60.0])
def test_a_page_whose_clock_is_set_is_believed_again_at_once(line: Line, step_s: float) -> None:
    line.ago(0.5)
    line.skew += step_s
    assert line.ago(0.5) == pytest.approx(0.5, abs=0.01)
    assert line.ago(0.5) == pytest.approx(0.5, abs=0.01)


def test_a_clock_that_drifts_is_followed(line: Line) -> None:
    for _ in range(600):
        line.clock.forward(10)
        line.skew -= 10 * 0.0002
        line.ago(0.0)
    assert line.ago(1.0) == pytest.approx(1.0, abs=0.02)


def test_nothing_is_older_than_the_slack_on_a_line_that_is_up(line: Line) -> None:
    line.clock.forward(900)
    line.arrivals.heard("a", line.clock() + line.skew)
    assert line.arrivals.moment("a", line.clock() + line.skew - 500) == line.clock() - SLACK_S
    assert line.arrivals.moment("a", line.clock() + line.skew + 500) == line.clock()
    assert LONGEST_WAY_S < SLACK_S


def test_a_first_page_after_a_start_may_tell_of_the_time_before() -> None:
    clock = FakeClock(1000.0)
    arrivals = Arrivals(clock)
    clock.forward(5)
    arrivals.came("a")
    arrivals.heard("a", clock())
    assert arrivals.moment("a", clock() - 300) == clock() - 300
    assert arrivals.moment("a", clock() - 3000) == clock() - OLDEST_READING_S


def test_a_page_that_is_back_twice_may_still_tell_of_the_first_silence(line: Line) -> None:
    line.arrivals.went("a")
    line.clock.forward(100)
    line.arrivals.came("a")
    line.clock.forward(1)
    line.arrivals.went("a")
    line.clock.forward(50)
    line.arrivals.came("a")
    line.arrivals.heard("a", line.clock())
    assert line.arrivals.moment("a", line.clock() - 140) == line.clock() - 140
