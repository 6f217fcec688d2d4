"""Interventions: what a proctor (or the policy) did to an attempt, and the reasons there are to choose from."""

from dataclasses import dataclass
from enum import StrEnum

from tool.domain.words import told


class InterventionKind(StrEnum):
    """Everything that can be done to a running attempt."""

    ADMIT = "admit"
    WARN = "warn"
    PAUSE = "pause"
    RESUME = "resume"
    EXTRA_TIME = "extra_time"
    TERMINATE = "terminate"
    READMIT = "readmit"
    FLAG = "flag"
    BREACH = "breach"
    """A proctor writes down that a rule was broken; an incident comes of it."""
    GAZE_OFF = "gaze_off"
    """An accommodation: where this examinee looks is not judged."""
    GAZE_ON = "gaze_on"
    """It is judged again."""


class Step(StrEnum):
    """What follows from an incident by the policy alone, the mildest first. Everything beyond is for people."""

    NONE = "none"
    NOTICE = "notice"
    WARN = "warn"
    PAUSE = "pause"

    @property
    def reach(self) -> int:
        """How far it goes, from 0."""
        return list(Step).index(self)


class ReasonCode(StrEnum):
    """Why. Sent to the platform as `reason_code` and shown to people as REASONS[code]."""

    NOT_IN_VIEW = "not_in_view"
    OTHER_PERSON = "other_person"
    FORBIDDEN_MATERIAL = "forbidden_material"
    DEVICE_USE = "device_use"
    LEFT_EXAM = "left_exam"
    TECHNICAL = "technical"
    IDENTITY = "identity"
    BREAK = "break"
    OTHER = "other"


REASONS: dict[ReasonCode, str] = {
    ReasonCode.NOT_IN_VIEW: told("Not in view of the camera"),
    ReasonCode.OTHER_PERSON: told("Another person is present"),
    ReasonCode.FORBIDDEN_MATERIAL: told("Material that is not allowed"),
    ReasonCode.DEVICE_USE: told("Use of another device"),
    ReasonCode.LEFT_EXAM: told("Left the exam window"),
    ReasonCode.TECHNICAL: told("Technical problem"),
    ReasonCode.IDENTITY: told("Identity to be checked"),
    ReasonCode.BREAK: told("Permitted break"),
    ReasonCode.OTHER: told("Other"),
}


@dataclass(frozen=True, slots=True)
class Decision:
    """What someone with the right to do so decided. `minutes` is for extra time, `severity` (0.0-1.0) for flags."""

    kind: InterventionKind
    reason: ReasonCode = ReasonCode.OTHER
    text: str = ""
    minutes: int = 0
    severity: float = 0.5


class Verdict(StrEnum):
    """A human's final word on an attempt. Nothing but a human gives one."""

    CLEAR = "clear"
    FLAGGED = "flagged"
    INVALID = "invalid"
