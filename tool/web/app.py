"""The composition root of the web process: builds every part and joins them. Nothing else in web reads settings."""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus

import msgspec
from flask import Flask, Response
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.middleware.proxy_fix import ProxyFix

from lti.jwks import JwksCache
from lti.message import Launch
from lti.routes import LtiServices, lti_blueprint
from tool.config import Settings
from tool.db import housekeeping
from tool.db.lti_stores import SqlUsedStates
from tool.db.room import State
from tool.domain.groups import AllowedGroups
from tool.domain.lms import Capability
from tool.domain.stream import Channel
from tool.lms.facts import capabilities_of, keeps_log
from tool.lms.own_leave import is_needed
from tool.monitoring.exam import absence, presence, retention
from tool.monitoring.exam.records import Exam
from tool.monitoring.work import StorageTrouble
from tool.web import desks
from tool.web.admin.api import admin_blueprint
from tool.web.admin.connect import ConnectPages, connect_blueprint
from tool.web.admin.lms_api_routes import lms_api_blueprint
from tool.web.admin.notices import NoticeDesk, notices_blueprint
from tool.web.admin.platform_api import PlatformServices, platform_blueprint
from tool.web.admin.registration import RegistrationDesk
from tool.web.admin.snapshots import admin_snapshot
from tool.web.background import Loops
from tool.web.exam.api import ApiServices, api_blueprint
from tool.web.exam.course_api import CourseServices, course_blueprint
from tool.web.exam.gate_api import GateServices, gate_blueprint
from tool.web.exam.guests_api import GuestServices, guests_blueprint
from tool.web.exam.linking_api import LinkingServices, linking_blueprint
from tool.web.exam.own_api import OwnServices, own_blueprint
from tool.web.exam.quizzes_api import QuizServices, quizzes_blueprint
from tool.web.exam.uef_api import uef_blueprint
from tool.web.foundations import Foundations, Parts, lay, new_id
from tool.web.http.answers import prepare
from tool.web.http.limits import RateLimit, RefusalLimit
from tool.web.http.pages import Health, pages_blueprint
from tool.web.http.plain_pages import TEMPLATES
from tool.web.http.security import origin_of
from tool.web.launch.addresses import PageAddresses
from tool.web.launch.description import tool_description
from tool.web.launch.launches import Launches, refused_page
from tool.web.launch.proof import Proofs, proof_blueprint
from tool.web.launch.states import SignedLaunchStates
from tool.web.link.events import LinkEvents, link_blueprint
from tool.web.live import console as console_events
from tool.web.live.console import ConsoleDesk, ConsoleNamespace
from tool.web.live.doors import Doors
from tool.web.live.emission import to_wire
from tool.web.live.examinee import ExamineeDesk, ExamineeNamespace
from tool.web.live.listeners import Listeners
from tool.web.live.lms_word import LmsWord
from tool.web.live.notices import Notices
from tool.web.live.onlookers import Onlookers
from tool.web.live.paces import PaceTeller
from tool.web.live.pages import Beside
from tool.web.live.silence import Silence
from tool.web.live.snapshots import WidgetSights
from tool.web.live.socket_server import Sockets
from tool.web.live.vigil import Vigil
from tool.web.storage_watch import StorageWatch
from tool.web.ways_in import ways_in
from tool.web.wire.live import StorageView
from tool.web.works import WebWork

log = logging.getLogger(__name__)

MAX_SOCKET_MESSAGE_BYTES = 65_536
PING_INTERVAL_S, PING_TIMEOUT_S = 5, 8
_TICK_S, _LOOK_S, _SWEEP_S, _TIDY_S, _RETENTION_S, _ORPHANS_S = 0.25, 0.5, 1.0, 600.0, 600.0, 6 * 3600.0
_ABSENCE_S, _SETTLE_S = 10.0, 60.0
_NOTICES, _NOTICES_PER_S = 60, 1.0
"""How many calls with notices one sender may make at once, and then in a second."""
_LONGEST_OUTBOX_WAIT_S = 5.0
_RECHECK_S = 20.0
"""How often every seat is looked at: what another process has ended is over for the sockets within 30 s."""


@dataclass(frozen=True, slots=True)
class WebApp:
    """The web process, built but not yet running."""

    flask: Flask
    sockets: Sockets
    base: Foundations
    examinees: ExamineeNamespace
    consoles: ConsoleNamespace
    vigil: Vigil

    def start(self, loops: Loops) -> None:
        """Take over from an earlier run and start everything that happens without a request."""
        watch = StorageWatch(self.base.database, self.tell_storage)
        watch.look()
        loops.first("Taking over", self.take_over)
        loops.every(_LOOK_S, "storage", watch.look)
        loops.every(_TICK_S, "browser rules", self.base.rules.tick)
        self.vigil.start()
        loops.every(_SWEEP_S, "presence", self.sweep)
        loops.every(_SWEEP_S, "silence", self.vigil.tick)
        loops.every(_ABSENCE_S, "absence", self.judge_absence)
        loops.run("looks", self.base.sight.run)
        loops.every(_RECHECK_S, "seats", self.recheck)
        loops.every(_SETTLE_S, "own leaves", self.base.own_leaves.settle)
        loops.every(_TIDY_S, "tidying", lambda: housekeeping.tidy(self.base.database, self.base.clock()))
        loops.every(_RETENTION_S, "retention", self.forget)
        loops.every(_ORPHANS_S, "orphans", self.remove_orphans)
        loops.run("media commands", self.base.media.run)
        loops.run("outbox", self._deliver)
        loops.run("presence reports", self._report)
        loops.run("gates", self._keep_gates)
        loops.run("quiz watch", self._watch)
        loops.run("class lists", self._read_classes)
        loops.run("groups", self._ask_for_groups)
        loops.run("notices", self.base.notice_requests.run)

    def take_over(self) -> None:
        """Go on where an earlier run of this process stopped, and put in order what it could not."""
        with self.base.works() as work:
            presence.forget_connections(work, self.base.clock())
        self.base.own_incidents.booted(still_measured=self.base.rules.take_up())
        self.base.rules.catch_up()
        self.base.end_again()
        self.base.dispatcher.booted()
        self.base.watching.began()

    def tell_storage(self, state: State) -> None:
        """Tell all consoles how the database stands."""
        self.sockets.emit("storage", to_wire(StorageView(state=state)), namespace=console_events.NAMESPACE)

    def sweep(self) -> None:
        """Take attempts without a page for longer than the grace period to disconnected."""
        base = self.base
        self.examinees.attendance.settle()
        presence.sweep(base.works, base.clock(), base.absences, grace_s=base.settings.disconnect_grace_s)

    def judge_absence(self) -> None:
        """Note whose absences, the one that goes on now included, add up to more than their exam allows."""
        base = self.base

        def seen_until(attempt_id: str) -> float | None:
            last = base.sight.last(attempt_id, Channel.CAMERA)
            return None if last is None or base.sight.is_away else base.timeline.label(last)

        absence.sweep(base.works, seen_until, base.clock())

    def recheck(self) -> None:
        """Cut the sockets of those who may no longer be here, and keep again who is."""
        for namespace in (self.examinees, self.consoles):
            namespace.recheck()
        self.examinees.attendance.compare()
        self.sockets.server.close_strangers()

    def forget(self) -> None:
        """Remove the attempts whose retention is over; what could not be removed is tried again later."""
        retention.sweep(self.base.works, self.base.evidence.delete, self.base.clock(), self.base.removals)

    def remove_orphans(self) -> None:
        """Remove evidence that belongs to no attempt."""
        store, now = self.base.evidence, self.base.clock()
        keys = store.kept_before(now - retention.ORPHAN_AGE_S)
        retention.remove_orphans(
            self.base.works, keys, store.delete, self.base.orphans, now, lambda: self.sockets.sleep(0)
        )

    def _report(self, stopped: threading.Event) -> None:
        self.base.presence_reports.run(stopped, self.sockets.start_background_task)

    def _keep_gates(self, stopped: threading.Event) -> None:
        self.base.gatekeeper.run(stopped, self.sockets.start_background_task)

    def _watch(self, stopped: threading.Event) -> None:
        self.base.watching.run(stopped, self.sockets.start_background_task)

    def _read_classes(self, stopped: threading.Event) -> None:
        self.base.class_lists.run(stopped, self.consoles.exams, self.sockets.start_background_task)

    def _ask_for_groups(self, stopped: threading.Event) -> None:
        self.base.group_watch.run(stopped, self.consoles.exams, self.sockets.start_background_task)

    def _deliver(self, stopped: threading.Event) -> None:
        while not stopped.is_set():
            self.base.wake_outbox.clear()
            due_s = self.base.dispatcher.run_once(self.sockets.start_background_task)
            wait_s = _LONGEST_OUTBOX_WAIT_S if due_s is None else min(max(due_s, 0.05), _LONGEST_OUTBOX_WAIT_S)
            self.base.wake_outbox.wait(wait_s)


def create_app(settings: Settings, parts: Parts | None = None) -> WebApp:
    """Build the web process from its settings; `parts` replaces parts of it in tests."""
    base = lay(settings, parts or Parts())
    app = Flask(__name__, static_folder=None, template_folder=str(TEMPLATES))
    prepare(app)
    _add_routes(app, base)
    web = _add_sockets(app, base)
    if settings.trusted_proxies:  # last, so that it is first: sockets, too, are to know who is behind the proxy
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=settings.trusted_proxies, x_proto=0, x_host=0, x_port=0, x_prefix=0
        )
    return web


def _add_routes(app: Flask, base: Foundations) -> None:
    launches = Launches(
        base.works, base.sessions, base.tokens, base.public_url, base.clock, base.sealer.seal
    )
    media_origin = str(origin_of(base.settings.media_url))
    app.register_blueprint(
        pages_blueprint(
            base.parts.static_dir, base.public_url, media_origin, launches.origins_of, lambda: _health(base)
        )
    )
    refusals = RefusalLimit(base.clock)
    proofs = Proofs(launches, base.works, launches.origins_of, base.public_url, base.clock)
    jwks, used = JwksCache(base.http, sleep=base.parts.sleep), SqlUsedStates(base.database)

    def arrived(launch: Launch) -> Response:
        base.notice_requests.heard(launch)
        return proofs(launch)

    services = LtiServices(
        registrations=base.registrations, jwks=jwks, states=SignedLaunchStates(base.tokens, used), keys=base.keys,
        launch_url=f"{base.public_url}/lti/launch", on_login=proofs.begun, on_launch=arrived,
        on_refused=lambda refusal: refusals(refused_page(refusal)),
        on_register=_limited(desks.registration_desk(base), refusals), clock=base.clock,
    )
    app.register_blueprint(lti_blueprint(services))
    app.register_blueprint(proof_blueprint(proofs, refusals))
    app.register_blueprint(
        platform_blueprint(
            PlatformServices(
                base.works, base.registrations, jwks, used.first_use, desks.connection_test(base), base.evidence.delete,
                base.public_url, base.clock,
            )
        )
    )
    app.register_blueprint(
        notices_blueprint(
            NoticeDesk(
                base.works, base.registrations, jwks, used.first_use, base.clock,
                RateLimit(_NOTICES, _NOTICES_PER_S, base.clock),
            )
        )
    )
    tool = tool_description(base.public_url)
    app.register_blueprint(connect_blueprint(ConnectPages(base.public_url, tool, base.settings.open_registration)))
    app.register_blueprint(admin_blueprint(desks.admin_services(base)))
    app.register_blueprint(
        lms_api_blueprint(
            desks.api_desk(base), base.sessions, lambda work, by: admin_snapshot(work, by, tool, base.clock()),
            refusals, desks.own_leave_desk(base).done,
        )
    )
    app.register_blueprint(
        api_blueprint(
            ApiServices(
                base.works, base.sessions, base.evidence, _capabilities, base.sight, _lms_word(base), base.clock
            )
        )
    )
    addresses = PageAddresses(base.tokens, base.public_url)
    app.register_blueprint(
        linking_blueprint(LinkingServices(base.works, base.sessions, base.forms, addresses, base.clock))
    )
    course = CourseServices(base.works, base.sessions, addresses, base.clock)
    app.register_blueprint(course_blueprint(course))
    app.register_blueprint(quizzes_blueprint(QuizServices(course, base.quiz_lists)))
    app.register_blueprint(gate_blueprint(GateServices(base.works, base.sessions, base.clock)))
    app.register_blueprint(own_blueprint(OwnServices(base.works, base.sessions, addresses, base.clock)))
    app.register_blueprint(guests_blueprint(GuestServices(base.works, base.sessions, addresses, base.clock)))
    app.register_blueprint(uef_blueprint(desks.uef_services(base, addresses)))
    app.register_blueprint(link_blueprint(LinkEvents(base.works, base.answer_stream, base.clock), base.tokens))


def _limited(desk: RegistrationDesk, refusals: RefusalLimit) -> Callable[[str, str | None, str | None], Response]:
    def register(openid_configuration: str, token: str | None, invitation: str | None) -> Response:
        response = desk(openid_configuration, token, invitation)
        return refusals(response) if response.status_code >= HTTPStatus.BAD_REQUEST else response

    return register


def _add_sockets(app: Flask, base: Foundations) -> WebApp:
    sockets = Sockets(
        app, async_mode=base.parts.async_mode, cors_allowed_origins=[str(origin_of(base.public_url))],
        max_http_buffer_size=MAX_SOCKET_MESSAGE_BYTES, ping_interval=PING_INTERVAL_S, ping_timeout=PING_TIMEOUT_S,
        websocket=base.parts.websocket,
    )

    def emit(event: str, view: msgspec.Struct, *, namespace: str, room: str | list[str]) -> None:
        sockets.emit(event, to_wire(view), namespace=namespace, to=room)

    def storage() -> State:
        return base.database.state

    onlookers = Onlookers()
    sight = base.sight

    def beside(attempt_id: str) -> Beside:
        return examinees.pages.beside(attempt_id)

    def seated(exam_id: str) -> dict[AllowedGroups, list[str]]:
        return consoles.seated(exam_id)

    lms = _lms_word(base)
    notices = Notices(base.media.refused_rules, base.media.late_rules, sight)
    silence = Silence(sight, beside, base.promised_of, base.own_incidents, new_id, base.timeline)
    sights = WidgetSights(onlookers, sight, is_needed, base.clock)
    examinee = ExamineeDesk(
        base.works, base.tokens, base.media_urls, base.forms, base.rules, silence, sight, sights, base.clock,
        ways_in(base.sealer), desks.own_leave_desk(base).ask,
    )
    console = ConsoleDesk(
        base.works, base.tokens, base.media_urls, sight, _capabilities, base.clock, storage, notices.of, lms
    )
    examinees = ExamineeNamespace(base.sessions, examinee)
    listeners = Listeners(
        emit, base.works, base.rules, sight, sights, examinees.seats.hears, base.media.put, _capabilities,
        base.clock, storage, notices.of, lms, seated,
    )
    base.presence_reports.shell_of, examinees.pages.changed = examinees.pages.shell_of, base.presence_reports.wake.set
    vigil = Vigil(
        base.works, sight, Doors(base.works, sight, listeners.show_at_the_door, base.clock), silence, notices,
        listeners.tell_media, listeners.show_tile, PaceTeller(sight, onlookers, listeners.tell_pace),
    )
    consoles = ConsoleNamespace(base.sessions, console, onlookers, listeners.show_attempt)
    for namespace in (examinees, consoles):
        sockets.on_namespace(namespace)
        base.works.listen(namespace.heard)  # before all others: whoever is out by an event hears nothing of it
    base.works.listen(vigil.heard)
    base.works.listen(listeners)
    base.works.listen(base.dispatcher.heard)
    base.works.listen(base.presence_reports.heard)
    base.works.listen(base.gatekeeper.heard)
    base.works.listen(base.class_lists.heard)
    return WebApp(app, sockets, base, examinees, consoles, vigil)


def _lms_word(base: Foundations) -> LmsWord:
    return LmsWord(base.watching.unread_since, base.group_watch.class_list, keeps_log)


def _capabilities(work: WebWork, exam: Exam) -> tuple[Capability, ...]:
    """Return what the exam's LMS can do, as its newest attempt shows."""
    attempts = work.attempts.in_exam(exam.id)
    return capabilities_of(
        work.platforms.get(exam.platform_id), exam, attempts[-1] if attempts else None,
        work.bound_quizzes.find(exam.id), work.platforms.api(exam.platform_id),
    )


def _health(base: Foundations) -> Health:
    """Say how the database stands, "down" if it cannot even be read, and what could not be removed in its time."""
    unremoved = len(base.removals) + len(base.orphans)
    try:
        with base.database.session() as session:
            session.execute(text("SELECT count(*) FROM institutions"))
    except (SQLAlchemyError, StorageTrouble):
        return Health("down", unremoved)
    return Health(base.database.state, unremoved)
