"""When the camera is looked at."""

from tests.fakes.rtp import FakeClock
from tool.media.looks.sampler import MIN_GAP_S, RETRY_S, Sampler


class Looked:
    def __init__(self, interval_s: float = 1.0) -> None:
        self.clock = FakeClock()
        self.due: float | None = None
        self.pending = False
        self.looks: list[float] = []
        self.sampler = Sampler(
            interval_s, look=lambda: self.looks.append(round(self.clock.now - 1000, 3)), pending=lambda: self.pending,
            next_due=lambda: self.due, timers=self.clock, clock=self.clock,
        )


def test_at_an_even_pace_until_stopped() -> None:
    looked = Looked()
    looked.sampler.start()
    looked.sampler.start()
    looked.clock.go(2.5)
    assert looked.looks == [0, 1, 2]
    looked.sampler.stop()
    looked.clock.go(5)
    assert len(looked.looks) == 3


def test_exactly_when_a_rule_wants_to_know() -> None:
    looked = Looked()
    looked.sampler.start()
    looked.clock.go(0.1)
    looked.due = 1000.7
    looked.sampler.replan()
    looked.clock.go(0.65)
    assert looked.looks == [0, 0.7]


def test_never_closer_than_the_shortest_gap() -> None:
    looked = Looked()
    looked.sampler.start()
    looked.due = 900.0
    looked.sampler.replan()
    looked.clock.go(MIN_GAP_S * 3.5)
    assert looked.looks == [round(n * MIN_GAP_S, 3) for n in range(4)]


def test_a_key_frame_that_does_not_come_is_asked_for_again() -> None:
    looked = Looked()
    looked.pending = True
    looked.sampler.start()
    looked.clock.go(RETRY_S + 0.01)
    assert looked.looks == [0, RETRY_S]


def test_replanning_before_the_start_starts_nothing() -> None:
    looked = Looked()
    looked.sampler.replan()
    looked.clock.go(3)
    assert looked.looks == []


def test_no_look_shortly_before_one_that_a_rule_wants() -> None:
    looked = Looked()
    looked.sampler.start()
    looked.clock.go(1.05)
    looked.due = 1002.2
    looked.sampler.replan()
    looked.clock.go(1.2)
    assert looked.looks == [0, 1, 2.2]
