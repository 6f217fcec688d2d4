"""People as a launch names them: known by platform and subject, their name and locale kept up to date."""

from dataclasses import replace

from tool.domain.people import Person
from tool.monitoring.tenancy.ports import TenancyWork
from tool.monitoring.tenancy.records import Participant

NAME_LIMIT = 200
LMS_ID_LIMIT = 64
NAMELESS = "Name not given"
SEEN_S = 60.0
"""When somebody was last seen is kept to this many seconds: not every launch has to write."""


def recognise(work: TenancyWork, person: Person, now: float, *, locale: str = "", lms_id: str = "") -> Participant:
    """Return the person whom a launch names, kept or made new; a launch that gives no name keeps the known one."""
    name = "".join(c for c in person.name if c.isprintable()).strip()[:NAME_LIMIT]
    known = work.people.known(person.platform_id, person.subject)
    if known is None:
        made = Participant(
            work.new_id(), person.platform_id, person.subject, name or NAMELESS, person.email[:NAME_LIMIT],
            locale[:35], now, now, lms_id[:LMS_ID_LIMIT],
        )
        work.people.add(made)
        return made
    fresh = replace(
        known, name=name or known.name, email=person.email[:NAME_LIMIT] or known.email,
        locale=locale[:35] or known.locale, lms_id=lms_id[:LMS_ID_LIMIT] or known.lms_id,
    )
    if fresh == known and 0 <= now - known.last_seen_at < SEEN_S:
        return known
    fresh = replace(fresh, last_seen_at=now)
    work.people.save(fresh)
    return fresh
