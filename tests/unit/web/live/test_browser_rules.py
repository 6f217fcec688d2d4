"""What browser signals have led to is kept before it is acknowledged, and one attempt's trouble is not another's."""

from collections.abc import Sequence
from itertools import count

import pytest

from tests.fakes.clock import FakeClock
from tool.domain.incident import IncidentChange, IncidentClosed, IncidentOpened
from tool.domain.policy import PRESETS
from tool.domain.preset import Preset
from tool.domain.rule import Rule
from tool.monitoring.work import DatabaseBusy
from tool.web.live.browser_rules import BrowserRules
from tool.web.wire.live import SensorReading


class Book:
    """Keeps changes, unless the database is busy or the changes are of an attempt that it cannot keep."""

    def __init__(self) -> None:
        self.kept: list[IncidentChange] = []
        self.busy = False
        self.poisoned = ""

    def __call__(self, changes: Sequence[IncidentChange]) -> None:
        if self.busy:
            raise DatabaseBusy("Somebody else has it.")
        if any(change.attempt_id == self.poisoned for change in changes):
            raise ValueError("Cannot be kept.")
        self.kept += changes

    def of(self, attempt_id: str) -> list[type]:
        return [type(change) for change in self.kept if change.attempt_id == attempt_id]


def tab_hidden() -> tuple[Rule, ...]:
    rule = PRESETS[Preset.STANDARD].rule("tab_hidden")
    assert rule is not None
    return (rule,)


class Desk:
    """Browser rules with a book and a clock that a test moves."""

    def __init__(self) -> None:
        self.clock, self.book, ids = FakeClock(), Book(), count(1)
        self.rules = BrowserRules(lambda _: tab_hidden(), self.book, lambda: f"i{next(ids)}", self.clock)
        self._readings = count(1)

    def reading(self, active: bool) -> SensorReading:
        return SensorReading(id=f"r{next(self._readings)}", signal="tab_hidden", active=active, at=self.clock())

    def hide(self, attempt_id: str) -> None:
        """The tab is hidden, and stays so until the rule's time is over."""
        self.rules.observe(attempt_id, [self.reading(True)])
        self.clock.forward(tab_hidden()[0].debounce_s + 1)


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_a_reading_is_not_acknowledged_while_what_follows_cannot_be_kept(desk: Desk) -> None:
    desk.hide("a")
    desk.book.busy = True
    back = desk.reading(False)
    for _ in range(2):  # it is sent again, and known by then: still nothing is kept
        with pytest.raises(DatabaseBusy):
            desk.rules.observe("a", [back])
    desk.book.busy = False
    assert desk.rules.observe("a", [back]) == [back.id]
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
        desk.rules.observe(attempt_id, [desk.reading(True)])
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
