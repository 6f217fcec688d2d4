"""What web tells consoles about one attempt at a glance: its tile, and why it may be urgent.

Times are Unix seconds (float)."""

from enum import StrEnum
from typing import Literal

from tool.domain.stream import Channel, StreamPath
from tool.web.wire.shared import Struct


class TileNotice(StrEnum):
    """Trouble of our own with one attempt, which a proctor should know of: the media plane does not judge it by the
    rules that hold now; something that was noticed of it could not be kept; it is looked at seldom, since its
    pictures cost far more than others'."""

    RULES_NOT_APPLIED = "rules_not_applied"
    REPORTS_LOST = "reports_lost"
    SELDOM_LOOKED_AT = "seldom_looked_at"


class PriorityPart(Struct, frozen=True, kw_only=True):
    """What makes an attempt urgent, in words, and how much it adds: "1 open high incident", 40."""

    words: str
    points: int


class AttemptTile(Struct, frozen=True, kw_only=True):
    """Event `tile`, server to console: one attempt in the grid; also the items of Snapshot."""

    attempt_id: str
    person_name: str
    attempt_number: int
    state: str
    connected: bool
    """Whether the examinee's page is connected to web."""
    streams: dict[Channel, StreamPath]
    """What arrives right now, and by which path."""
    severity: str | None
    """Highest severity among incidents not yet looked at; null when there is none."""
    open_incidents: int
    incidents: int
    last_incident_at: float | None
    last_incident_title: str
    help_open: bool
    unread_chat: int
    flagged: bool
    verdict: str | None
    state_since: float
    delivery_error: str
    """Last error of an undelivered LMS command, empty when all is delivered."""
    unseen: list[Channel]
    """Before the exam: what it asks for and the server does not see. Admit then needs a reason."""
    acting: str
    """"masquerade" when somebody acted as the examinee in the LMS, "test_user" for its test person, else empty."""
    notices: list[TileNotice] = []
    gaze: Literal["none", "judged", "excepted"] = "none"
    """Whether it is judged where this examinee looks: not in this exam; yes; or not of this one, an accommodation."""
    warnings: int = 0
    """How often the examinee was warned. The exam's limit is in Snapshot."""
    priority: int = 0
    """How soon a proctor should look: the sum of the parts' points."""
    priority_parts: list[PriorityPart] = []
