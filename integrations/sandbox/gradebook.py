"""Line items and scores, as tools see them by Assignment and Grade Services (AGS 2.0)."""

import math
import sqlite3
from dataclasses import dataclass
from typing import Any

from integrations.sandbox import clock
from integrations.sandbox.database import transaction
from integrations.sandbox.refusal import Refused

ACTIVITY = frozenset({"Initialized", "Started", "InProgress", "Submitted", "Completed"})
GRADING = frozenset({"FullyGraded", "Pending", "PendingManual", "Failed", "NotReady"})
COMMENT_LIMIT = 10_000


@dataclass(frozen=True, slots=True)
class LineItem:
    """A column of the gradebook that a tool owns."""

    id: int
    course_id: int
    link_id: str
    tool_id: int
    label: str
    score_maximum: float
    resource_id: str
    tag: str


@dataclass(frozen=True, slots=True)
class Score:
    """A score as a tool sent it; `given` and `maximum` are None in a score that only carries a comment."""

    person_id: str
    given: float | None
    maximum: float | None
    comment: str
    timestamp: float
    activity_progress: str
    grading_progress: str


def line_items(db: sqlite3.Connection, course_id: int, tool_id: int) -> list[LineItem]:
    """Return a tool's line items in a course."""
    rows = db.execute("SELECT * FROM line_items WHERE course_id = ? AND tool_id = ? ORDER BY id", (course_id, tool_id))
    return [LineItem(**dict(row)) for row in rows]


def line_item(db: sqlite3.Connection, course_id: int, tool_id: int, line_item_id: int) -> LineItem | None:
    """Return one line item if it is this tool's."""
    return next((item for item in line_items(db, course_id, tool_id) if item.id == line_item_id), None)


def of_link(db: sqlite3.Connection, link_id: str) -> LineItem | None:
    """Return the line item of a proctoring link."""
    row = db.execute("SELECT * FROM line_items WHERE link_id = ? ORDER BY id LIMIT 1", (link_id,)).fetchone()
    return None if row is None else LineItem(**dict(row))


def parse_score(body: Any) -> Score:
    """Return a score from its JSON. scoreGiven is optional; with it scoreMaximum is needed. Raises Refused (400)."""
    if not isinstance(body, dict):
        raise Refused("invalid_score", "A score is a JSON object.")
    timestamp = clock.from_iso(body.get("timestamp"))
    if not isinstance(body.get("userId"), str):
        raise Refused("invalid_score", "userId must be a string.")
    if timestamp is None:
        raise Refused("invalid_score", "timestamp must be ISO 8601 with a time zone.")
    if body.get("activityProgress") not in ACTIVITY:
        raise Refused("invalid_score", "activityProgress must be one of " + ", ".join(sorted(ACTIVITY)))
    if body.get("gradingProgress") not in GRADING:
        raise Refused("invalid_score", "gradingProgress must be one of " + ", ".join(sorted(GRADING)))
    given, maximum = _points(body, "scoreGiven"), _points(body, "scoreMaximum")
    if given is not None and not maximum:
        raise Refused("invalid_score", "scoreMaximum must be above 0 when scoreGiven is present.")
    comment = body.get("comment", "")
    if not isinstance(comment, str) or len(comment) > COMMENT_LIMIT:
        raise Refused("invalid_score", f"comment must be a string of at most {COMMENT_LIMIT} characters.")
    return Score(body["userId"], given, maximum, comment, timestamp, body["activityProgress"], body["gradingProgress"])


def _points(body: dict[str, Any], name: str) -> float | None:
    value = body.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value) or value < 0:
        raise Refused("invalid_score", f"{name} must be a number, 0 or more.")
    return float(value)


def record(db: sqlite3.Connection, item: LineItem, score: Score) -> None:
    """Keep a score; its comment goes onto the person's newest attempt under that link. Raises Refused (404, 409).

    AGS: a score whose timestamp is not newer than the stored one is not taken; the very same score again is."""
    with transaction(db):
        if (
            db.execute(
                "SELECT 1 FROM enrolments WHERE course_id = ? AND person_id = ?", (item.course_id, score.person_id)
            ).fetchone()
            is None
        ):
            raise Refused("unknown_user", "userId is not a member of this course.", 404)
        old = db.execute(
            "SELECT timestamp FROM scores WHERE line_item_id = ? AND person_id = ?", (item.id, score.person_id)
        ).fetchone()
        if old is not None and score.timestamp < old["timestamp"]:
            raise Refused("stale_score", "A score with a later timestamp is stored already.", 409)
        attempt = db.execute(
            "SELECT id FROM attempts WHERE link_id = ? AND person_id = ? ORDER BY number DESC LIMIT 1",
            (item.link_id, score.person_id),
        ).fetchone()
        attempt_id = None if attempt is None else attempt["id"]
        db.execute(
            "INSERT OR REPLACE INTO scores VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                item.id,
                score.person_id,
                attempt_id,
                score.given,
                score.maximum,
                score.comment,
                score.timestamp,
                score.activity_progress,
                score.grading_progress,
            ),
        )
        if score.comment:
            db.execute("UPDATE attempts SET comment = ? WHERE id = ?", (score.comment, attempt_id))


def results(db: sqlite3.Connection, item: LineItem, person_id: str | None) -> list[Score]:
    """Return the stored scores of a line item, of one person if given."""
    rows = db.execute(
        "SELECT * FROM scores WHERE line_item_id = ? AND (? IS NULL OR person_id = ?) ORDER BY person_id",
        (item.id, person_id, person_id),
    )
    return [
        Score(
            row["person_id"],
            row["score_given"],
            row["score_maximum"],
            row["comment"],
            row["timestamp"],
            row["activity_progress"],
            row["grading_progress"],
        )
        for row in rows
    ]
