"""Turning checked claims into a `Launch`: typed, cleaned, and refusing what has the wrong shape."""

import re
from collections.abc import Mapping
from typing import Any

from lti import claims, refusals
from lti.addresses import is_web_address, origin
from lti.message import (
    MASQUERADE_PARAMETER,
    AcsClaim,
    Acting,
    AgsClaim,
    AttemptNumber,
    ControlAction,
    DeepLinkingClaim,
    EndAssessmentClaim,
    ForUser,
    Launch,
    MessageType,
    ProctoringClaim,
)
from lti.ports import Registration

MAX_ID_CHARS = 255
MAX_TEXT_CHARS = 1000
MAX_OPAQUE_CHARS = 32_768
_UNEXPANDED = re.compile(r"\$[A-Za-z][\w.\-]*")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_LISTS = (claims.ROLES,)
_OBJECTS = (
    claims.RESOURCE_LINK, claims.CONTEXT, claims.CUSTOM, claims.LAUNCH_PRESENTATION, claims.TOOL_PLATFORM,
    claims.FOR_USER, claims.AGS_ENDPOINT, claims.NRPS_SERVICE, claims.DL_SETTINGS, claims.ACS,
    claims.PROCTORING_SETTINGS,
)


def tidy(body: Mapping[str, Any]) -> dict[str, Any]:
    """Return the claims with white space around their names removed (one platform sends ` …/errormsg`), nulls
    dropped; refuse claims that are not the object or list that they must be."""
    tidied = {name.strip(): value for name, value in body.items() if value is not None}
    for name in _OBJECTS:
        # PHP writes an empty object as []
        if tidied.get(name) == []:
            del tidied[name]
        elif name in tidied and not isinstance(tidied[name], dict):
            raise refusals.bad_claim(_short(name), "must be an object")
    for name in _LISTS:
        if name in tidied and not isinstance(tidied[name], list):
            raise refusals.bad_claim(_short(name), "must be a list")
    return tidied


def check_common(body: Mapping[str, Any]) -> None:
    """Refuse a message without what every LTI message must carry (LTI 1.3, section 5.3)."""
    version = body.get(claims.VERSION)
    if version is None:
        raise refusals.missing_claim("version")
    if version != claims.LTI_VERSION:
        raise refusals.bad_version()
    message_type = body.get(claims.MESSAGE_TYPE)
    if not message_type:
        raise refusals.missing_claim("message_type")
    if not isinstance(message_type, str) or message_type not in set(MessageType):
        raise refusals.unknown_message(str(message_type))
    if claims.ROLES not in body:
        raise refusals.missing_claim("roles")
    required_id(body, claims.DEPLOYMENT_ID)
    if isinstance(body.get("sub"), int | float):
        raise refusals.bad_claim("sub", "must be a string; this platform sent a number")
    required_id(body, "sub")


def required_id(body: Mapping[str, Any], name: str) -> str:
    """Return an identifier of 1 to 255 printable characters; raise LaunchRefused."""
    value = body.get(name)
    if value is None or value == "":
        raise refusals.missing_claim(_short(name))
    if not isinstance(value, str) or len(value) > MAX_ID_CHARS or not value.isprintable():
        raise refusals.bad_claim(_short(name), f"must be a string of at most {MAX_ID_CHARS} printable characters")
    return value


def launch(
    body: Mapping[str, Any], registration: Registration, *, bound: bool, browser_hash: str | None,
    storage_target: str | None,
) -> Launch:
    """Return the launch that tidied and checked claims describe. Of the keyword arguments see `Launch`."""
    kind = MessageType(body[claims.MESSAGE_TYPE])
    names = tuple(role for role in body[claims.ROLES] if isinstance(role, str))
    presentation = _dict(body, claims.LAUNCH_PRESENTATION)
    context, link = _dict(body, claims.CONTEXT), _dict(body, claims.RESOURCE_LINK)
    platform = _dict(body, claims.TOOL_PLATFORM)
    given, family = _text(body, "given_name"), _text(body, "family_name")
    return Launch(
        registration=registration,
        deployment_id=required_id(body, claims.DEPLOYMENT_ID),
        message_type=kind,
        subject=required_id(body, "sub"),
        name=_text(body, "name") or f"{given} {family}".strip(),
        given_name=given,
        email=_text(body, "email"),
        locale=_text(presentation, "locale") or _text(body, "locale"),
        roles=names,
        context_id=_text(context, "id")[:MAX_ID_CHARS],
        context_title=_text(context, "title") or _text(context, "label"),
        resource_link_id=required_id(link, "id") if link else None,
        resource_link_title=_text(link, "title"),
        target_link_uri=_web_address(body, claims.TARGET_LINK_URI),
        custom=_custom(body),
        acting=_acting(body, names),
        bound=bound,
        browser_hash=browser_hash,
        storage_target=storage_target,
        return_url=_web_address(presentation, "return_url"),
        document_target=_text(presentation, "document_target") or None,
        platform_name=_text(platform, "name") or _text(platform, "product_family_code"),
        platform_family=_text(platform, "product_family_code"),
        platform_origin=origin(registration.auth_login_url),
        ags=_ags(body),
        nrps_url=_web_address(_dict(body, claims.NRPS_SERVICE), "context_memberships_url"),
        proctoring=_proctoring(body) if kind is MessageType.START_PROCTORING else None,
        proctoring_settings=_opaque(_dict(body, claims.PROCTORING_SETTINGS), "data"),
        end=_end(body) if kind is MessageType.END_ASSESSMENT else None,
        deep_linking=_deep_linking(body) if kind is MessageType.DEEP_LINKING else None,
        for_user=_for_user(body),
        claims=body,
    )


def _custom(body: Mapping[str, Any]) -> dict[str, str]:
    custom = {}
    for name, value in _dict(body, claims.CUSTOM).items():
        text = str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value
        if isinstance(text, str) and not _UNEXPANDED.fullmatch(text.strip()):
            custom[clean(name)] = clean(text, MAX_OPAQUE_CHARS)
    return custom


def _acting(body: Mapping[str, Any], names: tuple[str, ...]) -> Acting:
    """Tell who acts: a filled-in masquerade variable names another user; a test user has a role of its own."""
    masked = _custom(body).get(MASQUERADE_PARAMETER, "")
    if masked and masked != body.get("sub"):
        return "masquerade"
    return "test_user" if any(name.endswith("#TestUser") for name in names) else ""


def _ags(body: Mapping[str, Any]) -> AgsClaim | None:
    endpoint = _dict(body, claims.AGS_ENDPOINT)
    if not endpoint:
        return None
    lineitem, lineitems = _web_address(endpoint, "lineitem"), _web_address(endpoint, "lineitems")
    return AgsClaim(lineitem=lineitem, lineitems=lineitems, scopes=frozenset(_strings(endpoint.get("scope"))))


def _proctoring(body: Mapping[str, Any]) -> ProctoringClaim:
    url = _web_address(body, claims.START_ASSESSMENT_URL)
    if url is None:
        raise refusals.bad_claim("start_assessment_url", "must be a web address")
    session_data = _opaque(body, claims.SESSION_DATA)
    if session_data is None:
        raise refusals.missing_claim("session_data")
    return ProctoringClaim(
        attempt_number=_attempt_number(body),
        start_assessment_url=url,
        session_data=session_data,
        acs=_acs(body),
    )


def _acs(body: Mapping[str, Any]) -> AcsClaim | None:
    service = _dict(body, claims.ACS)
    url = _web_address(service, "assessment_control_url")
    if url is None:
        return None
    named = service.get("actions")
    return AcsClaim(url=url, actions=tuple(ControlAction) if named is None else _strings(named))


def _attempt_number(body: Mapping[str, Any]) -> AttemptNumber:
    value = body.get(claims.ATTEMPT_NUMBER)
    if isinstance(value, int) and not isinstance(value, bool) and 1 <= value < 2**31:
        return value
    if isinstance(value, str) and value.isascii() and value.isprintable() and 0 < len(value) <= MAX_ID_CHARS:
        return value
    raise refusals.bad_claim("attempt_number", "must be a whole number from 1 up")


def _end(body: Mapping[str, Any]) -> EndAssessmentClaim:
    return EndAssessmentClaim(
        attempt_number=_attempt_number(body),
        error_message=_text(body, claims.ERROR_MESSAGE) or None,
        error_log=_text(body, claims.ERROR_LOG) or None,
        session_data=_opaque(body, claims.SESSION_DATA),
    )


def _deep_linking(body: Mapping[str, Any]) -> DeepLinkingClaim:
    settings = _dict(body, claims.DL_SETTINGS)
    url = _web_address(settings, "deep_link_return_url")
    if url is None:
        raise refusals.bad_claim("deep_link_return_url", "must be a web address")
    return DeepLinkingClaim(
        return_url=url,
        data=_opaque(settings, "data"),
        accept_types=_strings(settings.get("accept_types")),
        accept_targets=_strings(settings.get("accept_presentation_document_targets")),
        accept_multiple=_truth(settings.get("accept_multiple", True)),
        accept_lineitem=_truth(settings.get("accept_lineitem", True)),
        title=_text(settings, "title"),
        text=_text(settings, "text"),
    )


def _for_user(body: Mapping[str, Any]) -> ForUser | None:
    user = _dict(body, claims.FOR_USER)
    return ForUser(user_id=required_id(user, "user_id"), name=_text(user, "name")) if user else None


def _dict(body: Mapping[str, Any], name: str) -> dict[str, Any]:
    value = body.get(name)
    return value if isinstance(value, dict) else {}


def _strings(value: object) -> tuple[str, ...]:
    """Accept a list, or one string, as several platforms send."""
    if isinstance(value, str):
        return (value,)
    return tuple(item for item in value if isinstance(item, str)) if isinstance(value, list) else ()


def _truth(value: object) -> bool:
    return value is True or (isinstance(value, str) and value.lower() == "true")


def _text(body: Mapping[str, Any], name: str) -> str:
    value = body.get(name)
    return clean(value) if isinstance(value, str) else ""


def _opaque(body: Mapping[str, Any], name: str) -> str | None:
    """Return text that must go back as it came; refuse what cannot be kept."""
    value = body.get(name)
    if value is None or value == "":
        return None
    if not isinstance(value, str):
        raise refusals.bad_claim(_short(name), "must be a string")
    if len(value) > MAX_OPAQUE_CHARS or "\0" in value or value != value.encode("utf-8", "replace").decode("utf-8"):
        raise refusals.bad_claim(_short(name), f"must be plain text of at most {MAX_OPAQUE_CHARS} characters")
    return value


def _web_address(body: Mapping[str, Any], name: str) -> str | None:
    value = body.get(name)
    return value if isinstance(value, str) and is_web_address(value) else None


def clean(text: str, limit: int = MAX_TEXT_CHARS) -> str:
    """Return text that every database can hold and no page is bent by: no control or direction-override characters, no
    broken surrogates, not too long."""
    return _UNPRINTABLE.sub("", text.encode("utf-8", "replace").decode("utf-8"))[:limit].strip()


def _short(name: str) -> str:
    return name.rsplit("/", 1)[-1]
