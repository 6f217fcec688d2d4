"""The port that an LMS's adapter serves for what it can do beyond LTI, and the answer of an LMS that can do nothing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol


class IntegrationFailed(Exception):
    """The LMS did not answer as agreed. The message says what came instead, in plain words."""


class PostJson(Protocol):
    """The one way out: POSTs a JSON object with the platform's bearer token and time-outs, returns the JSON of a 2xx
    answer, raises an error of its own otherwise."""

    def __call__(self, url: str, body: Mapping[str, Any]) -> Any:
        """Return the parsed answer."""
        ...


@dataclass(frozen=True, slots=True)
class Presence:
    """Whether an examinee is there now. `session` is the platform's own `session_data` of the attempt."""

    session: str
    live: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """What there is to say of an attempt in the LMS: facts in numbers and, once a person gave one, the verdict.

    `at` is Unix seconds; `severities` counts incidents by severity; `verdict` is clear, flagged, invalid or None."""

    session: str
    at: float
    incidents: int
    severities: Mapping[str, int]
    flagged: bool
    verdict: str | None
    verdict_note: str
    verdict_by: str


class Integration(Protocol):
    """What one LMS offers beyond LTI. An LMS that cannot do something says so here; nobody tests for None."""

    @property
    def watches_presence(self) -> bool:
        """Whether the LMS wants to know, every half minute, which examinees are there."""
        ...

    @property
    def shows_outcome(self) -> bool:
        """Whether the LMS shows flag, verdict and number of incidents beside the attempt."""
        ...

    @property
    def readmits(self) -> bool:
        """Whether the LMS opens a terminated attempt again when it is told to resume it."""
        ...

    def report_presence(self, post: PostJson, at: float, present: Sequence[Presence]) -> dict[str, str]:
        """Tell who is there; return the LMS's own status of each attempt by its session. Raise IntegrationFailed."""
        ...

    def show_outcome(self, post: PostJson, outcome: Outcome) -> None:
        """Have the LMS show the outcome. Raise IntegrationFailed."""
        ...


class NullIntegration:
    """An LMS that offers nothing beyond LTI."""

    watches_presence = False
    shows_outcome = False
    readmits = False

    def report_presence(self, post: PostJson, at: float, present: Iterable[Presence]) -> dict[str, str]:
        """Do nothing; nothing is known."""
        del post, at, present
        return {}

    def show_outcome(self, post: PostJson, outcome: Outcome) -> None:
        """Refuse: there is nowhere to show it."""
        del post, outcome
        raise IntegrationFailed("This LMS shows no outcome beside the attempt.")
