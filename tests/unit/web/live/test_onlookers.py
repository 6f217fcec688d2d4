"""Who looks at which attempt."""

from tool.web.live.onlookers import Onlookers


def test_only_the_first_to_come_and_the_last_to_go_change_anything() -> None:
    onlookers = Onlookers()
    assert onlookers.turn("one", "a") == ["a"]
    assert onlookers.turn("two", "a") == []
    assert onlookers.turn("one", None) == []
    assert onlookers.are_on("a")
    assert onlookers.turn("two", None) == ["a"]
    assert not onlookers.are_on("a")


def test_turning_from_one_to_another_changes_both() -> None:
    onlookers = Onlookers()
    onlookers.turn("one", "a")
    assert onlookers.turn("one", "b") == ["a", "b"]
    assert onlookers.turn("one", "b") == []
    assert not onlookers.are_on("a")


def test_one_that_never_looked_leaves_nothing() -> None:
    assert Onlookers().turn("one", None) == []
