"""Institutions as their admins change them: who may see which, name, reading of roles, invitations."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from tool.domain.attempt import Actor
from tool.domain.people import Role
from tool.monitoring.tenancy import onboarding
from tool.monitoring.tenancy.ports import TenancyWork
from tool.monitoring.tenancy.records import Institution, Platform
from tool.monitoring.work import AuditEntry, NotFound

NAME_LIMIT = 200
RULES_LIMIT = 100
ROLE_LIMIT = 255
INVITATIONS_LIMIT = 20
"""Invitations of one institution that may be open at a time."""
WAITING_PREFIX = "Waiting:"
"""Institutions made for a registration that waits are named so, and no other may be."""
NOBODY = "nobody"
ROLES = frozenset({*(role.value for role in Role), NOBODY})
_ROLE_URI = re.compile(r"(?:https?://|urn:)[!-~]+")


@dataclass(frozen=True, slots=True)
class Administrator:
    """Who administers: one institution, or all of them (`institution_id` None: whoever runs the server)."""

    institution_id: str | None
    person_id: str | None = None

    @property
    def runs_the_server(self) -> bool:
        """Whether all institutions are theirs to see."""
        return self.institution_id is None


OPERATOR = Administrator(None)


class AdminRefused(Exception):
    """The change is not made. `code` is stable; the message says what to do instead."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def visible(work: TenancyWork, by: Administrator) -> list[Institution]:
    """Return the institutions that this administrator sees, oldest first; raise NotFound if theirs is gone."""
    return work.institutions.all() if by.institution_id is None else [work.institutions.get(by.institution_id)]


def institution_of(work: TenancyWork, by: Administrator, institution_id: str) -> Institution:
    """Return the institution if this administrator sees it; raise NotFound otherwise."""
    if by.institution_id not in (None, institution_id):
        raise NotFound("There is no such Institution.")
    return work.institutions.get(institution_id)


def platform_of(work: TenancyWork, by: Administrator, platform_id: str) -> Platform:
    """Return the platform if this administrator sees it; raise NotFound otherwise."""
    if by.institution_id is None:
        return work.platforms.get(platform_id)
    return work.platforms.within(by.institution_id, platform_id)


def change(
    work: TenancyWork, by: Administrator, institution_id: str, name: str, role_map: Mapping[str, str], now: float
) -> Institution:
    """Keep name and role mapping (role URI to a value of ROLES); raise AdminRefused or NotFound."""
    known = institution_of(work, by, institution_id)
    name = name.strip()
    if name != known.name:
        name = checked_name(name)
        if work.institutions.named(name) is not None:
            raise AdminRefused("name_taken", "Another institution has this name. Choose one that differs.")
    _check_roles(role_map)
    changed = replace(known, name=name, role_map=dict(role_map))
    work.institutions.save(changed)
    audit(work, by, "institution.change", institution_id, now)
    return changed


def invite(work: TenancyWork, by: Administrator, institution_name: str, now: float, lifetime_s: float) -> str:
    """Return a fresh invitation code: for the administrator's own institution, or, for whoever runs the server, for the
    one of this name, which is made if it is new. Raise AdminRefused."""
    if by.institution_id is not None:
        name = work.institutions.get(by.institution_id).name
        if institution_name.strip() not in ("", name):
            raise AdminRefused("operator_only", "Only whoever runs this server can invite for another institution.")
    else:
        name = checked_name(institution_name)
    known = work.institutions.named(name)
    if known is not None and len(work.institutions.invitations(known.id, now)) >= INVITATIONS_LIMIT:
        raise AdminRefused(
            "too_many_invitations",
            f"{INVITATIONS_LIMIT} registration links are open already. Revoke those that are not needed.",
        )
    code = onboarding.invite(work, name, now, lifetime_s)
    invited = work.institutions.named(name)
    audit(work, by, "invitation.make", invited.id if invited else "", now)
    return code


def revoke_invitation(
    work: TenancyWork, by: Administrator, institution_id: str, invitation_id: str, now: float
) -> None:
    """Make a registration link useless; raise NotFound. `invitation_id` is the hash of its code."""
    institution_of(work, by, institution_id)
    work.institutions.revoke_invitation(institution_id, invitation_id)
    audit(work, by, "invitation.revoke", institution_id, now)


def checked_name(name: str) -> str:
    """Return the name without spaces around it; raise AdminRefused if an institution cannot be called so."""
    name = name.strip()
    if not name or len(name) > NAME_LIMIT or not name.isprintable():
        raise AdminRefused("bad_name", f"Give the institution a name of at most {NAME_LIMIT} characters.")
    if name.startswith(WAITING_PREFIX):
        raise AdminRefused("bad_name", f"“{WAITING_PREFIX}” marks registrations that wait. Choose another name.")
    return name


def audit(work: TenancyWork, by: Administrator, action: str, detail: str, now: float) -> None:
    """Write down what an administrator did; `detail` holds ids only."""
    actor = Actor.SYSTEM if by.person_id is None else Actor.PROCTOR
    whose = f"{detail} by {by.institution_id or 'operator'}"
    work.audit.add(AuditEntry(work.new_id(), now, actor, by.person_id, action, None, None, whose))


def _check_roles(role_map: Mapping[str, str]) -> None:
    if len(role_map) > RULES_LIMIT:
        raise AdminRefused("bad_role", f"At most {RULES_LIMIT} roles can have a rule.")
    for uri, role in role_map.items():
        if len(uri) > ROLE_LIMIT or not _ROLE_URI.fullmatch(uri):
            raise AdminRefused("bad_role", "An LTI role is written as a full address that begins with http:// or urn:.")
        if role not in ROLES:
            raise AdminRefused("bad_role", f"A role is read as one of: {', '.join(sorted(ROLES))}.")
