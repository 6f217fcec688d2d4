"""The one way a Socket.IO request is carried out: rate, parse, call one function, acknowledge."""

import logging
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
from flask_socketio import ConnectionRefusedError as ConnectionRefused
from flask_socketio import Namespace

from tool.domain.words import told
from tool.monitoring.exam.events import GuestRevoked
from tool.monitoring.tenancy.events import PlatformSwitched
from tool.web.http.limits import RateLimit
from tool.web.http.refusals import Refused, broken, not_understood, refusal_of
from tool.web.http.sessions import Session, Sessions, not_invited
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
    """A namespace whose every connection has a session. Subclasses name their requests and greet who comes."""

    def __init__(self, namespace: str, sessions: Sessions) -> None:
        super().__init__(namespace)
        self._sessions = sessions
        self._seated: dict[str, Session] = {}
        self._guests: dict[str, Session] = {}
        self._pace = RateLimit(burst=60, per_second=30)
        self.requests: Mapping[str, Request] = {}

    @abstractmethod
    def welcome(self, sid: str, session: Session) -> None:
        """Admit the connection to its rooms and send the first snapshot; raise Refused to turn it away."""

    def goodbye(self, sid: str, session: Session) -> None:
        """The connection is gone."""

    def carried_out(self, sid: str, event: str, body: msgspec.Struct | None) -> None:
        """A request of this connection was carried out."""

    def said(self, refused: Refused, _session: Session | None) -> ApiError:
        """Return the refusal as the one who is connected is told of it."""
        return refused.view

    def heard(self, event: object) -> None:
        """Cut the connections of those who, by a committed change, may no longer be here."""
        if isinstance(event, GuestRevoked):
            self._cut(self._guests, lambda session: session.guest_id == event.guest_id)
        elif isinstance(event, PlatformSwitched) and not event.active:
            self._cut(self._seated, lambda session: session.platform_id == event.platform_id)

    def trigger_event(self, event: str, *args: Any) -> dict[str, Any] | None:
        """Called by Socket.IO for everything that happens in this namespace."""
        if event == "connect":
            self._connect(str(args[0]), args[2] if len(args) > 2 else None)
            return None
        if event == "disconnect":
            self._disconnect(str(args[0]))
            return None
        ack = self._answer(event, str(args[0]), args[1] if len(args) > 1 else None)
        return msgspec.to_builtins(ack)  # type: ignore[no-any-return]

    def _connect(self, sid: str, auth: object) -> None:
        token = auth.get("token") if isinstance(auth, dict) else None
        try:
            session = self._sessions.decode(token if isinstance(token, str) else None)
            self._seat(sid, session)  # before the check: what ends the session after it finds the connection here
            self._sessions.check(session)
            self.welcome(sid, session)
        except Exception as exc:
            self._unseat(sid)
            refused = refusal_of(exc)
            if refused is None:
                log.exception("A connection to %s failed.", self.namespace)
                refused = broken()
            raise ConnectionRefused(refused.message, {"code": refused.code}) from exc

    def _disconnect(self, sid: str) -> None:
        session = self._unseat(sid)
        if session is not None:
            self.goodbye(sid, session)

    def _answer(self, event: str, sid: str, data: object) -> Ack:
        try:
            result = self._carry_out(event, sid, data)
        except msgspec.ValidationError as exc:
            return Ack(ok=False, error=self.said(not_understood(exc), self._seated.get(sid)))
        except Exception as exc:
            refused = refusal_of(exc)
            if refused is None:
                log.exception("The request %s on %s failed.", event, self.namespace)
                refused = broken()
            return Ack(ok=False, error=self.said(refused, self._seated.get(sid)))
        return Ack(ok=True, result=msgspec.to_builtins(result))

    def _carry_out(self, event: str, sid: str, data: object) -> msgspec.Struct:
        session, request = self._seated.get(sid), self.requests.get(event)
        self._cut(self._guests, self._sessions.is_over)
        if session is None:
            raise Refused("no_session", told("This connection is not signed in. Reload the page."))
        if self._sessions.is_over(session):
            raise not_invited()
        if request is None:
            raise Refused("unknown_event", "There is no such request.")
        if not self._pace.allow(sid) or (request.limit is not None and not request.limit.allow(sid)):
            raise Refused("too_fast", told("That is too often. Wait a moment and try again."))
        if request.renews:
            self._sessions.check(session)
        body = None if request.body is None else msgspec.convert(data, request.body)
        result: msgspec.Struct = request.act(session) if body is None else request.act(session, body)
        self.carried_out(sid, event, body)
        return result

    def _seat(self, sid: str, session: Session) -> None:
        self._seated[sid] = session
        if session.guest_id:
            self._guests[sid] = session

    def _unseat(self, sid: str) -> Session | None:
        self._guests.pop(sid, None)
        return self._seated.pop(sid, None)

    def _cut(self, seats: Mapping[str, Session], concerned: Callable[[Session], bool]) -> None:
        for sid in [sid for sid, session in list(seats.items()) if concerned(session)]:
            self.disconnect(sid)
