"""Assignment and Grade Services 2.0, line items: the gradebook columns of this tool in one course."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from lti import claims, moments
from lti.addresses import is_web_address
from lti.errors import ServiceFailed
from lti.numbers import number
from lti.pages import Listed
from lti.ports import Registration
from lti.services import ServiceCalls, with_query

MAX_LINE_ITEMS = 5_000


@dataclass(frozen=True, slots=True)
class LineItem:
    """One gradebook column (AGS 2.0). `id` is its address, "" before it exists. Times are Unix seconds.

    `resource_id` and `tag` are the tool's own words; `resource_link_id` binds it to a link in the course.
    `grades_released` says whether examinees may see what is in it, None: as the platform does. `extensions` are
    further keys, each a full URI, that some platform understands."""

    label: str
    score_maximum: float
    id: str = ""
    resource_id: str = ""
    resource_link_id: str = ""
    tag: str = ""
    starts_at: float | None = None
    ends_at: float | None = None
    grades_released: bool | None = None
    extensions: Mapping[str, Any] = field(default_factory=dict)


def find(
    lineitems_url: str, *, registration: Registration, calls: ServiceCalls, granted: Collection[str] = (),
    resource_id: str = "", resource_link_id: str = "", tag: str = "", limit: int | None = None,
) -> Listed[LineItem]:
    """Return this tool's line items of the course, those that fit the filters (AGS 2.0); raise ServiceFailed. Where the
    platform's pages lead in a circle, `cut` of the answer says that there may be more.

    `granted` are the scopes that a launch named; of those that allow reading, the smaller is asked for. `limit` is the
    size of a page, not of the answer. Platforms may ignore filters, so that they are applied again here."""
    url = with_query(
        lineitems_url, resource_id=resource_id, resource_link_id=resource_link_id, tag=tag, limit=limit
    )
    what, found = "Reading the gradebook columns", dict[str, LineItem]()
    pages = calls.pages(
        url, what=what, registration=registration, scope=_reading(granted), accept=claims.LINEITEMS_MEDIA_TYPE
    )
    for body in pages:
        if not isinstance(body, list):
            raise ServiceFailed(f"{what}: the platform's list could not be read.", retry=False)
        found |= {item.id: item for item in map(_read, body) if item is not None}
        if len(found) > MAX_LINE_ITEMS:
            raise ServiceFailed(f"{what}: there are more than {MAX_LINE_ITEMS}.", retry=False)
    wanted = {"resource_id": resource_id, "resource_link_id": resource_link_id, "tag": tag}
    fitting = [item for item in found.values() if all(getattr(item, k) == v for k, v in wanted.items() if v)]
    return Listed.of(fitting, pages)


def get(
    lineitem_url: str, *, registration: Registration, calls: ServiceCalls, granted: Collection[str] = ()
) -> LineItem:
    """Return one line item; raise ServiceFailed. Of `granted` see `find`."""
    what = "Reading the gradebook column"
    body, _ = calls.fetch(
        "GET", lineitem_url, what=what, registration=registration, scope=_reading(granted),
        accept=claims.LINEITEM_MEDIA_TYPE,
    )
    return _understood(body, what)


def create(lineitems_url: str, item: LineItem, *, registration: Registration, calls: ServiceCalls) -> LineItem:
    """Make a line item and return it as the platform keeps it, with its `id`; raise ServiceFailed.

    Made again only when the platform says that it did nothing: a second call makes a second column. Whoever tries
    again later looks with `find` first."""
    what = "Making the gradebook column"
    body, _ = calls.fetch(
        "POST", lineitems_url, what=what, registration=registration, scope=claims.SCOPE_LINEITEM,
        accept=claims.LINEITEM_MEDIA_TYPE, content_type=claims.LINEITEM_MEDIA_TYPE, body=_body(item),
    )
    return _understood(body, what)


def update(lineitem_url: str, item: LineItem, *, registration: Registration, calls: ServiceCalls) -> LineItem:
    """Replace the line item at `lineitem_url` and return it as the platform keeps it, or as it was sent if the platform
    only nods; raise ServiceFailed.

    PUT replaces all of it: begin from what `get` returned. Platforms refuse a changed `resource_link_id`."""
    what = "Changing the gradebook column"
    body, _ = calls.fetch(
        "PUT", lineitem_url, what=what, registration=registration, scope=claims.SCOPE_LINEITEM,
        accept=claims.LINEITEM_MEDIA_TYPE, content_type=claims.LINEITEM_MEDIA_TYPE, body=_body(item, lineitem_url),
    )
    return replace(item, id=lineitem_url) if body is None else _understood(body, what)


def delete(lineitem_url: str, *, registration: Registration, calls: ServiceCalls) -> None:
    """Delete a line item with all that is in it; one that is gone already is no failure. Raise ServiceFailed."""
    what = "Deleting the gradebook column"
    answer = calls.send(
        "DELETE", lineitem_url, what=what, registration=registration, scope=claims.SCOPE_LINEITEM, headers={}
    )
    if not answer.ok and answer.status not in (404, 410):
        raise calls.failure(what, answer)


def _reading(granted: Collection[str]) -> str:
    """Return the smallest granted scope that allows reading. Where no launch has named any, the larger one: it is what
    platforms grant that grant only one."""
    if not granted:
        return claims.SCOPE_LINEITEM
    for scope in (claims.SCOPE_LINEITEM_READONLY, claims.SCOPE_LINEITEM):
        if scope in granted:
            return scope
    raise ServiceFailed(
        "The platform does not let Invigil read gradebook columns. Allow it in the tool's settings there.", retry=False
    )


def _body(item: LineItem, url: str = "") -> bytes:
    if not item.label or not item.score_maximum > 0:
        raise ServiceFailed("A gradebook column needs a label and a maximum above zero.", retry=False)
    optional = {
        "id": url, "resourceId": item.resource_id, "resourceLinkId": item.resource_link_id, "tag": item.tag,
        "startDateTime": None if item.starts_at is None else moments.iso(item.starts_at),
        "endDateTime": None if item.ends_at is None else moments.iso(item.ends_at),
        "gradesReleased": item.grades_released,
    }
    body = {"label": item.label, "scoreMaximum": item.score_maximum}
    return json.dumps(body | {k: v for k, v in optional.items() if v not in (None, "")} | {**item.extensions}).encode()


def _understood(body: object, what: str) -> LineItem:
    item = _read(body)
    if item is None:
        raise ServiceFailed(f"{what}: the platform's answer could not be read.", retry=False)
    return item


def _read(body: object) -> LineItem | None:
    """Return the line item of one JSON object; None when it lacks its address, label or maximum."""
    if not isinstance(body, dict):
        return None
    address, maximum = body.get("id"), number(body.get("scoreMaximum"))
    if maximum is None or not isinstance(address, str) or not is_web_address(address):
        return None
    text = {name: value for name, value in body.items() if isinstance(value, str)}
    released = body.get("gradesReleased")
    return LineItem(
        id=address, label=text.get("label", ""), score_maximum=maximum, resource_id=text.get("resourceId", ""),
        resource_link_id=text.get("resourceLinkId", ""), tag=text.get("tag", ""),
        starts_at=moments.unix(body.get("startDateTime")), ends_at=moments.unix(body.get("endDateTime")),
        grades_released=released if isinstance(released, bool) else None,
        extensions={name: value for name, value in body.items() if name.startswith("https://")},
    )
