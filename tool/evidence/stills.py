"""Keeps the picture that goes with an incident."""

import hashlib

from tool.domain.incident import Still
from tool.evidence.stores import EvidenceError, EvidenceStore

_JPEG_START, _JPEG_END = b"\xff\xd8\xff", b"\xff\xd9"


class NotAPicture(EvidenceError):
    """The bytes are not a whole JPEG."""


def still_key(attempt_id: str, incident_id: str) -> str:
    """Return the store's key of the still of this incident."""
    return f"attempts/{attempt_id}/stills/{incident_id}.jpg"


def keep_still(
    store: EvidenceStore, attempt_id: str, incident_id: str, jpeg: bytes, captured_at: float
) -> Still:
    """Keep `jpeg` as the still of the incident and return what identifies it; doing so twice changes nothing.

    `captured_at` is Unix seconds. Raise NotAPicture for bytes that are not a JPEG, and what put raises."""
    if not (jpeg.startswith(_JPEG_START) and jpeg.rstrip(b"\0").endswith(_JPEG_END)):
        raise NotAPicture("A still must be a whole JPEG picture.")
    key = still_key(attempt_id, incident_id)
    store.put(key, jpeg)
    return Still(key, hashlib.sha256(jpeg).hexdigest(), len(jpeg), captured_at)
