"""Every message that crosses between the control plane and the media plane."""

import msgspec

from tool.domain.incident import IncidentClosed, IncidentOpened, Shows, Still
from tool.domain.policy import Rule


class Event(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Base of all that a media node tells web. Delivered at least once; `event_id` makes it applied once.

    `boot_id` changes with every start of the node's process; `at` is Unix seconds."""

    event_id: str
    node_id: str
    boot_id: str
    at: float


class NodeStarted(Event, frozen=True, kw_only=True, tag=True):
    """A media process is up. Incidents that an earlier boot of this node left open will never be closed by it."""


class StreamStarted(Event, frozen=True, kw_only=True, tag=True):
    """An examinee's media arrives. `path`: "webrtc" or "frames" (degraded); `kinds`: e.g. ("audio", "video")."""

    attempt_id: str
    path: str
    kinds: tuple[str, ...]


class StreamStopped(Event, frozen=True, kw_only=True, tag=True):
    """An examinee's media no longer arrives."""

    attempt_id: str
    reason: str


class ScreenStarted(Event, frozen=True, kw_only=True, tag=True):
    """An examinee's shared screen arrives."""

    attempt_id: str


class ScreenStopped(Event, frozen=True, kw_only=True, tag=True):
    """An examinee's shared screen no longer arrives."""

    attempt_id: str
    reason: str


class IncidentWasOpened(Event, frozen=True, kw_only=True, tag=True):
    """A rule opened an incident."""

    incident: IncidentOpened


class IncidentWasClosed(Event, frozen=True, kw_only=True, tag=True):
    """A rule closed an incident."""

    incident: IncidentClosed


class StillWasTaken(Event, frozen=True, kw_only=True, tag=True):
    """A picture of an incident, taken after it was reported, is in the evidence store: of the camera because TakeStill
    asked for it, or of the screen that was shared when the incident opened."""

    attempt_id: str
    incident_id: str
    still: Still
    shows: Shows = "camera"


MediaEvent = (
    NodeStarted | StreamStarted | StreamStopped | ScreenStarted | ScreenStopped | IncidentWasOpened
    | IncidentWasClosed | StillWasTaken
)


class EventBatch(msgspec.Struct, frozen=True):
    """POST /link/events, media to web. Answered by EventsApplied."""

    events: tuple[MediaEvent, ...]


class EventsApplied(msgspec.Struct, frozen=True):
    """Web's answer: these ids are committed (now or earlier) and may leave the spool."""

    event_ids: tuple[str, ...]


class ApplyRules(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Web to media: from now on these rules hold for this attempt; none while it is paused or not yet running.

    `opening` is 1, and one more for each time that the attempt was readmitted after its end. What an end says holds for
    its opening and all before; so it does not matter in which order the commands about an attempt arrive."""

    attempt_id: str
    rules: tuple[Rule, ...]
    opening: int = 1


class EndStream(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Web to media: this opening of the attempt is over, for good; close its streams of all channels and forget it."""

    attempt_id: str
    opening: int = 1


class TakeStill(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Web to media: keep the newest picture of this attempt as the still of an incident that web has opened; and, with
    `screen`, one of the shared screen as it is now."""

    attempt_id: str
    incident_id: str
    screen: bool = False


MediaCommand = ApplyRules | EndStream | TakeStill


class PublishGrant(msgspec.Struct, frozen=True, kw_only=True):
    """Claims of the token with which one examinee's browser publishes: this attempt, under these rules; the screen too
    if the exam asks for it. It is good for this opening of the attempt alone."""

    attempt_id: str
    exam_id: str
    rules: tuple[Rule, ...]
    screen: bool = False
    opening: int = 1


class WatchGrant(msgspec.Struct, frozen=True, kw_only=True):
    """Claims of the token with which a console watches the attempts of one exam."""

    exam_id: str
    person_id: str
