"""A reading that was taken out on its way leaves a hole in the numbers; what got lost for our reasons leaves none."""

from tool.web.live.tally import STUCK_HIDDEN_S, STUCK_S, Tally


class Count:
    """A tally, and the page that it counts. Time is moved by hand."""

    def __init__(self) -> None:
        self.tally, self.now, self.run, self.dropped = Tally(), 1000.0, "page-1", 0

    def comes(self, *numbers: int, made: int | None = None) -> None:
        newest = max(numbers, default=0) if made is None else made
        self.tally.heard(self.run, numbers, newest, self.dropped, self.now)

    def missing(self, there_since: float = 0.0, *, hidden: bool = False) -> int:
        return self.tally.missing(there_since, hidden=hidden)


def counting() -> Count:
    count = Count()
    count.comes(made=0)
    return count


def test_what_comes_in_order_is_whole_however_it_is_batched() -> None:
    count = counting()
    for batch in ((1,), (2, 3, 4), (), (5,)):
        count.comes(*batch, made=5)
    assert count.missing() == 0
    count.now += 1000
    assert count.missing() == 0


def test_one_that_is_passed_over_is_missing_and_no_more_once_it_comes() -> None:
    count = counting()
    count.comes(1, 2, 4)
    assert count.missing() == 1
    count.comes(7, 8)
    assert count.missing() == 3
    count.comes(3)
    assert count.missing() == 2
    count.comes(5, 6)
    assert count.missing() == 0


def test_one_that_comes_again_fills_no_hole() -> None:
    count = counting()
    count.comes(1, 3)
    count.comes(3, 1, 3)
    assert count.missing() == 1


def test_the_first_reading_of_a_page_that_is_known_to_have_made_none_counts_too() -> None:
    count = counting()
    count.comes(2)
    assert count.missing() == 1


def test_what_a_page_said_before_this_process_began_is_not_asked_for() -> None:
    beat, reading = Count(), Count()
    beat.comes(made=40)
    beat.comes(41)
    reading.comes(40, 41)
    assert beat.missing() == reading.missing() == 0
    reading.comes(43)
    assert reading.missing() == 1


def test_what_the_page_had_no_room_for_is_not_missing_and_nothing_else_is_excused_by_it() -> None:
    count = counting()
    count.comes(1)
    count.dropped = 3
    count.comes(5, 6)
    assert count.missing() == 0
    count.comes(8)
    assert count.missing() == 1


def test_a_page_that_is_loaded_anew_takes_what_it_had_not_sent_with_it_but_no_hole() -> None:
    count = counting()
    count.comes(1, 3, made=9)
    count.now += STUCK_S
    count.comes(made=9)
    assert count.missing() == 7
    count.run = "page-2"
    count.comes(made=0)
    count.comes(1, 2)
    assert count.missing() == 1


def test_what_is_made_and_does_not_come_is_missing_after_a_while_in_which_nothing_came() -> None:
    count = counting()
    count.comes(1, made=3)
    count.now += STUCK_S - 1
    assert count.missing() == 0
    count.comes(2, made=3)
    count.now += STUCK_S - 1
    count.comes(made=3)
    assert count.missing() == 0
    count.now += 1
    assert count.missing() == 0, "only a sign of life after so long says that the page could have sent it"
    count.comes(made=3)
    assert count.missing() == 1
    assert count.missing(hidden=True) == 0
    count.now += STUCK_HIDDEN_S - STUCK_S
    count.comes(made=3)
    assert count.missing(hidden=True) == 1
    count.comes(3)
    assert count.missing() == 0


def test_what_we_refused_or_what_waits_for_the_network_is_not_missing() -> None:
    count = counting()
    count.comes(made=3)
    for _ in range(100):
        count.now += 2
        count.tally.stumbled(count.now)
        count.comes(made=3)
    assert count.missing() == 0
    count.now += STUCK_S
    count.comes(made=3)
    assert count.missing(there_since=count.now - 5) == 0
    assert count.missing() == 3


def test_pages_of_before_do_not_count_and_no_number_breaks_it() -> None:
    count = Count()
    count.run = ""
    count.comes(0, 0, made=0)
    count.run = "page"
    count.comes(made=0)
    count.comes(-5, 0, 1, 10**400, made=10**500)
    assert 0 < count.missing() <= 1_000_000
    assert float(count.missing()) > 0


def test_what_is_remembered_is_bounded() -> None:
    count = counting()
    for number in range(2, 20_000, 2):
        count.comes(number)
    assert len(count.tally.beyond) <= 1000
    assert count.missing() == 9_999
