"""Pages from which tools are launched: navigation of course and account, links, and `retrieve`, which frames use."""

from typing import Any

from flask import Blueprint, Response, render_template, request

from tests.counterparts.canvas.lti import launches, places
from tests.counterparts.canvas.lti.keys import signed_by
from tests.counterparts.canvas.lti.launches import Scene
from tests.counterparts.canvas.pages.layout import page
from tests.counterparts.canvas.records import Course, Link, LtiKey, User
from tests.counterparts.canvas.refusals import bad_request, not_allowed, not_there
from tests.counterparts.canvas.rest.door import world
from tests.counterparts.canvas.sessions import somebody

blueprint = Blueprint("lti_launching", __name__)
FRAME_ALLOW = (
    "geolocation *; microphone *; camera *; midi *; encrypted-media *; autoplay *; clipboard-write *; display-capture *"
)
"""What tools in frames may use (Canvas, FRAME_ALLOWANCES)."""


@blueprint.get("/courses/<int:course_id>/external_tools/<int:tool_id>")
def from_course(course_id: int, tool_id: int) -> str:
    """Launch a tool from a course's navigation, or from another place of it (`launch_type`)."""
    course, user = member(course_id)
    key, placement = world().lti_key(tool_id), request.args.get("launch_type", "course_navigation")
    if not places.visible(key, placement, staff=course.has_staff(user)):
        raise not_allowed()
    wish = launches.wish(key, placement)
    return framed(Scene(
        world(), key, user, placement, _target(key, wish), wish.get("type", launches.RESOURCE), course, acting=_acting()
    ))


@blueprint.get("/accounts/<int:account_id>/external_tools/<int:tool_id>")
def from_account(account_id: int, tool_id: int) -> str:
    """Launch a tool from the account's navigation, which administrators see."""
    user, key = somebody(world()), world().lti_key(tool_id)
    if not user.admin or not places.visible(key, "account_navigation", staff=True):
        raise not_allowed()
    wish = launches.wish(key, "account_navigation")
    return framed(Scene(world(), key, user, "account_navigation", _target(key, wish)))


@blueprint.get("/courses/<int:course_id>/modules/items/<int:link_id>")
def from_link(course_id: int, link_id: int) -> str:
    """Launch a tool from a link in a module."""
    course, user = member(course_id)
    link = course.links.get(link_id)
    if link is None:
        raise not_there()
    return framed(_linked(course, user, link))


@blueprint.get("/courses/<int:course_id>/external_tools/retrieve")
def retrieve(course_id: int) -> str:
    """Launch the tool whose address this is, in a page with a frame, or in this very place (`display=borderless`).

    Canvas finds the tool by the address's host; a link of this course with the very address gives its own id."""
    course, user = member(course_id)
    url = request.args.get("url", "")
    key = next((each for each in world().lti_keys.values() if each.on and _serves(each, url)), None)
    if key is None:
        raise not_there()
    bare = request.args.get("display") == "borderless"
    link = next((each for each in course.links.values() if each.url == url and each.tool_id == key.id), None)
    if link is not None:
        return framed(_linked(course, user, link), bare=bare)
    return framed(Scene(world(), key, user, "link_selection", url, course=course, acting=_acting()), bare=bare)


@blueprint.get("/post_message_forwarding")
def forwarding() -> str:
    """Return the hidden frame in which tools without cookies keep data."""
    return render_template("forwarding.html")


@blueprint.get("/lti/messages.js")
def answers() -> Response:
    """Return what answers the messages of tools."""
    return Response(render_template("messages.js"), mimetype="text/javascript")


@blueprint.post("/courses/<int:course_id>/deep_linking_response")
def chosen(course_id: int) -> str:
    """Take what a teacher chose in a tool: each link becomes one in the course's modules, or an assignment."""
    course = world().course(course_id)
    key = world().lti_key(int(request.args["tool"]))
    said = signed_by(request.form.get("JWT", ""), key.configuration["jwks_uri"])
    if said.get("iss") != key.client_id or said.get(f"{launches.LTI}message_type") != "LtiDeepLinkingResponse":
        raise bad_request("Invalid deep linking response")
    items = [i for i in said.get(f"{launches.DEEP_LINKING}content_items", []) if i.get("type") == "ltiResourceLink"]
    for item in items:
        title = item.get("title") or key.configuration["client_name"]
        link = world().add_link(course, key, title, item.get("url") or _target(key, {}), item.get("custom", {}))
        if request.args.get("assignment") == "true":
            points = float(item.get("lineItem", {}).get("scoreMaximum", 0))
            link.assignment_id = world().add_assignment(course, title, "external_tool", points).id
    return page("Retrieving Tool", "plain.html", said=f"{len(items)} added to {course.name}.", course=course)


def member(course_id: int) -> tuple[Course, User]:
    """Return the course with whoever is signed in; raise Refused if they are not in it."""
    user, course = somebody(world()), world().course(course_id)
    if not user.admin and user.id not in course.enrolments:
        raise not_allowed()
    return course, user


def framed(scene: Scene, *, bare: bool = False) -> str:
    """Return a page with a frame in which the launch begins at once; `bare`: a page that becomes the tool itself, since
    Canvas puts no frame around a tool without borders (its lti/app_util.rb, "unframed_launch")."""
    action, fields = launches.initiation(scene)
    if bare:
        return render_template("post.html", action=action, fields=fields)
    return page(
        scene.key.configuration["client_name"], "tool.html", action=action, fields=fields, allow=FRAME_ALLOW,
        course=scene.course,
    )


def _linked(course: Course, user: User, link: Link) -> Scene:
    key = world().lti_key(link.tool_id)
    assignment = world().assignments.get(link.assignment_id or 0)
    placement = "link_selection" if assignment is None else "assignment_selection"
    return Scene(
        world(), key, user, placement, link.url, course=course, link=link, assignment=assignment, acting=_acting()
    )


def _acting() -> User | None:
    """Return the administrator who looks at Canvas as somebody else, by a query of this stand-in (`acting=<login>`)."""
    login = request.args.get("acting", "")
    return world().user_by_login(login) if login else None


def _target(key: LtiKey, wish: dict[str, Any]) -> str:
    return str(wish.get("target_link_uri") or key.tool.get("target_link_uri") or key.configuration["redirect_uris"][0])


def _serves(key: LtiKey, url: str) -> bool:
    host = url.partition("://")[2].partition("/")[0]
    return host in (key.tool.get("domain"), *key.tool.get("secondary_domains", []))
