"""The records of exams: what repositories return and take. Times are Unix seconds (float), lengths are seconds."""

from dataclasses import dataclass, field
from typing import Any, Literal

from tool.domain.attempt import Actor, AttemptState
from tool.domain.baseline import Baseline, NotCalibrated
from tool.domain.incident import StillRole
from tool.domain.incident_types.kind import Severity
from tool.domain.intervention import InterventionKind, ReasonCode, Verdict
from tool.domain.lms import Lane, LmsVerb
from tool.domain.policy import Policy
from tool.domain.stream import Channel
from tool.domain.trace import NO_TRACE, Trace

DeliveryStatus = Literal["waiting", "delivered", "failed"]
Standing = Literal["draft", "saved", "placed"]
"""Of an exam: a form that nobody has saved, one that was saved but never put into the LMS, one that is there."""


@dataclass(frozen=True, slots=True)
class Guest:
    """A proctor without an LMS account, invited by a teacher to one exam. Only the code's SHA-256 (hex) is kept.

    The link may be opened again until it expires or is revoked. `groups`: whose examinees they see; None for all."""

    id: str
    exam_id: str
    code_hash: str
    name: str
    invited_by: str
    created_at: float
    expires_at: float
    last_used_at: float | None = None
    revoked_at: float | None = None
    groups: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Exam:
    """What a teacher proctors. `resource_link_id`: the link by which it was first opened; others may lead here, too.

    `copied`: it was made with the settings of an exam of another course, and nobody has saved it since.
    `set_in_lms_at`: the revision of the settings that came from the LMS's own quiz form; None while the exam is set up
    here. `lms_services`: addresses of what this LMS offers beside LTI's services, by name (`integrations`). `groups`:
    the names of the course's groups by id, None where the LMS says nothing of groups."""

    id: str
    platform_id: str
    deployment_id: str
    resource_link_id: str | None
    context_id: str
    title: str
    course_title: str
    policy: Policy
    lineitem: str | None
    lineitems: str | None
    ags_scopes: tuple[str, ...]
    created_at: float
    nrps_url: str | None = None
    set_in_lms_at: int | None = None
    lms_services: dict[str, str] = field(default_factory=dict)
    standing: Standing = "placed"
    copied: bool = False
    groups: dict[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Linking:
    """One visit of a teacher by deep linking. `request` holds what the response needs, as JSON values; `asked_title` is
    the name that the LMS gave for what is being made or edited, if it gave one."""

    id: str
    platform_id: str
    deployment_id: str
    asked_title: str
    request: dict[str, Any]
    created_at: float
    expires_at: float


@dataclass(frozen=True, slots=True)
class Attempt:
    """One examinee's one go at an exam.

    `attempt_number` is the platform's JSON value, verbatim; `number` is the same for people to read.
    `begun_at`: when StartAssessment, or the quiz's access code, was last handed out; None until then. `notice`: why it
    is paused, terminated or sent back, in the proctor's words. `paused_s` counts finished pauses; `paused_since` is set
    while one lasts.
    `acting`: "masquerade" when somebody acted as the examinee in the LMS, "test_user" for the LMS's own test person.
    `gaze_off`: an accommodation, where the examinee looks is not judged. `baseline`: what their camera showed at
    check-in, as a media node told at `baseline_at`, and `not_calibrated` why a calibration came to nothing; only
    while the attempt is open. `log_read_at`: when the LMS's own log of it was first read, or first after its end.
    `own_leave_at`: since when Invigil may act in the LMS in the examinee's own name. `echo`: StartProctoring's
    custom parameters, where the platform wants them back. `groups`: the groups of the course that the examinee is in,
    None where the LMS says nothing of groups. `aside`: a quiz that LTI starts is in a window of its own."""

    id: str
    exam_id: str
    person_id: str
    number: int
    attempt_number: Any
    deployment_id: str
    resource_link_id: str
    resource_link_title: str
    start_assessment_url: str
    session_data: str
    acs_url: str | None
    acs_actions: tuple[str, ...]
    return_url: str | None
    state: AttemptState
    state_since: float
    created_at: float
    consent_at: float | None = None
    consent_version: str = ""
    checked_in_at: float | None = None
    begun_at: float | None = None
    started_at: float | None = None
    ended_at: float | None = None
    connected: bool = False
    last_seen_at: float | None = None
    paused_since: float | None = None
    paused_s: float = 0.0
    extra_minutes: int = 0
    notice: str = ""
    flagged: bool = False
    verdict: Verdict | None = None
    verdict_by: str = ""
    verdict_note: str = ""
    verdict_at: float | None = None
    end_message: str = ""
    acting: str = ""
    gaze_off: bool = False
    baseline: Baseline | None = None
    baseline_at: float | None = None
    not_calibrated: NotCalibrated | None = None
    lms_submission: str = ""
    lms_taking: int | None = None
    log_read_at: float | None = None
    own_leave_at: float | None = None
    groups: tuple[str, ...] | None = None
    echo: dict[str, Any] = field(default_factory=dict)
    aside: bool = False

    @property
    def by_code(self) -> bool:
        """Whether an access code opens the quiz, and not LTI's StartAssessment."""
        return not self.start_assessment_url

    @property
    def out_of_sight(self) -> bool:
        """Whether the quiz is in a window of the LMS's own, of which this page sees nothing."""
        return self.by_code or self.aside


@dataclass(frozen=True, slots=True)
class AttemptCounts:
    """The attempts of one exam in numbers: in the waiting room; open, those included; ever made; flagged."""

    waiting: int = 0
    open: int = 0
    total: int = 0
    flagged: int = 0


@dataclass(frozen=True, slots=True)
class TransitionEntry:
    """One change of state, as it was written down."""

    id: str
    attempt_id: str
    before: AttemptState
    after: AttemptState
    by: Actor
    person_id: str | None
    at: float


@dataclass(frozen=True, slots=True)
class Incident:
    """An incident as it is kept. `measured` and `threshold` are in the rule kind's unit.

    `end_known` is False when the incident was closed only because the process that measured it started anew.
    `interval_s`, `unseen_s` and `trace`: see `IncidentOpened` and `IncidentClosed`. `times`: how often it came,
    because its condition came back soon, or because there were so many that the last ones are counted in one.
    `latest_id` names the last one that was counted, and `trace` is of the first then. `note`: what a proctor
    wrote, where the incident comes from one."""

    id: str
    attempt_id: str
    type: str
    severity: Severity
    started_at: float
    opened_at: float
    ended_at: float | None
    duration_s: float | None
    end_known: bool
    measured: float
    threshold: float
    debounce_s: float
    model: str
    node_id: str
    boot_id: str
    seen_at: float | None = None
    seen_by: str = ""
    times: int = 1
    latest_id: str = ""
    interval_s: float = 0.0
    unseen_s: float = 0.0
    trace: Trace = NO_TRACE
    note: str = ""


@dataclass(frozen=True, slots=True)
class KeptRules:
    """What the rules about an attempt's page remember between two readings. `data` is for the process that judges."""

    attempt_id: str
    saved_at: float
    data: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """One kept item, chained to the one before it in the same attempt (`position` counts from 1).

    `kind` says what it is (`evidence_kind`); `role` which look of its incident it shows, None for what was kept before
    that was said. `key` finds it in the evidence store; `previous` and `link` are the
    chain's hex digests."""

    id: str
    attempt_id: str
    incident_id: str | None
    position: int
    kind: str
    key: str
    sha256: str
    size: int
    captured_at: float
    recorded_at: float
    previous: str
    link: str
    role: StillRole | None = None


def evidence_kind(channel: Channel) -> str:
    """Return the kind of a picture of this channel. The camera's are kept as "still" since before there were others."""
    return "still" if channel is Channel.CAMERA else channel.value


def channel_of(item: Evidence) -> Channel:
    """Return what a kept picture shows."""
    return _SHOWN[item.kind]


_SHOWN = {evidence_kind(channel): channel for channel in Channel}


@dataclass(frozen=True, slots=True)
class Intervention:
    """What was done to an attempt, by whom and why. `by` is the name shown to people. `incident_id`: the incident that
    a step of the policy follows from, or that came of a breach which was written down."""

    id: str
    attempt_id: str
    kind: InterventionKind
    actor: Actor
    person_id: str | None
    by: str
    reason: ReasonCode
    text: str
    minutes: int
    severity: float
    at: float
    pressed_at: float | None = None
    incident_id: str | None = None


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """One LMS command on its way. `position` orders the rows of an attempt; `next_at` is the earliest next try.

    `leased_by`: the run of the process that tries it right now; empty when nobody does. `impossible`: the platform
    cannot do it at all; `last_error` then says what was done instead. `memo`: what was noted of the LMS before
    something was sent that must not be sent twice."""

    id: str
    attempt_id: str
    exam_id: str
    platform_id: str
    position: int
    verb: LmsVerb
    lane: Lane
    payload: dict[str, str | float | int]
    status: DeliveryStatus
    tries: int
    next_at: float
    created_at: float
    last_error: str = ""
    answer: str = ""
    leased_by: str = ""
    impossible: bool = False
    delivered_at: float | None = None
    memo: dict[str, Any] = field(default_factory=dict)


WEB_NODE = "web"
"""The node of what the web process notices by itself."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a measured event comes from: its id (applied once), the process that measured it, when it was sent."""

    event_id: str
    node_id: str
    boot_id: str
    at: float


@dataclass(frozen=True, slots=True)
class Staff:
    """Someone with the right to decide: the session's person, or the policy (`actor` POLICY, no person)."""

    person_id: str | None
    name: str
    actor: Actor = Actor.PROCTOR


@dataclass(frozen=True, slots=True)
class IncidentSummary:
    """The incidents of one attempt in numbers. `worst_unseen` is None when all were looked at. `unseen_by_severity`
    counts those that are over and that nobody has looked at."""

    total: int = 0
    open: int = 0
    worst_unseen: Severity | None = None
    last_at: float | None = None
    last_type: str | None = None
    by_severity: dict[Severity, int] = field(default_factory=dict)
    open_by_severity: dict[Severity, int] = field(default_factory=dict)
    unseen_by_severity: dict[Severity, int] = field(default_factory=dict)
