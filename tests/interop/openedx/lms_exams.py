"""The exams service of the played Open edX: attempts, and the Assessment Control endpoint as edx-exams has it.

Written after the behaviour of edx-exams (`acs` in its LTI views): DRF's default parsers, so that the standard's own
media type gets 415; only `terminate` does something; `flag` does nothing and says `terminated` all the same."""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

import lms_tools
from jwt import InvalidTokenError
from lti_consumer.lti_1p3.constants import LTI_1P3_ACS_SCOPE
from rest_framework.decorators import api_view, authentication_classes, permission_classes
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response

CONTROLLABLE = ("ready_to_start", "started", "ready_to_submit", "timed_out", "submitted")
SECOND_REVIEW_ABOVE = Decimal("0.25")
SUBMITTED_BY_USER = "1"


@dataclass
class ExamAttempt:
    """One attempt of one learner; `status` in the words of edx-exams."""

    user: str
    resource_id: str
    attempt_number: int
    status: str = "created"


attempts: dict[tuple[str, str], ExamAttempt] = {}


class MayControl(BasePermission):
    """A bearer token that the library gave out for the ACS scope."""

    def has_permission(self, request: Request, view: object) -> bool:
        """Ask the library's own `check_token`."""
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        try:
            return bool(lms_tools.proctoring().check_token(token, [LTI_1P3_ACS_SCOPE]))
        except InvalidTokenError:
            return False


@api_view(["POST"])
@authentication_classes([])
@permission_classes([MayControl])
def acs(request: Request) -> Response:
    """Carry out one control request."""
    data = request.data
    try:
        key, number, action = (data["user"]["sub"], data["resource_link"]["id"]), data["attempt_number"], data["action"]
    except KeyError as missing:
        return Response(f"ERROR: required parameter {missing} was not found.", status=400)
    attempt = attempts.get(key)
    if attempt is None or attempt.attempt_number != number or attempt.status not in CONTROLLABLE:
        return Response(status=400)
    if action == "terminate":
        return _terminate(attempt, data)
    return Response({"status": "terminated"}) if action == "flag" else Response(status=400)


def _terminate(attempt: ExamAttempt, data: dict[str, Any]) -> Response:
    try:
        reason_code, _when, severity = data["reason_code"], data["incident_time"], Decimal(data["incident_severity"])
    except KeyError as missing:
        return Response(f"ERROR: required parameter {missing} was not found.", status=400)
    except (InvalidOperation, TypeError):
        return Response("ERROR: incident_severity is not a number.", status=400)
    if len(reason_code) > 64:
        return Response("ERROR: reason_code does not fit its column.", status=400)
    if reason_code == SUBMITTED_BY_USER:
        attempt.status = "second_review_required" if severity > SECOND_REVIEW_ABOVE else "verified"
    else:
        attempt.status = "error"
    return Response({"status": "terminated"})
