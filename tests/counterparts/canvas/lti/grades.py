"""Assignment and Grade Services 2.0 with Canvas's extension: columns of a tool's own, scores, results."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, jsonify, request

from tests.counterparts.canvas.lti.launches import AGS, OWN
from tests.counterparts.canvas.lti.tool_tokens import tool
from tests.counterparts.canvas.moments import read
from tests.counterparts.canvas.quiz_records import Assignment, Comment, Submission
from tests.counterparts.canvas.records import LtiKey
from tests.counterparts.canvas.refusals import Refused, messages, not_there
from tests.counterparts.canvas.rest.door import bearer, world

blueprint = Blueprint("lti_grades", __name__)
_BASE = "/api/lti/courses/<int:course_id>/line_items"
_WRITE, _READ = f"{AGS}scope/lineitem", f"{AGS}scope/lineitem.readonly"
_LIST, _ITEM = "application/vnd.ims.lis.v2.lineitemcontainer+json", "application/vnd.ims.lis.v2.lineitem+json"


@dataclass
class LineItem:
    """A column that belongs to a tool, with the assignment behind it."""

    id: int
    course_id: int
    client_id: str
    assignment_id: int
    tag: str = ""
    resource_id: str = ""
    link_id: str = ""


@blueprint.get(_BASE)
def listed(course_id: int) -> Response:
    """Return the columns of the tool that asks."""
    key = tool(world(), bearer(), (_WRITE, _READ))
    found = [i for i in world().line_items.values() if (i.course_id, i.client_id) == (course_id, key.client_id)]
    for name, kept in (("tag", "tag"), ("resource_id", "resource_id"), ("resource_link_id", "link_id")):
        if name in request.args:
            found = [item for item in found if getattr(item, kept) == request.args[name]]
    return _typed([_shown(item) for item in found], _LIST)


@blueprint.post(_BASE)
def make(course_id: int) -> tuple[Response, int]:
    """Make a column, an assignment in the gradebook."""
    key, wanted = tool(world(), bearer(), (_WRITE,)), _json()
    if not wanted.get("label") or not isinstance(wanted.get("scoreMaximum"), int | float):
        raise Refused(422, messages("label and scoreMaximum are required"))
    course = world().course(course_id)
    assignment = world().add_assignment(course, wanted["label"], "external_tool", float(wanted["scoreMaximum"]))
    item = LineItem(
        world().next_id("key"), course_id, key.client_id, assignment.id, wanted.get("tag", ""),
        wanted.get("resourceId", ""), wanted.get("resourceLinkId", ""),
    )
    world().line_items[item.id] = item
    return _typed(_shown(item), _ITEM), 201


@blueprint.get(f"{_BASE}/<int:item_id>")
def one(course_id: int, item_id: int) -> Response:
    """Return one column."""
    return _typed(_shown(_item(tool(world(), bearer(), (_WRITE, _READ)), course_id, item_id)), _ITEM)


@blueprint.put(f"{_BASE}/<int:item_id>")
def change(course_id: int, item_id: int) -> Response:
    """Change a column's name, its most points, its words."""
    item, wanted = _item(tool(world(), bearer(), (_WRITE,)), course_id, item_id), _json()
    assignment = world().assignments[item.assignment_id]
    assignment.name = wanted.get("label", assignment.name)
    assignment.points = float(wanted.get("scoreMaximum", assignment.points))
    item.tag, item.resource_id = wanted.get("tag", item.tag), wanted.get("resourceId", item.resource_id)
    return _typed(_shown(item), _ITEM)


@blueprint.delete(f"{_BASE}/<int:item_id>")
def remove(course_id: int, item_id: int) -> tuple[str, int]:
    """Remove a column."""
    item = _item(tool(world(), bearer(), (_WRITE,)), course_id, item_id)
    del world().line_items[item.id], world().assignments[item.assignment_id]
    return "", 204


@blueprint.post(f"{_BASE}/<int:item_id>/scores")
def score(course_id: int, item_id: int) -> Response:
    """Take a score: a new submission unless the extension says no, and a remark if there is a comment."""
    item, said = _item(tool(world(), bearer(), (f"{AGS}scope/score",)), course_id, item_id), _json()
    assignment = world().assignments[item.assignment_id]
    user = next((u.id for u in world().users.values() if u.lti_id == said.get("userId")), None)
    if user is None or user not in world().course(course_id).students():
        raise Refused(422, messages("User not found in course or is not a student"))
    if "scoreGiven" in said and "scoreMaximum" not in said:
        raise Refused(422, messages("ScoreMaximum not supplied when ScoreGiven present."))
    at = read(said.get("timestamp"))
    row = world().submission(assignment, user)
    if at is None or (row.submitted_at is not None and at < row.submitted_at):
        raise Refused(400, messages("One or more resource has a newer timestamp"))
    _keep(row, assignment, said, at)
    return jsonify({"resultUrl": f"{world().url}{request.path.rpartition('/')[0]}/results/{row.id}"})


def _keep(row: Submission, assignment: Assignment, said: dict[str, Any], at: float) -> None:
    extension = said.get(f"{OWN}submission", {})
    keep_grade = extension.get("preserve_score") or extension.get("prioritize_non_tool_grade")
    if extension.get("new_submission", True):
        row.attempt, row.submitted_at, row.state = (row.attempt or 0) + 1, at, "submitted"
    if said.get("scoreGiven") is not None:
        row.score = said["scoreGiven"] / said["scoreMaximum"] * assignment.points
        row.state = "graded"
        row.posted_at = None if assignment.post_manually else at
    elif not keep_grade:
        row.score = None
    if said.get("comment"):
        row.comments.append(Comment(world().next_id("comment"), None, said["comment"], at, row.attempt))


@blueprint.get(f"{_BASE}/<int:item_id>/results")
def results(course_id: int, item_id: int) -> Response:
    """Return the scores of a column."""
    item = _item(tool(world(), bearer(), (f"{AGS}scope/result.readonly",)), course_id, item_id)
    assignment = world().assignments[item.assignment_id]
    return _typed([
        {"id": f"{world().url}{request.path}/{row.id}", "scoreOf": f"{world().url}{request.path.rpartition('/')[0]}",
         "userId": world().users[row.user_id].lti_id, "resultScore": row.score, "resultMaximum": assignment.points}
        for row in assignment.submissions.values() if row.score is not None
    ], "application/vnd.ims.lis.v2.resultcontainer+json")


def _item(key: LtiKey, course_id: int, item_id: int) -> LineItem:
    item = world().line_items.get(item_id)
    if not isinstance(item, LineItem) or (item.course_id, item.client_id) != (course_id, key.client_id):
        raise not_there()
    return item


def _json() -> dict[str, Any]:
    found = request.get_json(silent=True, force=True)
    if not isinstance(found, dict):
        raise Refused(400, messages("invalid JSON"))
    return found


def _shown(item: LineItem) -> dict[str, Any]:
    assignment = world().assignments[item.assignment_id]
    body = {
        "id": f"{world().url}/api/lti/courses/{item.course_id}/line_items/{item.id}",
        "scoreMaximum": assignment.points, "label": assignment.name,
    }
    words = {"tag": item.tag, "resourceId": item.resource_id, "resourceLinkId": item.link_id}
    return body | {name: value for name, value in words.items() if value}


def _typed(body: Any, media_type: str) -> Response:
    answer = jsonify(body)
    answer.mimetype = media_type
    return answer
