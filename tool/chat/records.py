"""The records of chat. Times are Unix seconds."""

from dataclasses import dataclass
from typing import Literal

Author = Literal["proctor", "examinee", "system"]
HelpKind = Literal["question", "technical"]


@dataclass(frozen=True, slots=True)
class ChatMessage:
    """One message of plain text. `client_id` is the sender's own id for it, so that a resend is no second message."""

    id: str
    attempt_id: str
    exam_id: str
    author: Author
    person_id: str | None
    name: str
    text: str
    at: float
    client_id: str = ""
    read_by_staff_at: float | None = None
    read_by_examinee_at: float | None = None


@dataclass(frozen=True, slots=True)
class HelpRequest:
    """An examinee asked for a human. `done_at` is None until a proctor says it was answered."""

    id: str
    attempt_id: str
    exam_id: str
    kind: HelpKind
    text: str
    at: float
    done_at: float | None = None
    done_by: str = ""


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who writes: the session's person. `name` is shown beside the message."""

    author: Author
    person_id: str | None
    name: str
