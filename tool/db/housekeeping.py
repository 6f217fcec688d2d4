"""Removes what is of no more use: used launch states, expired tickets, old ids of applied events."""

from sqlalchemy import delete

from tool.db.engine import Database
from tool.db.rows import AppliedEventRow, TicketRow, UsedStateRow

DAY_S = 86400.0
EVENTS_KEPT_S = 30 * DAY_S


def tidy(database: Database, now: float) -> int:
    """Remove what has expired by `now` (Unix seconds), in a transaction of its own; return how many rows went."""
    gone = 0
    with database.session() as session:
        for statement in (
            delete(UsedStateRow).where(UsedStateRow.expires_at < now - DAY_S).returning(UsedStateRow.id),
            delete(TicketRow).where(TicketRow.expires_at < now).returning(TicketRow.ticket_hash),
            delete(AppliedEventRow).where(AppliedEventRow.at < now - EVENTS_KEPT_S).returning(AppliedEventRow.event_id),
        ):
            gone += len(session.scalars(statement).all())
    return gone
