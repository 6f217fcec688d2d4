"""LTI services that tools call from their servers: tokens, members (NRPS), assessment control (ACS)."""

import logging
from typing import Any

from flask import Blueprint, Response, make_response, request

from integrations.sandbox import catalogue, controls, tools
from integrations.sandbox.lti13 import claims as c
from integrations.sandbox.lti13 import id_token, tokens
from integrations.sandbox.refusal import Refused
from integrations.sandbox.tools import Link, Tool
from integrations.sandbox.web.context import config, db, now, services
from integrations.sandbox.web.service_calls import body_of, caller, course_of, paged, typed

log = logging.getLogger(__name__)

blueprint = Blueprint("services", __name__, url_prefix="/lti")


@blueprint.post("/token")
def token() -> Response:
    """Grant an access token."""
    audiences = (config().url("/lti/token"), config().issuer)
    answer = tokens.grant(db(), request.form, services().tool_keys, audiences, now())
    return make_response(answer)


@blueprint.post("/acs")
def control() -> Response:
    """Take an assessment control command."""
    tool = caller(c.SCOPE_ACS)
    command = controls.parse(body_of(c.MEDIA_ACS, "application/json", status=406))
    if command.issuer not in (None, config().issuer):
        raise Refused("unknown_user", "user.iss is not this platform.", 404)
    link = controls.link_of(db(), command, tool.id)
    answer = controls.perform(db(), command, now())
    log.info("ACS %s on attempt %d of link %s: %s", command.action, command.attempt_number, link.id, answer["status"])
    return typed(answer, c.MEDIA_ACS)


@blueprint.get("/courses/<int:course_id>/members")
def members(course_id: int) -> Response:
    """List a course's members (NRPS 2.0), in pages when `limit` is given; filters role, and rlid, which adds what a
    launch of that link would tell the tool about each."""
    tool = caller(c.SCOPE_NRPS)
    course = course_of(course_id)
    filters = {name: request.args[name] for name in ("role", "rlid") if request.args.get(name)}
    link = _link(tool, course_id, filters["rlid"]) if "rlid" in filters else None
    role = filters.get("role", "")
    listed = [(person, id_token.roles(person, held)) for person, held in catalogue.members(db(), course_id)]
    everyone = [
        {
            "user_id": person.id,
            "status": "Active",
            **id_token.identity(person, tool),
            "roles": uris,
            **_about(tool, link),
        }
        for person, uris in listed
        if not role or role in uris or f"{c.MEMBERSHIP}#{role}" in uris
    ]
    url = config().url(f"/lti/courses/{course_id}/members")
    page, more = paged(everyone, url, filters)
    context = {"id": str(course.id), "label": course.label, "title": course.title}
    response = typed({"id": url, "context": context, "members": page}, c.MEDIA_MEMBERS)
    response.headers.extend(more)
    return response


def _link(tool: Tool, course_id: int, link_id: str) -> Link:
    link = tools.link(db(), link_id)
    quiz = catalogue.quiz(db(), link.quiz_id) if link else None
    if link is None or link.tool_id != tool.id or quiz is None or quiz.course_id != course_id:
        raise Refused("unknown_resource_link", "rlid is not a link of this tool in this course.", 404)
    return link


def _about(tool: Tool, link: Link | None) -> dict[str, Any]:
    if link is None:
        return {}
    custom = {**tool.details.custom, **link.custom}
    return {"message": [{c.MESSAGE_TYPE: c.RESOURCE_LINK_REQUEST, c.VERSION: "1.3.0", c.CUSTOM: custom}]}
