"""Tables of launches and one-time tickets, and the tool's signing keys."""

from typing import Any

from sqlalchemy import Double, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from tool.db.columns import PLAIN, SECRET, Json, personal
from tool.db.rows.base import Base


class UsedStateRow(Base):
    """The state of a launch that has come in: it is not taken again. A login under way is kept by nobody but itself."""

    __tablename__ = "used_states"

    id: Mapped[str] = mapped_column(String(64), primary_key=True, info=PLAIN)
    expires_at: Mapped[float] = mapped_column(Double, index=True, info=PLAIN)


class TicketRow(Base):
    """A one-time ticket from a launch to the page's first request."""

    __tablename__ = "tickets"

    ticket_hash: Mapped[str] = mapped_column(String(64), primary_key=True, info=PLAIN)
    payload: Mapped[dict[str, Any]] = mapped_column(Json, info=personal("name, role and ids of a launch", "launch"))
    expires_at: Mapped[float] = mapped_column(Double, index=True, info=PLAIN)


class ToolKeyRow(Base):
    """A signing key of this tool; the newest one signs, all are published."""

    __tablename__ = "tool_keys"

    kid: Mapped[str] = mapped_column(String(128), primary_key=True, info=PLAIN)
    private_pem: Mapped[str] = mapped_column(Text, info=SECRET)
    created_at: Mapped[float] = mapped_column(Double, info=PLAIN)
