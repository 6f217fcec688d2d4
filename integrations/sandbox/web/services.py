"""LTI services that tools call from their servers: tokens, grades (AGS), members (NRPS), assessment control (ACS)."""

import json
import logging
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, make_response, request

from integrations.sandbox import catalogue, clock, controls, gradebook
from integrations.sandbox.catalogue import Course
from integrations.sandbox.gradebook import LineItem, Score
from integrations.sandbox.lti13 import claims as c
from integrations.sandbox.lti13 import id_token, tokens
from integrations.sandbox.refusal import Refused
from integrations.sandbox.tools import Tool
from integrations.sandbox.web.context import config, db, now, services

log = logging.getLogger(__name__)

blueprint = Blueprint("services", __name__, url_prefix="/lti")

PAGE_LIMIT = 100


def _typed(body: Any, media_type: str, status: int = 200) -> Response:
    return Response(json.dumps(body), status, content_type=media_type)


def _caller(*scopes: str) -> Tool:
    return tokens.bearer(db(), request.headers.get("Authorization", ""), scopes, now())


def _course(course_id: int) -> Course:
    course = catalogue.course(db(), course_id)
    if course is None:
        raise Refused("unknown_context", "There is no such course.", 404)
    return course


def _accepts(*media_types: str, status: int = 415) -> None:
    if request.mimetype not in media_types:
        raise Refused("wrong_content_type", f"Content-Type must be {media_types[0]}.", status)


@blueprint.post("/token")
def token() -> Response:
    """Grant an access token."""
    audiences = (config().url("/lti/token"), config().issuer)
    answer = tokens.grant(db(), request.form, services().tool_keys, audiences, now())
    return make_response(answer)


@blueprint.post("/acs")
def control() -> Response:
    """Take an assessment control command."""
    tool = _caller(c.SCOPE_ACS)
    _accepts(c.MEDIA_ACS, "application/json", status=406)
    command = controls.parse(request.get_json(force=True, silent=True))
    if command.issuer not in (None, config().issuer):
        raise Refused("unknown_user", "user.iss is not this platform.", 404)
    link = controls.link_of(db(), command, tool.id)
    answer = controls.perform(db(), command, now())
    log.info("ACS %s on attempt %d of link %s: %s", command.action, command.attempt_number, link.id, answer["status"])
    return _typed(answer, c.MEDIA_ACS)


@blueprint.get("/courses/<int:course_id>/lineitems")
def line_items(course_id: int) -> Response:
    """List the tool's line items; filters resource_link_id, resource_id and tag."""
    tool = _caller(c.SCOPE_LINE_ITEM, c.SCOPE_LINE_ITEM_READ)
    wanted = {"link_id": "resource_link_id", "resource_id": "resource_id", "tag": "tag"}
    found = [
        _line_item(item)
        for item in gradebook.line_items(db(), _course(course_id).id, tool.id)
        if all(request.args.get(arg, getattr(item, name)) == getattr(item, name) for name, arg in wanted.items())
    ]
    return _typed(found, c.MEDIA_LINE_ITEMS)


@blueprint.get("/courses/<int:course_id>/lineitems/<int:item_id>")
def line_item(course_id: int, item_id: int) -> Response:
    """Return one line item."""
    tool = _caller(c.SCOPE_LINE_ITEM, c.SCOPE_LINE_ITEM_READ)
    return _typed(_line_item(_item(course_id, item_id, tool)), c.MEDIA_LINE_ITEM)


def _item(course_id: int, item_id: int, tool: Tool) -> LineItem:
    item = gradebook.line_item(db(), course_id, tool.id, item_id)
    if item is None:
        raise Refused("unknown_line_item", "There is no such line item of this tool.", 404)
    return item


def _line_item_url(item: LineItem) -> str:
    return config().url(f"/lti/courses/{item.course_id}/lineitems/{item.id}")


def _line_item(item: LineItem) -> dict[str, Any]:
    body: dict[str, Any] = {
        "id": _line_item_url(item),
        "label": item.label,
        "scoreMaximum": item.score_maximum,
        "resourceLinkId": item.link_id,
    }
    if item.resource_id:
        body["resourceId"] = item.resource_id
    if item.tag:
        body["tag"] = item.tag
    return body


@blueprint.post("/courses/<int:course_id>/lineitems/<int:item_id>/scores")
def score(course_id: int, item_id: int) -> Response:
    """Take a score; its comment is shown to the teacher."""
    tool = _caller(c.SCOPE_SCORE)
    _accepts(c.MEDIA_SCORE, "application/json")
    item = _item(course_id, item_id, tool)
    gradebook.record(db(), item, gradebook.parse_score(request.get_json(force=True, silent=True)))
    log.info("AGS score for line item %d", item.id)
    return Response(status=204)


@blueprint.get("/courses/<int:course_id>/lineitems/<int:item_id>/results")
def results(course_id: int, item_id: int) -> Response:
    """Return the scores as results; filter user_id."""
    item = _item(course_id, item_id, _caller(c.SCOPE_RESULT_READ))
    found = [_result(item, score) for score in gradebook.results(db(), item, request.args.get("user_id"))]
    return _typed(found, c.MEDIA_RESULTS)


def _result(item: LineItem, score: Score) -> dict[str, Any]:
    url = _line_item_url(item)
    body: dict[str, Any] = {
        "id": f"{url}/results?{urlencode({'user_id': score.person_id})}",
        "scoreOf": url,
        "userId": score.person_id,
        "resultMaximum": item.score_maximum,
        "timestamp": clock.iso(score.timestamp),
    }
    if score.given is not None and score.maximum:
        body["resultScore"] = score.given / score.maximum * item.score_maximum
    if score.comment:
        body["comment"] = score.comment
    return body


@blueprint.get("/courses/<int:course_id>/members")
def members(course_id: int) -> Response:
    """List a course's members (NRPS 2.0), in pages when `limit` is given; filter role."""
    tool = _caller(c.SCOPE_NRPS)
    course = _course(course_id)
    role = request.args.get("role", "")
    listed = [(person, id_token.roles(person, held)) for person, held in catalogue.members(db(), course_id)]
    everyone = [
        {"user_id": person.id, "status": "Active", **id_token.identity(person, tool), "roles": uris}
        for person, uris in listed
        if not role or role in uris or f"{c.MEMBERSHIP}#{role}" in uris
    ]
    url = config().url(f"/lti/courses/{course_id}/members")
    limit = max(1, min(PAGE_LIMIT, request.args.get("limit", PAGE_LIMIT, type=int)))
    start = max(0, request.args.get("from", 0, type=int))
    context = {"id": str(course.id), "label": course.label, "title": course.title}
    body = {"id": url, "context": context, "members": everyone[start : start + limit]}
    response = _typed(body, c.MEDIA_MEMBERS)
    if start + limit < len(everyone):
        query = urlencode({"limit": limit, "from": start + limit, **({"role": role} if role else {})})
        response.headers["Link"] = f'<{url}?{query}>; rel="next"'
    return response
