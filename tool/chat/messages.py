"""Chat messages: plain text between an examinee and the proctors, sent once however often the network repeats them."""

import unicodedata

from tool.chat.events import ChatPosted, ChatRead
from tool.chat.ports import ChatWork
from tool.chat.records import ChatMessage, Speaker
from tool.domain.words import told

TEXT_LIMIT = 1000
CLIENT_ID_LIMIT = 64
_KEPT = frozenset("\n\t\u200d\ufe0f")  # line ends, and what joins emoji
_DROPPED = frozenset({"Cc", "Cs", "Co", "Cn", "Cf"})


class MessageRefused(Exception):
    """The message cannot be sent. `code` is stable; the sentence, with its values filled in, says what to change."""

    def __init__(self, code: str, sentence: str, **values: int) -> None:
        super().__init__(sentence.format(**values))
        self.code, self.sentence, self.values = code, sentence, values


def plain(text: str) -> str:
    """Return the text without control and invisible characters (bidirectional overrides too) and outer white space.

    Markup stays as it was written: it is text, and whoever shows it shows it as text."""
    unified = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in unified if c in _KEPT or unicodedata.category(c) not in _DROPPED).strip()


def post(
    work: ChatWork, exam_id: str, attempt_id: str, by: Speaker, text: str, now: float, *, client_id: str = ""
) -> ChatMessage:
    """Keep a message and return it; a repeated `client_id` of the same side returns the first one and does nothing.

    The caller has checked that the attempt belongs to the exam and that `by` may write. Raises MessageRefused."""
    words = plain(text)
    if not words:
        raise MessageRefused("empty", told("Write something first."))
    if len(words) > TEXT_LIMIT:
        raise MessageRefused("too_long", told("Write {limit} characters or fewer."), limit=TEXT_LIMIT)
    if len(client_id) > CLIENT_ID_LIMIT:
        raise MessageRefused("bad_client_id", f"The client's id must be {CLIENT_ID_LIMIT} characters or fewer.")
    earlier = work.chat.sent(attempt_id, by.author, client_id) if client_id else None
    if earlier is not None:
        return earlier
    message = ChatMessage(
        work.new_id(), attempt_id, exam_id, by.author, by.person_id, plain(by.name), words, now, client_id,
    )
    work.chat.add(message)
    work.emit(ChatPosted(message))
    return message


def read_by_staff(work: ChatWork, exam_id: str, attempt_id: str, now: float) -> int:
    """A proctor has read this conversation; return how many messages were unread."""
    count = work.chat.mark_read(attempt_id, by_staff=True, now=now)
    if count:
        work.emit(ChatRead(attempt_id, exam_id))
    return count


def read_by_examinee(work: ChatWork, attempt_id: str, now: float) -> int:
    """The examinee has read this conversation; return how many messages were unread."""
    return work.chat.mark_read(attempt_id, by_staff=False, now=now)
