"""Names and Role Provisioning Services 2.0: who is in a course, page by page."""

from flask import Blueprint, Response, jsonify, request

from tests.counterparts.canvas.lti.launches import NRPS, person, roles
from tests.counterparts.canvas.lti.tool_tokens import tool
from tests.counterparts.canvas.rest.door import bearer, world

blueprint = Blueprint("lti_roster", __name__)
_PER_PAGE = 50


@blueprint.get("/api/lti/courses/<int:course_id>/names_and_roles")
def members(course_id: int) -> Response:
    """Return the members of a course (`limit` a page), each with roles and, where not withheld, name and address."""
    tool(world(), bearer(), (f"{NRPS}scope/contextmembership.readonly",))
    course = world().course(course_id)
    size, page = int(request.args.get("limit", _PER_PAGE)), int(request.args.get("page", 1))
    everybody = [world().users[number] for number in course.enrolments]
    answer = jsonify({
        "id": f"{world().url}{request.path}",
        "context": {"id": course.lti_context_id, "label": course.code, "title": course.name},
        "members": [
            {"status": "Active", "user_id": user.lti_id, "lti11_legacy_user_id": user.lti_id,
             "roles": roles(course, user), **person(user)}
            for user in everybody[(page - 1) * size:page * size]
        ],
    })
    answer.mimetype = "application/vnd.ims.lti-nrps.v2.membershipcontainer+json"
    if page * size < len(everybody):
        answer.headers["Link"] = f'<{world().url}{request.path}?limit={size}&page={page + 1}>; rel="next"'
    return answer
