"""What web tells consoles of people who are not at an exam: who has not started, who is in the quiz without it.

Times are Unix seconds (float)."""

from typing import Literal

from tool.web.wire.shared import Struct


class RosterView(Struct, frozen=True, kw_only=True):
    """Event `roster`, server to console: the course's class list held against the attempts; also in Snapshot.

    `state`: it has been asked for; it is there; the LMS gives none; it could not be read, and what is here is of
    `read_at`, null if it never was; it does not say who is in which group, and this proctor looks after some groups
    only. `names` are those who have not started, by name, without those whose name the LMS
    does not tell and at most 500; `missing` counts all of them."""

    state: Literal["reading", "read", "none", "failed", "ungrouped"]
    enrolled: int = 0
    missing: int = 0
    names: list[str] = []
    read_at: float | None = None


class StrayView(Struct, frozen=True, kw_only=True):
    """Somebody who was seen in the LMS's quiz without an attempt here. `name` is "" where only the LMS's own number of
    the person (`user`) is known; `since`: when they began there, or were first seen where the LMS does not say;
    `seen_at`: when they were first seen there."""

    user: str
    name: str
    since: float
    seen_at: float


class LmsWatchView(Struct, frozen=True, kw_only=True):
    """Event `lms_watch`, server to console: what the LMS itself says of the exam's quiz; also in Snapshot.

    `unread_since`: since when its word cannot be read, null while it can."""

    unread_since: float | None = None
    strays: list[StrayView] = []
