"""LTI Client Side postMessages: what the site's pages offer to the tools they open, and the frame that stores data.

The messages themselves are answered in the browser, by static/lti_messages.js."""

from typing import Any

from flask import Blueprint, render_template, request, session

from integrations.sandbox import tools
from integrations.sandbox.config import STORAGE_FRAME, Storage
from integrations.sandbox.web.context import config, db

blueprint = Blueprint("lti_messages", __name__)


def storage() -> Storage:
    """Return what this browser's pages offer: the site's setting, unless its demo log-in chose another."""
    chosen = session.get("storage")
    return Storage(chosen) if chosen in list(Storage) else config().storage


def choose() -> None:
    """Let a demo log-in try another storage than the site's: ?storage=none, parent or frame."""
    if request.args.get("storage") in list(Storage):
        session["storage"] = request.args["storage"]


def offered() -> dict[str, Any]:
    """Return what a page's script must know: the storage, its frame's name, and the origins of active tools."""
    origins = sorted({origin for tool in tools.all_tools(db()) if tool.active for origin in tool.origins})
    return {"storage": storage(), "frame": STORAGE_FRAME, "origins": origins}


@blueprint.get("/lti/storage")
def frame() -> str:
    """Show nothing: this page, in a hidden frame, keeps data for tools."""
    return render_template("storage.html")
