"""What the web process stands on, built from the settings: database, tokens, ways out, rules, media commands."""

import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from lti.http import RequestsHttp
from lti.ports import Http
from lti.proctoring import Parties
from lti.retries import pause
from lti.services import ServiceCalls
from lti.tokens import AccessTokens
from tool import config
from tool.config import Settings
from tool.db.engine import Database
from tool.db.lti_stores import SqlRegistrations, SqlToolKeys
from tool.db.personal_tokens import SqlPersonalTokens
from tool.db.platform_tokens import SqlPlatformTokens
from tool.db.room import Reserve, Room
from tool.db.sealing import Sealer
from tool.db.work import Works
from tool.domain.rule import Rule, looked_at
from tool.domain.stream import must_be_seen
from tool.domain.timeline import Timeline
from tool.evidence.stores import EvidenceStore, LocalStore
from tool.link.media_client import MediaClient
from tool.link.messages import MICROPHONE, ApplyRules, EndStream, MediaCommand
from tool.link.tokens import Tokens
from tool.lms.api_leave import OF_EXAMINEE, ApiLeave
from tool.lms.calls import Outward
from tool.lms.class_lists import ClassLists
from tool.lms.facts import assessment_parties
from tool.lms.gatekeeper import Gatekeeper
from tool.lms.gateway import Gateway
from tool.lms.group_watch import GroupWatch
from tool.lms.notice_requests import NoticeRequests
from tool.lms.outbox import Dispatcher
from tool.lms.own_leave import OwnLeaves
from tool.lms.presence_reports import PresenceReports
from tool.lms.quiz_lists import QuizLists
from tool.lms.watching import Watching
from tool.monitoring.exam import streams
from tool.monitoring.exam.changes import rules_now
from tool.monitoring.tries import Tries
from tool.monitoring.work import NotFound
from tool.web.http.sessions import Sessions
from tool.web.launch.lti_forms import LtiForms
from tool.web.launch.roles import learns
from tool.web.link.commands import END_GIVE_UP_S, MediaCommands
from tool.web.link.media_urls import MediaUrls
from tool.web.link.recording import OwnIncidents, chain
from tool.web.live.browser_rules import BrowserRules
from tool.web.live.kept_rules import RulesKeeper
from tool.web.live.sight import Sight

STATIC = Path(__file__).parent / "static"


@dataclass(frozen=True, slots=True)
class Parts:
    """What tests replace. None means: the real one, made from the settings."""

    clock: Callable[[], float] = time.time
    steady: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = pause
    http: Http | None = None
    send_command: Callable[[MediaCommand], None] | None = None
    sight: Sight | None = None
    evidence: EvidenceStore | None = None
    static_dir: Path = STATIC
    async_mode: str = "threading"
    websocket: type | None = None


@dataclass(frozen=True, slots=True)
class Foundations:
    """Everything below routes and sockets."""

    settings: Settings
    parts: Parts
    clock: Callable[[], float]
    public_url: str
    database: Database
    works: Works
    tokens: Tokens
    http: Http
    registrations: SqlRegistrations
    keys: SqlToolKeys
    sealer: Sealer
    api_tokens: SqlPlatformTokens
    outward: Outward
    own_leaves: OwnLeaves
    sessions: Sessions
    forms: LtiForms
    media_urls: MediaUrls
    media: MediaCommands
    own_incidents: OwnIncidents
    rules: BrowserRules
    sight: Sight
    timeline: Timeline
    evidence: EvidenceStore
    dispatcher: Dispatcher
    presence_reports: PresenceReports
    gatekeeper: Gatekeeper
    quiz_lists: QuizLists
    watching: Watching
    class_lists: ClassLists
    group_watch: GroupWatch
    notice_requests: NoticeRequests
    wake_outbox: threading.Event
    absences: Tries = field(default_factory=lambda: Tries("Attempt"))
    removals: Tries = field(default_factory=lambda: Tries("Removing"))
    orphans: Tries = field(default_factory=lambda: Tries("Removing"))

    def answer_stream(self, attempt_id: str) -> None:
        """Tell the media plane what holds for an attempt whose stream has just begun, since its token may be older: the
        rules of now, or that it is over."""
        with self.works() as work:
            try:
                attempt = work.attempts.get(attempt_id)
            except NotFound:
                return
            rules = looked_at(rules_now(attempt, work.exams.get(attempt.exam_id)))
            opening = work.attempts.opening(attempt_id)
        if attempt.state.is_open:
            self.media.put(
                ApplyRules(
                    attempt_id=attempt_id, rules=rules, opening=opening, baseline=attempt.baseline,
                    groups=attempt.groups,
                )
            )
        else:
            self.media.put(EndStream(attempt_id=attempt_id, opening=opening))

    def promised_of(self, attempt_id: str) -> tuple[str, ...]:
        """Return what the attempt's check-in has promised: without all of it nobody gets through the check-in."""
        with self.works() as work:
            policy = work.exams.get(work.attempts.get(attempt_id).exam_id).policy
        sound = (MICROPHONE,) if policy.microphone else ()
        return (*must_be_seen(policy), *sound)

    def end_again(self) -> None:
        """This process has just started: tell the media plane anew which attempts have ended lately. The run before may
        not have got through, and cannot say so any more."""
        with self.works() as work:
            over = streams.of_ended_attempts(work, self.clock() - END_GIVE_UP_S)
            ends = [EndStream(attempt_id=each, opening=work.attempts.opening(each)) for each in over]
        for end in ends:
            self.media.put(end)


PATIENCE_S = 1.0
"""How long a request waits for another process that has the database, before it goes on reading."""


def _room(settings: Settings) -> Room:
    """Watch the disk of a database that lies on it; a database server has a disk of its own."""
    if settings.database_url or not settings.reserve_mb:
        return Room()
    return Room(Reserve(settings.data_dir / "reserve", settings.reserve_bytes))


def lay(settings: Settings, parts: Parts) -> Foundations:
    """Build the foundations; nothing runs yet."""
    clock, public_url = parts.clock, settings.public_url.rstrip("/")
    database = Database(settings.db_url, _room(settings), PATIENCE_S)
    works = Works(database)
    tokens = Tokens(config.shared_secret(settings), clock)
    http = parts.http or RequestsHttp(
        timeout_s=settings.http_timeout_s, allow_private=settings.allow_private_platforms, ca_bundle=settings.ca_bundle
    )
    registrations = SqlRegistrations(database, clock)
    sealer = Sealer(config.key_encryption_keys(settings))
    keys = SqlToolKeys(database, clock, sealer)
    own_incidents, timeline = OwnIncidents(works, clock), Timeline(clock, parts.steady)
    keeper = RulesKeeper(works, own_incidents.within, timeline)
    api_tokens = SqlPlatformTokens(database, sealer)
    own_tokens = SqlPersonalTokens(database, sealer, api_tokens)
    own = ApiLeave(own_tokens, http, clock, words=OF_EXAMINEE)
    outward = Outward(
        ServiceCalls(http, AccessTokens(keys, http, clock), clock), ApiLeave(api_tokens, http, clock), own
    )
    media = MediaClient(settings.media_url, tokens)
    class_lists = ClassLists(works, registrations.by_id, outward, learns, clock)
    wake_outbox = threading.Event()
    return Foundations(
        settings=settings, parts=parts, clock=clock, public_url=public_url, database=database, works=works,
        tokens=tokens, http=http, registrations=registrations, keys=keys, sealer=sealer,
        api_tokens=api_tokens, outward=outward,
        own_leaves=OwnLeaves(works, api_tokens, own_tokens, own, http, clock),
        sessions=Sessions(works, tokens, settings.session_lifetime_s, clock),
        forms=LtiForms(
            keys, registrations.by_id, lambda platform_id: _parties_of(works, platform_id), f"{public_url}/lti/launch",
            clock,
        ),
        media_urls=MediaUrls(settings.media_url.rstrip("/"), settings.media_token_lifetime_s),
        media=MediaCommands(parts.send_command or media.send, parts.steady),
        own_incidents=own_incidents,
        rules=BrowserRules(lambda attempt_id: _rules_of(works, attempt_id), keeper, new_id, timeline.now),
        sight=parts.sight or Sight(media.looks, parts.steady), timeline=timeline,
        evidence=parts.evidence or LocalStore(settings.evidence_path),
        dispatcher=Dispatcher(works, Gateway(works, registrations.by_id, outward), clock, wake=wake_outbox.set),
        presence_reports=PresenceReports(works, registrations.by_id, outward, clock, chain),
        gatekeeper=Gatekeeper(works, registrations.by_id, outward, sealer, clock),
        quiz_lists=QuizLists(works, registrations.by_id, outward, clock),
        watching=Watching(works, registrations.by_id, outward, clock, chain),
        class_lists=class_lists,
        group_watch=GroupWatch(works, registrations.by_id, outward, class_lists.of, clock),
        notice_requests=NoticeRequests(outward.services, f"{public_url}/lti/notices", clock),
        wake_outbox=wake_outbox,
    )


def _rules_of(works: Works, attempt_id: str) -> tuple[Rule, ...] | None:
    with works() as work:
        attempt = work.attempts.get(attempt_id)
        return rules_now(attempt, work.exams.get(attempt.exam_id)) if attempt.state.is_open else None


def _parties_of(works: Works, platform_id: str) -> Parties:
    with works() as work:
        return assessment_parties(work.platforms.get(platform_id))


def new_id() -> str:
    """Return a fresh identifier."""
    return uuid.uuid4().hex
