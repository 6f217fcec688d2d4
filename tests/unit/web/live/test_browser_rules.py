"""What browser signals have led to is kept before it is acknowledged, outlives the process, and is no forged past."""

from collections.abc import Sequence
from itertools import count

import pytest

from tests.fakes.clock import FakeClock
from tool.domain.incident import IncidentChange, IncidentClosed, IncidentOpened
from tool.domain.policy import PRESETS
from tool.domain.preset import Preset
from tool.domain.rule import Rule
from tool.link.codec import decode, encode
from tool.monitoring.work import DatabaseBusy
from tool.web.live.browser_rules import BrowserRules, Memory
from tool.web.wire.live import SensorReading


class Book:
    """Keeps changes, unless the database is busy or the changes are of an attempt that it cannot keep."""

    def __init__(self) -> None:
        self.changes: list[IncidentChange] = []
        self.memories: dict[str, bytes] = {}
        self.busy = False
        self.poisoned = ""

    def keep(self, attempt_id: str, changes: Sequence[IncidentChange], memory: Memory | None) -> None:
        if self.busy:
            raise DatabaseBusy("Somebody else has it.")
        if attempt_id == self.poisoned:
            raise ValueError("Cannot be kept.")
        self.changes += changes
        if memory is None:
            self.memories.pop(attempt_id, None)
        else:
            self.memories[attempt_id] = encode(memory)

    def kept(self, attempt_id: str) -> Memory | None:
        return decode(self.memories[attempt_id], Memory) if attempt_id in self.memories else None

    def attempts(self) -> list[str]:
        return list(self.memories)

    def of(self, attempt_id: str) -> list[type]:
        return [type(change) for change in self.changes if change.attempt_id == attempt_id]


def tab_hidden() -> tuple[Rule, ...]:
    rule = PRESETS[Preset.STANDARD].rule("tab_hidden")
    assert rule is not None
    return (rule,)


class Desk:
    """Browser rules with a book and a clock that a test moves. The pages of "a", "b" and "c" are there."""

    def __init__(self) -> None:
        self.clock, self.book = FakeClock(), Book()
        self._ids, self._readings = count(1), count(1)
        self.now_hold: dict[str, tuple[Rule, ...] | None] = {}
        self.rules = self.fresh()
        for attempt_id in ("a", "b", "c"):
            self.rules.came(attempt_id)

    def fresh(self) -> BrowserRules:
        return BrowserRules(
            lambda attempt_id: self.now_hold.get(attempt_id, tab_hidden()), self.book, lambda: f"i{next(self._ids)}",
            self.clock,
        )

    def restart(self) -> list[str]:
        """The process is killed, and another begins: nothing is left but the book."""
        self.rules = self.fresh()
        measured = self.rules.take_up()
        self.rules.catch_up()
        return measured

    def reading(self, active: bool, ago_s: float = 0.0) -> SensorReading:
        at = self.clock() - ago_s
        return SensorReading(id=f"r{next(self._readings)}", signal="tab_hidden", active=active, at=at)

    def send(self, attempt_id: str, *readings: SensorReading) -> list[str]:
        return self.rules.observe(attempt_id, readings, self.clock())

    def hide(self, attempt_id: str) -> None:
        """The tab is hidden, and stays so until the rule's time is over."""
        self.send(attempt_id, self.reading(True))
        self.clock.forward(tab_hidden()[0].debounce_s + 1)

    def opened(self, attempt_id: str) -> list[float]:
        """How long ago the attempt's incidents began."""
        mine = [each for each in self.book.changes if each.attempt_id == attempt_id]
        return [self.clock() - each.started_at for each in mine if isinstance(each, IncidentOpened)]

    def lengths(self, attempt_id: str) -> list[float]:
        mine = [each for each in self.book.changes if each.attempt_id == attempt_id]
        return [each.duration_s for each in mine if isinstance(each, IncidentClosed)]


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_a_reading_is_not_acknowledged_while_what_follows_cannot_be_kept(desk: Desk) -> None:
    desk.hide("a")
    desk.book.busy = True
    back = desk.reading(False)
    for _ in range(2):  # it is sent again, and known by then: still nothing is kept
        with pytest.raises(DatabaseBusy):
            desk.send("a", back)
    desk.book.busy = False
    assert desk.send("a", back) == [back.id]
    assert desk.book.of("a") == [IncidentOpened]
    desk.clock.forward(tab_hidden()[0].release_s + 1)
    desk.rules.tick()
    assert desk.book.of("a") == [IncidentOpened, IncidentClosed]


def test_what_time_has_opened_while_the_database_was_busy_is_kept_afterwards(desk: Desk) -> None:
    desk.hide("a")
    desk.book.busy = True
    with pytest.raises(DatabaseBusy):
        desk.rules.tick()
    desk.book.busy = False
    desk.rules.tick()
    assert desk.book.of("a") == [IncidentOpened]
    desk.rules.tick()
    assert desk.book.of("a") == [IncidentOpened]


def test_an_attempt_that_cannot_be_kept_holds_up_no_other(desk: Desk) -> None:
    for attempt_id in ("a", "b", "c"):
        desk.send(attempt_id, desk.reading(True))
    desk.clock.forward(tab_hidden()[0].debounce_s + 1)
    desk.book.poisoned = "b"
    desk.rules.tick()
    assert (desk.book.of("a"), desk.book.of("b"), desk.book.of("c")) == ([IncidentOpened], [], [IncidentOpened])
    desk.book.poisoned = ""
    desk.clock.forward(60)
    desk.rules.tick()
    assert desk.book.of("b") == [IncidentOpened]


def test_the_end_of_an_attempt_is_kept_when_it_can_be(desk: Desk) -> None:
    desk.hide("a")
    desk.rules.tick()
    desk.book.busy = True
    with pytest.raises(DatabaseBusy):
        desk.rules.end("a")
    desk.rules.apply("a", tab_hidden())  # let in again meanwhile: the end before is still owed
    desk.book.busy = False
    desk.rules.tick()
    assert desk.book.of("a") == [IncidentOpened, IncidentClosed]
    desk.rules.tick()
    assert desk.book.of("a") == [IncidentOpened, IncidentClosed]


DEBOUNCE_S, RELEASE_S = tab_hidden()[0].debounce_s, tab_hidden()[0].release_s


@pytest.mark.parametrize("kill_after", ["hidden", "back", "closed"])
def test_a_spell_that_was_acknowledged_outlives_the_process(desk: Desk, kill_after: str) -> None:
    desk.hide("a")
    if kill_after == "hidden":
        assert desk.restart() == []
        desk.rules.came("a")
    desk.send("a", desk.reading(False))
    if kill_after == "back":
        assert len(desk.restart()) == 1
        desk.rules.came("a")
        desk.send("a", desk.reading(False))
    desk.clock.forward(RELEASE_S + 1)
    desk.rules.tick()
    if kill_after == "closed":
        assert desk.restart() == []
    assert desk.lengths("a") == [pytest.approx(DEBOUNCE_S + 1)]
    assert desk.book.of("a") == [IncidentOpened, IncidentClosed]


def test_a_spell_that_ends_while_no_process_is_there_is_judged_by_what_the_page_says(desk: Desk) -> None:
    """Killed right after the acknowledgement, and the tab was back before the rule's time was over."""
    desk.send("a", desk.reading(True))
    desk.restart()
    desk.clock.forward(DEBOUNCE_S + 5)
    desk.rules.tick()
    assert desk.book.of("a") == [], "the page has not said yet what happened meanwhile"
    desk.rules.came("a")
    desk.rules.tick()
    desk.send("a", desk.reading(False, ago_s=DEBOUNCE_S + 4.5), desk.reading(False))
    desk.clock.forward(30)
    desk.rules.tick()
    assert desk.book.of("a") == []


def test_a_reading_sent_again_to_the_next_process_changes_nothing(desk: Desk) -> None:
    hidden = desk.reading(True)
    desk.send("a", hidden)
    desk.clock.forward(DEBOUNCE_S + 1)
    back = desk.reading(False)
    desk.send("a", back)
    desk.restart()
    desk.rules.came("a")
    desk.clock.forward(1)
    assert desk.send("a", hidden, back) == [hidden.id, back.id]
    desk.clock.forward(60)
    desk.rules.tick()
    assert desk.book.of("a") == [IncidentOpened, IncidentClosed]


def test_what_ended_while_no_process_was_there_is_closed_and_forgotten(desk: Desk) -> None:
    desk.hide("a")
    desk.rules.tick()
    desk.now_hold["a"] = None
    assert len(desk.restart()) == 1
    assert desk.book.of("a") == [IncidentOpened, IncidentClosed]
    assert desk.book.attempts() == []
    assert desk.send("a", desk.reading(True)), "a page that does not know it yet is not made to send for ever"
    assert desk.book.attempts() == []


def test_a_page_whose_connection_is_up_cannot_write_a_past(desk: Desk) -> None:
    desk.clock.forward(3600)
    desk.send("a", desk.reading(False))
    forged = [desk.reading(n % 2 == 0, ago_s=590 - n * 2 * DEBOUNCE_S) for n in range(int(500 / (2 * DEBOUNCE_S)))]
    for reading in forged:
        desk.send("a", reading)
    assert desk.opened("a") == [], "what comes after a later one opens nothing"
    desk.clock.forward(100)
    desk.send("a", desk.reading(True, ago_s=90))
    desk.clock.forward(1)
    desk.rules.tick()
    assert desk.opened("a") == [pytest.approx(16)], "no older than the slack"


def test_a_page_that_was_cut_off_tells_of_that_time_and_of_none_before(desk: Desk) -> None:
    desk.clock.forward(3600)
    desk.send("a", desk.reading(False))
    desk.rules.went("a")
    desk.clock.forward(300)
    desk.rules.came("a")
    desk.send(
        "a", desk.reading(True, ago_s=590), desk.reading(False, ago_s=400),  # forged
        desk.reading(True, ago_s=200), desk.reading(False, ago_s=150), desk.reading(False),
    )
    desk.clock.forward(RELEASE_S)
    desk.rules.tick()
    assert desk.lengths("a") == [pytest.approx(50)]


def test_a_page_that_stays_away_is_not_accused_of_its_last_word(desk: Desk) -> None:
    desk.send("a", desk.reading(True))
    desk.rules.went("a")
    desk.clock.forward(3600)
    desk.rules.tick()
    assert desk.book.of("a") == []


def test_readings_that_could_not_be_kept_for_long_keep_their_times(desk: Desk) -> None:
    desk.clock.forward(3600)
    desk.send("a", desk.reading(False))
    desk.book.busy = True
    hidden = desk.reading(True)
    with pytest.raises(DatabaseBusy):
        desk.send("a", hidden)
    desk.clock.forward(20)
    back = desk.reading(False)
    desk.clock.forward(70)
    desk.book.busy = False
    desk.send("a", hidden, back)
    desk.clock.forward(RELEASE_S)
    desk.rules.tick()
    assert desk.lengths("a") == [pytest.approx(20)]


@pytest.mark.parametrize("age", [float("nan"), float("inf"), -float("inf"), 1e300, -1e300])
def test_a_time_that_is_none_counts_as_now_or_as_the_oldest_that_is_believed(desk: Desk, age: float) -> None:
    desk.send("a", desk.reading(True, ago_s=age))
    desk.clock.forward(60)
    desk.rules.tick()
    assert len(desk.opened("a")) == 1
