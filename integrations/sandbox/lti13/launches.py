"""Messages to tools: a launch is prepared (third-party login), asked for (OIDC) and answered, each once."""

import sqlite3
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from urllib.parse import urlencode

from integrations.sandbox import handles, tools
from integrations.sandbox.config import SandboxConfig, Storage
from integrations.sandbox.refusal import Refused
from integrations.sandbox.tools import Tool

HINT_LIFE_S = 600
AUTH_CONSTANTS = {"scope": "openid", "response_type": "id_token", "response_mode": "form_post", "prompt": "none"}


@dataclass(frozen=True, slots=True)
class Message:
    """What is to be sent to whom about what. `data`, `title`: for deep linking; `return_path` starts with a slash.

    Without `course_id` it is about the whole site. `placement` is the place that a tool is opened from, as LTI
    platforms name them: one in the menus, without a link of its own, or the settings of the link."""

    type: str
    tool_id: int
    person_id: str
    course_id: int | None
    return_path: str
    document_target: str = "window"
    link_id: str | None = None
    attempt_id: int | None = None
    data: str | None = None
    title: str = ""
    placement: str = ""


@dataclass(frozen=True, slots=True)
class AuthRequest:
    """A tool's authentication request that may be answered."""

    tool: Tool
    redirect_uri: str
    state: str
    nonce: str
    message: Message


def prepare(
    db: sqlite3.Connection, config: SandboxConfig, message: Message, now: float, storage: Storage = Storage.NONE
) -> str:
    """Return the tool's login initiation address for this message; its lti_message_hint is good once.

    `storage` is what the page that shows the tool offers. Raises Refused (409) if the tool is not active."""
    tool = tools.by_id(db, message.tool_id)
    if tool is None or not tool.active:
        raise Refused("tool_inactive", "The proctoring tool is not active on this site. Ask the administrator.", 409)
    handles.sweep(db, now)
    hint = handles.issue(db, "hint", asdict(message), now + HINT_LIFE_S)
    query = urlencode(
        {
            "iss": config.issuer,
            "target_link_uri": target(db, tool, message),
            "login_hint": message.person_id,
            "lti_message_hint": hint,
            "client_id": tool.client_id,
            "lti_deployment_id": tool.deployment_id,
            **({"lti_storage_target": storage.target} if storage.target else {}),
        }
    )
    uri = tool.details.initiate_login_uri
    return f"{uri}{'&' if '?' in uri else '?'}{query}"


def target(db: sqlite3.Connection, tool: Tool, message: Message) -> str:
    """Return the target_link_uri of a message: its link's address, else the one registered for its type."""
    link = tools.link(db, message.link_id) if message.link_id else None
    return link.url if link and link.url else tool.target(message.type)


def known_redirect(db: sqlite3.Connection, params: Mapping[str, str]) -> Tool:
    """Return the tool if client_id and redirect_uri are exactly as registered. Raises Refused otherwise."""
    tool = tools.by_client_id(db, params.get("client_id", ""))
    if tool is None:
        raise Refused("unauthorized_client", "client_id is not an active tool of this site.", 401)
    if params.get("redirect_uri") not in tool.details.redirect_uris:
        raise Refused("invalid_redirect_uri", "redirect_uri is not one that this tool registered.")
    return tool


def authenticate(db: sqlite3.Connection, params: Mapping[str, str], signed_in: str, now: float) -> AuthRequest:
    """Check an authentication request against the person signed in, and use up its hint. Raises Refused."""
    tool = known_redirect(db, params)
    for name, value in AUTH_CONSTANTS.items():
        if params.get(name) != value:
            raise Refused("invalid_request", f"{name} must be {value}.")
    if not params.get("nonce"):
        raise Refused("invalid_request", "nonce is missing.")
    hint = params.get("lti_message_hint", "")
    payload = handles.look(db, "hint", hint, now)
    if payload is None:
        if handles.was_used(db, "hint", hint):
            raise Refused("replayed", "This launch was used before. Open the tool again from the quiz.")
        raise Refused("invalid_request", "lti_message_hint is unknown or expired. Open the tool again from the quiz.")
    message = Message(**payload)
    if message.tool_id != tool.id:
        raise Refused("invalid_request", "lti_message_hint belongs to another tool.", 403)
    if params.get("login_hint") != message.person_id or signed_in != message.person_id:
        raise Refused("login_required", "Another person is signed in now than the one this launch was made for.", 403)
    if handles.consume(db, "hint", hint, now) is None:
        raise Refused("replayed", "This launch was used before. Open the tool again from the quiz.")
    return AuthRequest(tool, params["redirect_uri"], params.get("state", ""), params["nonce"], message)
