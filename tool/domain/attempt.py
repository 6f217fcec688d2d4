"""An attempt's life: every status, who may cause each change, and the one function that makes the change."""

from dataclasses import dataclass
from enum import StrEnum


class AttemptState(StrEnum):
    """Where one examinee's one go at an exam stands."""

    CREATED = "created"
    CHECKING_IN = "checking_in"
    WAITING = "waiting"
    ADMITTED = "admitted"
    RUNNING = "running"
    PAUSED = "paused"
    DISCONNECTED = "disconnected"
    SUBMITTED = "submitted"
    TERMINATED = "terminated"
    ABANDONED = "abandoned"
    REVIEWED = "reviewed"

    @property
    def is_open(self) -> bool:
        """Whether the examinee can still be at work in this attempt."""
        return self in OPEN_STATES

    @property
    def is_watched(self) -> bool:
        """Whether rules apply now: only while the examinee works, never in check-in or a pause."""
        return self in (AttemptState.RUNNING, AttemptState.DISCONNECTED)


class Actor(StrEnum):
    """Who caused a change."""

    EXAMINEE = "examinee"
    PROCTOR = "proctor"
    POLICY = "policy"
    PLATFORM = "platform"
    SYSTEM = "system"


S = AttemptState
OPEN_STATES = frozenset(
    {S.CREATED, S.CHECKING_IN, S.WAITING, S.ADMITTED, S.RUNNING, S.PAUSED, S.DISCONNECTED}
)
_STAFF = frozenset({Actor.PROCTOR, Actor.POLICY})
_ENDING = frozenset({Actor.EXAMINEE, Actor.PLATFORM})

TRANSITIONS: dict[tuple[AttemptState, AttemptState], frozenset[Actor]] = {
    (S.CREATED, S.CHECKING_IN): frozenset({Actor.EXAMINEE}),
    (S.CHECKING_IN, S.WAITING): frozenset({Actor.EXAMINEE}),
    (S.WAITING, S.CHECKING_IN): frozenset({Actor.EXAMINEE, Actor.PROCTOR}),
    (S.WAITING, S.ADMITTED): _STAFF,
    (S.ADMITTED, S.CHECKING_IN): frozenset({Actor.EXAMINEE}),
    (S.ADMITTED, S.RUNNING): _ENDING | {Actor.SYSTEM},
    (S.RUNNING, S.PAUSED): _STAFF,
    (S.DISCONNECTED, S.PAUSED): _STAFF,
    (S.PAUSED, S.RUNNING): _STAFF,
    (S.RUNNING, S.DISCONNECTED): frozenset({Actor.SYSTEM}),
    (S.DISCONNECTED, S.RUNNING): frozenset({Actor.SYSTEM, Actor.EXAMINEE}),
    **{(s, S.TERMINATED): _STAFF for s in OPEN_STATES},
    **{(s, S.SUBMITTED): _ENDING for s in (S.ADMITTED, S.RUNNING, S.PAUSED, S.DISCONNECTED)},
    **{
        (s, S.ABANDONED): frozenset({Actor.SYSTEM, Actor.PLATFORM, Actor.EXAMINEE})
        for s in OPEN_STATES
    },
    (S.TERMINATED, S.CHECKING_IN): frozenset({Actor.PROCTOR}),
    (S.SUBMITTED, S.REVIEWED): frozenset({Actor.PROCTOR}),
    (S.TERMINATED, S.REVIEWED): frozenset({Actor.PROCTOR}),
    (S.ABANDONED, S.REVIEWED): frozenset({Actor.PROCTOR}),
}


class IllegalTransition(Exception):
    """The change is not allowed from this state, or not to this actor. The message says which, in plain words."""


@dataclass(frozen=True, slots=True)
class Transition:
    """One allowed change, ready to be written down as an audit entry."""

    before: AttemptState
    after: AttemptState
    by: Actor


def transition(state: AttemptState, to: AttemptState, by: Actor) -> Transition:
    """Return the change from `state` to `to` caused by `by`; raise IllegalTransition if the table forbids it."""
    allowed = TRANSITIONS.get((state, to))
    if allowed is None:
        raise IllegalTransition(f"An attempt that is {words(state)} cannot become {words(to)}.")
    if by not in allowed:
        who = " or ".join(sorted(allowed))
        raise IllegalTransition(f"Only {who} can take an attempt from {words(state)} to {words(to)}, not {by}.")
    return Transition(state, to, by)


def words(state: AttemptState) -> str:
    """Return the state as it reads in a sentence."""
    return state.value.replace("_", " ")
