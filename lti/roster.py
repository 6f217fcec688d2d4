"""Names and Role Provisioning Services 2.0: who belongs to the course."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from lti import claims, reading
from lti.errors import ServiceFailed
from lti.pages import Listed
from lti.ports import Registration
from lti.services import ServiceCalls, with_query

MAX_MEMBERS = 50_000
_WHAT = "The roster request"
MemberStatus = Literal["Active", "Inactive", "Deleted"]


@dataclass(frozen=True, slots=True)
class Member:
    """One member of the course, as far as the platform tells (NRPS 2.0). Texts are cleaned plain text.

    `messages` is what the platform would send in a launch of the link that was asked for: its claims as they came,
    empty when no link was named."""

    user_id: str
    name: str
    given_name: str
    family_name: str
    email: str
    roles: tuple[str, ...]
    status: MemberStatus
    messages: tuple[Mapping[str, Any], ...] = ()

    @property
    def active(self) -> bool:
        """Whether the person belongs to the course now."""
        return self.status == "Active"


def members(
    nrps_url: str, *, registration: Registration, calls: ServiceCalls, resource_link_id: str | None = None,
    role: str | None = None, limit: int | None = None,
) -> Listed[Member]:
    """Return all members of the course, or those who may open the link; raise ServiceFailed. Pages are followed; where
    they lead in a circle, `cut` of the answer says that there may be more members.

    `role` is a role's URI or short name; platforms may ignore it, so look at the members' roles
    all the same. `limit` is the size of a page, not of the answer. Who is listed twice, as happens when a list changes
    between two pages or a person is in two sections, is returned once with the roles of both."""
    url = with_query(nrps_url, rlid=resource_link_id, role=role, limit=limit)
    pages = calls.pages(
        url, what=_WHAT, registration=registration, scope=claims.SCOPE_ROSTER, accept=claims.ROSTER_MEDIA_TYPE
    )
    found: dict[str, Member] = {}
    for body in pages:
        for member in _members(body):
            known = found.get(member.user_id)
            found[member.user_id] = _merged(known, member) if known else member
        if len(found) > MAX_MEMBERS:
            raise ServiceFailed(f"The roster has more than {MAX_MEMBERS} members.", retry=False)
    return Listed.of(list(found.values()), pages)


def _merged(one: Member, other: Member) -> Member:
    first, second = (one, other) if one.active or not other.active else (other, one)
    return replace(
        first, roles=tuple(dict.fromkeys(first.roles + second.roles)), messages=first.messages or second.messages
    )


def _members(body: object) -> list[Member]:
    listed = body.get("members") if isinstance(body, dict) else None
    if not isinstance(listed, list):
        raise ServiceFailed("The platform's roster could not be read.", retry=False)
    return [_member(item) for item in listed if isinstance(item, dict) and _is_id(item.get("user_id"))]


def _is_id(value: object) -> bool:
    return isinstance(value, str) and 0 < len(value) <= reading.MAX_ID_CHARS and value.isprintable()


def _member(item: dict[str, Any]) -> Member:
    texts = {
        name: reading.clean(item[name]) if isinstance(item.get(name), str) else ""
        for name in ("name", "given_name", "family_name", "email")
    }
    texts["name"] = texts["name"] or f"{texts['given_name']} {texts['family_name']}".strip()
    listed, message = item.get("roles"), item.get("message")
    names = tuple(role for role in listed if isinstance(role, str)) if isinstance(listed, list) else ()
    messages = message if isinstance(message, list) else [message]
    return Member(
        user_id=item["user_id"], **texts, roles=names, status=_status(item.get("status")),
        messages=tuple(m for m in messages if isinstance(m, dict)),
    )


def _status(value: object) -> MemberStatus:
    """Missing means active (NRPS 2.0); what is none of the three words must not pass for a member."""
    if value is None or value == "Active":
        return "Active"
    return "Deleted" if value == "Deleted" else "Inactive"
