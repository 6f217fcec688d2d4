"""Repositories of incidents, evidence, interventions, the outbox and the audit."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import fields, replace
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, bindparam, delete, func, insert, literal, select, update
from sqlalchemy.orm import Session, aliased

from tool.db.repository import Repository
from tool.db.rows import (
    AppliedEventRow,
    AttemptRow,
    AuditRow,
    EvidenceRow,
    IncidentRow,
    InterventionRow,
    KeptRulesRow,
    NodeRow,
    OutboxTableRow,
)
from tool.domain.attempt import AttemptState
from tool.domain.incident_types.kind import Severity
from tool.domain.intervention import InterventionKind
from tool.domain.lms import Lane
from tool.monitoring.exam.records import Evidence, Incident, IncidentSummary, Intervention, KeptRules, Origin, OutboxRow
from tool.monitoring.work import AuditEntry


class SqlIncidents(Repository[Incident, IncidentRow]):
    """Incidents, and which events were applied."""

    record = Incident
    row = IncidentRow
    order = (IncidentRow.started_at, IncidentRow.opened_at, IncidentRow.id)

    def first_time(self, origin: Origin) -> bool:
        """Note that this event is applied now; False if it was before."""
        if self._session.get(AppliedEventRow, origin.event_id) is not None:
            return False
        self._session.add(
            AppliedEventRow(
                event_id=origin.event_id, node_id=origin.node_id, boot_id=origin.boot_id, at=origin.at
            )
        )
        self._session.flush()
        return True

    def boot(self, node_id: str) -> str | None:
        """Return the latest known boot of this node."""
        row = self._session.get(NodeRow, node_id)
        return None if row is None else row.boot_id

    def booted(self, origin: Origin) -> None:
        """Note that the node's latest boot is this one."""
        self._session.merge(NodeRow(node_id=origin.node_id, boot_id=origin.boot_id, started_at=origin.at))
        self._session.flush()

    def counted(self, attempt_id: str, incident_id: str) -> Incident | None:
        """Return the attempt's incident in which this one was counted last."""
        found = self._all(IncidentRow.attempt_id == attempt_id, IncidentRow.latest_id == incident_id)
        return found[0] if found else None

    def opened_after(self, attempt_id: str, incident_type: str, when: float) -> int:
        """Return how many of the attempt's incidents of this type were opened after that time (Unix seconds)."""
        mine = select(func.count()).select_from(IncidentRow).where(
            IncidentRow.attempt_id == attempt_id, IncidentRow.type == incident_type, IncidentRow.opened_at > when
        )
        return self._session.scalar(mine) or 0

    def last_of(self, attempt_id: str, incident_type: str) -> Incident | None:
        """Return the attempt's incident of this type that was opened last."""
        query = (
            select(IncidentRow).where(IncidentRow.attempt_id == attempt_id, IncidentRow.type == incident_type)
            .order_by(IncidentRow.opened_at.desc(), IncidentRow.times.desc(), IncidentRow.id.desc()).limit(1)
        )
        row = self._session.scalars(query).first()
        return None if row is None else self._record(row)

    def going_on(self, incident_type: str) -> list[Incident]:
        """Return the open incidents of this type of all attempts at which somebody works, few among very many."""
        query = (
            self._select(IncidentRow.type == incident_type, IncidentRow.ended_at.is_(None))
            .join(AttemptRow, AttemptRow.id == IncidentRow.attempt_id)
            .where(AttemptRow.state.in_([state for state in sorted(AttemptState) if state.is_watched]))
        )
        return [self._record(row) for row in self._session.scalars(query)]

    def left_open(self, node_id: str, boot_id: str) -> list[Incident]:
        """Return open incidents that other boots of this node have opened."""
        return self._all(
            IncidentRow.node_id == node_id, IncidentRow.boot_id != boot_id, IncidentRow.ended_at.is_(None)
        )

    def newest(self, exam_id: str, limit: int, of: Collection[str] | None = None) -> list[Incident]:
        """Return the exam's incidents that were opened last, or those `of` these attempts; most recent last."""
        query = (
            select(IncidentRow).join(AttemptRow, AttemptRow.id == IncidentRow.attempt_id)
            .where(AttemptRow.exam_id == exam_id)
            .order_by(IncidentRow.opened_at.desc(), IncidentRow.id.desc()).limit(limit)
        )
        if of is not None:
            query = query.where(AttemptRow.id.in_(of))
        return [self._record(row) for row in self._session.scalars(query)][::-1]

    def mark_seen(self, attempt_id: str, at: float, by: str) -> list[str]:
        """Note who has looked at the attempt's incidents that nobody had; return their ids."""
        unseen = update(IncidentRow).where(IncidentRow.attempt_id == attempt_id, IncidentRow.seen_at.is_(None))
        return list(self._session.scalars(unseen.values(seen_at=at, seen_by=by).returning(IncidentRow.id)))

    def summaries(self, exam_id: str, attempt_id: str | None = None) -> dict[str, IncidentSummary]:
        """Return a summary per attempt of the exam, or of one only."""
        query = (
            select(*(getattr(IncidentRow, name) for name in _Glanced._fields))
            .join(AttemptRow, AttemptRow.id == IncidentRow.attempt_id)
            .where(AttemptRow.exam_id == exam_id)
            .order_by(IncidentRow.opened_at, IncidentRow.id)
        )
        if attempt_id is not None:
            query = query.where(AttemptRow.id == attempt_id)
        found: dict[str, list[_Glanced]] = {}
        for row in self._session.execute(query):
            found.setdefault(row.attempt_id, []).append(_Glanced(*row))
        return {attempt: _summary(incidents) for attempt, incidents in found.items()}


class _Glanced(NamedTuple):
    """What a summary needs of an incident: not how it went, which is long."""

    attempt_id: str
    type: str
    severity: Severity
    opened_at: float
    ended_at: float | None
    seen_at: float | None


def _summary(incidents: list[_Glanced]) -> IncidentSummary:
    unseen = [i.severity for i in incidents if i.seen_at is None]
    return IncidentSummary(
        total=len(incidents),
        open=sum(1 for i in incidents if i.ended_at is None),
        worst_unseen=max(unseen, key=lambda s: s.weight, default=None),
        last_at=incidents[-1].opened_at,
        last_type=incidents[-1].type,
        by_severity=_counts(incidents),
        open_by_severity=_counts(i for i in incidents if i.ended_at is None),
        unseen_by_severity=_counts(i for i in incidents if i.ended_at is not None and i.seen_at is None),
    )


def _counts(incidents: Iterable[_Glanced]) -> dict[Severity, int]:
    """Return how many there are of each severity that occurs, from low to critical."""
    counted = Counter(incident.severity for incident in incidents)
    return {severity: counted[severity] for severity in Severity if counted[severity]}


class SqlRulesKept:
    """What the rules about each attempt's page remember."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def put(self, record: KeptRules) -> None:
        """Keep it in place of what was kept of the attempt before; of an attempt that is gone nothing is."""
        values = {"saved_at": record.saved_at, "data": record.data}
        mine = KeptRulesRow.attempt_id == record.attempt_id
        changed = update(KeptRulesRow).where(mine).values(**values).returning(KeptRulesRow.attempt_id)
        if self._session.scalars(changed, execution_options={"synchronize_session": False}).all():
            return
        there = select(AttemptRow.id, literal(record.saved_at), literal(record.data)).where(
            AttemptRow.id == record.attempt_id
        )
        self._session.execute(insert(KeptRulesRow).from_select(["attempt_id", "saved_at", "data"], there))

    def find(self, attempt_id: str) -> KeptRules | None:
        """Return what is kept of the attempt."""
        row = self._session.get(KeptRulesRow, attempt_id)
        return None if row is None else KeptRules(row.attempt_id, row.saved_at, row.data)

    def attempts(self) -> list[str]:
        """Return the attempts of which something is kept."""
        return list(self._session.scalars(select(KeptRulesRow.attempt_id)))

    def remove(self, attempt_id: str) -> None:
        """Forget it."""
        self._session.execute(delete(KeptRulesRow).where(KeptRulesRow.attempt_id == attempt_id))


class SqlEvidence(Repository[Evidence, EvidenceRow]):
    """Kept evidence in chain order."""

    record = Evidence
    row = EvidenceRow
    order = (EvidenceRow.position,)

    def of_incidents(self, incident_ids: list[str]) -> list[Evidence]:
        """Return the items of these incidents, in one query."""
        return self._all(EvidenceRow.incident_id.in_(incident_ids))

    def last(self, attempt_id: str) -> Evidence | None:
        """Return the attempt's newest item."""
        items = self._session.scalars(
            select(EvidenceRow)
            .where(EvidenceRow.attempt_id == attempt_id)
            .order_by(EvidenceRow.position.desc())
            .limit(1)
        ).first()
        return None if items is None else self._record(items)

    def known_keys(self, keys: list[str]) -> set[str]:
        """Return those of these keys of the store that an item has."""
        return set(self._session.scalars(select(EvidenceRow.key).where(EvidenceRow.key.in_(keys))))


class SqlInterventions(Repository[Intervention, InterventionRow]):
    """What was done to attempts."""

    record = Intervention
    row = InterventionRow
    # Of one moment: first what a person did, then what followed; a warning before the pause that its limit brought.
    order = (
        InterventionRow.at, InterventionRow.incident_id.is_not(None), InterventionRow.kind.desc(), InterventionRow.id
    )

    def warnings(self, exam_id: str, attempt_id: str | None = None) -> dict[str, int]:
        """Return, per attempt of the exam (or of one only), how many warnings there were; none are left out."""
        query = (
            select(InterventionRow.attempt_id, func.count())
            .join(AttemptRow, AttemptRow.id == InterventionRow.attempt_id)
            .where(AttemptRow.exam_id == exam_id, InterventionRow.kind == InterventionKind.WARN)
            .group_by(InterventionRow.attempt_id)
        )
        if attempt_id is not None:
            query = query.where(AttemptRow.id == attempt_id)
        return {row[0]: row[1] for row in self._session.execute(query)}


class SqlOutbox(Repository[OutboxRow, OutboxTableRow]):
    """LMS commands on their way."""

    record = OutboxRow
    row = OutboxTableRow
    order = (OutboxTableRow.position,)

    def append(self, record: OutboxRow) -> OutboxRow:
        """Keep a new row at the end of its attempt's queue and return it with its position."""
        last = self._session.scalar(
            select(func.max(OutboxTableRow.position)).where(OutboxTableRow.attempt_id == record.attempt_id)
        )
        placed = replace(record, position=(last or 0) + 1)
        self.add(placed)
        return placed

    def next_of(self, lane: Lane, without: Collection[str]) -> OutboxRow | None:
        """Return the row of this lane that is due first and that nothing holds back."""
        return self._one(_NEXT[lane], {"without": list(without)})

    def next_to(self, lane: Lane, platform_id: str) -> OutboxRow | None:
        """Return the same among the rows to one platform."""
        return self._one(_NEXT_TO[lane], {"platform_id": platform_id})

    def _one(self, query: Select[Any], values: dict[str, Any]) -> OutboxRow | None:
        row = self._session.connection().execute(query, values).first()
        return None if row is None else OutboxRow(*row)

    def leased(self) -> list[OutboxRow]:
        """Return the rows that somebody tries right now, or tried when the process died."""
        return self._all(OutboxTableRow.status == "waiting", OutboxTableRow.leased_by != "")

    def errors(self, exam_id: str, attempt_id: str | None = None) -> dict[str, str]:
        """Return, per attempt (or of one only), the last error of a row not delivered, leaving out what the platform
        cannot do."""
        query = (
            select(OutboxTableRow.attempt_id, OutboxTableRow.last_error)
            .join(AttemptRow, AttemptRow.id == OutboxTableRow.attempt_id)
            .where(AttemptRow.exam_id == exam_id, OutboxTableRow.status != "delivered")
            .where(OutboxTableRow.last_error != "", OutboxTableRow.impossible.is_(False))
            .order_by(OutboxTableRow.position)
        )
        if attempt_id is not None:
            query = query.where(OutboxTableRow.attempt_id == attempt_id)
        return {row[0]: row[1] for row in self._session.execute(query)}


def _next(lane: Lane, where: ColumnElement[bool]) -> Select[Any]:
    """Return the query for the row that is due first among those that are the next of their attempt: it waits, and no
    earlier one does. What is urgent waits for urgent ones only; what is for the record waits for all, so that it tells
    of what has happened. The index gives the rows in this order, so that the first that fits ends the search."""
    earlier = aliased(OutboxTableRow)
    behind = select(earlier.id).where(
        earlier.attempt_id == OutboxTableRow.attempt_id, earlier.position < OutboxTableRow.position,
        earlier.status == "waiting",
    )
    if lane is Lane.URGENT:
        behind = behind.where(earlier.lane == Lane.URGENT)
    return (
        select(*(getattr(OutboxTableRow, field.name) for field in fields(OutboxRow)))
        .where(OutboxTableRow.status == "waiting", OutboxTableRow.lane == lane, where, ~behind.exists())
        .order_by(OutboxTableRow.next_at, OutboxTableRow.id)
        .limit(1)
    )


# Put together once: for each delivery that took three times as long as all the rest.
_ELSEWHERE = OutboxTableRow.platform_id.not_in(bindparam("without", expanding=True))
_NEXT = {lane: _next(lane, _ELSEWHERE) for lane in Lane}
_NEXT_TO = {lane: _next(lane, OutboxTableRow.platform_id == bindparam("platform_id")) for lane in Lane}


class SqlAudit(Repository[AuditEntry, AuditRow]):
    """Who did what."""

    record = AuditEntry
    row = AuditRow
    order = (AuditRow.at, AuditRow.id)

    def of_exam(self, exam_id: str) -> list[AuditEntry]:
        """Return the exam's entries, oldest first."""
        return self._all(AuditRow.exam_id == exam_id)

    def noted(self, action: str, exam_ids: Sequence[str]) -> list[AuditEntry]:
        """Return the entries of this action in these exams, oldest first."""
        return self._all(AuditRow.action == action, AuditRow.exam_id.in_(exam_ids)) if exam_ids else []
