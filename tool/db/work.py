"""The unit of work over SQLAlchemy: one transaction, and what happened in it told only after the commit."""

import logging
import uuid
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import Self

from tool.chat import ports as chat_ports
from tool.db.accounts import SqlInstitutions, SqlPeople, SqlPlatforms, SqlTickets
from tool.db.attempts import SqlAttempts, SqlExams, SqlGuests, SqlLinkings, SqlStreams
from tool.db.bound_quizzes import SqlBoundQuizzes
from tool.db.engine import Database
from tool.db.staff_groups import SqlStaffGroups
from tool.db.talk import SqlHelpRequests, SqlMessages
from tool.db.watch import SqlAudit, SqlEvidence, SqlIncidents, SqlInterventions, SqlOutbox, SqlRulesKept
from tool.monitoring.exam import linking_port, ports
from tool.monitoring.exam.groups_port import StaffGroupsKept
from tool.monitoring.exam.quiz_port import BoundQuizzes
from tool.monitoring.tenancy import ports as tenancy_ports
from tool.monitoring.work import Audit, Listener

log = logging.getLogger(__name__)


def random_id() -> str:
    """Return a fresh id that nobody can guess."""
    return uuid.uuid4().hex


class SqlWork:
    """Serves monitoring's `Work` and chat's `ChatWork`. Made by `Works`; usable once, inside its `with` block."""

    def __init__(
        self, database: Database, listeners: Sequence[Listener], new_id: Callable[[], str]
    ) -> None:
        self._database = database
        self._listeners = listeners
        self._new_id = new_id
        self._events: list[object] = []
        session = self._session = database.new_session()
        self.institutions: tenancy_ports.Institutions = SqlInstitutions(session)
        self.platforms: tenancy_ports.Platforms = SqlPlatforms(session)
        self.tickets: tenancy_ports.Tickets = SqlTickets(session)
        self.people: tenancy_ports.People = SqlPeople(session)
        self.guests: ports.Guests = SqlGuests(session)
        self.staff_groups: StaffGroupsKept = SqlStaffGroups(session)
        self.exams: ports.Exams = SqlExams(session)
        self.bound_quizzes: BoundQuizzes = SqlBoundQuizzes(session)
        self.linkings: linking_port.Linkings = SqlLinkings(session)
        self.attempts: ports.Attempts = SqlAttempts(session)
        self.streams: ports.Streams = SqlStreams(session)
        self.incidents: ports.Incidents = SqlIncidents(session)
        self.kept_rules: ports.RulesKept = SqlRulesKept(session)
        self.evidence: ports.EvidenceItems = SqlEvidence(session)
        self.interventions: ports.Interventions = SqlInterventions(session)
        self.outbox: ports.Outbox = SqlOutbox(session)
        self.audit: Audit = SqlAudit(session)
        self.chat: chat_ports.Messages = SqlMessages(session)
        self.help: chat_ports.HelpRequests = SqlHelpRequests(session)

    def new_id(self) -> str:
        """Return a fresh id."""
        return self._new_id()

    def emit(self, event: object) -> None:
        """Keep a domain event for after the commit."""
        self._events.append(event)

    def __enter__(self) -> Self:
        self._database.turn.take()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                self._session.commit()
            else:
                self._session.rollback()
        finally:
            self._session.close()
            self._database.turn.give()
        if kind is None:
            self._tell()

    def _tell(self) -> None:
        """Hand the events over; what is committed stays so, whatever a listener does."""
        for event in self._events:
            for listener in self._listeners:
                try:
                    listener(event)
                except Exception:
                    log.exception("A listener failed on %s", type(event).__name__)


class Works:
    """Opens units of work on one database: `with works() as work:`."""

    def __init__(self, database: Database, new_id: Callable[[], str] = random_id) -> None:
        self._database = database
        self._new_id = new_id
        self._listeners: list[Listener] = []

    def listen(self, listener: Listener) -> None:
        """From now on hand every committed event to `listener`; call before the first unit of work."""
        self._listeners.append(listener)

    def __call__(self) -> SqlWork:
        """Return a fresh unit of work."""
        return SqlWork(self._database, self._listeners, self._new_id)
