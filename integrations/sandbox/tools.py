"""The tools that are registered here and the links by which they proctor quizzes."""

import json
import secrets
import sqlite3
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from integrations.sandbox import catalogue
from integrations.sandbox.database import transaction


@dataclass(frozen=True, slots=True)
class ToolDetails:
    """What a tool says of itself. `messages` maps a message type to its target_link_uri ("" if none given)."""

    name: str
    domain: str
    initiate_login_uri: str
    redirect_uris: tuple[str, ...]
    jwks_uri: str
    target_link_uri: str
    scopes: tuple[str, ...]
    claims: tuple[str, ...]
    messages: dict[str, str]
    custom: dict[str, str]


@dataclass(frozen=True, slots=True)
class Tool:
    """A registered tool. It does nothing until an admin activates it."""

    id: int
    client_id: str
    active: bool
    created_at: float
    details: ToolDetails

    @property
    def deployment_id(self) -> str:
        """The one deployment of this tool: the whole sandbox."""
        return str(self.id)

    @property
    def origins(self) -> tuple[str, ...]:
        """The origins (scheme://host[:port]) that this tool's pages come from."""
        d = self.details
        return tuple(sorted({origin(uri) for uri in (d.initiate_login_uri, d.target_link_uri, *d.redirect_uris)}))

    def target(self, message_type: str) -> str:
        """Return the target_link_uri for a message that belongs to no link."""
        return self.details.messages.get(message_type) or self.details.target_link_uri


@dataclass(frozen=True, slots=True)
class Link:
    """A resource link by which a tool proctors a quiz."""

    id: str
    quiz_id: int
    tool_id: int
    title: str
    url: str
    custom: dict[str, str]
    removed: bool


def origin(url: str) -> str:
    """Return scheme://host[:port] of an address."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _tool(row: sqlite3.Row) -> Tool:
    details = ToolDetails(
        row["name"],
        row["domain"],
        row["initiate_login_uri"],
        tuple(json.loads(row["redirect_uris"])),
        row["jwks_uri"],
        row["target_link_uri"],
        tuple(json.loads(row["scopes"])),
        tuple(json.loads(row["claims"])),
        json.loads(row["messages"]),
        json.loads(row["custom"]),
    )
    return Tool(row["id"], row["client_id"], bool(row["active"]), row["created_at"], details)


def _link(row: sqlite3.Row) -> Link:
    return Link(
        row["id"],
        row["quiz_id"],
        row["tool_id"],
        row["title"],
        row["url"],
        json.loads(row["custom"]),
        row["removed_at"] is not None,
    )


def add(db: sqlite3.Connection, details: ToolDetails, now: float) -> Tool:
    """Keep a newly registered tool, not yet active."""
    row = db.execute(
        "INSERT INTO tools (client_id, name, domain, initiate_login_uri, redirect_uris, jwks_uri, target_link_uri, "
        "scopes, claims, messages, custom, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING *",
        (
            secrets.token_hex(8),
            details.name,
            details.domain,
            details.initiate_login_uri,
            json.dumps(details.redirect_uris),
            details.jwks_uri,
            details.target_link_uri,
            json.dumps(details.scopes),
            json.dumps(details.claims),
            json.dumps(details.messages),
            json.dumps(details.custom),
            now,
        ),
    ).fetchone()
    return _tool(row)


def all_tools(db: sqlite3.Connection) -> list[Tool]:
    """Return the tools that are not removed, oldest first."""
    return [_tool(row) for row in db.execute("SELECT * FROM tools WHERE removed_at IS NULL ORDER BY id")]


def by_id(db: sqlite3.Connection, tool_id: int) -> Tool | None:
    """Return a tool that is not removed."""
    row = db.execute("SELECT * FROM tools WHERE id = ? AND removed_at IS NULL", (tool_id,)).fetchone()
    return None if row is None else _tool(row)


def by_client_id(db: sqlite3.Connection, client_id: str) -> Tool | None:
    """Return the tool with this client id if it is there and active."""
    row = db.execute(
        "SELECT * FROM tools WHERE client_id = ? AND removed_at IS NULL AND active = 1", (client_id,)
    ).fetchone()
    return None if row is None else _tool(row)


def at_domain(db: sqlite3.Connection, domain: str) -> Tool | None:
    """Return the newest tool registered for this host[:port], active or not."""
    row = db.execute(
        "SELECT * FROM tools WHERE domain = ? AND removed_at IS NULL ORDER BY id DESC LIMIT 1", (domain,)
    ).fetchone()
    return None if row is None else _tool(row)


def activate(db: sqlite3.Connection, tool: Tool, now: float) -> list[Link]:
    """Switch a tool on; quizzes that wait for one are linked to it. Return the links made."""
    with transaction(db):
        db.execute("UPDATE tools SET active = 1 WHERE id = ?", (tool.id,))
        made = []
        for quiz in catalogue.waiting_quizzes(db):
            link = add_link(db, quiz, tool, quiz.title, tool.details.target_link_uri, {}, now)
            add_line_item(db, quiz.course_id, link, f"{quiz.title} (proctoring)", 1.0, "", "proctoring")
            made.append(link)
    return made


def remove(db: sqlite3.Connection, tool: Tool, now: float) -> None:
    """Take a tool out of use for good, with its links. Attempts taken with it keep what is known of them."""
    with transaction(db):
        db.execute("UPDATE tools SET removed_at = ?, active = 0 WHERE id = ?", (now, tool.id))
        db.execute("UPDATE links SET removed_at = ? WHERE tool_id = ? AND removed_at IS NULL", (now, tool.id))


def add_link(
    db: sqlite3.Connection, quiz: catalogue.Quiz, tool: Tool, title: str, url: str, custom: dict[str, str], now: float
) -> Link:
    """Let a tool proctor a quiz; a link that the quiz had before is taken off. Must run inside a transaction."""
    remove_link(db, quiz.id, now)
    row = db.execute(
        "INSERT INTO links (id, quiz_id, tool_id, title, url, custom, created_at) "
        "VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING *",
        (secrets.token_hex(8), quiz.id, tool.id, title, url, json.dumps(custom), now),
    ).fetchone()
    return _link(row)


def add_line_item(
    db: sqlite3.Connection, course_id: int, link: Link, label: str, score_maximum: float, resource_id: str, tag: str
) -> None:
    """Give a link its column in the gradebook."""
    db.execute(
        "INSERT INTO line_items (course_id, link_id, tool_id, label, score_maximum, resource_id, tag) "
        "VALUES (?, ?, ?, ?, ?, ?, ?)",
        (course_id, link.id, link.tool_id, label, score_maximum, resource_id, tag),
    )


def remove_link(db: sqlite3.Connection, quiz_id: int, now: float) -> None:
    """End the proctoring of a quiz; attempts under way keep it to their end."""
    db.execute("UPDATE links SET removed_at = ? WHERE quiz_id = ? AND removed_at IS NULL", (now, quiz_id))


def link(db: sqlite3.Connection, link_id: str) -> Link | None:
    """Return a link, also one that is taken off its quiz."""
    row = db.execute("SELECT * FROM links WHERE id = ?", (link_id,)).fetchone()
    return None if row is None else _link(row)


def link_of_quiz(db: sqlite3.Connection, quiz_id: int) -> Link | None:
    """Return the link by which a quiz is proctored now."""
    row = db.execute("SELECT * FROM links WHERE quiz_id = ? AND removed_at IS NULL", (quiz_id,)).fetchone()
    return None if row is None else _link(row)


def described(tool: Tool) -> dict[str, Any]:
    """Return what the admin page shows of a tool."""
    return {"tool": tool, "origins": tool.origins, "messages": sorted(tool.details.messages)}
