"""What an LMS that gates its quiz on it is told of who is there, and what it says back of each attempt."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Presence:
    """Whether an examinee is there now. `session` is the platform's own `session_data` of the attempt; `shell` is what
    the launch called the LMS's page around the panel that is there: "" if none did, None if that is not known."""

    session: str
    live: bool
    shell: str | None = None


@dataclass(frozen=True, slots=True)
class Takeover:
    """An exam went on in another page of the LMS while the one before was still open. `at`, and `since` when the one
    before had it, are Unix seconds by the LMS's clock; `id` is the LMS's own."""

    id: str
    at: float
    since: float
    other_address: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """How an attempt stands in the LMS: none, running, paused, terminated, complete or unknown; and what it says of
    its pages."""

    status: str
    takeovers: tuple[Takeover, ...] = ()
