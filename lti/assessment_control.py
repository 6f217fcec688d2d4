"""Assessment Control Service 1.0: pausing, resuming, ending, prolonging and flagging an attempt in the LMS."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from lti import claims, json_text
from lti.errors import ServiceFailed
from lti.message import AttemptNumber, ControlAction
from lti.ports import HttpAnswer, Registration
from lti.services import ServiceCalls

_WHAT = "The assessment control request"
_ACCEPT = f"{claims.CONTROL_MEDIA_TYPE}, application/json;q=0.9"
_PLAIN_JSON = "application/json"
_REFUSALS = {claims.CONTROL_MEDIA_TYPE: frozenset({415}), _PLAIN_JSON: frozenset({406, 415})}
_SETTING = frozenset({ControlAction.PAUSE, ControlAction.RESUME, ControlAction.TERMINATE})
_STATUSES = frozenset({"none", "running", "paused", "terminated", "complete"})


@dataclass(frozen=True, slots=True)
class ControlRequest:
    """One decision. `at` is when it was caused (Unix seconds), `severity` 0.0 to 1.0, `extra_time_min` whole minutes.

    `attempt_number` is sent as it was received. `user_id` is the examinee's `sub`."""

    action: ControlAction
    user_id: str
    resource_link_id: str
    attempt_number: AttemptNumber
    at: float
    severity: float = 0.0
    reason_code: str = ""
    reason_msg: str = ""
    extra_time_min: int | None = None


@dataclass(frozen=True, slots=True)
class ControlAnswer:
    """What the platform says of the attempt: `none`, `running`, `paused`, `terminated` or `complete`; None when it did
    not say or is not to be believed. `extra_time_min` is the extra time granted so far, if told."""

    status: str | None
    extra_time_min: int | None


def send(url: str, request: ControlRequest, *, registration: Registration, calls: ServiceCalls) -> ControlAnswer:
    """Send one control request to `url` (the launch's `acs.url`); raise ServiceFailed.

    The standard's media type goes first; a platform that answers 415 to it gets the same as application/json, and next
    time at once. Pausing, resuming and ending are the same done twice, so that a lost answer is followed by a second
    try with the same incident_time; minutes may add up and flags pile up, so that those go again only when the platform
    says that it did nothing. The status in the answer to `flag` is not reported, since one platform answers
    `terminated` there and does nothing."""
    body = json.dumps(_body(request, registration.issuer)).encode()
    first = calls.learned.media_type(registration.id, claims.CONTROL_MEDIA_TYPE)
    answer = _post(url, body, first, request.action, registration, calls)
    if answer.status in _REFUSALS[first]:
        second = _PLAIN_JSON if first == claims.CONTROL_MEDIA_TYPE else claims.CONTROL_MEDIA_TYPE
        answer = _post(url, body, second, request.action, registration, calls)
        if answer.ok:
            calls.learned.took(registration.id, second)
    if not answer.ok:
        raise calls.failure(_WHAT, answer, harmless=request.action in _SETTING)
    status, extra_time = _read(answer)
    return ControlAnswer(None if request.action is ControlAction.FLAG else status, extra_time)


def _post(
    url: str, body: bytes, media_type: str, action: ControlAction, registration: Registration, calls: ServiceCalls
) -> HttpAnswer:
    return calls.send(
        "POST", url, what=_WHAT, registration=registration, scope=claims.SCOPE_CONTROL,
        headers={"Content-Type": media_type, "Accept": _ACCEPT}, body=body, idempotent=action in _SETTING,
    )


def _body(request: ControlRequest, issuer: str) -> dict[str, Any]:
    if request.action is ControlAction.UPDATE and request.extra_time_min is None:
        raise ServiceFailed("An update needs the extra time in minutes.", retry=False)
    body: dict[str, Any] = {
        "user": {"iss": issuer, "sub": request.user_id},
        "resource_link": {"id": request.resource_link_id},
        "attempt_number": request.attempt_number,
        "action": request.action.value,
        "incident_time": datetime.fromtimestamp(request.at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "incident_severity": min(max(request.severity, 0.0), 1.0),
    }
    optional = {
        "reason_code": request.reason_code, "reason_msg": request.reason_msg, "extra_time": request.extra_time_min,
    }
    return body | {name: value for name, value in optional.items() if value not in (None, "")}


def _read(answer: HttpAnswer) -> tuple[str | None, int | None]:
    try:
        parsed = json_text.readable(answer.body)
    except ValueError:
        return None, None
    if not isinstance(parsed, dict):
        return None, None
    status, extra = parsed.get("status"), parsed.get("extra_time")
    return (
        status if isinstance(status, str) and status in _STATUSES else None,
        extra if isinstance(extra, int) and not isinstance(extra, bool) else None,
    )
