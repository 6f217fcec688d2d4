"""What happened in chat, told to listeners after the commit."""

from dataclasses import dataclass

from tool.chat.records import ChatMessage, HelpRequest


@dataclass(frozen=True, slots=True)
class ChatPosted:
    """A message was written."""

    message: ChatMessage


@dataclass(frozen=True, slots=True)
class ChatRead:
    """The staff has read all messages of this attempt up to now."""

    attempt_id: str
    exam_id: str


@dataclass(frozen=True, slots=True)
class HelpAsked:
    """An examinee asks for a human."""

    request: HelpRequest


@dataclass(frozen=True, slots=True)
class HelpAnswered:
    """A proctor says the request was answered."""

    request: HelpRequest
