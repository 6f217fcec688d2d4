"""Learn's REST API with an application key: how its things are addressed, its lists read, its refusals said.

Source: the public Swagger of Learn 3900.123.0. Ids: a primary id looks like `_123_1`; LTI tells courses and people by
their UUID, which the API takes as `uuid:…`. So nothing has to be looked up, and `sub` and the context's id will do."""

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote, urlencode

from integrations.base import IntegrationFailed, NotThere
from integrations.blackboard import words
from integrations.http import Call, Method, Reply
from integrations.people_gates import Door

PUBLIC = "/learn/api/public"
AUTHORIZE, TOKEN = f"{PUBLIC}/v1/oauth2/authorizationcode", f"{PUBLIC}/v1/oauth2/token"
_PRIMARY = re.compile(r"_\d+_\d+")
_PAGE, _MOST_PAGES = 100, 50
RIGHTS = {
    "gradebook": "course.gradebook.MODIFY", "placements": "system.administration.VIEW", "people": "course.user.VIEW",
    "contents": "course.content.MODIFY", "conditions": "course.adaptiverelease.VIEW",
    "members": "course.adaptiverelease.acl.MODIFY",
}
"""The entitlements that Learn asks of the application's user, by what they are for."""


def ref(some_id: str) -> str:
    """Return an id as a part of an address."""
    known = _PRIMARY.fullmatch(some_id) or ":" in some_id
    return quote(some_id if known else f"uuid:{some_id}", safe=":")


def is_primary(some_id: str) -> bool:
    """Whether this is one of Learn's own ids, such as `_123_1`."""
    return _PRIMARY.fullmatch(some_id) is not None


def columns_path(course: str) -> str:
    """Return the address of a course's gradebook columns."""
    return f"{PUBLIC}/v2/courses/{ref(course)}/gradebook/columns"


def content_path(course: str, content: str) -> str:
    """Return the address of a content item, such as a test."""
    return f"{PUBLIC}/v1/courses/{ref(course)}/contents/{ref(content)}"


def attempts_path(course: str, column: str) -> str:
    """Return the address of the attempts of one column."""
    return f"{columns_path(course)}/{ref(column)}/attempts"


def send(calls: Door, method: Method, path: str, what: str, right: str, json: Any = None) -> Any:
    """Make one call and return the JSON of its answer, as `answered` does."""
    return answered(calls, Call(method, path, what, json=json, leave="api"), right).json


def answered(calls: Door, call: Call, right: str) -> Reply:
    """Make one call and return its answer. Raise NotThere for 404, and say for 403 which right is missing (`right`, one
    of `RIGHTS`)."""
    what = call.what
    try:
        return calls.send(call)
    except IntegrationFailed as failed:
        if failed.status == 404:
            raise NotThere(f"{what}: Learn has no such thing any more.") from failed
        if failed.status == 403:
            raise IntegrationFailed(f"{words.NO_RIGHT} {RIGHTS[right]}.", retry=False, status=403) from failed
        raise


def listed(
    calls: Door, path: str, what: str, right: str, query: Mapping[str, str] | None = None
) -> Iterator[Mapping[str, Any]]:
    """Yield the entries of a list that comes in pages. Learn names the next page by a path; one that leads out of its
    API is not followed. Raise IntegrationFailed, also if there is no end."""
    page: str | None = f"{path}?{urlencode({**(query or {}), 'limit': str(_PAGE)})}"
    for _ in range(_MOST_PAGES):
        if page is None:
            return
        answer = send(calls, "GET", page, what, right)
        results = answer.get("results") if isinstance(answer, dict) else None
        yield from (entry for entry in (results if isinstance(results, list) else ()) if isinstance(entry, dict))
        page = _next(answer)
    raise IntegrationFailed(f"{what}: there are more than {_MOST_PAGES * _PAGE} entries.", retry=False)


def text(entry: Mapping[str, Any], name: str) -> str:
    """Return a text of an entry, "" where there is none."""
    value = entry.get(name)
    return value if isinstance(value, str) and _clean(value) else ""


def _clean(value: str) -> bool:
    return value.encode("utf-8", "replace").decode() == value


def _next(answer: Any) -> str | None:
    paging = answer.get("paging") if isinstance(answer, dict) else None
    path = paging.get("nextPage") if isinstance(paging, dict) else None
    return path if isinstance(path, str) and path.startswith(f"{PUBLIC}/") and path.isascii() else None
