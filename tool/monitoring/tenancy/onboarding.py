"""How a school comes in: an invitation code for its admin, used once to register its LMS; one-time launch tickets."""

import hashlib
import secrets
from typing import Any

from tool.domain.attempt import Actor
from tool.monitoring.tenancy.ports import TenancyWork
from tool.monitoring.tenancy.records import Institution, Invitation
from tool.monitoring.work import AuditEntry

TICKET_LIFETIME_S = 60.0
HELD_TICKET_LIFETIME_S = 600.0
"""While the browser of a launch has yet to prove that it began the login, its ticket is held back by the server."""


class InvitationRefused(Exception):
    """The code is unknown, expired or used; the message says so to the admin without telling which."""


def digest(code: str) -> str:
    """Return the SHA-256 (hex) of a code or ticket: only that is kept."""
    return hashlib.sha256(code.encode()).hexdigest()


def institution_named(work: TenancyWork, name: str, now: float) -> Institution:
    """Return the institution of this name, made if it is new."""
    known = work.institutions.named(name.strip())
    if known is not None:
        return known
    institution = Institution(work.new_id(), name.strip(), now)
    work.institutions.add(institution)
    return institution


def invite(work: TenancyWork, institution_name: str, now: float, lifetime_s: float) -> str:
    """Return a fresh invitation code for the institution, which is made if it is new."""
    institution = institution_named(work, institution_name, now)
    code = secrets.token_urlsafe(24)
    work.institutions.invite(Invitation(digest(code), institution.id, now, now + lifetime_s))
    _audit(work, "institution.invite", institution.id, now)
    return code


def use_invitation(work: TenancyWork, code: str, now: float) -> Institution:
    """Use a code up and return its institution; raise InvitationRefused. Roll back to keep the code usable."""
    invitation = work.institutions.use_invitation(digest(code), now) if code else None
    if invitation is None:
        raise InvitationRefused("This invitation is not valid, has expired, or was used. Ask for a new one.")
    return work.institutions.get(invitation.institution_id)


def is_invited(work: TenancyWork, code: str, now: float) -> bool:
    """Whether the code could be used now, without using it: for the check before the LMS is called."""
    invitation = work.institutions.invitation(digest(code)) if code else None
    return invitation is not None and invitation.used_at is None and now < invitation.expires_at


def issue_ticket(work: TenancyWork, payload: dict[str, Any], now: float, lifetime_s: float = TICKET_LIFETIME_S) -> str:
    """Return a one-time ticket for this launch; only its hash is kept, with the JSON payload."""
    ticket = secrets.token_urlsafe(32)
    work.tickets.put(digest(ticket), payload, now + lifetime_s)
    return ticket


def redeem_ticket(work: TenancyWork, ticket: str, now: float) -> dict[str, Any] | None:
    """Return the payload of a ticket and use it up; None if it is unknown, used or expired."""
    return work.tickets.take(digest(ticket), now)


def _audit(work: TenancyWork, action: str, detail: str, now: float) -> None:
    work.audit.add(AuditEntry(work.new_id(), now, Actor.SYSTEM, None, action, None, None, detail))
