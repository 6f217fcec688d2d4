"""Assignment and Grade Services (AGS 2.0) for tools' servers: line items, scores, results."""

import logging
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, request

from integrations.sandbox import clock, gradebook
from integrations.sandbox.gradebook import LineItem, Score
from integrations.sandbox.lti13 import claims as c
from integrations.sandbox.refusal import Refused
from integrations.sandbox.tools import Tool
from integrations.sandbox.web.context import config, db
from integrations.sandbox.web.service_calls import body_of, caller, course_of, paged, typed

log = logging.getLogger(__name__)

blueprint = Blueprint("grades", __name__, url_prefix="/lti/courses/<int:course_id>/lineitems")


@blueprint.get("")
def line_items(course_id: int) -> Response:
    """List the tool's line items, in pages when `limit` is given; filters resource_link_id, resource_id and tag."""
    tool = caller(c.SCOPE_LINE_ITEM, c.SCOPE_LINE_ITEM_READ)
    names = {"resource_link_id": "link_id", "resource_id": "resource_id", "tag": "tag"}
    wanted = {arg: request.args[arg] for arg in names if arg in request.args}
    found = [
        item
        for item in gradebook.line_items(db(), course_of(course_id).id, tool.id)
        if all((getattr(item, names[arg]) or "") == value for arg, value in wanted.items())
    ]
    page, more = paged(found, config().url(request.path), wanted)
    return _with(more, typed([_line_item(item) for item in page], c.MEDIA_LINE_ITEMS))


@blueprint.post("")
def create(course_id: int) -> Response:
    """Make a line item for the tool."""
    tool = caller(c.SCOPE_LINE_ITEM)
    course = course_of(course_id)
    wanted = gradebook.parse_line_item(body_of(c.MEDIA_LINE_ITEM, "application/json"))
    item = gradebook.create(db(), course.id, tool.id, wanted)
    log.info("AGS made line item %d", item.id)
    response = typed(_line_item(item), c.MEDIA_LINE_ITEM, 201)
    response.headers["Location"] = _line_item_url(item)
    return response


@blueprint.get("/<int:item_id>")
def line_item(course_id: int, item_id: int) -> Response:
    """Return one line item."""
    tool = caller(c.SCOPE_LINE_ITEM, c.SCOPE_LINE_ITEM_READ)
    return typed(_line_item(_item(course_id, item_id, tool)), c.MEDIA_LINE_ITEM)


@blueprint.put("/<int:item_id>")
def change(course_id: int, item_id: int) -> Response:
    """Change a line item: everything that the body does not carry is emptied, but never the resource link."""
    item = _item(course_id, item_id, caller(c.SCOPE_LINE_ITEM))
    wanted = gradebook.parse_line_item(body_of(c.MEDIA_LINE_ITEM, "application/json"))
    return typed(_line_item(gradebook.change(db(), item, wanted)), c.MEDIA_LINE_ITEM)


@blueprint.delete("/<int:item_id>")
def remove(course_id: int, item_id: int) -> Response:
    """Remove a line item that the tool has made, with its scores."""
    item = _item(course_id, item_id, caller(c.SCOPE_LINE_ITEM))
    gradebook.remove(db(), item)
    log.info("AGS removed line item %d", item.id)
    return Response(status=204)


def _item(course_id: int, item_id: int, tool: Tool) -> LineItem:
    item = gradebook.line_item(db(), course_id, tool.id, item_id)
    if item is None:
        raise Refused("unknown_line_item", "There is no such line item of this tool.", 404)
    return item


def _line_item_url(item: LineItem) -> str:
    return config().url(f"/lti/courses/{item.course_id}/lineitems/{item.id}")


def _line_item(item: LineItem) -> dict[str, Any]:
    optional = {
        "resourceLinkId": item.link_id,
        "resourceId": item.resource_id,
        "tag": item.tag,
        "startDateTime": clock.iso(item.starts_at) if item.starts_at is not None else "",
        "endDateTime": clock.iso(item.ends_at) if item.ends_at is not None else "",
    }
    return {
        "id": _line_item_url(item),
        "label": item.label,
        "scoreMaximum": item.score_maximum,
        **{name: value for name, value in optional.items() if value},
    }


@blueprint.post("/<int:item_id>/scores")
def score(course_id: int, item_id: int) -> Response:
    """Take a score; its comment is shown to the teacher."""
    tool = caller(c.SCOPE_SCORE)
    body = body_of(c.MEDIA_SCORE, "application/json")
    item = _item(course_id, item_id, tool)
    gradebook.record(db(), item, gradebook.parse_score(body))
    log.info("AGS score for line item %d", item.id)
    return Response(status=204)


@blueprint.get("/<int:item_id>/results")
def results(course_id: int, item_id: int) -> Response:
    """Return the scores as results, in pages when `limit` is given; filter user_id."""
    item = _item(course_id, item_id, caller(c.SCOPE_RESULT_READ))
    user_id = request.args.get("user_id")
    found = gradebook.results(db(), item, user_id)
    page, more = paged(found, config().url(request.path), {"user_id": user_id} if user_id else {})
    return _with(more, typed([_result(item, score) for score in page], c.MEDIA_RESULTS))


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


def _with(headers: dict[str, str], response: Response) -> Response:
    response.headers.extend(headers)
    return response
