"""When the camera is looked at."""

from tests.fakes.rtp import FakeClock
from tool.media.looks.sampler import MIN_GAP_S, RETRY_S, Sampler, Sieve


class Looked:
    def __init__(self, interval_s: float = 1.0) -> None:
        self.clock = FakeClock()
        self.due: float | None = None
        self.interval_s = interval_s
        self.least_s = MIN_GAP_S
        self.pending = False
        self.looks: list[float] = []
        self.sampler = Sampler(
            lambda: self.interval_s, least_s=lambda: self.least_s,
            look=lambda: self.looks.append(round(self.clock.now - 1000, 3)), pending=lambda: self.pending,
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


def test_at_the_pace_of_now_and_not_sooner_than_a_costly_look_allows() -> None:
    looked = Looked()
    looked.sampler.start()
    looked.clock.go(1.5)
    looked.interval_s = 0.5
    looked.sampler.replan()
    looked.clock.go(1.0)
    assert looked.looks == [0, 1, 1.5, 2, 2.5]
    looked.interval_s = looked.least_s = 4.0
    looked.due = 1003.0
    looked.sampler.replan()
    looked.clock.go(3.9)
    assert len(looked.looks) == 5
    looked.clock.go(0.2)
    assert looked.looks[5] == 6.5


def passed(every_s: float, interval_s: float, seconds: int = 60, due: float | None = None) -> list[float]:
    """Return which of the pictures that come every `every_s`, now a bit earlier, now later, are let through."""
    sieve = Sieve(lambda: interval_s)
    moments = [n * every_s + (0.05 if n % 3 else -0.05) for n in range(1, round(seconds / every_s))]
    return [at for at in moments if sieve.lets_through(at, due)]


def test_pictures_that_come_by_themselves_at_the_pace_are_all_let_through() -> None:
    assert len(passed(1.0, 1.0)) == 59
    assert len(passed(1.0, 0.5)) == 59, "there are no more"


def test_of_pictures_that_come_too_often_as_many_as_the_pace_says() -> None:
    for every_s, interval_s in ((0.2, 1.0), (1.0, 2.0), (1.0, 1.3), (0.05, 0.5), (1.0, 10.0)):
        wanted = 60 / interval_s
        assert 0.8 * wanted <= len(passed(every_s, interval_s)) <= 1.05 * wanted + 1, (every_s, interval_s)


def test_a_picture_is_let_through_when_a_rule_wants_it_but_not_two_at_once() -> None:
    sieve = Sieve(lambda: 2.0)
    assert sieve.lets_through(10.0, None)
    assert not sieve.lets_through(10.6, 10.7)
    assert sieve.lets_through(10.7, 10.7)
    assert not sieve.lets_through(10.8, 10.7)
    patient = Sieve(lambda: 20.0, least_s=lambda: 20.0)
    assert patient.lets_through(10.0, None)
    assert not patient.lets_through(11.0, 10.5), "its pictures cost too much for that"
