"""Patience with an event that web cannot apply: long, bounded, and not counted while web itself is in trouble."""

import pytest

from tests.fakes.clock import FakeClock
from tool.link.rests import LONG_PATIENCE_S, LONGEST_REST_S, PATIENCE_S, TRIES, Rests


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(1000.0)


@pytest.fixture
def rests(clock: FakeClock) -> Rests:
    return Rests(clock)


def tries_until_given_up(rests: Rests, clock: FakeClock, subject: str = "a", name: str = "1", most: int = 200) -> int:
    """Let it fail each time that it is due."""
    for tries in range(1, most + 1):
        if rests.failed(subject, name):
            return tries
        while left_s := rests.resting().get(subject):
            clock.forward(left_s)
    return most


def test_it_rests_longer_each_time_and_is_given_up_after_minutes(rests: Rests, clock: FakeClock) -> None:
    began = clock.now
    assert not rests.failed("a", "1")
    assert rests.resting() == {"a": 0.5}
    clock.forward(0.5)
    assert rests.resting() == {}
    assert tries_until_given_up(rests, clock) + 1 >= TRIES
    assert PATIENCE_S <= clock.now - began <= PATIENCE_S + LONGEST_REST_S


def test_the_next_ones_of_its_attempt_wait_less_long_until_one_is_applied(rests: Rests, clock: FakeClock) -> None:
    tries_until_given_up(rests, clock)
    assert "a" not in rests.resting()
    assert tries_until_given_up(rests, clock, name="2") == 2
    rests.applied("a")
    assert tries_until_given_up(rests, clock, name="3") >= TRIES


def test_while_web_is_in_trouble_no_time_counts(rests: Rests, clock: FakeClock) -> None:
    for _ in range(50):
        assert not rests.failed("a", "1")
        clock.forward(PATIENCE_S)
        rests.trouble()
        clock.forward(1)
    began = clock.now
    tries_until_given_up(rests, clock)
    assert clock.now - began >= PATIENCE_S - LONGEST_REST_S


def test_when_several_fail_and_none_is_applied_it_may_be_web(rests: Rests, clock: FakeClock) -> None:
    rests.failed("b", "9")
    clock.forward(0.1)
    began = clock.now
    tries_until_given_up(rests, clock)
    assert clock.now - began >= LONG_PATIENCE_S


def test_but_not_when_others_are_applied(rests: Rests, clock: FakeClock) -> None:
    began = clock.now
    rests.failed("b", "9")
    rests.failed("a", "1")
    rests.applied("c")
    clock.forward(1)
    tries_until_given_up(rests, clock)
    assert clock.now - began <= PATIENCE_S + LONGEST_REST_S
