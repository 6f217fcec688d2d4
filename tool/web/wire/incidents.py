"""Incidents as console and report get them: what was measured, how sure that is, and the pictures that were kept."""

from tool.domain.incident import StillRole
from tool.domain.stream import Channel
from tool.web.wire.shared import Struct


class EvidenceView(Struct, frozen=True, kw_only=True):
    """One kept picture. Fetch it from `url` with the session's bearer token."""

    id: str
    url: str
    channel: Channel
    """What it shows."""
    role: StillRole | None
    """Which look of its incident it is: the start, the worst, the end. Null for what was kept before that was said."""
    sha256: str
    captured_at: float


class TraceView(Struct, frozen=True, kw_only=True):
    """How an incident went, look by look: in how many of them its condition held, and when it was worst (seconds after
    the start). `series`: "-30 1;0 0;1.5 -?" is a look 30 s before the start that measured 1, one at the start that
    measured 0, and one 1.5 s later that measured nothing; "?" marks looks of which the rule could tell nothing."""

    looks: int
    held: int
    worst: float
    worst_after_s: float
    series: str


class ConfidenceView(Struct, frozen=True, kw_only=True):
    """How far a measurement can be trusted: "low", "medium" or "high", and why."""

    level: str
    why: str


class IncidentView(Struct, frozen=True, kw_only=True):
    """Event `incident`, server to console: opened, or changed since. `times`: how often it came. `trace` is null where
    every change is told and nothing has to be looked at."""

    id: str
    attempt_id: str
    person_name: str
    type: str
    title: str
    category: str
    severity: str
    explanation: str
    """Facts only: "No face in view for 6.2 s (threshold: fewer than 1 face for 5 s)"."""
    avoid: str
    spoofable: str
    limits: str
    """What is known to confuse it."""
    confidence: ConfidenceView | None
    """Null where nothing was measured."""
    measured: float
    threshold: float
    unit: str
    debounce_s: float
    started_at: float
    opened_at: float
    ended_at: float | None
    duration_s: float | None
    times: int
    trace: TraceView | None
    model: str
    source: str
    reason: str
    """The code of the reason that fits it best, to be suggested for a warning."""
    stills: list[EvidenceView]
    seen: bool
