"""Proctoring Services 1.0: checking LtiStartProctoring and LtiEndAssessment, and building LtiStartAssessment."""

from collections.abc import Mapping
from typing import Any, Literal

from pylti1p3.exception import LtiException
from pylti1p3.message_validators.abstract import MessageValidatorAbstract

from lti import claims, keys
from lti.message import AttemptNumber, Form, MessageType
from lti.ports import Registration, ToolKey

Parties = Literal["standard", "issuer"]
"""Whom a StartAssessment names as its parties. "standard": issued by the tool's client id to the platform's issuer
(Proctoring Services 1.0). "issuer": the platform's issuer as iss, aud and sub, as a platform vendor's own sample tool
signs it; a platform that was made to fit that sample may take nothing else."""


class _ProctoringValidator(MessageValidatorAbstract):  # type: ignore[misc]  # pylti1p3 is untyped to mypy
    message_type: MessageType

    def can_validate(self, jwt_body: Mapping[str, Any]) -> bool:
        """Whether this is the validator's message."""
        return jwt_body.get(claims.MESSAGE_TYPE) == self.message_type


class StartProctoringValidator(_ProctoringValidator):
    """Refuses an LtiStartProctoring that lacks a required claim (Proctoring Services 1.0, table of section 1.1)."""

    message_type = MessageType.START_PROCTORING

    def validate(self, jwt_body: Mapping[str, Any]) -> bool:
        """Return True or raise LtiException."""
        self.run_common_validators(jwt_body)
        link = jwt_body.get(claims.RESOURCE_LINK)
        if not isinstance(link, dict) or not link.get("id"):
            raise LtiException("Missing Resource Link Id")
        for name in (claims.ATTEMPT_NUMBER, claims.START_ASSESSMENT_URL, claims.SESSION_DATA):
            if jwt_body.get(name) in (None, ""):
                raise LtiException(f"Missing {name.rsplit('/', 1)[-1]}")
        return True


class EndAssessmentValidator(_ProctoringValidator):
    """Refuses an LtiEndAssessment that does not say which attempt ended."""

    message_type = MessageType.END_ASSESSMENT

    def validate(self, jwt_body: Mapping[str, Any]) -> bool:
        """Return True or raise LtiException."""
        self.run_common_validators(jwt_body)
        if jwt_body.get(claims.ATTEMPT_NUMBER) in (None, ""):
            raise LtiException("Missing attempt_number")
        return True


def start_assessment(
    *,
    registration: Registration,
    deployment_id: str,
    resource_link_id: str,
    attempt_number: AttemptNumber,
    session_data: str,
    start_assessment_url: str,
    key: ToolKey,
    now: float,
    end_assessment_return: bool = True,
    verified_user: Mapping[str, str] | None = None,
    parties: Parties = "standard",
    custom: Mapping[str, Any] | None = None,
) -> Form:
    """Return the LtiStartAssessment that lets the examinee into the quiz: the browser POSTs it as field `JWT`.

    `attempt_number` and `session_data` go back exactly as they came. `end_assessment_return` asks for LtiEndAssessment.
    `verified_user` holds user claims that were really checked; `iss` and `sub` are dropped from it, since platforms
    refuse them there. `custom`: parameters of StartProctoring that the platform wants back, unread. `now` is Unix
    seconds; the message is good for five minutes."""
    message = keys.message_claims(registration.client_id, registration.issuer, now) | {
        claims.MESSAGE_TYPE: "LtiStartAssessment",
        claims.VERSION: claims.LTI_VERSION,
        claims.DEPLOYMENT_ID: deployment_id,
        claims.RESOURCE_LINK: {"id": resource_link_id},
        claims.SESSION_DATA: session_data,
        claims.ATTEMPT_NUMBER: attempt_number,
        claims.END_ASSESSMENT_RETURN: end_assessment_return,
    }
    if verified_user:
        message[claims.VERIFIED_USER] = {k: v for k, v in verified_user.items() if k not in ("iss", "sub")}
    if custom:
        message[claims.CUSTOM] = dict(custom)
    if parties == "issuer":
        message |= {"iss": registration.issuer, "sub": registration.issuer}
    return Form(url=start_assessment_url, jwt=keys.sign(message, key))
