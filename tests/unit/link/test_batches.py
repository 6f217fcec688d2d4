"""Batches of events, as this version writes them and as earlier ones did."""

import json
from typing import Any

import pytest

from tool.domain.incident import IncidentClosed, IncidentReopened, Still
from tool.domain.stream import Channel
from tool.domain.trace import NO_TRACE, Trace
from tool.link.batches import read_batch
from tool.link.codec import BadMessage, encode
from tool.link.messages import (
    EventBatch,
    IncidentWasClosed,
    IncidentWasOpened,
    IncidentWasReopened,
    NodeStarted,
    StillWasTaken,
    StreamStarted,
    StreamStopped,
)

HEAD = {"event_id": "e1", "node_id": "n", "boot_id": "b", "at": 1.5}
ABOUT = {**HEAD, "attempt_id": "a"}
WENT = Trace(60, 43, 0.0, 1.5, "-1 1;0 0;1.5 -?")
STILL = Still("attempts/a/screens/i.jpg", "ab" * 32, 9, 1.25)


def batch(*events: dict[str, Any]) -> bytes:
    return json.dumps({"events": events}).encode()


def test_events_of_this_version_come_through_as_they_are() -> None:
    events = (
        NodeStarted(**HEAD),
        StreamStarted(**ABOUT, channel=Channel.SCREEN, path="webrtc", kinds=("video",)),
        StillWasTaken(**ABOUT, incident_id="i", channel=Channel.SCREEN, still=STILL),
        StreamStopped(**ABOUT, channel=Channel.SCREEN, reason="stopped"),
        IncidentWasReopened(**HEAD, incident=IncidentReopened("i", "a", "face_missing", 20.0, 2)),
        IncidentWasClosed(**HEAD, incident=IncidentClosed("i", "a", "face_missing", 66.0, 66.0, 0.0, 2, WENT)),
    )
    read = read_batch(encode(EventBatch(events)))
    assert (read.events, read.unreadable) == (events, {})


@pytest.mark.parametrize(
    ("written", "means"),
    [
        ({"type": "ScreenStarted"}, StreamStarted(**ABOUT, channel=Channel.SCREEN, path="webrtc", kinds=("video",))),
        ({"type": "ScreenStopped", "reason": "x"}, StreamStopped(**ABOUT, channel=Channel.SCREEN, reason="x")),
        (
            {"type": "StreamStarted", "path": "frames", "kinds": ["video"]},
            StreamStarted(**ABOUT, channel=Channel.CAMERA, path="frames", kinds=("video",)),
        ),
        ({"type": "StreamStopped", "reason": "x"}, StreamStopped(**ABOUT, channel=Channel.CAMERA, reason="x")),
    ],
)
def test_events_from_before_there_were_channels(written: dict[str, Any], means: object) -> None:
    assert read_batch(batch({**ABOUT, **written})).events == (means,)


def test_an_incident_from_before_it_was_said_how_often_it_was_looked_at() -> None:
    about = {"incident_id": "i", "attempt_id": "a", "type": "face_missing"}
    opened = {
        **about, "severity": "low", "started_at": 1.0, "opened_at": 6.0, "measured": 0.0, "threshold": 1.0,
        "debounce_s": 5.0, "model": "m", "still": None,
    }
    closed = {**about, "ended_at": 9.0, "duration_s": 8.0}
    written = ({"type": "IncidentWasOpened", "incident": opened}, {"type": "IncidentWasClosed", "incident": closed})
    began, ended = read_batch(batch(*({**HEAD, **event} for event in written))).events
    assert isinstance(began, IncidentWasOpened)
    assert isinstance(ended, IncidentWasClosed)
    assert (began.incident.interval_s, ended.incident.unseen_s) == (0.0, 0.0)
    assert (began.incident.trace, ended.incident.trace, ended.incident.times) == (NO_TRACE, NO_TRACE, 1)


@pytest.mark.parametrize(("shows", "channel"), [("camera", "camera"), ("screen", "screen"), (None, "camera")])
def test_a_still_from_before_there_were_channels(shows: str | None, channel: str) -> None:
    still = {"key": STILL.key, "sha256": STILL.sha256, "size": STILL.size, "captured_at": STILL.captured_at}
    written = {"type": "StillWasTaken", **ABOUT, "incident_id": "i", "still": still}
    read = read_batch(batch(written if shows is None else {**written, "shows": shows}))
    assert read.events == (StillWasTaken(**ABOUT, incident_id="i", channel=Channel(channel), still=STILL),)


@pytest.mark.parametrize(
    "strange",
    [
        {"type": "Danced"}, {}, {"type": 7}, {"type": ["ScreenStarted"]}, {"type": "StreamStopped", "channel": "phone"},
        {"type": "StreamStarted", "path": "pigeon", "kinds": []}, {"type": "ScreenStopped"},
    ],
)
def test_an_event_that_nobody_can_read_is_named_and_the_others_are_read(strange: dict[str, Any]) -> None:
    read = read_batch(batch({**ABOUT, "event_id": "strange", **strange}, {**HEAD, "type": "NodeStarted"}))
    assert list(read.unreadable) == ["strange"]
    assert read.events == (NodeStarted(**HEAD),)


@pytest.mark.parametrize(
    "data", [b"", b"[]", b'{"events": 1}', b'{"events": [1]}', b'{"events": [{"type": "Danced"}]}']
)
def test_what_is_no_list_of_events_is_refused(data: bytes) -> None:
    with pytest.raises(BadMessage):
        read_batch(data)
