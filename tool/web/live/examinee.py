"""What an examinee's widget may ask over Socket.IO (namespace /examinee), each request one call to the floors below."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import msgspec

from tool.chat import help as help_requests
from tool.chat import messages
from tool.chat.records import Speaker
from tool.domain.rule import looked_at
from tool.domain.stream import Channel, channels_of, must_be_seen
from tool.domain.words import told
from tool.link.messages import PublishGrant
from tool.link.tokens import Tokens
from tool.monitoring.exam import attempts, by_code, gaze
from tool.monitoring.exam.changes import rules_now
from tool.monitoring.exam.quiz_records import BoundQuiz
from tool.web.http.language import language_of
from tool.web.http.limits import RateLimit
from tool.web.http.refusals import Refused
from tool.web.http.sessions import Session, Sessions, require_examinee
from tool.web.launch.lti_forms import LtiForms
from tool.web.link.media_urls import MediaUrls
from tool.web.live import snapshots, views
from tool.web.live.attendance import Attendance
from tool.web.live.browser_rules import BrowserRules
from tool.web.live.emission import to_wire
from tool.web.live.pages import Pages
from tool.web.live.seats import Seat
from tool.web.live.sight import Sight
from tool.web.live.silence import Silence
from tool.web.live.snapshots import WidgetSights
from tool.web.live.socket_requests import Request, SessionNamespace
from tool.web.wire.calibration import CalibrateBody, CalibrationView
from tool.web.wire.live import (
    AttemptView,
    BeginBody,
    ChatBody,
    CheckInBody,
    ConsentBody,
    HandOverView,
    HelpBody,
    HelpView,
    ObserveBody,
    Observed,
    OwnLeaveView,
    PageStanding,
    PageView,
    PublishView,
)
from tool.web.wire.shared import ApiError, ChatView, FormView
from tool.web.works import WebWork, WebWorks

log = logging.getLogger(__name__)

NAMESPACE = "/examinee"
MOST_READINGS = 50
MEDIA_AWAY = told(
    "The exam cannot begin yet: our server cannot receive pictures at the moment. That is our trouble and nothing that "
    "you did. Wait a little and try again, or ask for help below."
)


def room(attempt_id: str) -> str:
    """Return the room of an attempt's widgets."""
    return f"attempt:{attempt_id}"


WayIn = Callable[[WebWork, BoundQuiz], HandOverView]
"""Returns how an examinee comes into a quiz that an access code opens; calls nobody, raises Refused."""


@dataclass(frozen=True, slots=True)
class ExamineeDesk:
    """The widget's requests as functions of a session and a body. Every one works on the session's own attempt."""

    works: WebWorks
    tokens: Tokens
    media: MediaUrls
    forms: LtiForms
    rules: BrowserRules
    silence: Silence
    sight: Sight
    sights: WidgetSights
    clock: Callable[[], float]
    way_in: WayIn
    ask_leave: Callable[[str], str]

    def snapshot(self, session: Session) -> AttemptView:
        """Return what the widget shows."""
        with self.works() as work:
            return self.sights.of(work, require_examinee(session))

    def consent(self, session: Session, body: ConsentBody) -> AttemptView:
        """The rules were read and agreed to."""
        if not body.agreed:
            raise Refused(
                "not_agreed", told("You need to agree to the rules to take this exam here. Ask your teacher.")
            )
        with self.works() as work:
            attempts.consent(work, require_examinee(session), self.clock())
        return self.snapshot(session)

    def check_in(self, session: Session, body: CheckInBody) -> AttemptView:
        """The device check is passed."""
        with self.works() as work:
            attempts.check_in(
                work, require_examinee(session), self.clock(), camera=body.camera, microphone=body.microphone,
                screen=body.screen, unseen=self._unseen(work, session),
            )
        return self.snapshot(session)

    def calibrate(self, session: Session, body: CalibrateBody) -> CalibrationView:
        """The examinee looks at something, so that it is known how that looks."""
        with self.works() as work:
            attempt_id = require_examinee(session)
            gaze.turn(work, attempt_id, body.target, ended=body.ended)
            attempt = work.attempts.get(attempt_id)
            return snapshots.calibration(attempt, work.exams.get(attempt.exam_id))

    def chat(self, session: Session, body: ChatBody) -> ChatView:
        """Write to the proctors."""
        attempt_id = require_examinee(session)
        speaker = Speaker("examinee", session.person_id, session.person_name)
        with self.works() as work:
            message = messages.post(
                work, session.exam_id, attempt_id, speaker, body.text, self.clock(), client_id=body.client_id
            )
        return views.chat_view(message)

    def help(self, session: Session, body: HelpBody) -> HelpView:
        """Ask for a human."""
        with self.works() as work:
            request = help_requests.ask(
                work, session.exam_id, require_examinee(session), body.kind, body.text, self.clock()
            )
        return views.help_view(request, session.person_name)

    def observe(self, session: Session, body: ObserveBody) -> Observed:
        """Take in browser measurements."""
        if len(body.items) > MOST_READINGS:
            raise Refused("too_many", f"Send at most {MOST_READINGS} readings at a time.")
        attempt_id = require_examinee(session)
        self.silence.beat(attempt_id, hidden=body.hidden)
        sent_at = self.clock() if body.sent_at is None else body.sent_at
        try:
            ids = self.rules.observe(attempt_id, body.items, sent_at) if body.items else []
        except Exception:
            self.silence.stumbled(attempt_id)
            raise
        self.silence.numbered(
            attempt_id, body.run, (item.seq for item in body.items), made=body.made, dropped=body.dropped
        )
        return Observed(ids=ids)

    def grant(self, session: Session) -> PublishView:
        """Return the token with which the channels that the exam asks for are published, under the rules that hold
        now."""
        with self.works() as work:
            attempt = work.attempts.get(require_examinee(session))
            exam = work.exams.get(attempt.exam_id)
            opening = work.attempts.opening(attempt.id)
        if not attempt.state.is_open:
            raise Refused("attempt_over", told("This attempt is over; nothing is captured any more."))
        channels = channels_of(exam.policy)
        grant = PublishGrant(
            attempt_id=attempt.id, exam_id=exam.id, rules=looked_at(rules_now(attempt, exam)), channels=channels,
            opening=opening, groups=attempt.groups,
        )
        return PublishView(
            token=self.tokens.mint("publish", grant, self.media.lifetime_s),
            whip_urls=self.media.whip(channels, attempt.id), frames_urls=self.media.frames(channels),
            expires_at=self.clock() + self.media.lifetime_s,
        )

    def begin(self, session: Session, body: BeginBody) -> FormView:
        """The examinee presses Begin: return the StartAssessment form for the platform."""
        attempt_id = require_examinee(session)
        with self._at_the_door(), self.works() as work:
            if work.attempts.get(attempt_id).by_code:
                raise Refused("by_code", told("This exam is begun in another way. Reload this page."))
            attempt = attempts.begin(
                work, attempt_id, self.clock(), stays=body.stays, unseen=self._unseen(work, session)
            )
            platform_id = work.exams.get(attempt.exam_id).platform_id
        return self.forms.start_assessment(platform_id, attempt)

    def hand_over(self, session: Session) -> HandOverView:
        """The examinee presses Begin, or has lost the quiz's page: return the way into a quiz that a code opens."""
        with self._at_the_door(), self.works() as work:
            _attempt, bound = by_code.begin(
                work, require_examinee(session), self.clock(), unseen=self._unseen(work, session)
            )
            return self.way_in(work, bound)

    @contextmanager
    def _at_the_door(self) -> Iterator[None]:
        """Say it where it is our trouble that an examinee cannot be seen."""
        try:
            yield
        except attempts.AttemptRefused as exc:
            if exc.code == "not_seen" and self.sight.is_away:
                raise Refused("media_away", MEDIA_AWAY) from exc
            raise

    def own_leave(self, session: Session) -> OwnLeaveView:
        """The examinee may let Invigil hand in for them: return where their LMS asks them."""
        return OwnLeaveView(url=self.ask_leave(require_examinee(session)))

    def continue_here(self, session: Session) -> PageView:
        """The examinee goes on in this page (the namespace makes it the active one)."""
        require_examinee(session)
        return PageView(standing=PageStanding.ACTIVE)

    def _unseen(self, work: WebWork, session: Session) -> list[Channel]:
        attempt = work.attempts.get(require_examinee(session))
        return list(self.sight.missing(attempt.id, must_be_seen(work.exams.get(attempt.exam_id).policy)))


class ExamineeNamespace(SessionNamespace):
    """The widget's connections: who is there, and their requests."""

    def __init__(self, sessions: Sessions, desk: ExamineeDesk) -> None:
        super().__init__(NAMESPACE, sessions, desk.clock)
        self._desk = desk
        self.attendance = Attendance(desk.works, self.seats, desk.clock)
        self.pages = Pages(self.seats, self._stands)
        self.requests = {
            "consent": Request(ConsentBody, desk.consent),
            "check_in": Request(CheckInBody, desk.check_in),
            "calibrate": Request(CalibrateBody, desk.calibrate, RateLimit(burst=16, per_second=1)),
            "chat": Request(ChatBody, desk.chat, RateLimit(burst=6, per_second=1)),
            "help": Request(HelpBody, desk.help, RateLimit(burst=4, per_second=0.2)),
            "observe": Request(ObserveBody, desk.observe, RateLimit(burst=20, per_second=5)),
            "grant": Request(None, desk.grant, RateLimit(burst=10, per_second=0.5), renews=True),
            "begin": Request(BeginBody, desk.begin, RateLimit(burst=5, per_second=0.2)),
            "hand_over": Request(None, desk.hand_over, RateLimit(burst=5, per_second=0.2)),
            "own_leave": Request(None, desk.own_leave, RateLimit(burst=5, per_second=0.2)),
            "continue_here": Request(None, desk.continue_here, RateLimit(burst=5, per_second=0.2)),
        }

    def said(self, refused: Refused, session: Session | None) -> ApiError:
        """Return the refusal in the language of the launch."""
        return refused.told_in(language_of(session.locale if session else ""))

    def welcome(self, seat: Seat) -> None:
        """The widget is connected: note it, and send it the snapshot of its attempt."""
        attempt_id = require_examinee(seat.session)
        self.attendance.came(attempt_id)
        self._desk.rules.came(attempt_id)
        self._stands(seat, self.pages.came(attempt_id, seat))

    def goodbye(self, seat: Seat) -> None:
        """One connection of the widget is gone; when it was the last one, that is noted."""
        if seat.session.attempt_id is not None:
            if not self.seats.of_attempt(seat.session.attempt_id):
                self._desk.rules.went(seat.session.attempt_id)
            self.attendance.went(seat.session.attempt_id)
            try:
                self.pages.went(seat.session.attempt_id)
            except Exception:
                log.exception("Another page of the attempt could not be told that it is active now.")

    def check_may(self, seat: Seat, event: str) -> None:
        """Only the active page of an attempt may ask for anything but to be that."""
        attempt_id = require_examinee(seat.session)
        if event != "continue_here" and self.pages.standing(attempt_id, seat) is not PageStanding.ACTIVE:
            raise Refused("elsewhere", told("The exam goes on in another window. Go on there, or continue here."))

    def carried_out(self, sid: str, event: str, _body: msgspec.Struct | None) -> None:
        """Going on in a page makes it the active one."""
        seat = self.seats.get(sid)
        if event == "continue_here" and seat is not None:
            self.pages.take_over(require_examinee(seat.session), seat)

    def _stands(self, seat: Seat, standing: PageStanding) -> None:
        """Let the page know how it stands, and hear of its exam only while it is active."""
        here = room(require_examinee(seat.session))
        self.emit("page", to_wire(PageView(standing=standing)), room=seat.sid)
        if standing is PageStanding.ACTIVE:
            seat.was_active = True
            self.enter(seat, here)
            self.emit("attempt", to_wire(self._desk.snapshot(seat.session)), room=seat.sid)
        elif here in seat.rooms:
            seat.rooms.discard(here)
            self.leave_room(seat.sid, here)
