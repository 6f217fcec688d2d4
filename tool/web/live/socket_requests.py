"""The one way a Socket.IO request is carried out: rate, parse, call one function, acknowledge."""

import logging
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
from flask_socketio import ConnectionRefusedError as ConnectionRefused
from flask_socketio import Namespace

from tool.domain.words import told
from tool.monitoring.exam.events import GuestRevoked
from tool.monitoring.tenancy.events import PlatformSwitched
from tool.web.http.limits import RateLimit, sender
from tool.web.http.refusals import Refused, broken, not_understood, refusal_of
from tool.web.http.sessions import Session, Sessions, not_invited
from tool.web.live.pages import LONGEST_NAME
from tool.web.live.seats import Seat, Seats, cut
from tool.web.wire.shared import Ack, ApiError

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Request:
    """One event that a browser may send. `body` is its record (None: no body); `act` carries it out and returns the
    record of the acknowledgement. `limit` is per connection. `renews`: it gives a right that outlasts the request, so
    it is first looked up that the session was not ended, by another process too."""

    body: type[msgspec.Struct] | None
    act: Callable[..., msgspec.Struct]
    limit: RateLimit | None = None
    renews: bool = False


class SessionNamespace(Namespace, ABC):  # type: ignore[misc]  # flask_socketio is untyped
    """A namespace whose every connection has a seat. Subclasses name their requests and greet who comes.

    `trigger_event` is only for what Socket.IO itself says of a connection, `requested` only for what its browser sends:
    so nothing that is sent can be taken for a coming or a going."""

    def __init__(self, namespace: str, sessions: Sessions, clock: Callable[[], float]) -> None:
        super().__init__(namespace)
        self._sessions = sessions
        self.seats = Seats(clock)
        self._pace = RateLimit(burst=60, per_second=30)
        self._arrivals = RateLimit(burst=20, per_second=1)
        self.requests: Mapping[str, Request] = {}

    @abstractmethod
    def welcome(self, seat: Seat) -> None:
        """Admit the connection to its rooms and send the first snapshot; raise Refused to turn it away."""

    def goodbye(self, seat: Seat) -> None:
        """The connection is gone, or was turned away in the middle of its welcome. Must not raise."""

    def carried_out(self, sid: str, event: str, body: msgspec.Struct | None) -> None:
        """A request of this connection was carried out."""

    def check_may(self, seat: Seat, event: str) -> None:
        """Raise Refused if this seat may not ask for this now."""

    def said(self, refused: Refused, _session: Session | None) -> ApiError:
        """Return the refusal as the one who is connected is told of it."""
        return refused.view

    def enter(self, seat: Seat, room: str) -> None:
        """Let the seat hear what is sent to the room, unless it was cut meanwhile."""
        if not seat.cut:
            seat.rooms.add(room)
            self.enter_room(seat.sid, room)

    def heard(self, event: object) -> None:
        """Cut the connections of those who, by a committed change, may no longer be here."""
        if isinstance(event, GuestRevoked):
            self.cut(self.seats.of_guests(), lambda session: session.guest_id == event.guest_id)
        elif isinstance(event, PlatformSwitched) and not event.active:
            self.cut(self.seats.all(), lambda session: session.platform_id == event.platform_id)

    def recheck(self) -> None:
        """Cut the connections of those who may no longer be here by what another process has changed, or by time."""
        seats = self.seats.all()
        self.cut(seats, self._sessions.ended({seat.session for seat in seats}))

    def cut(self, seats: Iterable[Seat], concerned: Callable[[Session], bool]) -> None:
        """From now on those of the seats with such a session hear nothing; then their connections end."""
        out = [seat for seat in seats if concerned(seat.session)]
        cut(out, self.leave_room)
        for seat in out:
            self.disconnect(seat.sid)

    def stays(self, sid: str) -> bool:
        """Whether the connection that was let in may be here still."""
        seat = self.seats.get(sid)
        return seat is not None and seat.is_live

    def trigger_event(self, event: str, *args: Any) -> None:
        """Called by Socket.IO when a connection comes and when it goes."""
        if event == "connect":
            self._connect(str(args[0]), args[1] or {}, args[2] if len(args) > 2 else None)
        elif event == "disconnect":
            self._leave(str(args[0]))

    def requested(self, event: str, sid: str, data: object) -> dict[str, Any]:
        """Carry out what a browser has asked for and return the acknowledgement."""
        return msgspec.to_builtins(self._answer(event, sid, data))  # type: ignore[no-any-return]

    def _connect(self, sid: str, environ: Mapping[str, Any], auth: object) -> None:
        token = auth.get("token") if isinstance(auth, dict) else None
        try:
            session = self._sessions.decode(token if isinstance(token, str) else None)
            if not self._arrivals.allow(session.person_id):  # a budget begins anew with every connection
                raise Refused("too_fast", told("That is too often. Wait a moment and try again."))
            # Before the check: what ends the session after it finds the seat here.
            seat = self.seats.take(sid, session, sender(environ.get("REMOTE_ADDR")))
            _describe(seat, environ, auth)
            self._sessions.check(session)
            seat.welcome = True
            self.welcome(seat)
            if seat.cut:
                raise not_invited()
        except Exception as exc:
            self._leave(sid)
            refused = refusal_of(exc)
            if refused is None:
                log.exception("A connection to %s failed.", self.namespace)
                refused = broken()
            raise ConnectionRefused(refused.message, {"code": refused.code}) from exc

    def _leave(self, sid: str) -> None:
        seat = self.seats.leave(sid)
        if seat is None:
            return
        cut((seat,), self.leave_room)
        if seat.welcome:
            self.goodbye(seat)

    def _answer(self, event: str, sid: str, data: object) -> Ack:
        try:
            result = self._carry_out(event, sid, data)
        except msgspec.ValidationError as exc:
            return Ack(ok=False, error=self.said(not_understood(exc), self._session(sid)))
        except Exception as exc:
            refused = refusal_of(exc)
            if refused is None:
                log.exception("The request %s on %s failed.", event if event in self.requests else "?", self.namespace)
                refused = broken()
            return Ack(ok=False, error=self.said(refused, self._session(sid)))
        return Ack(ok=True, result=msgspec.to_builtins(result))

    def _carry_out(self, event: str, sid: str, data: object) -> msgspec.Struct:
        seat, request = self.seats.get(sid), self.requests.get(event)
        self.cut(self.seats.of_guests(), self._sessions.is_over)
        if seat is None:
            raise Refused("no_session", told("This connection is not signed in. Reload the page."))
        session = seat.session
        if seat.cut:
            raise not_invited()
        if request is None:
            raise Refused("unknown_event", "There is no such request.")
        if not self._pace.allow(sid) or (request.limit is not None and not request.limit.allow(sid)):
            raise Refused("too_fast", told("That is too often. Wait a moment and try again."))
        self.check_may(seat, event)
        if request.renews:
            self._sessions.check(session)
        body = None if request.body is None else msgspec.convert(data, request.body)
        result: msgspec.Struct = request.act(session) if body is None else request.act(session, body)
        self.carried_out(sid, event, body)
        return result

    def _session(self, sid: str) -> Session | None:
        seat = self.seats.get(sid)
        return seat.session if seat is not None else None


def _describe(seat: Seat, environ: Mapping[str, Any], auth: object) -> None:
    """Note what the connection says of its page. Whoever says nothing is a page of its own."""
    said = auth if isinstance(auth, dict) else {}
    page = said.get("page")
    seat.page = page if isinstance(page, str) and 0 < len(page) <= LONGEST_NAME else seat.sid
    seat.was_dark = said.get("dark") is True
    seat.browser = str(environ.get("HTTP_USER_AGENT", ""))[:200]
