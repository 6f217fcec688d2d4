"""Tools that open from the site's menus: in a frame of a course's page, as in Canvas, or for the whole site."""

from flask import Blueprint, abort, redirect, render_template, url_for
from werkzeug.wrappers import Response as AnyResponse

from integrations.sandbox import tools
from integrations.sandbox.lti13 import claims as c
from integrations.sandbox.lti13 import launches
from integrations.sandbox.lti13.launches import Message
from integrations.sandbox.lti13.placements import Placement
from integrations.sandbox.tools import Tool
from integrations.sandbox.web import lti_messages
from integrations.sandbox.web import session as current
from integrations.sandbox.web.answers import allow_frames
from integrations.sandbox.web.context import config, db, now

blueprint = Blueprint("tool_pages", __name__)

CAPTURE = ("camera", "microphone", "display-capture", "window-management", "fullscreen", "autoplay")


def permissions(origins: tuple[str, ...]) -> str:
    """Return a frame's `allow`: what a proctoring tool of these origins needs."""
    return "; ".join(f"{feature} {' '.join(origins)}" for feature in CAPTURE)


def open_tool(message: Message) -> AnyResponse:
    """Send this browser to the tool with a message. Raises Refused (409) if the tool is not active."""
    return redirect(launches.prepare(db(), config(), message, now(), lti_messages.storage()), 303)


@blueprint.get("/courses/<int:course_id>/tools/<int:tool_id>")
def in_course(course_id: int, tool_id: int) -> str:
    """Show a tool as a page of the course, for its staff."""
    tool = _course_tool(course_id, tool_id)
    course, _, _ = current.course_and_role(course_id)
    allow_frames(tool.origins)
    return render_template("tool_page.html", tool=tool, course=course, allow=permissions(tool.origins))


@blueprint.get("/courses/<int:course_id>/tools/<int:tool_id>/launch")
def launch_in_course(course_id: int, tool_id: int) -> AnyResponse:
    """Send the frame to the tool, with the course itself as the resource link."""
    tool = _course_tool(course_id, tool_id)
    back = url_for("tool_pages.in_course", course_id=course_id, tool_id=tool_id)
    return _launch(tool, course_id, Placement.COURSE, back, "iframe")


@blueprint.get("/admin/tools/<int:tool_id>/settings")
def of_site(tool_id: int) -> AnyResponse:
    """Open a tool's own settings in this window, about no course: such pages seldom let themselves be framed."""
    current.required_admin()
    return _launch(_tool(tool_id), None, Placement.SITE, url_for("admin.overview"), "window")


def _course_tool(course_id: int, tool_id: int) -> Tool:
    _, _, role = current.course_and_role(course_id)
    if not role.is_staff:
        abort(403, "This page is for teachers and proctors.")
    return _tool(tool_id)


def _tool(tool_id: int) -> Tool:
    tool = tools.by_id(db(), tool_id)
    if tool is None or not tool.active:
        abort(404, "There is no such tool.")
    return tool


def _launch(tool: Tool, course_id: int | None, placement: Placement, back: str, where: str) -> AnyResponse:
    person = current.required_person()
    return open_tool(Message(c.RESOURCE_LINK_REQUEST, tool.id, person.id, course_id, back, where, placement=placement))
