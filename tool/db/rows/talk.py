"""Tables of the conversation between examinee and proctors."""

from sqlalchemy import Double, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from tool.db.columns import ID, PLAIN, personal
from tool.db.rows.base import Base

_SAID = "what was said and when"


class ChatRow(Base):
    """One chat message."""

    __tablename__ = "chat_messages"
    __table_args__ = (
        Index(
            "uq_chat_messages_client_id", "attempt_id", "author", "client_id", unique=True,
            sqlite_where=text("client_id <> ''"), postgresql_where=text("client_id <> ''"),
        ),
    )

    id: Mapped[str] = mapped_column(ID, primary_key=True, info=PLAIN)
    attempt_id: Mapped[str] = mapped_column(
        ID, ForeignKey("attempts.id", ondelete="CASCADE"), index=True, info=personal("pseudonym", "attempt")
    )
    exam_id: Mapped[str] = mapped_column(ID, ForeignKey("exams.id"), index=True, info=PLAIN)
    author: Mapped[str] = mapped_column(String(16), info=PLAIN)
    person_id: Mapped[str | None] = mapped_column(ID, info=personal("who wrote", "attempt"))
    name: Mapped[str] = mapped_column(String(200), info=personal("name of who wrote", "attempt"))
    text: Mapped[str] = mapped_column(Text, info=personal(_SAID, "attempt"))
    at: Mapped[float] = mapped_column(Double, info=personal(_SAID, "attempt"))
    client_id: Mapped[str] = mapped_column(String(64), info=PLAIN)
    read_by_staff_at: Mapped[float | None] = mapped_column(Double, info=PLAIN)
    read_by_examinee_at: Mapped[float | None] = mapped_column(Double, info=personal(_SAID, "attempt"))


class HelpRow(Base):
    """One help request."""

    __tablename__ = "help_requests"

    id: Mapped[str] = mapped_column(ID, primary_key=True, info=PLAIN)
    attempt_id: Mapped[str] = mapped_column(
        ID, ForeignKey("attempts.id", ondelete="CASCADE"), index=True, info=personal("pseudonym", "attempt")
    )
    exam_id: Mapped[str] = mapped_column(ID, ForeignKey("exams.id"), index=True, info=PLAIN)
    kind: Mapped[str] = mapped_column(String(16), info=personal(_SAID, "attempt"))
    text: Mapped[str] = mapped_column(Text, info=personal(_SAID, "attempt"))
    at: Mapped[float] = mapped_column(Double, info=personal(_SAID, "attempt"))
    done_at: Mapped[float | None] = mapped_column(Double, info=PLAIN)
    done_by: Mapped[str] = mapped_column(String(200), info=personal("name of who answered", "attempt"))
