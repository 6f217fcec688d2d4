"""Where the active page of an attempt speaks from, whoever else is there."""

import msgspec

from tests.fakes.clock import FakeClock
from tool.web.http.sessions import Session
from tool.web.live.pages import Pages
from tool.web.live.seats import Seat, Seats
from tool.web.wire.live import PageStanding

SESSION = msgspec.convert(
    {
        "surface": "widget", "role": "examinee", "person_id": "p", "person_name": "Ada", "institution": "i",
        "platform_id": "reg-1", "platform_origin": "https://lms.example", "locale": "en", "exam_id": "e",
        "attempt_id": "a", "return_url": None, "began_at": 0.0,
    },
    Session,
)


def test_the_address_is_that_of_the_active_page_and_of_its_newest_connection() -> None:
    seats = Seats(FakeClock())
    pages = Pages(seats, lambda _seat, _standing: None)

    def come(sid: str, page: str, address: str) -> Seat:
        seat = seats.take(sid, SESSION, address)
        seat.page, seat.welcome = page, True
        pages.came("a", seat)
        return seat

    assert pages.beside("a").address == ""
    come("1", "page-1", "192.0.2.1")
    second = come("2", "page-2", "198.51.100.1")
    assert pages.beside("a").address == "192.0.2.1"
    come("3", "page-1", "203.0.113.1")
    assert pages.beside("a").address == "203.0.113.1"
    pages.take_over("a", second)
    assert pages.beside("a").address == "198.51.100.1"


class Sitting:
    """The pages of one attempt, and what each was told last."""

    def __init__(self) -> None:
        self.seats = Seats(FakeClock())
        self.told: dict[str, PageStanding] = {}
        self.changes = 0
        self.pages = Pages(self.seats, lambda seat, standing: self.told.update({seat.page: standing}))
        self.pages.changed = self._changed

    def come(self, page: str, shell: str, since: float, *, dark: bool = False) -> PageStanding:
        session = msgspec.structs.replace(SESSION, shell=shell, shell_since=since)
        seat = self.seats.take(f"{page}-{self.changes}", session, "192.0.2.1")
        seat.page, seat.welcome, seat.was_dark = page, True, dark
        return self.pages.came("a", seat)

    def _changed(self) -> None:
        self.changes += 1


def test_the_panel_of_the_lms_page_that_the_exam_went_on_in_takes_over_without_a_second_press() -> None:
    sitting = Sitting()
    assert sitting.come("one", "shell-a", 100.0) is PageStanding.ACTIVE
    assert sitting.come("two", "shell-b", 200.0) is PageStanding.ACTIVE
    assert sitting.told == {"one": PageStanding.ASKED}
    assert sitting.pages.shell_of("a") == "shell-b"
    assert sitting.changes == 2


def test_a_page_that_is_loaded_anew_does_not_wait_for_the_dead_connection_of_the_one_before() -> None:
    sitting = Sitting()
    sitting.come("one", "shell-a", 100.0)
    assert sitting.come("two", "shell-a", 100.0) is PageStanding.ACTIVE
    assert sitting.come("one", "shell-a", 100.0, dark=True) is not PageStanding.ACTIVE


def test_nothing_else_takes_over_by_itself() -> None:
    for shell, since in [("", 0.0), ("shell-b", 50.0), ("shell-b", 100.0)]:
        sitting = Sitting()
        sitting.come("one", "shell-a", 100.0)
        assert sitting.come("two", shell, since) is PageStanding.ASKED
        assert sitting.pages.shell_of("a") == "shell-a"
    plain = Sitting()
    plain.come("one", "", 0.0)
    assert plain.come("two", "shell-b", 200.0) is PageStanding.ASKED
    assert plain.pages.shell_of("a") == "shell-b"  # beside Invigil's own window
    assert Sitting().pages.shell_of("a") == ""
