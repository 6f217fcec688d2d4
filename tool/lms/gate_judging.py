"""What follows from how a quiz stands in its LMS beside what is wanted of it. Pure: calls nobody, keeps nothing."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from tool.lms.gate_codes import Codes
from tool.monitoring.exam.quiz_records import GateState

REMOVED = (
    "Somebody has removed the access code in the LMS: students can begin without Invigil. Press “Set it again” to shut "
    "the quiz again."
)
REPLACED = (
    "Somebody has changed the access code in the LMS: students who come by Invigil cannot begin, and whoever knows the "
    "new code can begin without it. Press “Set it again” to have Invigil's own code there."
)
DELETED = (
    "The quiz is not in the LMS any more, or Invigil cannot see it. If it was deleted, stop proctoring it; if it was "
    "made anew, choose the new one from the course's list."
)


@dataclass(frozen=True, slots=True)
class Judged:
    """How the gate stands; None for `gate` means that nothing is left to do. `send` is the code that the LMS is to be
    told now, "" for none, None if it need not be told anything."""

    gate: GateState | None
    codes: Codes
    send: str | None = field(default=None, repr=False)
    trouble: str = ""


def judged(gate: GateState, codes: Codes, found: str, spent: bool, make: Callable[[], str]) -> Judged:
    """Return what follows when the LMS shows the code `found`, "" for none.

    `spent`: the code was handed out, and nobody is at work any more who needs it. `make` makes a fresh code. A code
    that somebody else has set is never overwritten unasked: only SETTING does that, which a teacher has asked for."""
    if gate is GateState.SETTING or (codes.before is None and gate is not GateState.LIFTING):
        return _setting(codes, found, make)
    if gate is GateState.LIFTING:
        return _lifting(codes, found)
    if found != "" and found == codes.code:
        return _setting(codes.renewed(make), found, make) if spent else Judged(GateState.SET, codes)
    if codes.is_ours(found):
        return _setting(codes, found, make)
    return Judged(GateState.CHANGED, codes, trouble=REPLACED if found else REMOVED)


def _setting(codes: Codes, found: str, make: Callable[[], str]) -> Judged:
    if not codes.code:
        codes = replace(codes, code=make())
    if codes.before is None:
        codes = replace(codes, before=found)
    if found == codes.code:
        return Judged(GateState.SET, codes)
    return Judged(GateState.SETTING, codes, send=codes.code)


def _lifting(codes: Codes, found: str) -> Judged:
    """Put back what was there before; what somebody else has set since is theirs and stays."""
    if not codes.is_ours(found):
        return Judged(None, codes)
    return Judged(GateState.LIFTING, codes, send=codes.before or "")
