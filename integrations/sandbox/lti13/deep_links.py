"""LtiDeepLinkingResponse: what a teacher set up in the tool becomes the quiz's proctoring link."""

import sqlite3
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from integrations.sandbox import catalogue, handles, tools
from integrations.sandbox.database import transaction
from integrations.sandbox.lti13 import claims as c
from integrations.sandbox.lti13 import signed
from integrations.sandbox.lti13.keys import ToolKeys
from integrations.sandbox.refusal import Refused
from integrations.sandbox.tools import Tool


@dataclass(frozen=True, slots=True)
class Outcome:
    """Which quiz the answer was about, whether it is proctored now, and what the tool wants the teacher to read."""

    quiz_id: int
    linked: bool
    message: str


def accept(db: sqlite3.Connection, token: str, keys: ToolKeys, issuer: str, now: float) -> Outcome:
    """Check a tool's answer and store its link and line item; without items nothing changes. Raises Refused."""
    tool = signed.sender(db, token)
    claims = signed.checked(token, tool, keys, (issuer,), now)
    signed.check_message(claims, tool, c.DEEP_LINKING_RESPONSE)
    signed.use_nonce(db, claims, tool)
    data = claims.get(c.DL_DATA)
    payload = handles.consume(db, "deep_link", data, now) if isinstance(data, str) else None
    if payload is None or payload["tool_id"] != tool.id:
        raise Refused("wrong_data", "data is not what the platform sent, or this set-up was finished before.", 403)
    quiz = catalogue.quiz(db, payload["quiz_id"])
    if quiz is None:
        raise Refused("unknown_quiz", "This quiz is gone.", 404)
    said = claims.get(c.DL_ERROR) or claims.get(c.DL_MESSAGE) or ""
    items = claims.get(c.DL_ITEMS) or []
    if not isinstance(items, list):
        raise Refused("invalid_items", "content_items must be a list.")
    if not items:
        return Outcome(quiz.id, False, str(said))
    if len(items) > 1:
        raise Refused("too_many_items", "Only one item can be accepted for a quiz.")
    _store(db, quiz, tool, items[0], now)
    return Outcome(quiz.id, True, str(said))


def _store(db: sqlite3.Connection, quiz: catalogue.Quiz, tool: Tool, item: Any, now: float) -> None:
    if not isinstance(item, dict) or item.get("type") != "ltiResourceLink":
        raise Refused("invalid_items", "Only an item of type ltiResourceLink can be accepted.")
    url = item.get("url") or tool.details.target_link_uri
    if not isinstance(url, str) or urlsplit(url).netloc != tool.details.domain:
        raise Refused("wrong_domain", f"The item's url must be at {tool.details.domain}.")
    custom = item.get("custom") or {}
    if not isinstance(custom, dict):
        raise Refused("invalid_items", "custom must be an object.")
    column = item.get("lineItem")
    maximum = column.get("scoreMaximum", 1) if isinstance(column, dict) else 1
    if isinstance(maximum, bool) or not isinstance(maximum, int | float) or maximum <= 0:
        raise Refused("invalid_items", "lineItem.scoreMaximum must be above 0.")
    title = str(item.get("title") or quiz.title)
    with transaction(db):
        link = tools.add_link(db, quiz, tool, title, url, {str(k): str(v) for k, v in custom.items()}, now)
        if isinstance(column, dict):
            label = str(column.get("label") or title)
            resource_id, tag = str(column.get("resourceId") or ""), str(column.get("tag") or "")
            tools.add_line_item(db, quiz.course_id, link, label, float(maximum), resource_id, tag)
