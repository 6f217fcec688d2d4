"""Removes what is of no more use: used launch states, expired tickets, visits and forms that came to nothing, old ids
of applied events."""

from sqlalchemy import and_, delete, or_, select
from sqlalchemy.sql.dml import ReturningDelete

from tool.db.engine import Database
from tool.db.rows import AppliedEventRow, AttemptRow, ExamRow, LinkingRow, TicketRow, UsedStateRow
from tool.monitoring.exam.linking import LINKING_LIFETIME_S

DAY_S = 86400.0
EVENTS_KEPT_S = 30 * DAY_S
SAVED_KEPT_S = 90 * DAY_S
"""How long an exam is kept that was saved but never put into an LMS."""


def tidy(database: Database, now: float) -> int:
    """Remove what has expired by `now` (Unix seconds), in a transaction of its own; return how many rows went."""
    gone = 0
    with database.session() as session:
        for statement in (
            delete(UsedStateRow).where(UsedStateRow.expires_at < now - DAY_S).returning(UsedStateRow.id),
            delete(TicketRow).where(TicketRow.expires_at < now).returning(TicketRow.ticket_hash),
            delete(LinkingRow).where(LinkingRow.expires_at < now).returning(LinkingRow.id),
            _unplaced_exams(now),
            delete(AppliedEventRow).where(AppliedEventRow.at < now - EVENTS_KEPT_S).returning(AppliedEventRow.event_id),
        ):
            gone += len(session.scalars(statement).all())
    return gone


def _unplaced_exams(now: float) -> ReturningDelete[tuple[str]]:
    """Forms that nobody saved, after a day, and exams that were saved but never put into an LMS, after SAVED_KEPT_S."""
    looked_at = and_(ExamRow.standing == "draft", ExamRow.created_at < now - LINKING_LIFETIME_S)
    kept = and_(ExamRow.standing == "saved", ExamRow.created_at < now - SAVED_KEPT_S)
    taken = select(AttemptRow.id).where(AttemptRow.exam_id == ExamRow.id).exists()
    return delete(ExamRow).where(or_(looked_at, kept), ~taken).returning(ExamRow.id)
