"""LTI Dynamic Registration 1.0, the tool's side: one address pasted by an admin registers the tool."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from lti import claims, json_text
from lti.addresses import is_web_address
from lti.answers import failure
from lti.errors import RegistrationFailed
from lti.message import MessageType
from lti.ports import Http, HttpAnswer, HttpFailed

MAX_ANSWER_BYTES = 262_144
_SCOPES = (claims.SCOPE_LINEITEM, claims.SCOPE_SCORE, claims.SCOPE_ROSTER, claims.SCOPE_CONTROL)
_CLAIMS = ("iss", "sub", "name", "given_name", "family_name", "email")
_PLACEMENTS: Mapping[MessageType, tuple[str, ...]] = {
    MessageType.RESOURCE_LINK: ("course_navigation",),
    MessageType.DEEP_LINKING: ("ContentArea", "assignment_selection", "link_selection"),
}
_ALWAYS = (MessageType.RESOURCE_LINK, MessageType.DEEP_LINKING)
_WHEN_LISTED = (MessageType.START_PROCTORING, MessageType.END_ASSESSMENT, MessageType.SUBMISSION_REVIEW)


@dataclass(frozen=True, slots=True)
class ToolDescription:
    """What the tool says of itself. All addresses are public ones; `launch_url` is also where launches are targeted.

    `extensions` are keys that single platforms read in the tool's configuration; the default asks one of them, which by
    default hides names, to send name and email."""

    name: str
    description: str
    launch_url: str
    login_url: str
    jwks_url: str
    logo_url: str | None = None
    custom_parameters: Mapping[str, str] = field(default_factory=dict)
    extensions: Mapping[str, Any] = field(
        default_factory=lambda: {"https://canvas.instructure.com/lti/privacy_level": "public"}
    )


@dataclass(frozen=True, slots=True)
class NewRegistration:
    """What the platform answered: everything that `lti.ports.Registration` needs, and what to call the platform.

    `deployment_ids` is empty when the platform did not say; the first launch will. `scopes` are those granted."""

    issuer: str
    client_id: str
    auth_login_url: str
    auth_token_url: str
    jwks_url: str
    token_audience: str | None
    deployment_ids: frozenset[str]
    platform_name: str
    messages: tuple[str, ...]
    scopes: frozenset[str]


def register(
    openid_configuration_url: str, registration_token: str | None, tool: ToolDescription, *, http: Http
) -> NewRegistration:
    """Register the tool with the platform that opened its registration page; raise RegistrationFailed.

    The registration token, if any, goes as bearer with both calls: some platforms need it for reading, too."""
    bearer = {"Authorization": f"Bearer {registration_token}"} if registration_token else {}
    configuration = _json(
        _send(http, "GET", openid_configuration_url, {"Accept": "application/json", **bearer}, None),
        "The platform's configuration",
    )
    endpoint = _address(configuration, "registration_endpoint")
    request = json.dumps(_request(configuration, tool)).encode()
    headers = {"Content-Type": "application/json", "Accept": "application/json", **bearer}
    answer = _json(_send(http, "POST", endpoint, headers, request), "The platform's answer to the registration")
    return _result(configuration, answer)


def _send(http: Http, method: str, url: str, headers: dict[str, str], body: bytes | None) -> HttpAnswer:
    what = "Reading the platform's configuration" if method == "GET" else "The registration request"
    try:
        answer = http.send(method, url, headers=headers, body=body)
    except HttpFailed as exc:
        raise RegistrationFailed(f"{what} failed: {exc}") from exc
    if not answer.ok:
        raise RegistrationFailed(f"{failure(what, answer, 0.0)} Begin again in the platform: its link works once.")
    if len(answer.body) > MAX_ANSWER_BYTES:
        raise RegistrationFailed(f"{what} failed: the answer is too large.")
    return answer


def _json(answer: HttpAnswer, what: str) -> dict[str, Any]:
    try:
        parsed = json_text.parse(answer.body)
    except ValueError:
        raise RegistrationFailed(f"{what} is not JSON.") from None
    if not isinstance(parsed, dict):
        raise RegistrationFailed(f"{what} is not a JSON object.")
    return parsed


def _request(configuration: Mapping[str, Any], tool: ToolDescription) -> dict[str, Any]:
    supported = _messages_supported(configuration)
    request: dict[str, Any] = {
        "application_type": "web",
        "response_types": ["id_token"],
        "grant_types": ["implicit", "client_credentials"],
        "initiate_login_uri": tool.login_url,
        "redirect_uris": [tool.launch_url],
        "client_name": tool.name,
        "jwks_uri": tool.jwks_url,
        "token_endpoint_auth_method": "private_key_jwt",
        "scope": " ".join(s for s in _SCOPES if s in _strings(configuration.get("scopes_supported"))),
        claims.TOOL_CONFIGURATION: {
            "domain": urlsplit(tool.launch_url).netloc,
            "target_link_uri": tool.launch_url,
            "description": tool.description,
            "custom_parameters": dict(tool.custom_parameters),
            "claims": list(_CLAIMS),
            "messages": _messages(supported, tool),
            **tool.extensions,
        },
    }
    if tool.logo_url:
        request["logo_uri"] = tool.logo_url
    return request


def _messages_supported(configuration: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """Return the placements by message type that the platform lists."""
    platform = configuration.get(claims.PLATFORM_CONFIGURATION)
    listed = platform.get("messages_supported") if isinstance(platform, dict) else None
    found: dict[str, tuple[str, ...]] = {}
    for item in listed if isinstance(listed, list) else []:
        if isinstance(item, dict) and isinstance(item.get("type"), str):
            found[item["type"]] = _strings(item.get("placements"))
    return found


def _messages(supported: Mapping[str, tuple[str, ...]], tool: ToolDescription) -> list[dict[str, Any]]:
    wanted = [*_ALWAYS, *(kind for kind in _WHEN_LISTED if kind in supported)]
    messages = []
    for kind in wanted:
        message: dict[str, Any] = {"type": kind.value, "target_link_uri": tool.launch_url, "label": tool.name}
        places = [p for p in _PLACEMENTS.get(kind, ()) if p in supported.get(kind, ())]
        if places:
            message["placements"] = places
        messages.append(message)
    return messages


def _result(configuration: Mapping[str, Any], answer: Mapping[str, Any]) -> NewRegistration:
    settings = answer.get(claims.TOOL_CONFIGURATION)
    settings = settings if isinstance(settings, dict) else {}
    platform = configuration.get(claims.PLATFORM_CONFIGURATION)
    deployment = settings.get("deployment_id")
    granted = answer.get("scope")
    family = platform.get("product_family_code") if isinstance(platform, dict) else None
    audience = configuration.get("authorization_server")
    messages = settings.get("messages")
    return NewRegistration(
        issuer=_text(configuration, "issuer"),
        client_id=_text(answer, "client_id"),
        auth_login_url=_address(configuration, "authorization_endpoint"),
        auth_token_url=_address(configuration, "token_endpoint"),
        jwks_url=_address(configuration, "jwks_uri"),
        token_audience=audience if isinstance(audience, str) and audience else None,
        deployment_ids=frozenset([str(deployment)] if deployment else ()),
        platform_name=family if isinstance(family, str) else "",
        messages=_types(messages if isinstance(messages, list) else ()),
        scopes=frozenset(granted.split() if isinstance(granted, str) else _strings(granted)),
    )


def _types(messages: Iterable[Any]) -> tuple[str, ...]:
    return tuple(m["type"] for m in messages if isinstance(m, dict) and isinstance(m.get("type"), str))


def _text(source: Mapping[str, Any], name: str) -> str:
    value = source.get(name)
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str) or not value or len(value) > 2048 or not value.isprintable():
        raise RegistrationFailed(f"The platform did not send a usable “{name}”.")
    return value


def _address(source: Mapping[str, Any], name: str) -> str:
    value = _text(source, name)
    if not is_web_address(value):
        raise RegistrationFailed(f"The platform's “{name}” is not a web address.")
    return value


def _strings(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        return tuple(value.split())
    return tuple(item for item in value if isinstance(item, str)) if isinstance(value, list) else ()
