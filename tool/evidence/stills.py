"""Keeps the pictures that go with an incident: of its start, its worst moment and its end."""

import hashlib

from tool.domain.incident import Still, StillRole
from tool.domain.stream import Channel
from tool.evidence.stores import EvidenceError, EvidenceStore

_JPEG_START, _JPEG_END = b"\xff\xd8\xff", b"\xff\xd9"
_FOLDERS = {channel: f"{channel}s" for channel in Channel} | {Channel.CAMERA: "stills"}


class NotAPicture(EvidenceError):
    """The bytes are not a whole JPEG."""


def still_key(
    attempt_id: str, incident_id: str, channel: Channel = Channel.CAMERA, role: StillRole = StillRole.START,
    times: int = 1,
) -> str:
    """Return the store's key of this incident's picture of a channel. An incident that came back (`times`: how often it
    had come by then) has another end, and perhaps another worst moment, under another key."""
    part = "" if role is StillRole.START else f"-{role}-{times}"
    return f"attempts/{attempt_id}/{_FOLDERS[channel]}/{incident_id}{part}.jpg"


def keep_still(
    store: EvidenceStore, attempt_id: str, incident_id: str, jpeg: bytes, captured_at: float,
    channel: Channel = Channel.CAMERA, role: StillRole = StillRole.START, times: int = 1,
) -> Still:
    """Keep `jpeg` as the incident's picture and return what identifies it; doing so twice changes nothing.

    `captured_at` is Unix seconds, `times` as `still_key` has it. Raise NotAPicture for bytes that are not a
    JPEG, and what put raises."""
    if not (jpeg.startswith(_JPEG_START) and jpeg.rstrip(b"\0").endswith(_JPEG_END)):
        raise NotAPicture("A still must be a whole JPEG picture.")
    key = still_key(attempt_id, incident_id, channel, role, times)
    store.put(key, jpeg)
    return Still(key, hashlib.sha256(jpeg).hexdigest(), len(jpeg), captured_at, role)
