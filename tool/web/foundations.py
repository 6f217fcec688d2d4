"""What the web process stands on, built from the settings: database, tokens, ways out, rules, media commands."""

import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from lti.http import RequestsHttp
from lti.ports import Http
from lti.services import ServiceCalls
from lti.tokens import AccessTokens
from tool import config
from tool.config import Settings
from tool.db.engine import Database
from tool.db.lti_stores import SqlRegistrations, SqlToolKeys
from tool.db.sealing import Sealer
from tool.db.work import Works
from tool.domain.policy import Rule
from tool.evidence.stores import EvidenceStore, LocalStore
from tool.link.media_client import MediaClient
from tool.link.messages import ApplyRules, MediaCommand
from tool.link.tokens import Tokens
from tool.lms.gateway import LtiGateway
from tool.lms.outbox import Dispatcher
from tool.lms.presence_reports import PresenceReports
from tool.monitoring.exam.changes import rules_now
from tool.monitoring.work import NotFound
from tool.web.http.sessions import Sessions
from tool.web.launch.lti_forms import LtiForms
from tool.web.link.commands import MediaCommands
from tool.web.link.media_urls import MediaUrls
from tool.web.link.recording import OwnIncidents
from tool.web.live.browser_rules import BrowserRules

STATIC = Path(__file__).parent / "static"


@dataclass(frozen=True, slots=True)
class Parts:
    """What tests replace. None means: the real one, made from the settings."""

    clock: Callable[[], float] = time.time
    http: Http | None = None
    send_command: Callable[[MediaCommand], None] | None = None
    evidence: EvidenceStore | None = None
    static_dir: Path = STATIC
    async_mode: str = "threading"


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
    sessions: Sessions
    forms: LtiForms
    media_urls: MediaUrls
    media: MediaCommands
    own_incidents: OwnIncidents
    rules: BrowserRules
    evidence: EvidenceStore
    dispatcher: Dispatcher
    presence_reports: PresenceReports
    wake_outbox: threading.Event

    def renew_rules(self, attempt_id: str) -> None:
        """Tell the media plane the rules of an attempt whose stream has just begun: its token may be older."""
        try:
            rules = _rules_of(self.works, attempt_id)
        except NotFound:
            return
        self.media.put(ApplyRules(attempt_id=attempt_id, rules=rules))


def lay(settings: Settings, parts: Parts) -> Foundations:
    """Build the foundations; nothing runs yet."""
    clock, public_url = parts.clock, settings.public_url.rstrip("/")
    database = Database(settings.db_url)
    works = Works(database)
    tokens = Tokens(config.shared_secret(settings), clock)
    http = parts.http or RequestsHttp(
        timeout_s=settings.http_timeout_s, allow_private=settings.allow_private_platforms, ca_bundle=settings.ca_bundle
    )
    registrations = SqlRegistrations(database, clock)
    keys = SqlToolKeys(database, clock, Sealer(config.key_encryption_keys(settings)))
    own_incidents = OwnIncidents(works, clock)
    calls = ServiceCalls(http, AccessTokens(keys, http, clock), clock)
    wake_outbox = threading.Event()
    return Foundations(
        settings=settings, parts=parts, clock=clock, public_url=public_url, database=database, works=works,
        tokens=tokens, http=http, registrations=registrations, keys=keys,
        sessions=Sessions(works, tokens, settings.session_lifetime_s, clock),
        forms=LtiForms(keys, registrations.by_id, f"{public_url}/lti/launch", clock),
        media_urls=MediaUrls(settings.media_url.rstrip("/"), settings.media_token_lifetime_s),
        media=MediaCommands(parts.send_command or MediaClient(settings.media_url, tokens).send),
        own_incidents=own_incidents,
        rules=BrowserRules(lambda attempt_id: _rules_of(works, attempt_id), own_incidents, _new_id, clock),
        evidence=parts.evidence or LocalStore(settings.evidence_path),
        dispatcher=Dispatcher(works, LtiGateway(works, registrations.by_id, calls), wake=wake_outbox.set),
        presence_reports=PresenceReports(works, registrations.by_id, calls.once(), clock),
        wake_outbox=wake_outbox,
    )


def _rules_of(works: Works, attempt_id: str) -> tuple[Rule, ...]:
    with works() as work:
        attempt = work.attempts.get(attempt_id)
        return rules_now(attempt, work.exams.get(attempt.exam_id))


def _new_id() -> str:
    return uuid.uuid4().hex
