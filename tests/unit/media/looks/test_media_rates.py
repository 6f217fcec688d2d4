"""Everybody is looked at as often as there is room for, in fairness, and what is left out is said."""

import logging
from itertools import pairwise
from statistics import mean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fakes.watched_room import LOOK_S, Chair, Room
from tool.media.looks.rates import Rates
from tool.media.looks.shares import FAST_S, MOST_S, Paces, shared_out, towards
from tool.media.looks.turn import LIVELY_FOR_S, MOST_PENALTY_S, Shed


def load(room: Room, seconds: float) -> float:
    """Let time pass; return how many processors looks took meanwhile."""
    before = room.cpu_s
    room.passes(seconds)
    return (room.cpu_s - before) / seconds


def pace(chair: Chair, last_s: float = 20.0) -> float:
    return mean(chair.gaps(last_s))


def test_one_examinee_is_looked_at_as_the_settings_say() -> None:
    room = Room(1)
    room.passes(60)
    assert pace(room.chairs[0]) == pytest.approx(1.0)
    assert room.rates.of_attempts()["a0"].why == "even"


def test_where_something_is_going_on_twice_a_second_and_then_calm_again() -> None:
    room = Room(10)
    room.passes(30)
    room.chairs[0].stirred = True
    room.passes(20)
    assert pace(room.chairs[0], 15) == pytest.approx(FAST_S, abs=0.06)
    assert pace(room.chairs[1], 15) == pytest.approx(1.0)
    assert room.rates.of_attempts()["a0"].why == "lively"
    room.chairs[0].stirred = False
    room.passes(LIVELY_FOR_S + 11)
    assert pace(room.chairs[0], 10) == pytest.approx(1.0)


def test_with_too_many_everybody_is_looked_at_less_often_by_the_same_factor() -> None:
    room = Room(100, cpus=0.5)
    for chair in room.chairs[:30]:
        chair.stirred = True
    room.passes(60)
    assert load(room, 60) == pytest.approx(0.5, rel=0.05)
    paces = [pace(chair) for chair in room.chairs]
    assert min(paces) == pytest.approx(1.6, rel=0.06)
    assert max(paces) == pytest.approx(1.6, rel=0.06)
    assert {rate.why for rate in room.rates.of_attempts().values()} == {"budget"}
    assert room.longest_wait_s < 1.0


def test_what_is_left_over_goes_to_the_lively_and_no_more_than_that() -> None:
    room = Room(50, cpus=0.5)
    for chair in room.chairs[:20]:
        chair.stirred = True
    room.passes(60)
    assert load(room, 60) == pytest.approx(0.5, rel=0.05)
    lively = [pace(chair) for chair in room.chairs[:20]]
    assert max(lively) / min(lively) < 1.1
    assert 0.5 < mean(lively) < 0.75
    assert mean(pace(chair) for chair in room.chairs[20:]) == pytest.approx(1.0, abs=0.02)


def test_processes_that_get_little_of_the_processor_are_not_given_more_than_they_can_do() -> None:
    room = Room(60, cpus=2.0, slower=4.0)
    room.passes(120)
    assert mean(pace(chair) for chair in room.chairs) == pytest.approx(60 * LOOK_S * 4 / 0.85, rel=0.05)
    room.longest_wait_s = 0.0
    room.passes(60)
    assert room.longest_wait_s < 1.0, "nothing piles up"


def test_looks_that_rules_want_in_between_are_within_the_budget_too() -> None:
    room = Room(100, cpus=0.5)

    def hurry() -> None:
        for chair in room.chairs:
            chair.due = room.clock.now + 0.7
            chair.sampler.replan()
        room.clock.call_at(room.clock.now + 3.0, hurry)

    hurry()
    room.passes(90)
    assert load(room, 60) < 0.5 * 1.1


def test_one_whose_pictures_cost_far_more_slows_nobody_else() -> None:
    calm, room = Room(60, cpus=0.5), Room(60, cpus=0.5)
    room.chairs[7].cost_s = 40 * LOOK_S
    for each in (calm, room):
        each.passes(180)
    others = [pace(chair) for chair in room.chairs if chair.name != "a7"]
    assert mean(others) / mean(pace(chair) for chair in calm.chairs) < 1.03
    assert max(others) / min(others) < 1.1
    assert pace(room.chairs[7], 150) == pytest.approx(40, rel=0.1)
    assert room.rates.of_attempts()["a7"].why == "costly"
    assert room.rates.of_attempts()["a7"].shed["costly"] > 50
    assert room.rates.stats().examinees == {"costly": 1, "even": 59}


def test_a_costly_one_pays_no_more_than_it_costs() -> None:
    room = Room(40, cpus=2.0)
    room.chairs[0].cost_s = 8 * LOOK_S
    room.passes(60)
    assert pace(room.chairs[0], 50) == pytest.approx(8.0, rel=0.15)


def test_however_costly_nobody_is_forgotten() -> None:
    room = Room(60, cpus=0.3)
    room.chairs[7].cost_s = 200 * LOOK_S
    room.passes(400)
    assert max(room.chairs[7].gaps(350)) == pytest.approx(MOST_PENALTY_S, rel=0.1)


def test_one_costly_picture_is_paid_for_once() -> None:
    room = Room(40)
    room.passes(20)
    room.chairs[0].cost_s = 10 * LOOK_S
    room.passes(1.2)
    room.chairs[0].cost_s = LOOK_S
    room.passes(60)
    assert max(room.chairs[0].gaps(63)) == pytest.approx(10.0, rel=0.15)
    assert pace(room.chairs[0], 20) == pytest.approx(1.0, abs=0.05)


def test_what_costs_little_is_never_held_against_anybody() -> None:
    room = Room(40)
    for chair in room.chairs:
        chair.cost_s = 0.002
    room.chairs[0].cost_s = 0.04  # dark: looked at more than once
    room.passes(30)
    assert pace(room.chairs[0]) == pytest.approx(1.0, abs=0.05)
    assert room.rates.of_attempts()["a0"].why == "even"


def test_when_everybody_costs_more_nobody_is_costly_for_long() -> None:
    room = Room(30, cpus=4.0, processes=8)
    room.passes(20)
    for chair in room.chairs:
        chair.cost_s *= 12  # the machine has become slow, say
    room.passes(300)
    assert {rate.why for rate in room.rates.of_attempts().values()} <= {"even", "budget"}


def test_one_alone_is_never_costly() -> None:
    room = Room(1)
    room.passes(10)
    room.chairs[0].cost_s = 0.3
    room.passes(10)
    assert pace(room.chairs[0], 8) == pytest.approx(1.0, abs=0.4)
    assert room.rates.of_attempts()["a0"].why != "costly"


def test_a_picture_made_to_be_kept_is_no_cost_of_the_examinees() -> None:
    room = Room(3)
    room.passes(10)
    room.rates.spent("a0", 0.4, 0.4, looked_at=False)
    room.passes(10)
    assert pace(room.chairs[0], 9) == pytest.approx(1.0, abs=0.05)


def test_the_pace_settles_and_does_not_swing() -> None:
    room = Room(90, cpus=0.5)
    evens = []
    for _ in range(240):
        room.passes(1)
        evens.append(room.rates.paces.even_s)
    late = evens[60:]
    assert max(late) / min(late) < 1.05
    turns = sum((b - a) * (c - b) < -1e-4 for (a, b), (_, c) in pairwise(pairwise(evens[20:])))
    assert turns < 5


def test_half_of_them_leave_and_the_pace_comes_back() -> None:
    room = Room(120, cpus=0.5)
    room.passes(60)
    assert room.rates.paces.even_s > 1.7
    for chair in room.chairs[60:]:
        chair.sampler.stop()
        room.rates.leave(chair.name, chair.turn)
    room.passes(60)
    assert room.rates.paces.even_s == pytest.approx(1.0, abs=0.03)


def test_who_sends_nothing_takes_no_part() -> None:
    room = Room(120, cpus=0.5)
    room.passes(30)
    for chair in room.chairs[60:]:
        chair.sampler.stop()
    room.passes(60)
    assert room.rates.paces.even_s == pytest.approx(1.0, abs=0.03)
    assert len(room.rates.of_attempts()) == 60


def test_what_is_left_out_is_counted_by_reason_and_by_name() -> None:
    room = Room(100, cpus=0.4)
    room.passes(30)
    before = room.rates.of_attempts()["a3"].shed["budget"]
    room.passes(60)
    assert room.rates.of_attempts()["a3"].shed["budget"] - before == pytest.approx(30, abs=3), "one of two"
    room.rates.shed("a3", Shed.REPLACED)
    room.rates.shed("nobody", Shed.LOST)
    assert room.rates.of_attempts()["a3"].shed["replaced"] == 1
    stats = room.rates.stats().shed
    assert (stats["replaced"], stats["lost"], stats["set_aside"]) == (1, 1, 0)


def test_the_log_says_once_whose_pictures_are_costly_and_that_the_budget_is_spent(
    caplog: pytest.LogCaptureFixture,
) -> None:
    room = Room(100, cpus=0.4)
    room.chairs[7].cost_s = 20 * LOOK_S
    with caplog.at_level(logging.WARNING):
        room.passes(300)
    assert len([r for r in caplog.messages if "attempt a7 costs" in r]) == 1
    assert len([r for r in caplog.messages if "Each camera is looked at every" in r]) == 1
    assert len(caplog.messages) == 2


def test_an_opening_that_ends_late_does_not_take_the_next_one_along() -> None:
    rates = Rates()
    first = rates.enter("a")
    rates.enter("a").looked(stirred=False)
    rates.leave("a", first)
    assert set(rates.of_attempts()) == {"a"}


COSTS = st.lists(st.floats(0.0001, 2.0), max_size=40)


@given(calm=COSTS, lively=COSTS, interval_s=st.floats(0.1, 60))
def test_all_looks_together_fit_and_nobody_starves(calm: list[float], lively: list[float], interval_s: float) -> None:
    paces = shared_out(calm, lively, interval_s)
    slowest = max(MOST_S, interval_s)
    assert min(FAST_S, interval_s) * 0.999 <= paces.lively_s <= paces.even_s <= slowest
    assert paces.even_s >= interval_s
    taken = sum(calm) / paces.even_s + sum(lively) / paces.lively_s
    assert taken <= 1.0001 or paces.even_s == slowest
    if taken < 0.999:
        assert paces.even_s == interval_s, "there is room: nobody is slowed down"
        assert not lively or paces.lively_s == pytest.approx(min(FAST_S, interval_s))


def test_without_anybody_the_pace_is_that_of_the_settings() -> None:
    assert shared_out((), (), 1.0) == Paces(1.0, FAST_S)


@given(st.floats(0.1, 20), st.floats(0.1, 20), st.floats(0, 100))
def test_a_pace_moves_towards_its_target_and_never_past_it(now_s: float, target_s: float, elapsed_s: float) -> None:
    moved = towards(now_s, target_s, elapsed_s, slower_in_s=2.0, faster_in_s=8.0)
    assert min(now_s, target_s) - 1e-9 <= moved <= max(now_s, target_s) + 1e-9
