"""What a tool does to an attempt by the Assessment Control Service (ACS 1.0): parsed, applied once, kept."""

import hashlib
import json
import math
import sqlite3
from dataclasses import dataclass
from typing import Any

from integrations.sandbox import attempts, clock, tools
from integrations.sandbox.attempts import Attempt, State
from integrations.sandbox.database import transaction
from integrations.sandbox.refusal import Refused
from integrations.sandbox.tools import Link

ACTIONS = ("pause", "resume", "terminate", "update", "flag")
STATUS = {
    State.CREATED: "none",
    State.RUNNING: "running",
    State.PAUSED: "paused",
    State.TERMINATED: "terminated",
    State.SUBMITTED: "complete",
}
MAX_EXTRA_MINUTES = 24 * 60
TEXT_LIMIT = 2000


@dataclass(frozen=True, slots=True)
class Command:
    """One ACS request. `incident_time` is Unix seconds, `severity` 0.0 to 1.0, `extra_time` minutes."""

    person_id: str
    issuer: str | None
    link_id: str
    attempt_number: int
    action: str
    incident_time: float
    severity: float | None
    extra_time: int | None
    reason_code: str
    reason_msg: str

    @property
    def identity(self) -> str:
        """What makes two requests the same command; two flags of one second are the same only if they say the same."""
        words = [self.reason_code, self.reason_msg] if self.action == "flag" else []
        text = json.dumps([self.action, self.incident_time, *words])
        return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Control:
    """A command that was applied, as the teacher sees it."""

    action: str
    at: float
    severity: float | None
    extra_time: int | None
    reason_code: str
    reason_msg: str


def parse(body: Any) -> Command:
    """Return the command in a request's JSON. Raises Refused (400) naming the field that is wrong."""
    if not isinstance(body, dict):
        raise Refused("invalid_request", "The body must be a JSON object.")
    user, link = body.get("user"), body.get("resource_link")
    if not isinstance(user, dict) or not isinstance(user.get("sub"), str):
        raise Refused("invalid_request", "user.sub must be a string.")
    if not isinstance(link, dict) or not isinstance(link.get("id"), str):
        raise Refused("invalid_request", "resource_link.id must be a string.")
    number = body.get("attempt_number")
    if isinstance(number, bool) or not isinstance(number, int):
        raise Refused("invalid_request", "attempt_number must be an integer.")
    if body.get("action") not in ACTIONS:
        raise Refused("invalid_action", "action must be one of " + ", ".join(ACTIONS))
    at = clock.from_iso(body.get("incident_time"))
    if at is None:
        raise Refused("invalid_request", "incident_time must be ISO 8601 with a time zone.")
    issuer = user.get("iss")
    return Command(
        user["sub"],
        issuer if isinstance(issuer, str) else None,
        link["id"],
        number,
        body["action"],
        at,
        _severity(body.get("incident_severity")),
        _minutes(body),
        _text(body, "reason_code"),
        _text(body, "reason_msg"),
    )


def _severity(value: Any) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value) or not 0 <= value <= 1:
        raise Refused("invalid_request", "incident_severity must be a number from 0.0 to 1.0.")
    return float(value)


def _minutes(body: dict[str, Any]) -> int | None:
    value = body.get("extra_time")
    if value is None and body["action"] != "update":
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= MAX_EXTRA_MINUTES:
        raise Refused("invalid_request", f"extra_time must be whole minutes from 0 to {MAX_EXTRA_MINUTES}.")
    return value


def _text(body: dict[str, Any], name: str) -> str:
    value = body.get(name)
    if value is None:
        return ""
    if not isinstance(value, str) or len(value) > TEXT_LIMIT:
        raise Refused("invalid_request", f"{name} must be a string of at most {TEXT_LIMIT} characters.")
    return value


def link_of(db: sqlite3.Connection, command: Command, tool_id: int) -> Link:
    """Return the link that a command names if it is this tool's. Raises Refused (404)."""
    link = tools.link(db, command.link_id)
    if link is None or link.tool_id != tool_id:
        raise Refused("unknown_resource_link", "resource_link.id is not a link of this tool.", 404)
    return link


def perform(db: sqlite3.Connection, command: Command, now: float) -> dict[str, Any]:
    """Do it, once however often it arrives; return the answer {status, extra_time?}. Raises Refused (404, 409)."""
    with transaction(db):
        attempt = attempts.numbered(db, command.link_id, command.person_id, command.attempt_number, now)
        if attempt is None:
            raise Refused("unknown_attempt", "No attempt of this user has this number under this resource link.", 404)
        done = db.execute(
            "SELECT answer FROM controls WHERE attempt_id = ? AND command = ?", (attempt.id, command.identity)
        ).fetchone()
        if done is not None:
            return dict(json.loads(done["answer"]))
        _apply(db, attempt, command, now)
        after = attempts.get(db, attempt.id, now) or attempt
        answer: dict[str, Any] = {"status": STATUS[after.state]}
        if command.extra_time is not None:
            answer["extra_time"] = after.extra_minutes
        db.execute(
            "INSERT INTO controls "
            "(attempt_id, command, action, at, severity, extra_time, reason_code, reason_msg, answer) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                attempt.id,
                command.identity,
                command.action,
                command.incident_time,
                command.severity,
                command.extra_time,
                command.reason_code,
                command.reason_msg,
                json.dumps(answer),
            ),
        )
    return answer


def _apply(db: sqlite3.Connection, attempt: Attempt, command: Command, now: float) -> None:
    state = attempt.state
    if command.action == "flag" or (command.action == "terminate" and state is State.TERMINATED):
        return
    if not state.is_open or (command.action in ("pause", "resume") and state is State.CREATED):
        raise Refused("invalid_state", f"{command.action} is not possible: the attempt is {STATUS[state]}.", 409)
    if command.action == "pause":
        attempts.pause(db, attempt, now)
    elif command.action == "resume":
        attempts.resume(db, attempt, now)
    elif command.action == "terminate":
        attempts.terminate(db, attempt, command.reason_msg, now)
    if command.extra_time and command.action in ("update", "resume"):
        attempts.extend(db, attempt, command.extra_time)


def of_attempt(db: sqlite3.Connection, attempt_id: int) -> list[Control]:
    """Return what was done to an attempt, in the order it arrived."""
    rows = db.execute("SELECT * FROM controls WHERE attempt_id = ? ORDER BY id", (attempt_id,))
    return [
        Control(r["action"], r["at"], r["severity"], r["extra_time"], r["reason_code"], r["reason_msg"]) for r in rows
    ]
