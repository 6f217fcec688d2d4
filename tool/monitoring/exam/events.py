"""What happened in an exam, told to listeners after the commit: sockets, the media link, the outbox dispatcher."""

from dataclasses import dataclass

from tool.domain.attempt import Actor, AttemptState
from tool.domain.baseline import Baseline, Target
from tool.domain.intervention import Step
from tool.domain.rule import Rule
from tool.monitoring.exam.records import Incident, Intervention, OutboxRow


@dataclass(frozen=True, slots=True)
class AttemptChanged:
    """Anything a tile or a widget shows of the attempt has changed; `before` equals `after` when the state has not."""

    attempt_id: str
    exam_id: str
    before: AttemptState
    after: AttemptState
    by: Actor
    at: float


@dataclass(frozen=True, slots=True)
class RulesChanged:
    """From now on these rules hold for the attempt; none outside running and disconnected. `opening` as in
    `ports.Attempts.opening`. `baseline`: what is kept of the check-in, if anything is. `groups` as in `Attempt`."""

    attempt_id: str
    exam_id: str
    rules: tuple[Rule, ...]
    opening: int
    baseline: Baseline | None = None
    groups: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class GazeTurned:
    """While their gaze is calibrated, the examinee looks at this now; at nothing if `target` is None. Then `ended` says
    whether they have looked at all, or broke it off. `opening` as in `ports.Attempts.opening`."""

    attempt_id: str
    target: Target | None
    ended: bool
    opening: int


@dataclass(frozen=True, slots=True)
class AttemptEnded:
    """The attempt is submitted, terminated or abandoned: its streams can be closed. `opening` as in
    `ports.Attempts.opening`: a readmission opens the attempt anew, and this end is not that one's."""

    attempt_id: str
    exam_id: str
    state: AttemptState
    at: float
    opening: int


@dataclass(frozen=True, slots=True)
class IncidentRecorded:
    """An incident was opened and is kept. `step`: what the policy did because of it; a notice is still to be sent."""

    exam_id: str
    incident: Incident
    step: Step = Step.NONE


@dataclass(frozen=True, slots=True)
class IncidentsSeen:
    """Somebody has looked at these incidents of one attempt, all at once."""

    exam_id: str
    attempt_id: str
    incident_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class IncidentUpdated:
    """An incident was closed, or a picture of it has come."""

    exam_id: str
    incident: Incident


@dataclass(frozen=True, slots=True)
class InterventionMade:
    """Somebody did something to an attempt."""

    exam_id: str
    intervention: Intervention


@dataclass(frozen=True, slots=True)
class DeliveryChanged:
    """A row of the outbox is new, was tried, was delivered or has failed for good."""

    exam_id: str
    row: OutboxRow


@dataclass(frozen=True, slots=True)
class PolicyChosen:
    """The teacher changed the exam's title or policy."""

    exam_id: str


@dataclass(frozen=True, slots=True)
class GateChanged:
    """How the exam's quiz stands in its LMS has changed, or what is wanted of it; it is seen to next at `next_at`."""

    exam_id: str
    next_at: float


@dataclass(frozen=True, slots=True)
class LmsWatchChanged:
    """What the LMS says of the exam's quiz has changed: somebody takes it without an attempt, or it cannot be read."""

    exam_id: str


@dataclass(frozen=True, slots=True)
class ClassListChanged:
    """Who of the exam's class has not started is another answer now."""

    exam_id: str


@dataclass(frozen=True, slots=True)
class GuestRevoked:
    """An invited proctor may no longer be here."""

    guest_id: str


@dataclass(frozen=True, slots=True)
class AttemptRegrouped:
    """The examinee is in other groups than before: others of the staff see the attempt now. Both as in `Attempt`."""

    attempt_id: str
    exam_id: str
    before: tuple[str, ...] | None
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StaffRegrouped:
    """Somebody of the LMS's staff looks after other groups of this exam than before."""

    exam_id: str
    person_id: str
