"""The administrator's pages: registering a tool in a frame, and tools in the account's navigation."""

from flask import Blueprint, request

from tests.counterparts.canvas.lti import places, registration
from tests.counterparts.canvas.pages.layout import page
from tests.counterparts.canvas.refusals import not_allowed
from tests.counterparts.canvas.rest.door import world
from tests.counterparts.canvas.sessions import somebody

blueprint = Blueprint("accounts", __name__)


@blueprint.get("/accounts/<int:account_id>")
def account(account_id: int) -> str:
    """Show the account with its tools."""
    _admin()
    tools = [key for key in world().lti_keys.values() if places.visible(key, "account_navigation", staff=True)]
    return page(world().name, "account.html", account_tools=tools, account_id=account_id)


@blueprint.get("/accounts/<int:account_id>/developer_keys/register")
def register(account_id: int) -> str:
    """Open a tool's registration page in a frame; what the frame says when it is done closes it."""
    _admin()
    return page("Register a tool", "register.html", address=registration.opened(world(), request.args["url"]))


def _admin() -> None:
    if not somebody(world()).admin:
        raise not_allowed()
