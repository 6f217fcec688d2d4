"""Canvas's GraphQL, for what REST cannot do. It has no scopes: a key that is limited to some may be refused."""

from collections.abc import Mapping
from typing import Any

from integrations.base import Calls, IntegrationFailed
from integrations.canvas import api, endpoints
from integrations.http import Call

REFUSED = frozenset({401, 403})


def ask(query: str, variables: Mapping[str, Any], what: str, calls: Calls) -> dict[str, Any]:
    """Send a query, or a mutation that may be repeated; return its data. Raise IntegrationFailed, also for errors that
    come with a status of 200."""
    call = Call(
        "POST", endpoints.GRAPHQL, what, json={"query": query, "variables": dict(variables)}, leave="api",
        repeatable=True,
    )
    answer = api.body(calls.send(call).json, what)
    said, data = _messages(answer.get("errors")), answer.get("data")
    if said or not isinstance(data, dict):
        raise IntegrationFailed(f"{what}: Canvas says: {said or 'nothing that can be read'}.", retry=False)
    for part in data.values():
        inner = _messages(part.get("errors")) if isinstance(part, dict) else ""
        if inner:
            raise IntegrationFailed(f"{what}: Canvas says: {inner}.", retry=False)
    return data


def _messages(errors: Any) -> str:
    if not isinstance(errors, list):
        return ""
    said = [api.words(each.get("message")) if isinstance(each, dict) else "" for each in errors]
    return "; ".join(text.rstrip(".")[:200] or "an error without words" for text in said)
