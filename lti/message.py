"""What a checked launch says, as frozen records; all text in them is the platform's: plain text, not HTML."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Literal

from lti.ports import Registration

Acting = Literal["", "masquerade", "test_user"]
"""Whether somebody acts as this user in the LMS (an administrator's "act as"), or the LMS's own test person does."""

MASQUERADE_PARAMETER = "invigil_acting_user"
"""Custom parameter that registration asks platforms with such a variable to fill with the acting user's id."""

AttemptNumber = int | str
"""Platforms send an integer or a string and compare what comes back: it is echoed as it was received."""


class MessageType(StrEnum):
    """The messages that this tool takes."""

    RESOURCE_LINK = "LtiResourceLinkRequest"
    DEEP_LINKING = "LtiDeepLinkingRequest"
    START_PROCTORING = "LtiStartProctoring"
    END_ASSESSMENT = "LtiEndAssessment"
    SUBMISSION_REVIEW = "LtiSubmissionReviewRequest"


class ControlAction(StrEnum):
    """The actions of the Assessment Control Service."""

    PAUSE = "pause"
    RESUME = "resume"
    TERMINATE = "terminate"
    UPDATE = "update"
    FLAG = "flag"


@dataclass(frozen=True, slots=True)
class AgsClaim:
    """Assignment and Grade Services: the line item of this link, the list of line items, the scopes granted."""

    lineitem: str | None
    lineitems: str | None
    scopes: frozenset[str]


@dataclass(frozen=True, slots=True)
class AcsClaim:
    """Assessment Control Service: where it is and which actions it says it takes, as the platform spelt them.

    A platform that names no list is taken to do all five; an empty list is taken at its word."""

    url: str
    actions: tuple[str, ...]

    @property
    def taken(self) -> frozenset[str]:
        """The actions that the platform takes, as the standard spells them; older drafts spelt `flagRequest`."""
        return frozenset(name.lower().removesuffix("request") for name in self.actions)

    def allows(self, action: ControlAction) -> bool:
        """Whether the platform says that it takes this action."""
        return action.value in self.taken


@dataclass(frozen=True, slots=True)
class ProctoringClaim:
    """LtiStartProctoring. `session_data` is opaque and goes back unread."""

    attempt_number: AttemptNumber
    start_assessment_url: str
    session_data: str
    acs: AcsClaim | None


@dataclass(frozen=True, slots=True)
class EndAssessmentClaim:
    """LtiEndAssessment: the attempt that ended and, when it ended by a fault, the platform's words about it."""

    attempt_number: AttemptNumber
    error_message: str | None = None
    error_log: str | None = None
    session_data: str | None = None


@dataclass(frozen=True, slots=True)
class DeepLinkingClaim:
    """LtiDeepLinkingRequest: where the answer goes and what may be in it. `data` is opaque and goes back unread."""

    return_url: str
    data: str | None
    accept_types: tuple[str, ...]
    accept_targets: tuple[str, ...]
    accept_multiple: bool
    accept_lineitem: bool
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class ForUser:
    """LtiSubmissionReviewRequest: whose submission is to be looked at."""

    user_id: str
    name: str


@dataclass(frozen=True, slots=True)
class Launch:
    """One launch that passed every check. `subject` is unique only within the platform.

    `roles` are as the platform wrote them: what they make of the person is for the tool to say. `custom` holds only
    values that the platform filled in. `platform_origin` is scheme://host[:port] of the platform's login address.

    `bound`: the browser that posts the launch is the one that began the login. Where it is not so proven and the
    platform has kept the browser's secret, `browser_hash` is the SHA-256 (hex) that the secret must have and
    `storage_target` the name of the frame that has it.

    `proctoring_settings` is the text of `proctoring_settings.data`, which platforms send with any message."""

    registration: Registration
    deployment_id: str
    message_type: MessageType
    subject: str
    name: str
    given_name: str
    email: str
    locale: str
    roles: tuple[str, ...]
    context_id: str
    context_title: str
    resource_link_id: str | None
    resource_link_title: str
    target_link_uri: str | None
    custom: dict[str, str]
    acting: Acting
    bound: bool
    browser_hash: str | None
    storage_target: str | None
    return_url: str | None
    document_target: str | None
    platform_name: str
    platform_family: str
    platform_origin: str
    ags: AgsClaim | None
    nrps_url: str | None
    proctoring: ProctoringClaim | None
    proctoring_settings: str | None
    end: EndAssessmentClaim | None
    deep_linking: DeepLinkingClaim | None
    for_user: ForUser | None
    claims: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Form:
    """A form that the browser must POST to the platform: address and value of the field `JWT`."""

    url: str
    jwt: str
