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
TEXT_LIMIT = 255


@dataclass(frozen=True, slots=True)
class LineItem:
    """A column of the gradebook that a tool owns; `made_by_tool` tells one that the tool has made by AGS from one that
    came with its link. Times are Unix seconds."""

    id: int
    course_id: int
    link_id: str | None
    tool_id: int
    label: str
    score_maximum: float
    resource_id: str
    tag: str
    starts_at: float | None
    ends_at: float | None
    made_by_tool: bool


@dataclass(frozen=True, slots=True)
class WantedLineItem:
    """A line item as a tool asks for it."""

    label: str
    score_maximum: float
    link_id: str | None
    resource_id: str
    tag: str
    starts_at: float | None
    ends_at: float | None


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


def _line_item(row: sqlite3.Row) -> LineItem:
    values = dict(row)
    values["made_by_tool"] = bool(values["made_by_tool"])
    return LineItem(**values)


def line_items(db: sqlite3.Connection, course_id: int, tool_id: int) -> list[LineItem]:
    """Return a tool's line items in a course."""
    rows = db.execute("SELECT * FROM line_items WHERE course_id = ? AND tool_id = ? ORDER BY id", (course_id, tool_id))
    return [_line_item(row) for row in rows]


def line_item(db: sqlite3.Connection, course_id: int, tool_id: int, line_item_id: int) -> LineItem | None:
    """Return one line item if it is this tool's."""
    return next((item for item in line_items(db, course_id, tool_id) if item.id == line_item_id), None)


def of_link(db: sqlite3.Connection, link_id: str) -> LineItem | None:
    """Return the line item of a proctoring link."""
    row = db.execute("SELECT * FROM line_items WHERE link_id = ? ORDER BY id LIMIT 1", (link_id,)).fetchone()
    return None if row is None else _line_item(row)


def parse_line_item(body: Any) -> WantedLineItem:
    """Return what a line item's JSON asks for. Raises Refused (400) naming the field that is wrong."""
    if not isinstance(body, dict):
        raise Refused("invalid_line_item", "A line item is a JSON object.")
    label, maximum = body.get("label"), body.get("scoreMaximum")
    if not isinstance(label, str) or not label.strip():
        raise Refused("invalid_line_item", "label must be a string that is not empty.")
    if isinstance(maximum, bool) or not isinstance(maximum, int | float) or not math.isfinite(maximum) or maximum <= 0:
        raise Refused("invalid_line_item", "scoreMaximum must be a number above 0.")
    for name in ("resourceLinkId", "resourceId", "tag"):
        if not isinstance(body.get(name) or "", str) or len(body.get(name) or "") > TEXT_LIMIT:
            raise Refused("invalid_line_item", f"{name} must be a string of at most {TEXT_LIMIT} characters.")
    return WantedLineItem(
        label.strip()[:TEXT_LIMIT],
        float(maximum),
        body.get("resourceLinkId") or None,
        body.get("resourceId") or "",
        body.get("tag") or "",
        _moment(body, "startDateTime"),
        _moment(body, "endDateTime"),
    )


def _moment(body: dict[str, Any], name: str) -> float | None:
    if not body.get(name):
        return None
    at = clock.from_iso(body[name])
    if at is None:
        raise Refused("invalid_line_item", f"{name} must be ISO 8601 with a time zone.")
    return at


def create(db: sqlite3.Connection, course_id: int, tool_id: int, wanted: WantedLineItem) -> LineItem:
    """Make a line item for a tool. Raises Refused (404) if it names a link that is not the tool's in this course."""
    with transaction(db):
        if wanted.link_id is not None and not _is_link_of(db, wanted.link_id, course_id, tool_id):
            raise Refused("unknown_resource_link", "resourceLinkId is not a link of this tool in this course.", 404)
        row = db.execute(
            "INSERT INTO line_items (course_id, link_id, tool_id, label, score_maximum, resource_id, tag, starts_at, "
            "ends_at, made_by_tool) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 1) RETURNING *",
            (
                course_id,
                wanted.link_id,
                tool_id,
                wanted.label,
                wanted.score_maximum,
                wanted.resource_id,
                wanted.tag,
                wanted.starts_at,
                wanted.ends_at,
            ),
        ).fetchone()
    return _line_item(row)


def _is_link_of(db: sqlite3.Connection, link_id: str, course_id: int, tool_id: int) -> bool:
    row = db.execute(
        "SELECT 1 FROM links JOIN quizzes ON quizzes.id = quiz_id "
        "WHERE links.id = ? AND course_id = ? AND tool_id = ? AND removed_at IS NULL",
        (link_id, course_id, tool_id),
    ).fetchone()
    return row is not None


def change(db: sqlite3.Connection, item: LineItem, wanted: WantedLineItem) -> LineItem:
    """Change a line item. AGS: its resource link stays. Raises Refused (400) if the body names another one."""
    if wanted.link_id not in (None, item.link_id):
        raise Refused("invalid_line_item", "resourceLinkId of a line item cannot be changed.")
    row = db.execute(
        "UPDATE line_items SET label = ?, score_maximum = ?, resource_id = ?, tag = ?, starts_at = ?, ends_at = ? "
        "WHERE id = ? RETURNING *",
        (
            wanted.label,
            wanted.score_maximum,
            wanted.resource_id,
            wanted.tag,
            wanted.starts_at,
            wanted.ends_at,
            item.id,
        ),
    ).fetchone()
    if row is None:
        raise Refused("unknown_line_item", "This line item is gone.", 404)
    return _line_item(row)


def remove(db: sqlite3.Connection, item: LineItem) -> None:
    """Remove a line item with its scores. Raises Refused (403) if it came with a link: that is the teacher's."""
    if not item.made_by_tool:
        raise Refused("not_yours", "This line item came with its link. Only the teacher can remove it.", 403)
    with transaction(db):
        db.execute("DELETE FROM scores WHERE line_item_id = ?", (item.id,))
        db.execute("DELETE FROM line_items WHERE id = ?", (item.id,))


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
