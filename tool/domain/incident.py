"""Incidents: what a rule made of observations. They state facts ("no face for 6.2 s, threshold 5 s"), never guilt."""

from dataclasses import dataclass

from tool.domain.incident_types.kind import Severity


@dataclass(frozen=True, slots=True)
class Still:
    """A picture kept as evidence: the evidence store's key, its SHA-256 (hex), size in bytes, capture time (Unix s)."""

    key: str
    sha256: str
    size: int
    captured_at: float


@dataclass(frozen=True, slots=True)
class IncidentOpened:
    """A rule's condition has held for its debounce.

    `started_at`: when the condition was first measured; `opened_at`: when the debounce was over (Unix seconds; moments
    of one process's own timeline while it is in there). `measured`/`threshold` are in the rule kind's unit; `model`
    names and versions what measured. `interval_s`: from the first to the last look that opened it, no two were further
    apart; 0 for a single one, or where every change is told."""

    incident_id: str
    attempt_id: str
    type: str
    severity: Severity
    started_at: float
    opened_at: float
    measured: float
    threshold: float
    debounce_s: float
    model: str
    still: Still | None = None
    interval_s: float = 0.0


@dataclass(frozen=True, slots=True)
class IncidentClosed:
    """The condition has been gone for the rule's release time, or was not looked at any more. `ended_at` is when it was
    last measured (as `started_at`). `unseen_s`: the end was not seen; for at least so many seconds after `ended_at`
    nothing was looked at. 0 when the end was seen."""

    incident_id: str
    attempt_id: str
    type: str
    ended_at: float
    duration_s: float
    unseen_s: float = 0.0


IncidentChange = IncidentOpened | IncidentClosed
