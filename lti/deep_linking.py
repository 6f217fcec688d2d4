"""Deep Linking 2.0: the answer that puts an exam into the LMS."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pylti1p3.deep_link import DeepLink
from pylti1p3.deep_link_resource import DeepLinkResource
from pylti1p3.lineitem import LineItem as PyltiLineItem
from pylti1p3.registration import Registration as PyltiRegistration

from lti import claims, keys
from lti.message import Form
from lti.ports import Registration, ToolKey


@dataclass(frozen=True, slots=True)
class LineItem:
    """The gradebook column to be made with a link. `submission_review` lets a teacher open the tool from a grade."""

    label: str
    score_maximum: float
    resource_id: str = ""
    tag: str = ""
    submission_review: bool = True


@dataclass(frozen=True, slots=True)
class ContentItem:
    """One ltiResourceLink. `custom` comes back with every launch of it. `window` asks for a window of its own."""

    title: str
    url: str
    custom: Mapping[str, str] = field(default_factory=dict)
    text: str = ""
    line_item: LineItem | None = None
    window: bool = False


_REVIEWABLE = ["InProgress", "Submitted", "Completed"]


def response(
    *,
    registration: Registration,
    deployment_id: str,
    return_url: str,
    data: str | None,
    items: Sequence[ContentItem],
    key: ToolKey,
    now: float,
) -> Form:
    """Return the LtiDeepLinkingResponse; the browser POSTs it as field `JWT` to `return_url`.

    `data` goes back unread, and only if the platform sent it. `now` is Unix seconds."""
    platform = PyltiRegistration().set_issuer(registration.issuer).set_client_id(registration.client_id)
    message = DeepLink(platform, deployment_id, {}).get_message_jwt([])
    message.update(keys.message_claims(registration.client_id, registration.issuer, now))
    message[claims.DL_CONTENT_ITEMS] = [_item(item) for item in items]
    del message[claims.DL_DATA]
    if data is not None:
        message[claims.DL_DATA] = data
    return Form(url=return_url, jwt=keys.sign(message, key))


def _item(item: ContentItem) -> dict[str, Any]:
    resource = DeepLinkResource().set_title(item.title).set_url(item.url).set_custom_params(dict(item.custom))
    if item.line_item is not None:
        resource.set_lineitem(_line_item(item.line_item))
    body: dict[str, Any] = resource.to_dict()
    if item.text:
        body["text"] = item.text
    if item.window:
        body["window"] = {"targetName": "_blank"}
    return body


def _line_item(item: LineItem) -> Any:
    column = PyltiLineItem().set_label(item.label).set_score_maximum(item.score_maximum)
    if item.resource_id:
        column.set_resource_id(item.resource_id)
    if item.tag:
        column.set_tag(item.tag)
    if item.submission_review:
        column.set_submission_review(_REVIEWABLE)
    return column
