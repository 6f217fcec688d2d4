"""What fails rests, longer each time, and holds up nothing else."""

import pytest

from tool.monitoring.tries import FIRST_REST_S, Tries
from tool.monitoring.work import DatabaseBusy


class Work:
    def __init__(self, *odd: str) -> None:
        self.odd = set(odd)
        self.tried: list[str] = []

    def __call__(self, key: str) -> bool:
        self.tried.append(key)
        if key in self.odd:
            raise KeyError(key)
        return True


def test_one_odd_item_holds_up_no_other_and_is_tried_less_and_less_often() -> None:
    tries, work = Tries("Item"), Work("b")
    assert tries.each("abc", 0.0, work) == 2
    for at in range(int(20 * FIRST_REST_S)):
        tries.each("b", float(at), work)
    assert work.tried.count("b") == 1 + 4, "after 5, 15, 35 and 75 s"
    assert len(tries) == 1
    work.odd.clear()
    assert tries.each("b", 10_000.0, work) == 1
    assert len(tries) == 0


def test_what_is_not_to_be_done_any_more_is_forgotten() -> None:
    tries, work = Tries("Item"), Work("b")
    tries.each("ab", 0.0, work)
    tries.each("a", 0.0, work)
    assert len(tries) == 0


def test_what_rests_does_not_count_among_the_most() -> None:
    tries, work = Tries("Item"), Work("a")
    tries.each("abc", 0.0, work, 1)
    assert tries.each("abc", 0.0, work, 1) == 1
    assert work.tried == ["a", "b"]


def test_trouble_of_the_storage_ends_the_round_and_counts_against_nobody() -> None:
    tries = Tries("Item")

    def busy(_key: str) -> bool:
        raise DatabaseBusy("Another process has the database.")

    with pytest.raises(DatabaseBusy):
        tries.each("ab", 0.0, busy)
    assert len(tries) == 0
