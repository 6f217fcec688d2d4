"""What follows from a committed change: browsers are told, the media plane gets its commands."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import singledispatchmethod

import msgspec

from tool.chat import help as help_requests
from tool.chat.events import ChatPosted, ChatRead, HelpAnswered, HelpAsked
from tool.domain.attempt import AttemptState
from tool.domain.groups import EVERYBODY, AllowedGroups
from tool.domain.intervention import InterventionKind, Step
from tool.domain.rule import looked_at
from tool.domain.stream import Channel, stills_of
from tool.link.messages import ApplyRules, Calibrate, EndStream, EndWatching, MediaCommand, TakeStill
from tool.monitoring.exam.events import (
    AttemptChanged,
    AttemptEnded,
    AttemptRegrouped,
    ClassListChanged,
    DeliveryChanged,
    GateChanged,
    GazeTurned,
    GuestRevoked,
    IncidentRecorded,
    IncidentsSeen,
    IncidentUpdated,
    InterventionMade,
    LmsWatchChanged,
    PolicyChosen,
    RulesChanged,
    StaffRegrouped,
)
from tool.monitoring.exam.groups import View
from tool.monitoring.exam.records import WEB_NODE, Incident
from tool.monitoring.tenancy.events import PlatformSwitched
from tool.web.live import console, examinee, snapshots, views
from tool.web.live.browser_rules import BrowserRules
from tool.web.live.emission import Emit
from tool.web.live.lms_word import NOTHING_SAID, LmsWord
from tool.web.live.notices import NoticesOf, no_notices
from tool.web.live.sight import Sight
from tool.web.live.snapshots import CapabilitiesOf, WidgetSights
from tool.web.wire.live import MediaView, PaceView, SeenView, StorageState
from tool.web.works import WebWork, WebWorks

log = logging.getLogger(__name__)


def _see_everybody(exam_id: str) -> dict[AllowedGroups, list[str]]:
    return {EVERYBODY: [console.room(exam_id)]}


@dataclass(frozen=True, slots=True)
class Listeners:
    """Told of every domain event, after its commit. A failure here is logged: the change itself is done and kept.

    `is_heard`: whether anybody is at an attempt's page. What is shown there at every change is made for nobody else:
    who comes is sent it anyway. `seated`: whose examinees the consoles of an exam see, and the rooms of each kind."""

    emit: Emit
    works: WebWorks
    rules: BrowserRules
    sight: Sight
    sights: WidgetSights
    is_heard: Callable[[str], bool]
    media: Callable[[MediaCommand], None]
    capabilities_of: CapabilitiesOf
    clock: Callable[[], float]
    storage: Callable[[], StorageState] = lambda: "ok"
    notices: NoticesOf = no_notices
    lms: LmsWord = NOTHING_SAID
    seated: Callable[[str], Mapping[AllowedGroups, list[str]]] = _see_everybody

    def __call__(self, event: object) -> None:
        """Do what follows from the event."""
        try:
            self._on(event)
        except Exception:
            log.exception("Telling of %s failed.", type(event).__name__)

    def show_attempt(self, attempt_id: str) -> None:
        """Send the widget the snapshot of its attempt anew."""
        if not self.is_heard(attempt_id):
            return
        with self.works() as work:
            shown = self.sights.of(work, attempt_id)
        self._to_widget(attempt_id, "attempt", shown)

    def tell_media(self, media: MediaView) -> None:
        """Tell every console how the media plane stands."""
        self._to_every_console("media", media)

    def tell_pace(self, connection: str, pace: PaceView) -> None:
        """Tell one console how often the examinee whom it has open is looked at."""
        self.emit("pace", pace, namespace=console.NAMESPACE, room=connection)

    def show_at_the_door(self, attempt_id: str) -> None:
        """Send the widget and the consoles of an attempt before its exam what is shown of it, anew."""
        self.show_attempt(attempt_id)
        self.show_tile(attempt_id)

    def show_tile(self, attempt_id: str) -> None:
        """Send the consoles the tile of an attempt anew; raise NotFound if it is gone."""
        with self.works() as work:
            exam_id = work.attempts.get(attempt_id).exam_id
        self._tile(exam_id, attempt_id)

    @singledispatchmethod
    def _on(self, event: object) -> None:
        log.error("Nobody is told of %s.", type(event).__name__)

    @_on.register
    def _(self, event: AttemptChanged) -> None:
        self.show_attempt(event.attempt_id)
        if event.after is AttemptState.CREATED and self._is_first(event.exam_id):
            self._snapshot(event.exam_id)  # with the first attempt the platform says what it can do
        else:
            self._tile(event.exam_id, event.attempt_id)

    @_on.register
    def _(self, event: RulesChanged) -> None:
        self.media(
            ApplyRules(
                attempt_id=event.attempt_id, rules=looked_at(event.rules), opening=event.opening,
                baseline=event.baseline, groups=event.groups,
            )
        )
        self.rules.apply(event.attempt_id, event.rules)

    @_on.register
    def _(self, event: GazeTurned) -> None:
        self.media(
            Calibrate(attempt_id=event.attempt_id, target=event.target, ended=event.ended, opening=event.opening)
        )

    @_on.register
    def _(self, event: AttemptEnded) -> None:
        self.media(EndStream(attempt_id=event.attempt_id, opening=event.opening))
        self.rules.end(event.attempt_id)
        with self.works() as work:
            help_requests.attempt_over(work, event.attempt_id, self.clock())

    @_on.register
    def _(self, event: IncidentRecorded) -> None:
        incident = event.incident
        with self.works() as work:
            shown = snapshots.incident_snapshot(work, incident.id)
            language = snapshots.language_of_examinee(work, incident.attempt_id)
            rooms = _rooms(work, incident.attempt_id)
        self._to_console(rooms, "incident", shown)
        channels = _stills_wanted(incident)
        if channels and not shown.stills:
            self.media(TakeStill(attempt_id=incident.attempt_id, incident_id=incident.id, channels=channels))
        if event.step is Step.NOTICE:
            self._to_widget(incident.attempt_id, "notice", views.incident_notice(incident, language))
        self._tile(event.exam_id, incident.attempt_id)

    @_on.register
    def _(self, event: IncidentUpdated) -> None:
        with self.works() as work:
            shown, rooms = snapshots.incident_snapshot(work, event.incident.id), _rooms(work, event.incident.attempt_id)
        self._to_console(rooms, "incident", shown)
        self._tile(event.exam_id, event.incident.attempt_id)

    @_on.register
    def _(self, event: IncidentsSeen) -> None:
        seen = SeenView(attempt_id=event.attempt_id, incident_ids=list(event.incident_ids))
        self._about(event.attempt_id, "seen", seen)
        self._tile(event.exam_id, event.attempt_id)

    @_on.register
    def _(self, event: InterventionMade) -> None:
        with self.works() as work:
            notice = snapshots.notice_of(work, event.exam_id, event.intervention)
            rooms = _rooms(work, event.intervention.attempt_id)
        if notice is not None:
            self._to_widget(event.intervention.attempt_id, "notice", notice)
        self._to_console(rooms, "intervention", views.intervention_view(event.intervention))
        if event.intervention.kind is InterventionKind.WARN:  # both show how many there were
            self.show_attempt(event.intervention.attempt_id)
            self._tile(event.exam_id, event.intervention.attempt_id)

    @_on.register
    def _(self, event: DeliveryChanged) -> None:
        self._about(event.row.attempt_id, "delivery", views.delivery_view(event.row))
        self._tile(event.exam_id, event.row.attempt_id)

    @_on.register
    def _(self, event: ClassListChanged) -> None:
        self._to_each_kind(event.exam_id, "roster", self.lms.roster)

    @_on.register
    def _(self, event: LmsWatchChanged) -> None:
        self._to_each_kind(
            event.exam_id, "lms_watch", lambda work, view: self.lms.watch(work, work.exams.get(view.exam_id), view)
        )

    @_on.register
    def _(self, event: PolicyChosen) -> None:
        with self.works() as work:
            open_ids = [a.id for a in work.attempts.in_exam(event.exam_id) if a.state.is_open]
            widgets = {i: self.sights.of(work, i) for i in open_ids}
        self._snapshot(event.exam_id)
        for attempt_id, shown in widgets.items():
            self._to_widget(attempt_id, "attempt", shown)

    @_on.register
    def _(self, event: GateChanged) -> None:
        self._snapshot(event.exam_id)

    @_on.register
    def _(self, event: ChatPosted) -> None:
        message = event.message
        with self.works() as work:
            language, rooms = snapshots.language_of_examinee(work, message.attempt_id), _rooms(work, message.attempt_id)
        self._to_widget(message.attempt_id, "chat", views.chat_view(message, language))
        self._to_console(rooms, "chat", views.chat_view(message))
        self._tile(message.exam_id, message.attempt_id)

    @_on.register
    def _(self, event: ChatRead) -> None:
        self._tile(event.exam_id, event.attempt_id)

    @_on.register(HelpAsked)
    @_on.register(HelpAnswered)
    def _(self, event: HelpAsked | HelpAnswered) -> None:
        request = event.request
        with self.works() as work:
            asked = snapshots.help_snapshot(work, request.exam_id, request.id)
            shown, rooms = self.sights.of(work, request.attempt_id), _rooms(work, request.attempt_id)
        self._to_console(rooms, "help", asked)
        self._to_widget(request.attempt_id, "attempt", shown)
        self._tile(request.exam_id, request.attempt_id)

    @_on.register
    def _(self, event: StaffRegrouped) -> None:
        self.media(EndWatching(exam_id=event.exam_id, person_id=event.person_id))

    @_on.register(AttemptRegrouped)
    @_on.register(GuestRevoked)
    @_on.register(PlatformSwitched)
    def _(self, event: object) -> None:
        """Nothing to tell anybody: the namespaces hear of it themselves, and show or cut what follows."""

    def _is_first(self, exam_id: str) -> bool:
        with self.works() as work:
            return len(work.attempts.in_exam(exam_id)) == 1

    def _snapshot(self, exam_id: str) -> None:
        self._to_each_kind(exam_id, "snapshot", lambda work, view: snapshots.console_snapshot(
            work, view, self.capabilities_of, self.sight, self.clock(), self.storage(), self.notices, self.lms,
        ))

    def _tile(self, exam_id: str, attempt_id: str) -> None:
        with self.works() as work:
            tile = snapshots.tile(work, exam_id, attempt_id, self.sight, self.notices)
            rooms = _rooms(work, attempt_id)
        self._to_console(rooms, "tile", tile)

    def _about(self, attempt_id: str, event: str, view: msgspec.Struct) -> None:
        with self.works() as work:
            rooms = _rooms(work, attempt_id)
        self._to_console(rooms, event, view)

    def _to_each_kind(self, exam_id: str, event: str, shown: Callable[[WebWork, View], msgspec.Struct]) -> None:
        """Tell consoles of the exam something about all of it, each kind as far as it is in their view."""
        for groups, rooms in self.seated(exam_id).items():
            with self.works() as work:
                view = shown(work, View(exam_id, groups))
            self._to_console(rooms, event, view)

    def _to_widget(self, attempt_id: str, event: str, view: msgspec.Struct) -> None:
        self.emit(event, view, namespace=examinee.NAMESPACE, room=examinee.room(attempt_id))

    def _to_console(self, rooms: list[str], event: str, view: msgspec.Struct) -> None:
        self.emit(event, view, namespace=console.NAMESPACE, room=rooms)

    def _to_every_console(self, event: str, view: msgspec.Struct) -> None:
        self.emit(event, view, namespace=console.NAMESPACE, room=console.EVERY_CONSOLE)


def _rooms(work: WebWork, attempt_id: str) -> list[str]:
    """Return the rooms in which this attempt is heard of."""
    attempt = work.attempts.get(attempt_id)
    return console.rooms(attempt.exam_id, attempt.groups)


def _stills_wanted(incident: Incident) -> tuple[Channel, ...]:
    """Return the channels of which the media node is asked for a picture: of incidents that it opened itself it takes
    those of others than the camera unasked."""
    wanted = stills_of(incident.type)
    return wanted if incident.node_id == WEB_NODE else tuple(each for each in wanted if each is Channel.CAMERA)
