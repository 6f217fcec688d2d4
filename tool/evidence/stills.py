"""Keeps the pictures that go with an incident, of each channel one."""

import hashlib

from tool.domain.incident import Still
from tool.domain.stream import Channel
from tool.evidence.stores import EvidenceError, EvidenceStore

_JPEG_START, _JPEG_END = b"\xff\xd8\xff", b"\xff\xd9"
_FOLDERS = {channel: f"{channel}s" for channel in Channel} | {Channel.CAMERA: "stills"}


class NotAPicture(EvidenceError):
    """The bytes are not a whole JPEG."""


def still_key(attempt_id: str, incident_id: str, channel: Channel = Channel.CAMERA) -> str:
    """Return the store's key of this incident's picture of a channel."""
    return f"attempts/{attempt_id}/{_FOLDERS[channel]}/{incident_id}.jpg"


def keep_still(
    store: EvidenceStore, attempt_id: str, incident_id: str, jpeg: bytes, captured_at: float,
    channel: Channel = Channel.CAMERA,
) -> Still:
    """Keep `jpeg` as the incident's picture and return what identifies it; doing so twice changes nothing.

    `captured_at` is Unix seconds. Raise NotAPicture for bytes that are not a JPEG, and what put raises."""
    if not (jpeg.startswith(_JPEG_START) and jpeg.rstrip(b"\0").endswith(_JPEG_END)):
        raise NotAPicture("A still must be a whole JPEG picture.")
    key = still_key(attempt_id, incident_id, channel)
    store.put(key, jpeg)
    return Still(key, hashlib.sha256(jpeg).hexdigest(), len(jpeg), captured_at)
