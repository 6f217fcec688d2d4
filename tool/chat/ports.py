"""The unit of work as chat asks for it; the one of `tool.db` serves chat and monitoring alike."""

from typing import Protocol

from tool.chat.records import ChatMessage, HelpRequest


class Messages(Protocol):
    """Chat messages."""

    def add(self, record: ChatMessage) -> None:
        """Keep a new message."""
        ...

    def sent(self, attempt_id: str, author: str, client_id: str) -> ChatMessage | None:
        """Return the message that this side sent under this id of its own, if it was kept before."""
        ...

    def of_attempt(self, attempt_id: str) -> list[ChatMessage]:
        """Return the attempt's messages, oldest first."""
        ...

    def mark_read(self, attempt_id: str, *, by_staff: bool, now: float) -> int:
        """Mark the other side's messages as read; return how many were not read before."""
        ...

    def unread_by_staff(self, exam_id: str, attempt_id: str | None = None) -> dict[str, int]:
        """Return, per attempt of the exam (or of one only), how many examinee messages no proctor has read; no
        zeros."""
        ...


class HelpRequests(Protocol):
    """Help requests."""

    def add(self, record: HelpRequest) -> None:
        """Keep a new request."""
        ...

    def within(self, exam_id: str, request_id: str) -> HelpRequest | None:
        """Return the request if it belongs to this exam."""
        ...

    def of_attempt(self, attempt_id: str) -> list[HelpRequest]:
        """Return the attempt's requests, oldest first."""
        ...

    def open_in(self, exam_id: str, attempt_id: str | None = None) -> list[HelpRequest]:
        """Return the unanswered requests of the exam, or of one attempt of it, oldest first."""
        ...

    def save(self, record: HelpRequest) -> None:
        """Keep the changed request."""
        ...


class ChatWork(Protocol):
    """The part of the unit of work that chat uses."""

    chat: Messages
    help: HelpRequests

    def new_id(self) -> str:
        """Return a fresh id."""
        ...

    def emit(self, event: object) -> None:
        """Keep a domain event for after the commit."""
        ...
