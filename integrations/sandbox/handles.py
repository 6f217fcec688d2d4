"""Secrets that are given out and come back once: launch hints, registration tokens, access tokens, nonces."""

import hashlib
import json
import secrets
import sqlite3
from typing import Any


def _hash(handle: str) -> str:
    return hashlib.sha256(handle.encode()).hexdigest()


def issue(db: sqlite3.Connection, kind: str, payload: dict[str, Any], expires_at: float) -> str:
    """Make a new unguessable handle for `payload`; only its hash is kept. `expires_at` is Unix seconds."""
    handle = secrets.token_urlsafe(32)
    db.execute(
        "INSERT INTO handles (hash, kind, payload, expires_at) VALUES (?, ?, ?, ?)",
        (_hash(handle), kind, json.dumps(payload), expires_at),
    )
    return handle


def look(db: sqlite3.Connection, kind: str, handle: str, now: float) -> dict[str, Any] | None:
    """Return the payload of a handle that is good and unused; it stays so."""
    row = db.execute(
        "SELECT payload FROM handles WHERE hash = ? AND kind = ? AND used_at IS NULL AND expires_at > ?",
        (_hash(handle), kind, now),
    ).fetchone()
    return None if row is None else dict(json.loads(row["payload"]))


def consume(db: sqlite3.Connection, kind: str, handle: str, now: float) -> dict[str, Any] | None:
    """Return the payload of a handle that is good and use it up, in one step: of two callers only one gets it."""
    row = db.execute(
        "UPDATE handles SET used_at = ? WHERE hash = ? AND kind = ? AND used_at IS NULL AND expires_at > ? "
        "RETURNING payload",
        (now, _hash(handle), kind, now),
    ).fetchone()
    return None if row is None else dict(json.loads(row["payload"]))


def was_used(db: sqlite3.Connection, kind: str, handle: str) -> bool:
    """Whether this handle was ours and is used up; tells a replay from a forgery in an error message."""
    row = db.execute(
        "SELECT 1 FROM handles WHERE hash = ? AND kind = ? AND used_at IS NOT NULL", (_hash(handle), kind)
    ).fetchone()
    return row is not None


def first_time(db: sqlite3.Connection, kind: str, value: str, expires_at: float) -> bool:
    """Remember a nonce or jti; return whether it was new. `expires_at` must cover the life of its token."""
    cursor = db.execute(
        "INSERT OR IGNORE INTO seen (kind, value, expires_at) VALUES (?, ?, ?)", (kind, value, expires_at)
    )
    return cursor.rowcount == 1


def sweep(db: sqlite3.Connection, now: float) -> None:
    """Forget what expired more than an hour ago."""
    db.execute("DELETE FROM handles WHERE expires_at < ?", (now - 3600,))
    db.execute("DELETE FROM seen WHERE expires_at < ?", (now - 3600,))
