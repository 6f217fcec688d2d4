"""LTI Dynamic Registration 1.0, the tool's side: one address pasted by an admin registers the tool."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from lti import claims, json_text
from lti.addresses import is_web_address, origin
from lti.answers import failure
from lti.errors import RegistrationFailed
from lti.message import MessageType
from lti.ports import Http, HttpAnswer, HttpFailed, NotCalled
from lti.reading import clean

MAX_ANSWER_BYTES = 262_144
MAX_NAME_CHARS = 200
_CLAIMS = ("iss", "sub", "name", "given_name", "family_name", "email", "locale")


@dataclass(frozen=True, slots=True)
class ToolDescription:
    """What the tool says of itself. All addresses are public ones; `launch_url` is also where launches are targeted.

    `secondary_domains` are further hosts that the tool's pages use; `contacts` are mail addresses."""

    name: str
    description: str
    launch_url: str
    login_url: str
    jwks_url: str
    logo_url: str | None = None
    custom_parameters: Mapping[str, str] = field(default_factory=dict)
    policy_url: str | None = None
    terms_url: str | None = None
    contacts: tuple[str, ...] = ()
    secondary_domains: tuple[str, ...] = ()

    @property
    def domain(self) -> str:
        """Return host[:port] of the launch address."""
        return urlsplit(self.launch_url).netloc


@dataclass(frozen=True, slots=True)
class Place:
    """One placement to be asked for where the platform offers it, by any of the names in `spelt`.

    `custom` is sent with launches from it; `keys` are further keys of the registration's message, each a full URI."""

    spelt: tuple[str, ...]
    message: MessageType
    custom: Mapping[str, str] = field(default_factory=dict)
    keys: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Extras:
    """What one platform is asked for beyond the standard: `keys` of the tool's configuration, `custom` parameters of
    every launch, and `places`. `account_name` is the institution's own name, if the platform tells it in some way."""

    places: tuple[Place, ...] = ()
    keys: Mapping[str, Any] = field(default_factory=dict)
    custom: Mapping[str, str] = field(default_factory=dict)
    account_name: Any = ""


ExtrasFor = Callable[[Mapping[str, Any]], Extras]
"""Returns the extras for what a platform says of itself (its `lti-platform-configuration`); must not fail."""
CONTENT_AREA = "ContentArea"
"""The standard's one placement for adding content (LTI Dynamic Registration 1.0)."""


def _nothing_more(_platform: Mapping[str, Any]) -> Extras:
    return Extras()


@dataclass(frozen=True, slots=True)
class NewRegistration:
    """What the platform answered: everything that `lti.ports.Registration` needs, and what to call the platform.

    `deployment_ids` is empty when the platform did not say; the first launch will. `scopes` are those granted. `family`
    is the platform's product_family_code; `account_name` the institution's own name, where the platform tells it."""

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
    family: str = ""
    account_name: str = ""


def register(
    openid_configuration_url: str, registration_token: str | None, tool: ToolDescription, *, http: Http,
    extras_for: ExtrasFor = _nothing_more,
) -> NewRegistration:
    """Register the tool with the platform that opened its registration page; raise RegistrationFailed.

    `extras_for` says what this platform is asked for beyond the standard. The registration token, if any, goes as
    bearer with both calls: some platforms need it for reading, too."""
    bearer = {"Authorization": f"Bearer {registration_token}"} if registration_token else {}
    configuration = _json(
        _send(http, "GET", openid_configuration_url, {"Accept": "application/json", **bearer}, None),
        "The platform's configuration",
    )
    endpoint = _address(configuration, "registration_endpoint")
    extras = extras_for(_dict(configuration, claims.PLATFORM_CONFIGURATION))
    request = json.dumps(_request(configuration, tool, extras)).encode()
    headers = {"Content-Type": "application/json", "Accept": "application/json", **bearer}
    answer = _json(_send(http, "POST", endpoint, headers, request), "The platform's answer to the registration")
    return _result(configuration, answer, extras)


def _send(http: Http, method: str, url: str, headers: dict[str, str], body: bytes | None) -> HttpAnswer:
    what = "Reading the platform's configuration" if method == "GET" else "The registration request"
    try:
        answer = http.send(method, url, headers=headers, body=body)
    except NotCalled as exc:
        whose = f" That is about the LMS's own address, {origin(url)}." if is_web_address(url) else ""
        raise RegistrationFailed(f"{what} failed: {exc}{whose}", not_called=True) from exc
    except HttpFailed as exc:
        raise RegistrationFailed(f"{what} failed: {exc}") from exc
    if not answer.ok:
        raise RegistrationFailed(str(failure(what, answer, 0.0)))
    if len(answer.body) > MAX_ANSWER_BYTES:
        raise RegistrationFailed(f"{what} failed: the answer is too large.")
    return answer


def _json(answer: HttpAnswer, what: str) -> dict[str, Any]:
    try:
        parsed = json_text.readable(answer.body)
    except ValueError:
        raise RegistrationFailed(f"{what} is not JSON.") from None
    if not isinstance(parsed, dict):
        raise RegistrationFailed(f"{what} is not a JSON object.")
    return parsed


def _request(configuration: Mapping[str, Any], tool: ToolDescription, extras: Extras) -> dict[str, Any]:
    platform = _dict(configuration, claims.PLATFORM_CONFIGURATION)
    request: dict[str, Any] = {
        "application_type": "web",
        "response_types": ["id_token"],
        "grant_types": ["implicit", "client_credentials"],
        "initiate_login_uri": tool.login_url,
        "redirect_uris": [tool.launch_url],
        "client_name": tool.name,
        "jwks_uri": tool.jwks_url,
        "token_endpoint_auth_method": "private_key_jwt",
        "scope": " ".join(s for s in claims.SCOPES if s in _strings(configuration.get("scopes_supported"))),
        claims.TOOL_CONFIGURATION: {
            "domain": tool.domain,
            "target_link_uri": tool.launch_url,
            "description": tool.description,
            "custom_parameters": {**tool.custom_parameters, **extras.custom},
            "claims": list(_CLAIMS),
            "messages": _messages(_messages_supported(platform), tool, extras.places),
            **extras.keys,
        },
    }
    if tool.secondary_domains:
        request[claims.TOOL_CONFIGURATION]["secondary_domains"] = list(tool.secondary_domains)
    optional = {
        "logo_uri": tool.logo_url, "policy_uri": tool.policy_url, "tos_uri": tool.terms_url,
        "contacts": list(tool.contacts),
    }
    return request | {name: value for name, value in optional.items() if value}


def _messages_supported(platform: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """Return the placements by message type that the platform lists; older versions of one list bare types."""
    listed = platform.get("messages_supported")
    found: dict[str, tuple[str, ...]] = {}
    for item in listed if isinstance(listed, list) else []:
        if isinstance(item, str):
            found[item] = ()
        elif isinstance(item, dict) and isinstance(item.get("type"), str):
            found[item["type"]] = _strings(item.get("placements"))
    return found


def _messages(
    supported: Mapping[str, tuple[str, ...]], tool: ToolDescription, places: tuple[Place, ...]
) -> list[dict[str, Any]]:
    """Return what to ask for: of each type that the platform lists, one message for each way of being placed. A
    platform that lists no type at all is asked for every one."""
    messages: list[dict[str, Any]] = []
    for kind in MessageType:
        if not supported or kind in supported:
            common = {"type": kind.value, "target_link_uri": tool.launch_url, "label": tool.name}
            if tool.logo_url:
                common["icon_uri"] = tool.logo_url
            messages += [common | how for how in _placed(kind, supported.get(kind, ()), places)]
    return messages


def _placed(kind: MessageType, listed: tuple[str, ...], places: tuple[Place, ...]) -> list[dict[str, Any]]:
    """Return what sets the messages of one type apart. Places with the same wishes share a message; where the platform
    has none of our places, one message goes without a wish, or to the standard's place for content."""
    grouped: list[dict[str, Any]] = []
    for place in places:
        name = next((n for n in listed if n in place.spelt), None) if place.message is kind else None
        if name is None:
            continue
        wishes = {**place.keys} | ({"custom_parameters": dict(place.custom)} if place.custom else {})
        same = next((m for m in grouped if {k: v for k, v in m.items() if k != "placements"} == wishes), None)
        if same is None:
            grouped.append({"placements": [name], **wishes})
        else:
            same["placements"].append(name)
    if grouped:
        return grouped
    content = kind is MessageType.DEEP_LINKING and CONTENT_AREA in listed
    return [{"placements": [CONTENT_AREA]} if content else {}]


def _result(configuration: Mapping[str, Any], answer: Mapping[str, Any], extras: Extras) -> NewRegistration:
    settings = _dict(answer, claims.TOOL_CONFIGURATION)
    platform = _dict(configuration, claims.PLATFORM_CONFIGURATION)
    deployment = settings.get("deployment_id") or answer.get("deployment_id")
    granted = answer.get("scope")
    family = _name(platform.get("product_family_code"))
    messages = settings.get("messages")
    return NewRegistration(
        issuer=_text(configuration, "issuer"),
        client_id=_text(answer, "client_id"),
        auth_login_url=_address(configuration, "authorization_endpoint"),
        auth_token_url=_address(configuration, "token_endpoint"),
        jwks_url=_address(configuration, "jwks_uri"),
        token_audience=_audience(configuration),
        deployment_ids=frozenset([str(deployment)] if deployment else ()),
        platform_name=family,
        messages=_types(messages if isinstance(messages, list) else ()),
        scopes=frozenset(granted.split() if isinstance(granted, str) else _strings(granted)),
        family=family,
        account_name=_name(extras.account_name),
    )


def _audience(configuration: Mapping[str, Any]) -> str | None:
    """Return the audience of token requests if the platform names one, else None: the token address.

    Only a web address counts. Canvas names its bare host there and yet demands the token address (read in
    lib/canvas/oauth/client_credentials_provider.rb)."""
    named = configuration.get("authorization_server")
    return named if isinstance(named, str) and is_web_address(named) else None


def _dict(source: Mapping[str, Any], name: str) -> dict[str, Any]:
    value = source.get(name)
    return value if isinstance(value, dict) else {}


def _name(value: object) -> str:
    return clean(value, MAX_NAME_CHARS) if isinstance(value, str) else ""


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
