"""Repositories of chat messages and help requests."""

from sqlalchemy import func, select, update

from tool.chat.records import ChatMessage, HelpRequest
from tool.db.repository import Repository
from tool.db.rows import ChatRow, HelpRow


class SqlMessages(Repository[ChatMessage, ChatRow]):
    """Chat messages."""

    record = ChatMessage
    row = ChatRow
    order = (ChatRow.at, ChatRow.id)

    def sent(self, attempt_id: str, author: str, client_id: str) -> ChatMessage | None:
        """Return the message that this side sent under this id of its own, if it was kept before."""
        return self._first(
            ChatRow.attempt_id == attempt_id, ChatRow.author == author, ChatRow.client_id == client_id
        )

    def mark_read(self, attempt_id: str, *, by_staff: bool, now: float) -> int:
        """Mark the other side's messages as read; return how many were not read before."""
        column = ChatRow.read_by_staff_at if by_staff else ChatRow.read_by_examinee_at
        theirs = ChatRow.author == "examinee" if by_staff else ChatRow.author != "examinee"
        marked = self._session.scalars(
            update(ChatRow)
            .where(ChatRow.attempt_id == attempt_id, theirs, column.is_(None))
            .values({column: now})
            .returning(ChatRow.id)
        )
        return len(marked.all())

    def unread_by_staff(self, exam_id: str, attempt_id: str | None = None) -> dict[str, int]:
        """Return, per attempt of the exam (or of one only) that has any, how many examinee messages no proctor has
        read."""
        query = (
            select(ChatRow.attempt_id, func.count())
            .where(ChatRow.exam_id == exam_id, ChatRow.author == "examinee", ChatRow.read_by_staff_at.is_(None))
            .group_by(ChatRow.attempt_id)
        )
        if attempt_id is not None:
            query = query.where(ChatRow.attempt_id == attempt_id)
        return {row[0]: row[1] for row in self._session.execute(query)}


class SqlHelpRequests(Repository[HelpRequest, HelpRow]):
    """Help requests."""

    record = HelpRequest
    row = HelpRow
    order = (HelpRow.at, HelpRow.id)

    def within(self, exam_id: str, request_id: str) -> HelpRequest | None:
        """Return the request if it belongs to this exam."""
        return self._first(HelpRow.id == request_id, HelpRow.exam_id == exam_id)

    def open_in(self, exam_id: str, attempt_id: str | None = None) -> list[HelpRequest]:
        """Return the unanswered requests of the exam, or of one attempt of it, oldest first."""
        only = () if attempt_id is None else (HelpRow.attempt_id == attempt_id,)
        return self._all(HelpRow.exam_id == exam_id, HelpRow.done_at.is_(None), *only)
