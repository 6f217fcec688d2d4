"""GraphQL, as far as tools need it: holding grades back, and the labels of a gradebook.

It reads the one field that is asked for and its arguments; it answers with all it knows of that field, whatever was
selected. Source: Canvas's page on GraphQL, and the names that clients in public use."""

import re
from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, jsonify

from tests.counterparts.canvas.quiz_records import Assignment, Submission
from tests.counterparts.canvas.refusals import Refused, messages, not_there, scope_missing
from tests.counterparts.canvas.rest.door import Caller, caller

blueprint = Blueprint("graphql", __name__)
_MUTATION = re.compile(r"\b(setAssignmentPostPolicy|hideAssignmentGrades|postAssignmentGrades)\s*\(\s*input\s*:\s*")
_STATUSES = re.compile(r"\b(account|course)\s*\(\s*id\s*:\s*([^)]+)\)\s*\{")
_TOKEN = re.compile(r'\s*(?:([{}\[\]:])|"((?:[^"\\]|\\.)*)"|(\$?\w+)|,)')


@blueprint.post("/api/graphql")
def graphql() -> Response:
    """Carry out one query."""
    who = caller(None)
    allowed = who.world.graphql_scopes
    if who.token.scopes is not None and (allowed is None or not allowed <= who.token.scopes):
        raise scope_missing()
    query, variables = str(who.params.get("query", "")), who.params.get("variables") or {}
    if not query:
        raise Refused(400, messages("No query string was present"))
    try:
        return jsonify({"data": _run(who, query, variables)})
    except Refused:
        return jsonify({"data": None, "errors": [{"message": "not found"}]})


def _run(who: Caller, query: str, variables: dict[str, Any]) -> dict[str, Any]:
    found = _MUTATION.search(query)
    if found is not None:
        given, _ = _value(query, found.end(), variables)
        return {found[1]: _MUTATIONS[found[1]](who, given)}
    asked = _STATUSES.search(query)
    if asked is not None and "customGradeStatusesConnection" in query:
        nodes = [{"_id": str(each.id), "id": f"status-{each.id}", "name": each.name, "color": each.color}
                 for each in who.world.statuses.values()]
        return {asked[1]: {"customGradeStatusesConnection": {"nodes": nodes}}}
    raise not_there()


def _value(text: str, at: int, variables: dict[str, Any]) -> tuple[Any, int]:
    """Read one value of GraphQL; return it with the place behind it."""
    token = _TOKEN.match(text, at)
    if token is None:
        raise not_there()
    mark, quoted, word = token[1], token[2], token[3]
    if mark == "{":
        return _object(text, token.end(), variables)
    if mark == "[":
        return _list(text, token.end(), variables)
    if quoted is not None:
        return quoted, token.end()
    if word is None:
        return _value(text, token.end(), variables)
    if word.startswith("$"):
        return variables.get(word[1:]), token.end()
    return {"true": True, "false": False, "null": None}.get(word, word), token.end()


def _object(text: str, at: int, variables: dict[str, Any]) -> tuple[dict[str, Any], int]:
    found: dict[str, Any] = {}
    while (token := _TOKEN.match(text, at)) is not None and token[1] != "}":
        at = token.end()
        if token[3] is not None:
            colon = _TOKEN.match(text, at)
            found[token[3]], at = _value(text, colon.end() if colon else at, variables)
    return found, token.end() if token else at


def _list(text: str, at: int, variables: dict[str, Any]) -> tuple[list[Any], int]:
    found: list[Any] = []
    while (token := _TOKEN.match(text, at)) is not None and token[1] != "]":
        if token[0].strip() == ",":
            at = token.end()
            continue
        value, at = _value(text, at, variables)
        found.append(value)
    return found, token.end() if token else at


def _assignment(who: Caller, given: dict[str, Any]) -> Assignment:
    number = str(given.get("assignmentId", ""))
    assignment = who.world.assignments.get(int(number)) if number.isdigit() else None
    if assignment is None or not who.world.course(assignment.course_id).has_staff(who.user):
        raise not_there()
    return assignment


def _set_policy(who: Caller, given: dict[str, Any]) -> dict[str, Any]:
    assignment = _assignment(who, given)
    assignment.post_manually = bool(given.get("postManually"))
    return {"postPolicy": {"postManually": assignment.post_manually}, "errors": None}


def _chosen(assignment: Assignment, given: dict[str, Any]) -> list[Submission]:
    only = given.get("onlyStudentIds")
    if only is None:
        return list(assignment.submissions.values())
    wanted = {str(each) for each in only}
    return [row for row in assignment.submissions.values() if str(row.user_id) in wanted]


def _hide(who: Caller, given: dict[str, Any]) -> dict[str, Any]:
    for row in _chosen(_assignment(who, given), given):
        row.posted_at = None
    return _progress(who)


def _post(who: Caller, given: dict[str, Any]) -> dict[str, Any]:
    for row in _chosen(_assignment(who, given), given):
        if row.state == "graded" or not given.get("gradedOnly"):
            row.posted_at = who.world.now()
    return _progress(who)


def _progress(who: Caller) -> dict[str, Any]:
    return {"progress": {"_id": str(who.world.next_id("event")), "state": "queued"}, "errors": None}


_MUTATIONS: dict[str, Callable[[Caller, dict[str, Any]], dict[str, Any]]] = {
    "setAssignmentPostPolicy": _set_policy, "hideAssignmentGrades": _hide, "postAssignmentGrades": _post,
}
