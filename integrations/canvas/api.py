"""Calling Canvas's REST API and reading what it answers: pages, ids, times, and nothing that is not as agreed."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from integrations.base import Calls, IntegrationFailed
from integrations.canvas.endpoints import Endpoint
from integrations.http import Call, Leave, Reply

PER_PAGE = "per_page=100"
MAX_PAGES = 100
_MAX_ID, _MAX_WORDS = 64, 1000
_LINK = re.compile(r'<([^<>]*)>((?:\s*;\s*[\w*\-]+\s*(?:=\s*(?:"(?:[^"\\]|\\.)*"|[^\s",;<>]*))?)*)')
_RELATION = re.compile(r';\s*rel\s*=\s*(?:"([^"]*)"|([^\s",;<>]+))', re.IGNORECASE)


def send(
    endpoint: Endpoint, what: str, calls: Calls, ids: dict[str, str], *, form: tuple[tuple[str, str], ...] = (),
    json: Any = None, repeatable: bool | None = None, looked: bool = False, leave: Leave = "api",
) -> Any:
    """Make one call and return its JSON, None when it is empty. Raise IntegrationFailed. Of the rest see `Call`."""
    call = Call(
        endpoint.method, endpoint.path(ids), what, json=json, form=form, scopes=(endpoint.scope,), leave=leave,
        repeatable=repeatable, looked=looked,
    )
    return calls.send(call).json


def entries(
    endpoint: Endpoint, what: str, calls: Calls, ids: dict[str, str], *, root: str = "", query: str = PER_PAGE
) -> Iterator[tuple[dict[str, Any], str]]:
    """Go through a list that comes in pages: each entry that is an object, with the address of its page.

    `root` is the key that the list lies under, where it is not the whole answer. Raise IntegrationFailed, also for more
    than MAX_PAGES pages. A page that leads back to one that was read ends the list."""
    path: str | None = f"{endpoint.path(ids)}?{query}"
    seen: set[str] = set()
    while path is not None and path not in seen:
        if len(seen) == MAX_PAGES:
            raise IntegrationFailed(f"{what}: there are more than {MAX_PAGES} pages.", retry=False)
        seen.add(path)
        reply = calls.send(Call("GET", path, what, scopes=(endpoint.scope,), leave="api"))
        for entry in _list(reply.json, root, what):
            if isinstance(entry, dict):
                yield entry, reply.url
        path = _next(reply, what)


def body(answer: Any, what: str) -> dict[str, Any]:
    """Return an answer that is to be an object; raise IntegrationFailed."""
    if not isinstance(answer, dict):
        raise IntegrationFailed(f"{what}: Canvas's answer could not be read.", retry=False)
    return answer


def ident(value: Any) -> str:
    """Return an id as text, "" for what is none. Canvas sends numbers or, for large ones, text."""
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    return value if isinstance(value, str) and 0 < len(value) <= _MAX_ID and value.isprintable() else ""


def words(value: Any) -> str:
    """Return text as it can be shown and kept, "" for what is no text."""
    return "".join(c for c in value[:_MAX_WORDS] if c.isprintable()) if isinstance(value, str) else ""


def whole(value: Any) -> int | None:
    """Return a whole number, None for anything else. Canvas writes some as 30.0."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def unix(value: Any) -> float | None:
    """Return an ISO 8601 time as Unix seconds, None for anything else."""
    try:
        return datetime.fromisoformat(value).timestamp() if isinstance(value, str) else None
    except (ValueError, OverflowError, OSError):
        return None


def iso(at: float) -> str:
    """Return Unix seconds as Canvas writes times: to the second, in UTC."""
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _list(answer: Any, root: str, what: str) -> list[Any]:
    found = answer.get(root) if root and isinstance(answer, dict) else answer
    if not isinstance(found, list):
        raise IntegrationFailed(f"{what}: Canvas's list could not be read.", retry=False)
    return found


def _next(reply: Reply, what: str) -> str | None:
    """Return the path of the next page (RFC 8288), None after the last. The host that Canvas names is left out: the
    token goes to the one that was connected, whatever a proxy lets Canvas take itself for."""
    header = reply.headers.get("link", "")
    for target, parameters in _LINK.findall(header):
        relation = _RELATION.search(parameters)
        if relation and "next" in (relation[1] or relation[2] or "").lower().split():
            try:
                parts = urlsplit(target)
            except ValueError:
                break
            if parts.path.startswith("/") and not parts.path.startswith("//"):
                return f"{parts.path}?{parts.query}"
            break
    else:
        if not re.search(r"rel\s*=\s*\"?next", header, re.IGNORECASE):
            return None
    raise IntegrationFailed(f"{what}: the address of the next page could not be read.", retry=False)
