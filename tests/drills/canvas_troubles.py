"""The troubles that a Canvas can make, one after another: what is said, what is sent, and that nothing is lost."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.drills.canvas_hall import CanvasHall
from tool.domain.intervention import InterventionKind
from tool.monitoring.exam.quiz_records import GateState
from tool.monitoring.exam.records import Attempt

EXTENSIONS = "/extensions"
MINUTES, _LATER_S = 10, 900.0


@dataclass(frozen=True, slots=True)
class Found:
    """One trouble. `said`: in which words, "" if in none; `sent`: how often more time was sent to
    Canvas; `minutes`: what the student got in the end; `well`: whether all is as it should be."""

    trouble: str
    said: str
    sent: int
    minutes: float
    well: bool


Trouble = Callable[[CanvasHall], Callable[[], object]]
"""Makes the trouble; what it returns ends it."""


def _nothing() -> None:
    """There is nothing to end: the trouble is over with the call."""


def _error(hall: CanvasHall) -> Callable[[], object]:
    hall.canvas.fail_next(EXTENSIONS)
    return _nothing


def _error_after(hall: CanvasHall) -> Callable[[], object]:
    hall.canvas.fail_next(EXTENSIONS, after=True)
    return _nothing


def _hang(hall: CanvasHall) -> Callable[[], object]:
    return hall.canvas.hang_next(EXTENSIONS, after=True).set


def _too_many(hall: CanvasHall) -> Callable[[], object]:
    hall.canvas.throttle_next(EXTENSIONS)
    return _nothing


def _revoked(hall: CanvasHall) -> Callable[[], object]:
    hall.canvas.revoke(hall.key.client_id)
    return hall.connect


def _key_off(hall: CanvasHall) -> Callable[[], object]:
    hall.key.on = False

    def on() -> None:
        hall.key.on = True
        hall.connect()

    return on


OF_A_DECISION: Mapping[str, Trouble] = {
    "a 500, nothing done": _error, "a 500, yet done": _error_after, "a hang, yet done": _hang,
    "too many calls": _too_many, "a revoked token": _revoked, "a key that is off": _key_off,
}


def with_a_decision(folder: Path, name: str, timeout_s: float) -> Found:
    """Give a student more time through one of the troubles; return what was found."""
    with CanvasHall(folder, timeout_s) as hall:
        hall.see_to_the_gate()
        attempt, taking = hall.working(0)
        ends, end_trouble = taking.end_at or 0.0, OF_A_DECISION[name](hall)
        hall.decide(attempt, InterventionKind.EXTRA_TIME, minutes=MINUTES)
        hall.deliver()
        said = hall.row(attempt).last_error
        end_trouble()
        _until_told(hall, attempt)
        minutes = ((taking.end_at or 0.0) - ends) / 60
        told = hall.row(attempt).status == "delivered"
        return Found(name, said, hall.sent(EXTENSIONS), minutes, told and bool(said) and abs(minutes - MINUTES) < 0.1)


def _until_told(hall: CanvasHall, attempt: Attempt) -> None:
    """Let time pass until Canvas was told; staff have it tried again where it was given up."""
    for _ in range(int(_LATER_S // 30)):
        if hall.row(attempt).status == "delivered":
            return
        if hall.row(attempt).status == "failed":
            hall.try_again(attempt)
        hall.deliver(30.0)


def with_a_deleted_quiz(folder: Path) -> Found:
    """Delete the quiz; return what is said of it."""
    with CanvasHall(folder) as hall:
        hall.see_to_the_gate()
        hall.canvas.delete_quiz(hall.quiz)
        stands = hall.see_to_the_gate(4_000.0)
        return Found("a deleted quiz", stands.trouble, hall.sent(EXTENSIONS), 0.0, stands.gate is GateState.GONE)


def with_a_full_bucket(folder: Path) -> Found:
    """Have the limit of calls used up by others while a gate is to be set: it is set once there is room again."""
    with CanvasHall(folder) as hall:
        hall.canvas.throttle_next("/quizzes/", times=3)
        said = hall.see_to_the_gate().trouble
        stands = hall.see_to_the_gate(600.0)
        return Found("a used-up limit, at the gate", said, 0, 0.0, bool(said) and stands.gate is GateState.SET)
