"""Deep Linking 2.0: the answer that puts an exam into the LMS."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pylti1p3.deep_link import DeepLink
from pylti1p3.deep_link_resource import DeepLinkResource
from pylti1p3.lineitem import LineItem as PyltiLineItem
from pylti1p3.registration import Registration as PyltiRegistration

from lti import claims, keys, moments
from lti.errors import ItemsRefused
from lti.message import DeepLinkingClaim, Form
from lti.ports import Registration, ToolKey


@dataclass(frozen=True, slots=True)
class LineItem:
    """The gradebook column to be made with a link. `submission_review` lets a teacher open the tool from a grade;
    `grades_released` says whether examinees may see what is in it, None: as the platform does."""

    label: str
    score_maximum: float
    resource_id: str = ""
    tag: str = ""
    submission_review: bool = True
    grades_released: bool | None = None


@dataclass(frozen=True, slots=True)
class Window:
    """A window of its own. `features` are those of `window.open`; `width` and `height` are pixels."""

    target_name: str = "_blank"
    width: int | None = None
    height: int | None = None
    features: str = ""


@dataclass(frozen=True, slots=True)
class Frame:
    """The size in pixels that the link would like for its frame."""

    width: int | None = None
    height: int | None = None


@dataclass(frozen=True, slots=True)
class Picture:
    """An icon or thumbnail; `width` and `height` are pixels."""

    url: str
    width: int | None = None
    height: int | None = None


@dataclass(frozen=True, slots=True)
class Period:
    """From when to when, Unix seconds; None is open."""

    starts_at: float | None = None
    ends_at: float | None = None


@dataclass(frozen=True, slots=True)
class ContentItem:
    """One ltiResourceLink (Deep Linking 2.0). `custom` comes back with every launch of it. `available` is when the
    link may be opened, `submission` when something may be handed in."""

    title: str
    url: str
    custom: Mapping[str, str] = field(default_factory=dict)
    text: str = ""
    line_item: LineItem | None = None
    window: Window | None = None
    frame: Frame | None = None
    icon: Picture | None = None
    thumbnail: Picture | None = None
    available: Period | None = None
    submission: Period | None = None


@dataclass(frozen=True, slots=True)
class Notes:
    """What the platform is to show (`message`, `error_message`) and to keep (`log`, `error_log`) on return."""

    message: str = ""
    log: str = ""
    error_message: str = ""
    error_log: str = ""


@dataclass(frozen=True, slots=True)
class Accepts:
    """What the platform takes. Empty `types` or `targets`: it named none, and all are taken to be fine."""

    types: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    multiple: bool = True
    line_items: bool = True

    @classmethod
    def of(cls, claim: DeepLinkingClaim) -> "Accepts":
        """Return what the request said."""
        return cls(claim.accept_types, claim.accept_targets, claim.accept_multiple, claim.accept_lineitem)

    def check(self, items: Sequence[ContentItem]) -> None:
        """Raise ItemsRefused unless the platform takes these items."""
        if items and self.types and "ltiResourceLink" not in self.types:
            raise ItemsRefused(
                "From this place the LMS takes no links to tools. Add Invigil where the course offers activities or "
                "external tools."
            )
        if len(items) > 1 and not self.multiple:
            raise ItemsRefused("The LMS takes one exam at a time. Choose one, and open Invigil again for the next.")
        if items and self.targets and not {"iframe", "window"} & set(self.targets):
            raise ItemsRefused(
                "From this place the LMS takes only pictures and text to put into a page. Add Invigil as an activity "
                "or external tool instead."
            )


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
    accepts: Accepts | None = None,
    notes: Notes | None = None,
) -> Form:
    """Return the LtiDeepLinkingResponse; the browser POSTs it as field `JWT` to `return_url`.

    `data` goes back unread, and only if the platform sent it. `now` is Unix seconds. With `accepts`, items that the
    platform did not ask for raise ItemsRefused, and of the rest what it does not take (a gradebook column, a window, a
    frame) is left out. No items at all means that nothing was chosen. The JWT is base64url and dots: nothing in an
    item can break out of the page that posts it."""
    accepts = accepts or Accepts()
    accepts.check(items)
    platform = PyltiRegistration().set_issuer(registration.issuer).set_client_id(registration.client_id)
    message = DeepLink(platform, deployment_id, {}).get_message_jwt([])
    message.update(keys.message_claims(registration.client_id, registration.issuer, now))
    message[claims.DL_CONTENT_ITEMS] = [_item(item, accepts) for item in items]
    del message[claims.DL_DATA]
    if data is not None:
        message[claims.DL_DATA] = data
    message |= _notes(notes or Notes())
    return Form(url=return_url, jwt=keys.sign(message, key))


def _notes(notes: Notes) -> dict[str, str]:
    said = {
        claims.DL_MESSAGE: notes.message, claims.DL_LOG: notes.log,
        claims.DL_ERROR_MESSAGE: notes.error_message, claims.DL_ERROR_LOG: notes.error_log,
    }
    return {name: text for name, text in said.items() if text}


def _item(item: ContentItem, accepts: Accepts) -> dict[str, Any]:
    resource = DeepLinkResource().set_title(item.title).set_url(item.url).set_custom_params(dict(item.custom))
    if item.line_item is not None and accepts.line_items:
        resource.set_lineitem(_line_item(item.line_item))
    body: dict[str, Any] = resource.to_dict()
    if "lineItem" in body and item.line_item is not None and item.line_item.grades_released is not None:
        body["lineItem"]["gradesReleased"] = item.line_item.grades_released
    optional = {
        "text": item.text,
        "window": _window(item.window) if _taken("window", accepts) else None,
        "iframe": _size(item.frame) if _taken("iframe", accepts) else None,
        "icon": _picture(item.icon), "thumbnail": _picture(item.thumbnail),
        "available": _period(item.available), "submission": _period(item.submission),
    }
    return body | {name: value for name, value in optional.items() if value}


def _taken(target: str, accepts: Accepts) -> bool:
    return not accepts.targets or target in accepts.targets


def _window(window: Window | None) -> dict[str, Any]:
    if window is None:
        return {}
    values = {
        "targetName": window.target_name, "width": window.width, "height": window.height,
        "windowFeatures": window.features,
    }
    return {name: value for name, value in values.items() if value}


def _size(sized: Frame | Picture | None) -> dict[str, int]:
    if sized is None:
        return {}
    return {name: value for name, value in (("width", sized.width), ("height", sized.height)) if value}


def _picture(picture: Picture | None) -> dict[str, Any]:
    return {"url": picture.url, **_size(picture)} if picture else {}


def _period(period: Period | None) -> dict[str, str]:
    if period is None:
        return {}
    ends = (("startDateTime", period.starts_at), ("endDateTime", period.ends_at))
    return {name: moments.iso(at) for name, at in ends if at is not None}


def _line_item(item: LineItem) -> Any:
    column = PyltiLineItem().set_label(item.label).set_score_maximum(item.score_maximum)
    if item.resource_id:
        column.set_resource_id(item.resource_id)
    if item.tag:
        column.set_tag(item.tag)
    if item.submission_review:
        column.set_submission_review(_REVIEWABLE)
    return column
