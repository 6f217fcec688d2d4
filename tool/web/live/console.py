"""What a proctor's console may ask over Socket.IO (namespace /console), each request one call to the floors below."""

import hashlib
import json
import logging
from collections.abc import Callable, Collection
from dataclasses import dataclass

import msgspec

from tool.chat import help as help_requests
from tool.chat import messages
from tool.chat.records import Speaker
from tool.domain.groups import AllowedGroups
from tool.domain.intervention import Decision, InterventionKind, ReasonCode
from tool.domain.lms import LmsVerb
from tool.domain.stream import must_be_seen
from tool.link.messages import WatchGrant
from tool.link.tokens import Tokens
from tool.monitoring.exam import deliveries, incidents, interventions
from tool.monitoring.exam.events import AttemptRegrouped, StaffRegrouped
from tool.monitoring.exam.records import Staff
from tool.web.http.limits import RateLimit
from tool.web.http.refusals import Refused
from tool.web.http.sessions import Session, Sessions, require_staff
from tool.web.http.staff_view import view_of
from tool.web.link.media_urls import MediaUrls
from tool.web.live import snapshots, views
from tool.web.live.emission import to_wire
from tool.web.live.lms_word import NOTHING_SAID, LmsWord
from tool.web.live.notices import NoticesOf, no_notices
from tool.web.live.onlookers import Onlookers
from tool.web.live.seats import Seat
from tool.web.live.sight import Sight
from tool.web.live.snapshots import CapabilitiesOf
from tool.web.live.socket_requests import Request, SessionNamespace
from tool.web.wire.live import (
    AttemptDetail,
    ChatBody,
    DecideBody,
    DeliverAgainBody,
    DeliveryView,
    HelpDoneBody,
    HelpView,
    InterventionView,
    Left,
    OpenBody,
    Snapshot,
    StorageState,
    WatchView,
)
from tool.web.wire.shared import ChatView
from tool.web.works import WebWork, WebWorks

log = logging.getLogger(__name__)

NAMESPACE = "/console"
_LONGEST_ID = 64
EVERY_CONSOLE = "consoles"


def room(exam_id: str) -> str:
    """Return the room of those consoles of an exam that see everybody."""
    return f"exam:{exam_id}"


def rooms(exam_id: str, groups: Collection[str] | None) -> list[str]:
    """Return the rooms in which an examinee of these groups is heard of: at least one, nobody else hears it."""
    return [room(exam_id), *(f"exam:{exam_id}:group:{group}" for group in groups or ())]


@dataclass(frozen=True, slots=True)
class ConsoleDesk:
    """The console's requests as functions of a session and a body. Every one stays within the session's exam."""

    works: WebWorks
    tokens: Tokens
    media: MediaUrls
    sight: Sight
    capabilities_of: CapabilitiesOf
    clock: Callable[[], float]
    storage: Callable[[], StorageState] = lambda: "ok"
    notices: NoticesOf = no_notices
    lms: LmsWord = NOTHING_SAID

    def snapshot(self, session: Session) -> Snapshot:
        """Return what the console shows."""
        with self.works() as work:
            return snapshots.console_snapshot(
                work, view_of(work, session), self.capabilities_of, self.sight, self.clock(), self.storage(),
                self.notices, self.lms,
            )

    def groups(self, session: Session) -> AllowedGroups:
        """Return whose examinees the session's person may see now."""
        with self.works() as work:
            return view_of(work, session).groups

    def open(self, session: Session, body: OpenBody) -> AttemptDetail:
        """Look at one attempt: its incidents and chat count as seen."""
        with self.works() as work:
            attempt = view_of(work, session).attempt(work, body.attempt_id)
            incidents.mark_seen(work, attempt.exam_id, attempt.id, session.person_name, self.clock())
            messages.read_by_staff(work, attempt.exam_id, attempt.id, self.clock())
            return snapshots.detail(work, attempt.exam_id, attempt.id, self.sight, self.notices, self.lms)

    def leave(self, session: Session) -> Left:
        """The attempt that was open is closed again."""
        require_staff(session)
        return Left(left=True)

    def decide(self, session: Session, body: DecideBody) -> InterventionView:
        """Admit, warn, pause, resume, give time, block, readmit or flag."""
        require_staff(session)
        decision = _decision(body)
        with self.works() as work:
            attempt = view_of(work, session).attempt(work, body.attempt_id)
            if decision.kind is InterventionKind.READMIT:
                self._check_readmission(work, attempt.exam_id)
            by = Staff(session.person_id, session.person_name)
            unseen = self.sight.missing(attempt.id, must_be_seen(work.exams.get(attempt.exam_id).policy))
            made = interventions.decide(
                work, attempt.id, by, decision, self.clock(), pressed_at=body.pressed_at, unseen=unseen,
                intervention_id=_intervention_id(attempt.id, session.person_id, body.client_id),
            )
        return views.intervention_view(made)

    def _check_readmission(self, work: WebWork, exam_id: str) -> None:
        """An LMS that keeps the attempt closed would leave the examinee before a locked door."""
        capabilities = self.capabilities_of(work, work.exams.get(exam_id))
        means = next((c.means for c in capabilities if c.verb is LmsVerb.READMIT and not c.possible), "")
        if means:
            raise Refused("not_possible", f"{means}.")

    def chat(self, session: Session, body: ChatBody) -> ChatView:
        """Write to an examinee."""
        speaker = Speaker("proctor", session.person_id, session.person_name)
        with self.works() as work:
            attempt = view_of(work, session).attempt(work, body.attempt_id)
            message = messages.post(
                work, attempt.exam_id, attempt.id, speaker, body.text, self.clock(), client_id=body.client_id
            )
        return views.chat_view(message)

    def help_done(self, session: Session, body: HelpDoneBody) -> HelpView:
        """A request for a human was answered."""
        with self.works() as work:
            view = view_of(work, session)
            asked = work.help.within(view.exam_id, body.help_id)
            if asked is None or not view.sees(work.attempts.get(asked.attempt_id)):
                raise help_requests.no_such_request()
            help_requests.answered(work, view.exam_id, asked.id, session.person_name, self.clock())
            return snapshots.help_snapshot(work, view.exam_id, asked.id)

    def deliver_again(self, session: Session, body: DeliverAgainBody) -> DeliveryView:
        """Have the LMS told once more, now."""
        with self.works() as work:
            view, by = view_of(work, session), Staff(session.person_id, session.person_name)
            view.attempt(work, work.outbox.get(body.delivery_id).attempt_id)
            return views.delivery_view(deliveries.again(work, view.exam_id, body.delivery_id, by, self.clock()))

    def grant(self, session: Session) -> WatchView:
        """Return the token with which the attempts of this exam that are in sight, and no other, are watched."""
        allowed = self.groups(session).ids
        grant = WatchGrant(
            exam_id=session.exam_id, person_id=session.person_id,
            groups=None if allowed is None else tuple(sorted(allowed)),
        )
        return WatchView(
            token=self.tokens.mint("watch", grant, self.media.lifetime_s), whep_urls=self.media.whep,
            tiles_url=self.media.tiles, expires_at=self.clock() + self.media.lifetime_s,
        )


class ConsoleNamespace(SessionNamespace):
    """The consoles' connections and their requests."""

    def __init__(
        self, sessions: Sessions, desk: ConsoleDesk, onlookers: Onlookers, show_attempt: Callable[[str], None]
    ) -> None:
        super().__init__(NAMESPACE, sessions, desk.clock)
        self._desk = desk
        self._onlookers = onlookers
        self._show_attempt = show_attempt
        self.requests = {
            "open": Request(OpenBody, desk.open),
            "leave": Request(None, desk.leave),
            "decide": Request(DecideBody, desk.decide),
            "chat": Request(ChatBody, desk.chat, RateLimit(burst=20, per_second=5)),
            "help_done": Request(HelpDoneBody, desk.help_done),
            "deliver_again": Request(DeliverAgainBody, desk.deliver_again, RateLimit(burst=6, per_second=1)),
            "grant": Request(None, desk.grant, RateLimit(burst=20, per_second=2), renews=True),
        }

    def welcome(self, seat: Seat) -> None:
        """A console is connected: into the rooms of those whom it may see, with a snapshot."""
        self.enter(seat, EVERY_CONSOLE)
        self._settle(seat)

    def heard(self, event: object) -> None:
        """Follow who may see whom, and cut those who may no longer be here."""
        super().heard(event)
        if isinstance(event, StaffRegrouped):
            for seat in self._seats_of(event.exam_id):
                if seat.session.person_id == event.person_id and not seat.session.guest_id:
                    self._safely(seat, self._settle)
        elif isinstance(event, AttemptRegrouped):
            for seat in self._seats_of(event.exam_id):
                if seat.groups.reach(event.before) != seat.groups.reach(event.after):
                    self._safely(seat, self._show_anew)

    def _seats_of(self, exam_id: str) -> list[Seat]:
        return [seat for seat in self.seats.all() if seat.session.exam_id == exam_id and seat.is_live]

    def _settle(self, seat: Seat) -> None:
        """Have the seat hear of those whom its person may see now, and of nobody else. What changes while it is being
        seated is not missed: it is looked at again, until it is the same."""
        exam_id = require_staff(seat.session).exam_id
        hears = None
        while hears != (allowed := self._desk.groups(seat.session)):
            for each in seat.rooms - {EVERY_CONSOLE}:
                self.leave_room(seat.sid, each)
                seat.rooms.discard(each)
            hears = seat.groups = allowed
            for each in rooms(exam_id, None) if allowed.ids is None else rooms(exam_id, sorted(allowed.ids))[1:]:
                self.enter(seat, each)
        self._show_anew(seat)

    def _show_anew(self, seat: Seat) -> None:
        """Send the seat all that it may see. An attempt that it has open and sees no more is closed."""
        shown = self._desk.snapshot(seat.session)
        looked_at = self._onlookers.all().get(seat.sid)
        if looked_at is not None and all(tile.attempt_id != looked_at for tile in shown.tiles):
            self._turn(seat.sid, None)
        if not seat.cut:
            self.emit("snapshot", to_wire(shown), room=seat.sid)

    def _safely(self, seat: Seat, act: Callable[[Seat], None]) -> None:
        """A seat that cannot be told what it may see now is cut: it connects anew, and is told then."""
        try:
            act(seat)
        except Exception:
            log.exception("A console could not be told whom it may see now; it is to connect anew.")
            self.cut([seat], lambda _session: True)

    def carried_out(self, sid: str, event: str, body: msgspec.Struct | None) -> None:
        """Opening or leaving an attempt shows in its widget."""
        if isinstance(body, OpenBody):
            self._turn(sid, body.attempt_id)
        elif event == "leave":
            self._turn(sid, None)

    def seated(self, exam_id: str) -> dict[AllowedGroups, list[str]]:
        """Return whose examinees this exam's consoles see, and for each kind of them the rooms in which all of them
        are."""
        kinds: dict[AllowedGroups, list[str]] = {}
        for seat in self._seats_of(exam_id):
            kinds.setdefault(seat.groups, []).append(seat.sid)
        return kinds

    def exams(self) -> set[str]:
        """Return the exams that consoles show now."""
        return {require_staff(seat.session).exam_id for seat in self.seats.all() if seat.is_live}

    def goodbye(self, seat: Seat) -> None:
        """The console is gone and looks at nothing any more."""
        try:
            self._turn(seat.sid, None)
        except Exception:
            log.exception("Examinees could not be told that nobody looks any more.")

    def _turn(self, sid: str, attempt_id: str | None) -> None:
        for changed in self._onlookers.turn(sid, attempt_id):
            self._show_attempt(changed)


def _intervention_id(attempt_id: str, person_id: str, client_id: str) -> str | None:
    """Return the id of a decision from its press. It holds attempt and person: nobody's id can be taken by others."""
    if len(client_id) > _LONGEST_ID:
        raise Refused("bad_request", "That is not an id of a press.")
    pressed = json.dumps([attempt_id, person_id, client_id]).encode()
    return hashlib.sha256(pressed).hexdigest()[:32] if client_id else None


def _decision(body: DecideBody) -> Decision:
    try:
        kind, reason = InterventionKind(body.kind), ReasonCode(body.reason)
    except ValueError:
        raise Refused("bad_request", "There is no such decision or reason.") from None
    return Decision(kind, reason, body.text, body.minutes, body.severity)
