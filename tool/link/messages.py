"""Every message that crosses between the control plane and the media plane."""

from typing import Literal

import msgspec

from tool.domain.baseline import Baseline, NotCalibrated, Target
from tool.domain.groups import AllowedGroups
from tool.domain.incident import IncidentClosed, IncidentOpened, IncidentReopened, Still
from tool.domain.rule import Rule
from tool.domain.stream import Channel, StreamPath


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
    """What an examinee sends on this channel arrives, or arrives by another path or in other kinds than before.
    `kinds`: e.g. ("audio", "video")."""

    attempt_id: str
    channel: Channel
    path: StreamPath
    kinds: tuple[str, ...]


class StreamStopped(Event, frozen=True, kw_only=True, tag=True):
    """Nothing arrives on this channel any longer."""

    attempt_id: str
    channel: Channel
    reason: str


class IncidentWasOpened(Event, frozen=True, kw_only=True, tag=True):
    """A rule opened an incident."""

    incident: IncidentOpened


class IncidentWasReopened(Event, frozen=True, kw_only=True, tag=True):
    """A closed incident came back so soon that it is open again."""

    incident: IncidentReopened


class IncidentWasClosed(Event, frozen=True, kw_only=True, tag=True):
    """A rule closed an incident."""

    incident: IncidentClosed


class StillWasTaken(Event, frozen=True, kw_only=True, tag=True):
    """A picture of an incident, taken after it was reported, is in the evidence store: TakeStill asked for it, or this
    channel arrived when the incident opened."""

    attempt_id: str
    incident_id: str
    channel: Channel
    still: Still


class BaselineWasMeasured(Event, frozen=True, kw_only=True, tag=True):
    """What is usual of an examinee was measured: their gaze was calibrated, or tried to be; or their exam begins. Web
    keeps it while the attempt is open, and gives it back to a node that has none (`ApplyRules`). `not_calibrated`: why
    the calibration that has just ended came to nothing."""

    attempt_id: str
    baseline: Baseline
    opening: int = 1
    not_calibrated: NotCalibrated | None = None


MediaEvent = (
    NodeStarted | StreamStarted | StreamStopped | IncidentWasOpened | IncidentWasReopened | IncidentWasClosed
    | StillWasTaken | BaselineWasMeasured
)


class EventBatch(msgspec.Struct, frozen=True):
    """POST /link/events, media to web. Answered by EventsApplied."""

    events: tuple[MediaEvent, ...]


class EventsApplied(msgspec.Struct, frozen=True):
    """Web's answer, event by event: what the node is to do with it.

    `event_ids` are committed (now or earlier) and may leave the spool. `unreadable` web cannot read and never will:
    they are set aside. `failed` could not be applied, with the reason (a code, no text of anybody): they are sent again
    later, and others go past them meanwhile. What is not named was held back by one that failed, or by `busy`: web can
    keep nothing now, which counts against no event."""

    event_ids: tuple[str, ...]
    unreadable: tuple[str, ...] = ()
    failed: dict[str, str] = {}
    busy: bool = False


BAD_MESSAGE = "bad_message"
"""The code of web's refusal (400) of a batch in which something is no event at all."""


class ApplyRules(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Web to media: from now on these rules hold for this attempt; none while it is paused or not yet running.

    `opening` is 1, and one more for each time that the attempt was readmitted after its end. What an end says holds for
    its opening and all before; so it does not matter in which order the commands about an attempt arrive. `baseline` is
    what web keeps of the check-in, for a node that has not measured it itself. `groups`: those that the examinee is in
    from now on, None where the LMS says nothing of groups."""

    attempt_id: str
    rules: tuple[Rule, ...]
    opening: int = 1
    baseline: Baseline | None = None
    groups: tuple[str, ...] | None = None


class EndStream(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Web to media: this opening of the attempt is over, for good; close its streams of all channels and forget it."""

    attempt_id: str
    opening: int = 1


class TakeStill(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Web to media: keep a picture of each of these channels, as far as they arrive, as the stills of an incident that
    web has opened."""

    attempt_id: str
    incident_id: str
    channels: tuple[Channel, ...] = (Channel.CAMERA,)


class Calibrate(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Web to media: the examinee looks at this from now on. With no `target` they look at nothing any more, because all
    were looked at (`ended`: what was measured counts) or because they broke it off. It is about this moment: one that
    comes late is worse than none."""

    attempt_id: str
    target: Target | None
    ended: bool = False
    opening: int = 1


class EndWatching(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Web to media: what this person of the staff may see of the exam has changed. All that they watch of it is cut;
    their page comes again with a new token."""

    exam_id: str
    person_id: str


MediaCommand = ApplyRules | EndStream | TakeStill | Calibrate | EndWatching


MICROPHONE = "microphone"


class Behind(msgspec.Struct, frozen=True, kw_only=True):
    """Detection has more to look at than it can: about every `every_s` seconds at each camera, and not every `wanted_s`
    as it is set to. That is the node's own trouble and says nothing about anybody."""

    every_s: float
    wanted_s: float


Pace = Literal["even", "lively", "budget", "costly"]
"""Why an attempt is looked at as often as it is: as the settings say; more often, since something is going on; less
often, since the processors are not enough for all; less often, since its own pictures cost far more than others'."""


class Rate(msgspec.Struct, frozen=True, kw_only=True):
    """An attempt's camera is looked at about every `every_s` seconds, and why. `shed`: how many looks that were due
    were left out since the attempt began here, by reason."""

    every_s: float
    why: Pace
    shed: dict[str, int] = {}


class Looks(msgspec.Struct, frozen=True, kw_only=True):
    """A media node's answer to GET /link/looks: what it has seen and heard, so that web knows of silence too.

    `ages`: by attempt and by what ("camera", "screen", "microphone"), how many seconds ago it was last there; what
    never was is left out. A picture counts only once it was decoded. `able` is False while the node cannot look at
    anything for reasons of its own; what it says then is about itself and nobody else. `behind` is set while it looks
    too seldom for the rules that apply. `lost`: how many events of an attempt it has set aside because web could not
    apply them.

    `unread`: of attempts whose pictures ended two detection processes, and none of which was looked at since, how many
    seconds ago the newest picture of a channel came all the same. `contested`: of attempts for which two devices send
    by turns from two addresses, how many seconds ago that was seen. `unmeasured`: signals that this node cannot measure
    at all, for want of what it takes. `rates`: how often each attempt is looked at of which pictures come."""

    node_id: str
    boot_id: str
    able: bool
    ages: dict[str, dict[str, float]]
    behind: Behind | None = None
    lost: dict[str, int] = {}
    unread: dict[str, dict[str, float]] = {}
    contested: dict[str, float] = {}
    unmeasured: tuple[str, ...] = ()
    rates: dict[str, Rate] = {}


class PublishGrant(msgspec.Struct, frozen=True, kw_only=True):
    """Claims of the token with which one examinee's browser publishes: these channels of this attempt, under these
    rules. It is good for this opening of the attempt alone. `groups` as in ApplyRules."""

    attempt_id: str
    exam_id: str
    rules: tuple[Rule, ...]
    channels: tuple[Channel, ...] = (Channel.CAMERA,)
    opening: int = 1
    groups: tuple[str, ...] | None = None


class WatchGrant(msgspec.Struct, frozen=True, kw_only=True):
    """Claims of the token with which a console watches the attempts of one exam: those of examinees in these groups,
    or all (None)."""

    exam_id: str
    person_id: str
    groups: tuple[str, ...] | None = None

    @property
    def allowed(self) -> AllowedGroups:
        """Whose attempts are watched."""
        return AllowedGroups.of(self.groups)
