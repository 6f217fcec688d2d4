"""Incidents: what a rule made of observations. They state facts ("no face for 6.2 s, threshold 5 s"), never guilt."""

from dataclasses import dataclass
from enum import StrEnum

from tool.domain.incident_types.kind import Severity
from tool.domain.trace import NO_TRACE, Trace


class StillRole(StrEnum):
    """Which look of an incident a picture shows: the one at which it began, or the first that is there of it; the worst
    one; the last one in which its condition held."""

    START = "start"
    WORST = "worst"
    END = "end"


@dataclass(frozen=True, slots=True)
class Still:
    """A picture kept as evidence: the evidence store's key, its SHA-256 (hex), size in bytes, capture time (Unix s),
    and which look of its incident it shows."""

    key: str
    sha256: str
    size: int
    captured_at: float
    role: StillRole = StillRole.START


@dataclass(frozen=True, slots=True)
class IncidentOpened:
    """A rule's condition has held for its debounce; where it is looked at, in most looks of that time, or often enough
    within minutes (docs/decisions/0033-rules-over-windows.md).

    `started_at`: when the condition was first measured; `opened_at`: when the debounce was over (Unix seconds; moments
    of one process's own timeline while it is in there). `measured`/`threshold` are in the rule kind's unit; `model`
    names and versions what measured. `interval_s`: from the first to the last look that opened it, no two were further
    apart; 0 for a single one, or where every change is told. `trace`: how it went until it opened."""

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
    trace: Trace = NO_TRACE


@dataclass(frozen=True, slots=True)
class IncidentReopened:
    """The condition of a closed incident came back so soon that it is the same incident still.

    `after_s`: that many seconds after its start it was open again. `times`: how often it has come by now."""

    incident_id: str
    attempt_id: str
    type: str
    after_s: float
    times: int


@dataclass(frozen=True, slots=True)
class IncidentClosed:
    """The condition has been gone for the rule's release time, or nothing was known of it any more. `ended_at` is when
    it was last measured (as `started_at`). `unseen_s`: the end was not seen; for at least so many seconds after
    `ended_at` no look told anything of it. 0 when the end was seen.

    An incident may be closed more than once, if it came again in between (IncidentReopened): `times` is how often it
    has come. `duration_s` and `trace` are of all of it, from its first start to this end."""

    incident_id: str
    attempt_id: str
    type: str
    ended_at: float
    duration_s: float
    unseen_s: float = 0.0
    times: int = 1
    trace: Trace = NO_TRACE


IncidentChange = IncidentOpened | IncidentReopened | IncidentClosed
