"""Tables of what was measured and done: incidents, evidence, interventions, the outbox, applied events, the audit."""

from typing import Any

from sqlalchemy import Boolean, Double, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tool.db.columns import ID, PLAIN, EnumText, Json, TraceJson, personal
from tool.db.rows.base import Base
from tool.domain.attempt import Actor
from tool.domain.incident import StillRole
from tool.domain.incident_types.kind import Severity
from tool.domain.intervention import InterventionKind, ReasonCode
from tool.domain.lms import Lane, LmsVerb
from tool.domain.trace import Trace

_SEEN = "what was measured of the examinee"
_DONE = "what was done to the attempt and why"


class IncidentRow(Base):
    """An incident."""

    __tablename__ = "incidents"

    id: Mapped[str] = mapped_column(ID, primary_key=True, info=PLAIN)
    attempt_id: Mapped[str] = mapped_column(
        ID, ForeignKey("attempts.id", ondelete="CASCADE"), index=True, info=personal("pseudonym", "attempt")
    )
    type: Mapped[str] = mapped_column(String(32), info=personal(_SEEN, "attempt"))
    severity: Mapped[Severity] = mapped_column(EnumText(Severity), info=personal(_SEEN, "attempt"))
    started_at: Mapped[float] = mapped_column(Double, info=personal(_SEEN, "attempt"))
    opened_at: Mapped[float] = mapped_column(Double, info=personal(_SEEN, "attempt"))
    ended_at: Mapped[float | None] = mapped_column(Double, info=personal(_SEEN, "attempt"))
    duration_s: Mapped[float | None] = mapped_column(Double, info=personal(_SEEN, "attempt"))
    end_known: Mapped[bool] = mapped_column(Boolean, info=PLAIN)
    measured: Mapped[float] = mapped_column(Double, info=personal(_SEEN, "attempt"))
    threshold: Mapped[float] = mapped_column(Double, info=PLAIN)
    debounce_s: Mapped[float] = mapped_column(Double, info=PLAIN)
    model: Mapped[str] = mapped_column(String(200), info=PLAIN)
    node_id: Mapped[str] = mapped_column(String(64), index=True, info=PLAIN)
    boot_id: Mapped[str] = mapped_column(String(64), info=PLAIN)
    seen_at: Mapped[float | None] = mapped_column(Double, info=PLAIN)
    seen_by: Mapped[str] = mapped_column(String(200), info=personal("name of the proctor who looked", "attempt"))
    times: Mapped[int] = mapped_column(Integer, info=personal(_SEEN, "attempt"))
    latest_id: Mapped[str] = mapped_column(ID, info=PLAIN)
    interval_s: Mapped[float] = mapped_column(Double, info=PLAIN)
    unseen_s: Mapped[float] = mapped_column(Double, info=PLAIN)
    trace: Mapped[Trace] = mapped_column(TraceJson, nullable=True, info=personal(_SEEN, "attempt"))
    note: Mapped[str] = mapped_column(Text, info=personal("what a proctor wrote about it", "attempt"))


class KeptRulesRow(Base):
    """What the rules about an attempt's page remember while it is open."""

    __tablename__ = "kept_rules"

    attempt_id: Mapped[str] = mapped_column(
        ID, ForeignKey("attempts.id", ondelete="CASCADE"), primary_key=True, info=personal("pseudonym", "attempt")
    )
    saved_at: Mapped[float] = mapped_column(Double, info=personal(_SEEN, "attempt"))
    data: Mapped[str] = mapped_column(Text, info=personal(_SEEN, "attempt"))


class EvidenceRow(Base):
    """One kept item in the attempt's chain of evidence."""

    __tablename__ = "evidence"
    __table_args__ = (UniqueConstraint("attempt_id", "position"),)

    id: Mapped[str] = mapped_column(ID, primary_key=True, info=PLAIN)
    attempt_id: Mapped[str] = mapped_column(
        ID, ForeignKey("attempts.id", ondelete="CASCADE"), info=personal("pseudonym", "attempt")
    )
    incident_id: Mapped[str | None] = mapped_column(ID, ForeignKey("incidents.id"), index=True, info=PLAIN)
    position: Mapped[int] = mapped_column(Integer, info=PLAIN)
    kind: Mapped[str] = mapped_column(String(32), info=PLAIN)
    key: Mapped[str] = mapped_column(String(300), index=True, info=personal("where the picture is kept", "attempt"))
    sha256: Mapped[str] = mapped_column(String(64), info=personal("digest of the picture", "attempt"))
    size: Mapped[int] = mapped_column(Integer, info=PLAIN)
    captured_at: Mapped[float] = mapped_column(Double, info=personal(_SEEN, "attempt"))
    recorded_at: Mapped[float] = mapped_column(Double, info=PLAIN)
    previous: Mapped[str] = mapped_column(String(128), info=PLAIN)
    link: Mapped[str] = mapped_column(String(128), info=PLAIN)
    role: Mapped[StillRole | None] = mapped_column(EnumText(StillRole), info=PLAIN)


class InterventionRow(Base):
    """What was done to an attempt."""

    __tablename__ = "interventions"

    id: Mapped[str] = mapped_column(ID, primary_key=True, info=PLAIN)
    attempt_id: Mapped[str] = mapped_column(
        ID, ForeignKey("attempts.id", ondelete="CASCADE"), index=True, info=personal("pseudonym", "attempt")
    )
    kind: Mapped[InterventionKind] = mapped_column(EnumText(InterventionKind), info=personal(_DONE, "attempt"))
    actor: Mapped[Actor] = mapped_column(EnumText(Actor), info=PLAIN)
    person_id: Mapped[str | None] = mapped_column(ID, info=personal("who did it", "attempt"))
    by: Mapped[str] = mapped_column(String(200), info=personal("name of who did it", "attempt"))
    reason: Mapped[ReasonCode] = mapped_column(EnumText(ReasonCode), info=personal(_DONE, "attempt"))
    text: Mapped[str] = mapped_column(Text, info=personal(_DONE, "attempt"))
    minutes: Mapped[int] = mapped_column(Integer, info=personal(_DONE, "attempt"))
    severity: Mapped[float] = mapped_column(Double, info=personal(_DONE, "attempt"))
    at: Mapped[float] = mapped_column(Double, info=personal(_DONE, "attempt"))
    pressed_at: Mapped[float | None] = mapped_column(Double, info=PLAIN)
    incident_id: Mapped[str | None] = mapped_column(ID, info=PLAIN)


class OutboxTableRow(Base):
    """One LMS command on its way. Exam and platform stand here once more, so that what is next is found by an index."""

    __tablename__ = "outbox"
    __table_args__ = (
        UniqueConstraint("attempt_id", "position"),
        Index("ix_outbox_due", "status", "lane", "next_at", "id", "platform_id"),
    )

    id: Mapped[str] = mapped_column(ID, primary_key=True, info=PLAIN)
    attempt_id: Mapped[str] = mapped_column(
        ID, ForeignKey("attempts.id", ondelete="CASCADE"), info=personal("pseudonym", "attempt")
    )
    exam_id: Mapped[str] = mapped_column(ID, info=PLAIN)
    platform_id: Mapped[str] = mapped_column(ID, info=PLAIN)
    position: Mapped[int] = mapped_column(Integer, info=PLAIN)
    lane: Mapped[Lane] = mapped_column(EnumText(Lane), info=PLAIN)
    verb: Mapped[LmsVerb] = mapped_column(EnumText(LmsVerb), info=personal(_DONE, "attempt"))
    payload: Mapped[dict[str, str | float | int]] = mapped_column(Json, info=personal(_DONE, "attempt"))
    status: Mapped[str] = mapped_column(String(16), info=PLAIN)
    leased_by: Mapped[str] = mapped_column(String(64), info=PLAIN)
    tries: Mapped[int] = mapped_column(Integer, info=PLAIN)
    next_at: Mapped[float] = mapped_column(Double, info=PLAIN)
    created_at: Mapped[float] = mapped_column(Double, info=PLAIN)
    last_error: Mapped[str] = mapped_column(Text, info=PLAIN)
    answer: Mapped[str] = mapped_column(Text, info=PLAIN)
    impossible: Mapped[bool] = mapped_column(Boolean, info=PLAIN)
    delivered_at: Mapped[float | None] = mapped_column(Double, info=PLAIN)
    memo: Mapped[dict[str, Any]] = mapped_column(Json, info=personal(_DONE, "attempt"))


class AppliedEventRow(Base):
    """The id of an event of the link that was applied, so that it is applied once."""

    __tablename__ = "applied_events"

    event_id: Mapped[str] = mapped_column(String(128), primary_key=True, info=PLAIN)
    node_id: Mapped[str] = mapped_column(String(64), info=PLAIN)
    boot_id: Mapped[str] = mapped_column(String(64), info=PLAIN)
    at: Mapped[float] = mapped_column(Double, index=True, info=PLAIN)


class NodeRow(Base):
    """The latest boot of a process that measures."""

    __tablename__ = "nodes"

    node_id: Mapped[str] = mapped_column(String(64), primary_key=True, info=PLAIN)
    boot_id: Mapped[str] = mapped_column(String(64), info=PLAIN)
    started_at: Mapped[float] = mapped_column(Double, info=PLAIN)


class AuditRow(Base):
    """Who did what. No foreign keys: an entry outlives what it is about."""

    __tablename__ = "audit"

    id: Mapped[str] = mapped_column(ID, primary_key=True, info=PLAIN)
    at: Mapped[float] = mapped_column(Double, index=True, info=personal("when somebody acted", "audit"))
    actor: Mapped[Actor] = mapped_column(EnumText(Actor), info=PLAIN)
    person_id: Mapped[str | None] = mapped_column(ID, info=personal("who acted, as an id", "audit"))
    action: Mapped[str] = mapped_column(String(64), info=personal("what somebody did", "audit"))
    exam_id: Mapped[str | None] = mapped_column(ID, index=True, info=PLAIN)
    attempt_id: Mapped[str | None] = mapped_column(ID, info=personal("pseudonym", "audit"))
    detail: Mapped[str] = mapped_column(String(500), info=personal("ids, codes and numbers, of people too", "audit"))
