"""Proctors without an LMS account: a teacher invites them to one exam, by name, with a link that lasts some days."""

import secrets
from collections.abc import Collection
from dataclasses import replace

from tool.domain.attempt import Actor
from tool.domain.people import Person
from tool.monitoring.exam.events import GuestRevoked
from tool.monitoring.exam.groups import View
from tool.monitoring.exam.ports import Work
from tool.monitoring.exam.records import Guest, Staff
from tool.monitoring.tenancy import participants
from tool.monitoring.tenancy.onboarding import digest
from tool.monitoring.tenancy.records import Participant
from tool.monitoring.work import AuditEntry, NotFound

NAME_LIMIT = 200
MOST_DAYS = 30
MOST_GUESTS = 50
"""How many guests of one exam may be good at a time."""
_DAY_S = 86400.0
_CODE_BYTES = 24


class GuestRefused(Exception):
    """The invitation cannot be made. `code` is stable; the message says what to change."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def invite(
    work: Work, view: View, name: str, days: int, by: Staff, now: float, groups: Collection[str] | None = None
) -> tuple[Guest, str]:
    """Invite a proctor to the exam; return the guest and the link's code, of which only the SHA-256 is kept.

    `view` is what the inviting person may see; `groups` are those that the guest is to look after, None for as much as
    that. Raises GuestRefused: "bad_name", "bad_days", "bad_groups" or "too_many"."""
    exam_id = view.exam_id
    plain = "".join(c for c in name if c.isprintable()).strip()
    if not 0 < len(plain) <= NAME_LIMIT:
        raise GuestRefused("bad_name", f"Give a name of 1 to {NAME_LIMIT} characters.")
    if not 0 < days <= MOST_DAYS:
        raise GuestRefused("bad_days", f"Invite for 1 to {MOST_DAYS} days.")
    if sum(_is_good(guest, now) for guest in work.guests.in_exam(exam_id)) >= MOST_GUESTS:
        raise GuestRefused(
            "too_many", f"This exam has {MOST_GUESTS} invited proctors. Revoke an invitation that is not needed."
        )
    code = secrets.token_urlsafe(_CODE_BYTES)
    guest = Guest(
        work.new_id(), exam_id, digest(code), plain, by.person_id or "", now, now + days * _DAY_S,
        groups=_groups(work, view, groups),
    )
    work.guests.add(guest)
    _audit(work, "guest.invite", guest, by.person_id, now)
    return guest, code


def groups_to_offer(work: Work, view: View) -> dict[str, str]:
    """Return the groups that somebody with this view may have a guest look after: names by id."""
    named = work.exams.get(view.exam_id).groups or {}
    return {each: name for each, name in named.items() if view.groups.reach((each,))}


def _groups(work: Work, view: View, asked: Collection[str] | None) -> tuple[str, ...] | None:
    if asked is None:
        return None if view.groups.ids is None else tuple(sorted(view.groups.ids))
    if not asked or not set(asked) <= set(groups_to_offer(work, view)):
        raise GuestRefused("bad_groups", "Choose groups of this exam that you look after yourself, or none.")
    return tuple(sorted(set(asked)))


def revoke(work: Work, exam_id: str, guest_id: str, by: Staff, now: float) -> Guest:
    """End a guest's invitation now; raise NotFound if it is not the exam's. Revoking again changes nothing."""
    guest = work.guests.within(exam_id, guest_id)
    if guest.revoked_at is not None:
        return guest
    guest = replace(guest, revoked_at=now)
    work.guests.save(guest)
    _audit(work, "guest.revoke", guest, by.person_id, now)
    work.emit(GuestRevoked(guest.id))
    return guest


def join(work: Work, code: str, now: float) -> tuple[Guest, Participant] | None:
    """Return the guest whose code this is, and the person that the guest is on the exam's platform; None if the code is
    unknown, expired or revoked, or the platform is switched off."""
    guest = work.guests.by_code(digest(code)) if code else None
    if guest is None or not _is_good(guest, now):
        return None
    platform_id = work.exams.get(guest.exam_id).platform_id
    if not work.platforms.get(platform_id).active:
        return None
    person = participants.recognise(work, Person(platform_id, f"guest:{guest.id}", guest.name), now)
    guest = replace(guest, last_used_at=now)
    work.guests.save(guest)
    _audit(work, "guest.join", guest, person.id, now)
    return guest, person


def is_good(work: Work, guest_id: str, now: float) -> bool:
    """Whether the guest may still be here."""
    try:
        return _is_good(work.guests.get(guest_id), now)
    except NotFound:
        return False


def good_among(work: Work, guest_ids: Collection[str], now: float) -> set[str]:
    """Return those of these guests who may still be here, in one query."""
    return {guest.id for guest in work.guests.many(guest_ids) if _is_good(guest, now)}


def _is_good(guest: Guest, now: float) -> bool:
    return guest.revoked_at is None and now < guest.expires_at


def _audit(work: Work, action: str, guest: Guest, person_id: str | None, now: float) -> None:
    work.audit.add(
        AuditEntry(work.new_id(), now, Actor.PROCTOR, person_id, action, guest.exam_id, None, guest.id)
    )
