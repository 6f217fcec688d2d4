"""The LMS as the domain sees it: verbs that an adapter may be able to do, and the commands that carry them."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol


class LmsVerb(StrEnum):
    """What Invigil can ask of an LMS."""

    GATE_START = "gate_start"
    RELEASE = "release"
    PAUSE = "pause"
    RESUME = "resume"
    TERMINATE = "terminate"
    READMIT = "readmit"
    EXTRA_TIME = "extra_time"
    FLAG = "flag"
    ANNOTATE = "annotate"
    HOLD_GRADE = "hold_grade"
    RELEASE_GRADE = "release_grade"
    GRADE = "grade"
    ROSTER = "roster"


class Lane(StrEnum):
    """How soon something has to reach the LMS: an examinee is stopped or waits (urgent), or it is for the record."""

    URGENT = "urgent"
    LATER = "later"


_FOR_THE_RECORD = frozenset({
    LmsVerb.FLAG, LmsVerb.ANNOTATE, LmsVerb.HOLD_GRADE, LmsVerb.RELEASE_GRADE, LmsVerb.GRADE, LmsVerb.ROSTER,
})


def lane_of(verb: LmsVerb) -> Lane:
    """Return the lane of a verb. A verb nobody has thought about is urgent: better too soon than too late."""
    return Lane.LATER if verb in _FOR_THE_RECORD else Lane.URGENT


@dataclass(frozen=True, slots=True)
class Capability:
    """One verb on one platform: whether it can be done there and by what means, in words a teacher understands."""

    verb: LmsVerb
    possible: bool
    means: str


WENT_OUT = "went_out"
"""In a memo: what of a command was sent that must not be sent twice; "" when the LMS certainly did nothing."""


@dataclass(frozen=True, slots=True)
class LmsCommand:
    """One thing to be done in the LMS, as it lies in the outbox. `payload` holds JSON values only.

    Payload of pause/resume/terminate/readmit/extra_time/flag: reason_code, reason_msg, severity (0.0-1.0), at (Unix
    seconds), minutes (extra_time). Payload of annotate: comment (text for the gradebook), at. `memo` is what an earlier
    try has noted in the LMS before it sent something that must not be sent twice."""

    id: str
    attempt_id: str
    verb: LmsVerb
    payload: dict[str, str | float | int] = field(default_factory=dict)
    memo: dict[str, Any] = field(default_factory=dict)


class LmsRefused(Exception):
    """The LMS did not do it. `retry` says whether trying again later can help; `after_s` is the wait it asked for.

    `impossible`: it turned out that it cannot be done there at all, which is nobody's error; the message says what is
    done instead."""

    def __init__(
        self, message: str, *, retry: bool, after_s: float | None = None, impossible: bool = False
    ) -> None:
        super().__init__(message)
        self.retry = retry
        self.after_s = after_s
        self.impossible = impossible


class LmsGateway(Protocol):
    """The one port through which decisions reach an LMS."""

    def capabilities(self, attempt_id: str) -> tuple[Capability, ...]:
        """Return what can be done to this attempt in its LMS; verbs that cannot be done are listed too."""
        ...

    def perform(self, command: LmsCommand) -> str:
        """Do it; return what the LMS answered, in a few words. Raise LmsRefused if it did not."""
        ...
