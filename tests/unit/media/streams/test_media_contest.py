"""Two devices that send for one attempt are seen; a page, a camera or a network that changes is none."""

from tool.media.streams.contest import FIGHT_S, Contest


def test_pictures_by_turns_from_two_addresses_are_seen_and_a_change_of_network_is_not() -> None:
    contest = Contest()
    for n in range(10):
        contest.picture("home", float(n))
    for n in range(10, 20):
        contest.picture("mobile", float(n))
    assert contest.age(20.0) is None
    contest.picture("home", 20.0)
    assert contest.age(20.0) is None, "back on the first network"
    contest.picture("mobile", 20.5)
    assert contest.age(21.0) == 0.5


def test_a_fight_long_ago_is_none() -> None:
    contest = Contest()
    contest.taken("a", "b", 100.0)
    contest.taken("b", "a", 100.0 + FIGHT_S + 1)
    assert contest.age(200.0) is None, "two changes in an hour"
    contest.taken("a", "b", 170.0)
    assert contest.age(171.0) == 1.0
    assert contest.age(171.0 + FIGHT_S) is None


def test_an_unknown_address_takes_from_nobody() -> None:
    contest = Contest()
    contest.taken("", "b", 1.0)
    contest.taken("b", "", 2.0)
    assert contest.age(3.0) is None
