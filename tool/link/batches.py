"""Reads a batch of events one by one, those of earlier versions too: a node's spool may have waited on disk through an
upgrade of either side, and one event that nobody can read must not hold up the others."""

from dataclasses import dataclass
from typing import Any

import msgspec

from tool.domain.stream import Channel
from tool.link.codec import BadMessage, decode
from tool.link.messages import MediaEvent

_BEFORE_CHANNELS: dict[str, dict[str, Any]] = {
    "ScreenStarted": {"type": "StreamStarted", "channel": Channel.SCREEN, "path": "webrtc", "kinds": ("video",)},
    "ScreenStopped": {"type": "StreamStopped", "channel": Channel.SCREEN},
    "StreamStarted": {"channel": Channel.CAMERA},
    "StreamStopped": {"channel": Channel.CAMERA},
}
"""What events lack that were written while camera and screen still had events of their own, by their type then."""


class _Batch(msgspec.Struct, frozen=True):
    events: tuple[dict[str, Any], ...]


class _Identified(msgspec.Struct, frozen=True):
    event_id: str


@dataclass(frozen=True, slots=True)
class ReadBatch:
    """The events in order. `unreadable`: by the id of each event that is none of ours, what is wrong with it."""

    events: tuple[MediaEvent, ...]
    unreadable: dict[str, str]


def read_batch(data: bytes) -> ReadBatch:
    """Return what is in the JSON of an EventBatch; raise BadMessage if it is not a list of events with ids."""
    events: list[MediaEvent] = []
    unreadable: dict[str, str] = {}
    for raw in decode(data, _Batch).events:
        try:
            events.append(msgspec.convert(_as_of_today(raw), MediaEvent))
        except msgspec.ValidationError as exc:
            unreadable[_id_of(raw)] = str(exc)
    return ReadBatch(tuple(events), unreadable)


def _as_of_today(raw: dict[str, Any]) -> dict[str, Any]:
    if "channel" in raw:
        return raw
    if raw.get("type") == "StillWasTaken":
        return {**raw, "channel": raw.get("shows", Channel.CAMERA)}
    return raw | _BEFORE_CHANNELS.get(str(raw.get("type")), {})


def _id_of(raw: dict[str, Any]) -> str:
    try:
        return msgspec.convert(raw, _Identified).event_id
    except msgspec.ValidationError as exc:
        raise BadMessage(str(exc)) from exc
