"""Where the active page of an attempt speaks from, whoever else is there."""

import msgspec

from tests.fakes.clock import FakeClock
from tool.web.http.sessions import Session
from tool.web.live.pages import Pages
from tool.web.live.seats import Seat, Seats

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
