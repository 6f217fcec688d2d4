"""Platform Notification Service: a tool says where it takes notices, and a test has one sent."""

import secrets
from typing import Any

import requests
from flask import Blueprint, Response, jsonify, request

from tests.counterparts.canvas.lti.launches import LTI, NOTICES_SCOPE
from tests.counterparts.canvas.lti.tool_tokens import tool
from tests.counterparts.canvas.moments import written
from tests.counterparts.canvas.records import Course, LtiKey
from tests.counterparts.canvas.refusals import bad_request, not_there
from tests.counterparts.canvas.rest.door import bearer, world
from tests.counterparts.canvas.world import CanvasWorld

blueprint = Blueprint("lti_notices", __name__)
KINDS = ("LtiHelloWorldNotice", "LtiContextCopyNotice")
_PATH = "/api/lti/notice-handlers/<int:tool_id>"
_LASTS_S, _TIMEOUT_S = 600, 10


@blueprint.get(_PATH)
def listed(tool_id: int) -> Response:
    """Return where a tool takes each kind of notice; "" where it does not."""
    return jsonify(_shown(_key(tool_id)))


@blueprint.put(_PATH)
def subscribe(tool_id: int) -> Response:
    """Keep where a tool takes a kind of notice; the host must be the tool's own."""
    key, said = _key(tool_id), request.get_json(silent=True) or {}
    kind, handler = said.get("notice_type"), said.get("handler")
    if kind not in KINDS or not isinstance(handler, str):
        raise bad_request("unknown notice_type, or no handler")
    if handler and handler.partition("://")[2].partition("/")[0] != key.tool.get("domain"):
        raise bad_request("handler must be a valid URL or an empty string, on the tool's domain")
    key.handlers[kind] = handler
    return jsonify({"notice_type": kind, "handler": handler})


def _key(tool_id: int) -> LtiKey:
    key = tool(world(), bearer(), (NOTICES_SCOPE,))
    if key.id != tool_id:
        raise not_there()
    return key


def _shown(key: LtiKey) -> dict[str, Any]:
    handlers = [{"notice_type": kind, "handler": key.handlers.get(kind, "")} for kind in KINDS]
    return {"client_id": key.client_id, "deployment_id": key.deployment_id, "notice_handlers": handlers}


def copy_notice(world: CanvasWorld, key: LtiKey, origin: Course, copy: Course) -> str:
    """Return the signed notice that a course was copied."""
    now = round(world.now())
    return world.signing.sign({
        "iss": world.url, "aud": key.client_id, "azp": key.client_id, "iat": now, "exp": now + _LASTS_S,
        "jti": secrets.token_hex(16), "nonce": secrets.token_hex(16), f"{LTI}version": "1.3.0",
        f"{LTI}deployment_id": key.deployment_id,
        f"{LTI}notice": {"id": secrets.token_hex(16), "timestamp": written(now), "type": "LtiContextCopyNotice"},
        f"{LTI}context": {"id": copy.lti_context_id, "label": copy.code, "title": copy.name},
        f"{LTI}origin_contexts": [origin.lti_context_id],
    })


def send_copy(world: CanvasWorld, key: LtiKey, origin: Course, copy: Course) -> requests.Response | None:
    """Tell a tool that a course was copied, once, as Canvas does; None if it takes no such notices."""
    handler = key.handlers.get("LtiContextCopyNotice")
    if not handler:
        return None
    return requests.post(
        handler, json={"notices": [{"jwt": copy_notice(world, key, origin, copy)}]}, timeout=_TIMEOUT_S
    )
