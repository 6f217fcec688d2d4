"""Removes what is of no more use: used launch states, expired tickets, visits and forms that came to nothing, old ids
of applied events, invited proctors whose invitation is long over, and people of whom nothing else is kept."""

import logging
from typing import Any

from sqlalchemy import and_, delete, func, or_, select
from sqlalchemy.sql.dml import ReturningDelete

from tool.db.engine import Database
from tool.db.rows import (
    AppliedEventRow,
    AttemptRow,
    ExamRow,
    GuestRow,
    LinkingRow,
    PersonRow,
    TicketRow,
    UsedStateRow,
)
from tool.monitoring.exam.linking import LINKING_LIFETIME_S
from tool.monitoring.work import passes

log = logging.getLogger(__name__)

DAY_S = 86400.0
EVENTS_KEPT_S = 30 * DAY_S
SAVED_KEPT_S = 90 * DAY_S
"""How long an exam is kept that was saved but never put into an LMS."""
GUESTS_KEPT_S = 7 * DAY_S
"""How long a guest is kept at least after the invitation has ended; the exam's retention may be longer."""
PEOPLE_KEPT_S = 400 * DAY_S
"""How long somebody without attempts is kept after the last visit: staff come once a year, maybe."""
AT_ONCE = 500


def tidy(database: Database, now: float) -> int:
    """Remove what has expired by `now` (Unix seconds), each kind in a transaction of its own; return how many rows
    went. A kind that cannot be removed is logged and holds up no other; trouble of the storage is raised."""
    gone = 0
    for statement in (
        delete(UsedStateRow).where(UsedStateRow.expires_at < now - DAY_S).returning(UsedStateRow.id),
        delete(TicketRow).where(TicketRow.expires_at < now).returning(TicketRow.ticket_hash),
        delete(LinkingRow).where(LinkingRow.expires_at < now).returning(LinkingRow.id),
        _unplaced_exams(now),
        delete(AppliedEventRow).where(AppliedEventRow.at < now - EVENTS_KEPT_S).returning(AppliedEventRow.event_id),
        _guests(now),
        _people(now),
    ):
        gone += _removed(database, statement)
    return gone


def _removed(database: Database, statement: ReturningDelete[Any]) -> int:
    try:
        with database.session() as session:
            return len(session.scalars(statement).all())
    except Exception as exc:
        if passes(exc):
            raise
        log.exception("Rows of %s that have expired could not be removed.", statement.table)
        return 0


def _unplaced_exams(now: float) -> ReturningDelete[tuple[str]]:
    """Forms that nobody saved, after a day, and exams that were saved but never put into an LMS, after SAVED_KEPT_S."""
    looked_at = and_(ExamRow.standing == "draft", ExamRow.created_at < now - LINKING_LIFETIME_S)
    kept = and_(ExamRow.standing == "saved", ExamRow.created_at < now - SAVED_KEPT_S)
    taken = select(AttemptRow.id).where(AttemptRow.exam_id == ExamRow.id).exists()
    return delete(ExamRow).where(or_(looked_at, kept), ~taken).returning(ExamRow.id)


def _guests(now: float) -> ReturningDelete[tuple[str]]:
    """Guests whose invitation ended longer ago than the exam's attempts are kept, and GUESTS_KEPT_S."""
    ended = func.coalesce(GuestRow.revoked_at, GuestRow.expires_at)
    days = select(ExamRow.retention_days).where(ExamRow.id == GuestRow.exam_id).scalar_subquery()
    return delete(GuestRow).where(ended < now - GUESTS_KEPT_S, ended < now - days * DAY_S).returning(GuestRow.id)


def _people(now: float) -> ReturningDelete[tuple[str]]:
    """People without attempts who have not come for PEOPLE_KEPT_S, and those who were guests."""
    attempting = select(AttemptRow.id).where(AttemptRow.person_id == PersonRow.id).exists()
    guest = select(GuestRow.id).where(PersonRow.subject == "guest:" + GuestRow.id).exists()
    was_guest = and_(PersonRow.subject.startswith("guest:"), ~guest, PersonRow.last_seen_at < now - GUESTS_KEPT_S)
    old = select(PersonRow.id).where(or_(PersonRow.last_seen_at < now - PEOPLE_KEPT_S, was_guest), ~attempting)
    return delete(PersonRow).where(PersonRow.id.in_(old.limit(AT_ONCE))).returning(PersonRow.id)
