"""Who sits where: one seat per connection of a page, owning its session and its rooms, from welcome to goodbye."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from tool.domain.groups import NOBODY, AllowedGroups
from tool.web.http.sessions import Session


@dataclass(eq=False, slots=True)
class Seat:
    """One connection. `since` is the server's time, `address` the sender's. It is `welcome` once it was let in, and
    `cut` from the moment it may hear nothing any more; both while the connection itself is still there.

    `page`: the name that its page gave itself, else that of the connection; `browser`: how its browser names itself.
    `was_active`, `was_dark`: how the page has stood before (`pages.Standing`). `groups`: whose examinees a console's
    seat hears of."""

    sid: str
    session: Session
    since: float
    address: str
    rooms: set[str] = field(default_factory=set)
    welcome: bool = False
    cut: bool = False
    page: str = ""
    browser: str = ""
    was_active: bool = False
    was_dark: bool = False
    groups: AllowedGroups = NOBODY

    @property
    def is_live(self) -> bool:
        """Whether somebody is there who may be there."""
        return self.welcome and not self.cut


class Seats:
    """The seats of one namespace. Presence is read from here and from nowhere else: it is a set, never a count."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._seats: dict[str, Seat] = {}
        self._guests: dict[str, Seat] = {}
        self._of_attempt: defaultdict[str, dict[str, Seat]] = defaultdict(dict)

    def take(self, sid: str, session: Session, address: str) -> Seat:
        """Give the connection a seat; nobody is told of it yet."""
        seat = self._seats[sid] = Seat(sid, session, self._clock(), address)
        if session.guest_id:
            self._guests[sid] = seat
        if session.attempt_id is not None:
            self._of_attempt[session.attempt_id][sid] = seat
        return seat

    def leave(self, sid: str) -> Seat | None:
        """Take the seat away and return it; None if the connection has none, or none any more."""
        seat = self._seats.pop(sid, None)
        self._guests.pop(sid, None)
        if seat is not None and seat.session.attempt_id is not None:
            beside = self._of_attempt[seat.session.attempt_id]
            del beside[sid]
            if not beside:
                del self._of_attempt[seat.session.attempt_id]
        return seat

    def get(self, sid: str) -> Seat | None:
        """Return the connection's seat, if it has one."""
        return self._seats.get(sid)

    def all(self) -> list[Seat]:
        """Return every seat, the longest taken first."""
        return list(self._seats.values())

    def of_guests(self) -> list[Seat]:
        """Return the seats of invited proctors: few, and each with an end of its own."""
        return list(self._guests.values())

    def of_attempt(self, attempt_id: str) -> list[Seat]:
        """Return the live seats of an attempt, the longest taken first."""
        return [seat for seat in list(self._of_attempt.get(attempt_id, {}).values()) if seat.is_live]

    def hears(self, attempt_id: str) -> bool:
        """Whether what is sent to the attempt's page reaches anybody."""
        return any(seat.rooms for seat in self.of_attempt(attempt_id))

    def attempts(self) -> list[str]:
        """Return the ids of the attempts that have a live seat."""
        return [attempt_id for attempt_id in list(self._of_attempt) if self.of_attempt(attempt_id)]


def cut(seats: Iterable[Seat], leave_room: Callable[[str, str], None]) -> None:
    """From now on nothing reaches these seats: they leave their rooms, before anything that may take time."""
    for seat in seats:
        seat.cut = True
        for room in list(seat.rooms):
            leave_room(seat.sid, room)
        seat.rooms.clear()
