"""The administrator's page: register a tool by its registration address, switch it on, remove it."""

from urllib.parse import urlencode, urlsplit

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from integrations.sandbox import handles, tools
from integrations.sandbox.lti13 import registration
from integrations.sandbox.tools import Tool
from integrations.sandbox.web import session as current
from integrations.sandbox.web.answers import allow_frames
from integrations.sandbox.web.context import config, db, now

blueprint = Blueprint("admin", __name__, url_prefix="/admin")


@blueprint.get("/tools")
def overview() -> str:
    """List the tools."""
    current.required_admin()
    return render_template("admin.html", tools=[tools.described(tool) for tool in tools.all_tools(db())])


@blueprint.post("/registrations")
def register() -> str:
    """Open the tool's registration address in a frame, with a token that is good once."""
    current.required_admin()
    current.check_form_token()
    address = request.form.get("url", "").strip()
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        abort(400, "Paste the tool's registration address. It starts with http:// or https://.")
    token = handles.issue(db(), "registration", {}, now() + registration.TOKEN_LIFE_S)
    allow_frames((tools.origin(address),))
    return render_template(
        "admin_register.html",
        host=parts.netloc,
        origin=tools.origin(address),
        frame=registration_address(address, config().url("/lti/openid-configuration"), token),
    )


def registration_address(address: str, configuration: str, token: str) -> str:
    """Return a tool's registration address with the two parameters of LTI Dynamic Registration added."""
    query = urlencode({"openid_configuration": configuration, "registration_token": token})
    return f"{address}{'&' if '?' in address else '?'}{query}"


@blueprint.post("/tools/<int:tool_id>/activate")
def activate(tool_id: int) -> AnyResponse:
    """Switch a tool on."""
    tool = _tool(tool_id)
    tools.activate(db(), tool, now())
    return redirect(url_for("admin.overview"), 303)


@blueprint.post("/tools/<int:tool_id>/remove")
def remove(tool_id: int) -> AnyResponse:
    """Remove a tool and its links."""
    tool = _tool(tool_id)
    tools.remove(db(), tool, now())
    return redirect(url_for("admin.overview"), 303)


def _tool(tool_id: int) -> Tool:
    current.required_admin()
    current.check_form_token()
    tool = tools.by_id(db(), tool_id)
    if tool is None:
        abort(404, "There is no such tool.")
    return tool
