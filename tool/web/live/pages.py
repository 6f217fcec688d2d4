"""Which page of an attempt is the active one: one at a time, and the others see and send nothing of the exam.

A page names itself once, when it is loaded, and keeps the name through every new connection: so a network that comes
back is the same page, and one that is loaded anew takes the place of the one that left."""

from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock

from tool.web.live.seats import Seat, Seats
from tool.web.wire.live import PageStanding

LONGEST_NAME = 64


@dataclass(frozen=True, slots=True)
class Beside:
    """Pages at once, and what differs between them. `address`: where the active one speaks from; empty if none does."""

    pages: int
    other_address: bool
    other_browser: bool
    address: str = ""


class Pages:
    """The pages of all attempts, as their seats say. `tell` lets a seat know how it stands now; `changed` is called
    when one has come or gone."""

    def __init__(self, seats: Seats, tell: Callable[[Seat, PageStanding], None]) -> None:
        self._seats = seats
        self._tell = tell
        self.changed: Callable[[], None] = lambda: None
        self._active: dict[str, str] = {}
        self._lock = Lock()

    def came(self, attempt_id: str, seat: Seat) -> PageStanding:
        """A seat was taken; return how its page stands. The first one that is there is active, unless the LMS says that
        the exam goes on in its page around another."""
        followed = False
        with self._lock:
            active = self._active.get(attempt_id)
            if active is None or (active != seat.page and not self._is_there(attempt_id, active)):
                if seat.was_dark:  # after a start of web pages come back in any order
                    return PageStanding.DARK
                self._active[attempt_id] = seat.page
            elif active != seat.page and self._follows(attempt_id, active, seat):
                self._active[attempt_id] = seat.page
                followed = True
        if followed:
            self._tell_all(attempt_id, but=seat)
        self.changed()
        return self.standing(attempt_id, seat)

    def went(self, attempt_id: str) -> None:
        """A seat is gone: if it was the active page's last one, the page that has waited longest goes on."""
        self.changed()
        with self._lock:
            active, left = self._active.get(attempt_id), self._seats.of_attempt(attempt_id)
            if not left:
                self._active.pop(attempt_id, None)
                return
            if active is None or self._is_there(attempt_id, active):
                return
            self._active[attempt_id] = left[0].page
        self._tell_all(attempt_id)

    def take_over(self, attempt_id: str, seat: Seat) -> None:
        """The examinee goes on in this page; the one before goes dark."""
        with self._lock:
            self._active[attempt_id] = seat.page
        self._tell_all(attempt_id)

    def shell_of(self, attempt_id: str) -> str:
        """Return what the launch called the LMS's page around the active page, or, if that is in none (Invigil's own
        window), around one beside it; "" if there is none."""
        active = self._active.get(attempt_id)
        seats = sorted(self._seats.of_attempt(attempt_id), key=lambda seat: seat.page != active)
        return next((seat.session.shell for seat in seats if seat.session.shell), "")

    def standing(self, attempt_id: str, seat: Seat) -> PageStanding:
        """Return how the seat's page stands now."""
        if self._active.get(attempt_id) == seat.page:
            return PageStanding.ACTIVE
        return PageStanding.DARK if seat.was_active or seat.was_dark else PageStanding.ASKED

    def beside(self, attempt_id: str) -> Beside:
        """Return how many pages of the attempt are there at once, and what differs between them.

        Invigil's window and its panel beside the quiz, in one browser, are one: a script of ours puts the panel there,
        whether the examinee wants it or not."""
        active = self._active.get(attempt_id)
        seats = _counted(self._seats.of_attempt(attempt_id), active)
        pages, addresses, browsers = ({f(seat) for seat in seats} for f in (_page, _address, _browser))
        address = next((seat.address for seat in reversed(seats) if seat.page == active), "")
        return Beside(len(pages), len(addresses) > 1, len(browsers) > 1, address)

    def _is_there(self, attempt_id: str, page: str) -> bool:
        return any(seat.page == page for seat in self._seats.of_attempt(attempt_id))

    def _follows(self, attempt_id: str, active: str, seat: Seat) -> bool:
        """Whether the LMS has let the exam go on in its page around this one: in the same one loaded anew, or in one
        that took its place, which it lets nobody do without a press while the one before is there."""
        was = [each.session for each in self._seats.of_attempt(attempt_id) if each.page == active]
        now = seat.session
        return not seat.was_dark and now.shell != "" and all(
            before.shell != "" and (before.shell == now.shell or before.shell_since < now.shell_since)
            for before in was
        )

    def _tell_all(self, attempt_id: str, but: Seat | None = None) -> None:
        for seat in self._seats.of_attempt(attempt_id):
            if seat is not but:
                self._tell(seat, self.standing(attempt_id, seat))


def _counted(seats: list[Seat], active: str | None) -> list[Seat]:
    """Leave out the pages that lie beside the active one because of our own script."""
    first = next((seat for seat in reversed(seats) if seat.page == active), None)
    return seats if first is None else [seat for seat in seats if seat.page == active or not _belong(seat, first)]


def _belong(seat: Seat, active: Seat) -> bool:
    same_place = (seat.address, seat.browser) == (active.address, active.browser)
    return same_place and (seat.session.beside_quiz or active.session.beside_quiz)


def _page(seat: Seat) -> str:
    return seat.page


def _address(seat: Seat) -> str:
    return seat.address


def _browser(seat: Seat) -> str:
    return seat.browser
