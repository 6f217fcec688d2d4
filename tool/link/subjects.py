"""What events of the link are about: their order matters within one subject, and trouble with one holds up no other."""

from hashlib import sha256

import msgspec

from tool.link.codec import BadMessage, decode
from tool.link.messages import Event, IncidentWasClosed, IncidentWasOpened, IncidentWasReopened

NODE = "node"
"""The key of events about the whole node: nothing of the node may overtake one of these."""


class _About(msgspec.Struct, frozen=True):
    attempt_id: str = ""


class _Any(msgspec.Struct, frozen=True):
    attempt_id: str = ""
    incident: _About = _About()


def attempt_of(event: Event) -> str:
    """Return the attempt that the event is about; empty if it is about the whole node."""
    if isinstance(event, IncidentWasOpened | IncidentWasReopened | IncidentWasClosed):
        return event.incident.attempt_id
    attempt_id: str = getattr(event, "attempt_id", "")
    return attempt_id


def attempt_in(data: bytes) -> str:
    """Return the attempt that an event's JSON, of whatever version, is about; empty if it names none."""
    try:
        read = decode(data, _Any)
    except BadMessage:
        return ""
    return read.attempt_id or read.incident.attempt_id


def key_of(attempt_id: str) -> str:
    """Return a key of the subject that fits into a file's name: 16 hex digits, or NODE for the whole node."""
    return sha256(attempt_id.encode()).hexdigest()[:16] if attempt_id else NODE
