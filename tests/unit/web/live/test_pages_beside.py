"""Which pages of an attempt count as a second place, and which our own script has put beside the first."""

import pytest

from tool.domain.people import Role
from tool.web.http.sessions import Session
from tool.web.live.pages import Pages
from tool.web.live.seats import Seat, Seats

ATTEMPT, HOME = "attempt-1", "192.0.2.7"


def sit(seats: Seats, pages: Pages, name: str, *, panel: bool, address: str = HOME, browser: str = "Fox") -> Seat:
    """Have a page of the attempt connect."""
    session = Session(
        surface="widget", role=Role.EXAMINEE, person_id="p", person_name="P", institution="I", platform_id="lms",
        platform_origin="https://lms.example", locale="en", exam_id="e", attempt_id=ATTEMPT, return_url=None,
        began_at=0.0, beside_quiz=panel,
    )
    seat = seats.take(name, session, address)
    seat.welcome, seat.page, seat.browser = True, name, browser
    pages.came(ATTEMPT, seat)
    return seat


@pytest.fixture
def seats() -> Seats:
    return Seats(lambda: 0.0)


@pytest.fixture
def pages(seats: Seats) -> Pages:
    return Pages(seats, lambda seat, standing: None)


def test_the_panel_beside_the_quiz_is_no_second_place(seats: Seats, pages: Pages) -> None:
    sit(seats, pages, "window", panel=False)
    panel = sit(seats, pages, "panel", panel=True)
    sit(seats, pages, "another panel", panel=True)
    assert pages.beside(ATTEMPT).pages == 1
    pages.take_over(ATTEMPT, panel)
    assert pages.beside(ATTEMPT).pages == 1, "whoever goes on in the panel has the window beside it"


@pytest.mark.parametrize("elsewhere", [{"address": "198.51.100.9"}, {"browser": "Other"}])
def test_a_panel_on_another_computer_is(seats: Seats, pages: Pages, elsewhere: dict[str, str]) -> None:
    sit(seats, pages, "window", panel=False)
    sit(seats, pages, "panel", panel=True, **elsewhere)
    found, differs = pages.beside(ATTEMPT), ("address" in elsewhere, "browser" in elsewhere)
    assert (found.pages, found.other_address, found.other_browser) == (2, *differs)


def test_a_second_window_that_nobodys_script_has_opened_is(seats: Seats, pages: Pages) -> None:
    sit(seats, pages, "window", panel=False)
    sit(seats, pages, "second", panel=False)
    assert pages.beside(ATTEMPT).pages == 2
