"""Notices that a platform sends by itself (LTI Platform Notification Service 1.0): where to ask for them, and whether
one that came in is real."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lti import claims, id_token, reading, refusals, signatures
from lti.addresses import is_web_address
from lti.jwks import JwksCache
from lti.platform_token import FirstUse
from lti.ports import Registration, Registrations
from lti.services import ServiceCalls

CONTEXT_COPY = "LtiContextCopyNotice"
"""A course was made as a copy of others."""
MAX_ORIGINS = 100
_LONGEST_S = 3600.0
_WHAT = "Asking for notices"


@dataclass(frozen=True, slots=True)
class NoticeService:
    """What a launch says of the service: its address, and the notices that the platform sends."""

    url: str
    types: frozenset[str]


@dataclass(frozen=True, slots=True)
class Notice:
    """One notice that its platform has signed. `context_id` and `context_title` are those of the course that it is
    about, `origins` the ids of those that this course was copied from; all of it the platform's text."""

    registration: Registration
    deployment_id: str
    type: str
    context_id: str
    context_title: str
    origins: tuple[str, ...]


def service_of(body: Mapping[str, Any]) -> NoticeService | None:
    """Return the service that the claims of a launch name, None if they name none that can be used."""
    claim = body.get(claims.NOTICE_SERVICE)
    if not isinstance(claim, dict):
        return None
    url, types = claim.get("platform_notification_service_url"), claim.get("notice_types_supported")
    if not isinstance(url, str) or not is_web_address(url) or not isinstance(types, list):
        return None
    return NoticeService(url, frozenset(name for name in types if isinstance(name, str)))


def subscribe(
    service: NoticeService, notice_type: str, handler: str, *, registration: Registration, calls: ServiceCalls
) -> None:
    """Have notices of this type sent to `handler`, an address of this tool, instead of wherever they went before. Again
    does no harm. Raise ServiceFailed; call it with no unit of work open."""
    calls.fetch(
        "PUT", service.url, what=_WHAT, registration=registration, scope=claims.SCOPE_NOTICES,
        accept="application/json", content_type="application/json",
        body=json.dumps({"notice_type": notice_type, "handler": handler}).encode(),
    )


def accept(
    token: str, *, registrations: Registrations, jwks: JwksCache, first_use: FirstUse, now: float
) -> Notice:
    """Return the notice, or raise LaunchRefused. It is checked as a launch is, but for the login, which it has none of:
    issuer, audience, signature, times, deployment, and its nonce is spent last. `now` is Unix seconds."""
    peeked = id_token.peek(token)
    client_id = peeked.authorized_party or (peeked.audience[0] if len(peeked.audience) == 1 else "")
    if not client_id or client_id not in peeked.audience:
        raise refusals.bad_audience()
    registration = registrations.find(peeked.issuer, client_id)
    if registration is None:
        raise refusals.unknown_platform(peeked.issuer, client_id)
    if not registration.active:
        raise refusals.inactive_platform()
    verified = signatures.verified(peeked, registration, jwks, now)
    id_token.check_times(verified, now)
    if verified["exp"] - verified["iat"] > _LONGEST_S:
        raise refusals.bad_claim("exp", f"must be at most {_LONGEST_S:.0f} seconds after iat")
    body = reading.tidy(verified)
    if body.get(claims.VERSION) != claims.LTI_VERSION:
        raise refusals.bad_version()
    deployment_id = reading.required_id(body, claims.DEPLOYMENT_ID)
    if deployment_id not in registration.deployment_ids:
        raise refusals.unknown_deployment(deployment_id)
    notice = _notice(body, registration, deployment_id)
    mark = hashlib.sha256(f"notice:{registration.id}:{peeked.nonce}".encode("utf-8", "replace")).hexdigest()
    if not first_use(mark, verified["exp"] + id_token.LEEWAY_S):
        raise refusals.replayed()
    return notice


def _notice(body: Mapping[str, Any], registration: Registration, deployment_id: str) -> Notice:
    said = body.get(claims.NOTICE)
    kind = said.get("type") if isinstance(said, dict) else None
    if not isinstance(kind, str):
        raise refusals.missing_claim("notice")
    context, origins = body.get(claims.CONTEXT), body.get(claims.ORIGIN_CONTEXTS)
    context = context if isinstance(context, dict) else {}
    named = origins if isinstance(origins, list) else []
    return Notice(
        registration=registration, deployment_id=deployment_id, type=kind, context_id=_text(context.get("id")),
        context_title=_text(context.get("title")) or _text(context.get("label")),
        origins=tuple(dict.fromkeys(filter(None, map(_text, named[:MAX_ORIGINS])))),
    )


def _text(value: Any) -> str:
    return reading.clean(value, reading.MAX_ID_CHARS) if isinstance(value, str) else ""
