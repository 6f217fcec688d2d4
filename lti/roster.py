"""Names and Role Provisioning Services 2.0: who belongs to the course."""

from dataclasses import dataclass
from typing import Any

from pylti1p3.names_roles import NamesRolesProvisioningService
from pylti1p3.utils import add_param_to_url

from lti import reading
from lti.errors import ServiceFailed
from lti.ports import Registration
from lti.services import Connector, ServiceCalls

MAX_PAGES = 200


@dataclass(frozen=True, slots=True)
class Member:
    """One member of the course, as far as the platform tells."""

    user_id: str
    name: str
    given_name: str
    family_name: str
    email: str
    roles: tuple[str, ...]
    active: bool


def members(
    nrps_url: str, *, registration: Registration, calls: ServiceCalls, resource_link_id: str | None = None
) -> list[Member]:
    """Return all members of the course, or those who may open the link; raise ServiceFailed. Pages are followed."""
    page: str | None = nrps_url
    if resource_link_id:
        page = add_param_to_url(nrps_url, "rlid", resource_link_id)
    service = NamesRolesProvisioningService(
        Connector(calls, registration, "The roster request"), {"context_memberships_url": nrps_url}
    )
    found: list[Member] = []
    for _ in range(MAX_PAGES):
        answer = service.get_nrps_data(members_url=page)
        found.extend(_members(answer["body"]))
        page = answer["next_page_url"]
        if page is None:
            return found
    raise ServiceFailed(f"The roster has more than {MAX_PAGES} pages.", retry=False)


def _members(body: object) -> list[Member]:
    listed = body.get("members") if isinstance(body, dict) else None
    if not isinstance(listed, list):
        raise ServiceFailed("The platform's roster could not be read.", retry=False)
    return [_member(item) for item in listed if isinstance(item, dict) and isinstance(item.get("user_id"), str)]


def _member(item: dict[str, Any]) -> Member:
    texts = {
        name: reading.clean(item[name]) if isinstance(item.get(name), str) else ""
        for name in ("name", "given_name", "family_name", "email")
    }
    texts["name"] = texts["name"] or f"{texts['given_name']} {texts['family_name']}".strip()
    listed = item.get("roles")
    roles = tuple(role for role in listed if isinstance(role, str)) if isinstance(listed, list) else ()
    return Member(user_id=item["user_id"], **texts, roles=roles, active=item.get("status", "Active") == "Active")
