"""What every service for tools' servers does: check the bearer and the media type, answer typed JSON, in pages."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar
from urllib.parse import urlencode

from flask import Response, request

from integrations.sandbox import catalogue
from integrations.sandbox.catalogue import Course
from integrations.sandbox.lti13 import tokens
from integrations.sandbox.refusal import Refused
from integrations.sandbox.tools import Tool
from integrations.sandbox.web.context import db, now

PAGE_LIMIT = 100

T = TypeVar("T")


def typed(body: Any, media_type: str, status: int = 200) -> Response:
    """Return JSON of this media type."""
    return Response(json.dumps(body), status, content_type=media_type)


def caller(*scopes: str) -> Tool:
    """Return the tool that calls with a token for one of the scopes. Raises Refused (401, 403)."""
    return tokens.bearer(db(), request.headers.get("Authorization", ""), scopes, now())


def course_of(course_id: int) -> Course:
    """Return the course. Raises Refused (404)."""
    course = catalogue.course(db(), course_id)
    if course is None:
        raise Refused("unknown_context", "There is no such course.", 404)
    return course


def body_of(*media_types: str, status: int = 415) -> Any:
    """Return the request's JSON, None if it cannot be read. Raises Refused unless it has one of the media types."""
    if request.mimetype not in media_types:
        raise Refused("wrong_content_type", f"Content-Type must be {media_types[0]}.", status)
    return request.get_json(force=True, silent=True)


def paged(entries: Sequence[T], url: str, filters: Mapping[str, str]) -> tuple[Sequence[T], dict[str, str]]:
    """Return the page that `limit` and `from` ask for, and the Link header to the next one, if there is one."""
    limit = max(1, min(PAGE_LIMIT, request.args.get("limit", PAGE_LIMIT, type=int)))
    start = max(0, request.args.get("from", 0, type=int))
    if start + limit >= len(entries):
        return entries[start:], {}
    query = urlencode({"limit": limit, "from": start + limit, **filters})
    return entries[start : start + limit], {"Link": f'<{url}?{query}>; rel="next"'}
