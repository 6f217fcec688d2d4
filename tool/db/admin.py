"""What the `invigil` command does to the database: invite, and look after institutions and platforms."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tool.db.engine import Database
from tool.db.lti_stores import SqlRegistrations, SqlToolKeys
from tool.db.platform_tokens import SqlPlatformTokens
from tool.db.sealing import Sealer
from tool.db.work import Works
from tool.monitoring.tenancy import institutions, onboarding, platforms
from tool.monitoring.tenancy.institutions import OPERATOR
from tool.monitoring.tenancy.platforms import NewPlatform
from tool.monitoring.tenancy.records import Institution, Platform


@dataclass(frozen=True, slots=True)
class ListedPlatform:
    """A platform as `invigil platform list` shows it."""

    platform: Platform
    institution: Institution


class Administration:
    """An installation's database as its operator sees it. Close it when done."""

    def __init__(self, database_url: str) -> None:
        self.database = Database(database_url)
        self.works = Works(self.database)

    def close(self) -> None:
        """Close the connections."""
        self.database.close()

    def invite(self, institution: str, lifetime_s: float) -> str:
        """Return a code that lets one platform register for this institution within `lifetime_s` seconds; raise
        AdminRefused."""
        with self.works() as work:
            return institutions.invite(work, OPERATOR, institution, time.time(), lifetime_s)

    def institution(self, name: str) -> Institution | None:
        """Return the institution of this name, if there is one."""
        with self.works() as work:
            return work.institutions.named(name.strip())

    def ticket(self, payload: dict[str, Any], lifetime_s: float) -> str:
        """Return a one-time ticket with this payload."""
        with self.works() as work:
            return onboarding.issue_ticket(work, payload, time.time(), lifetime_s)

    def platforms(self) -> list[Platform]:
        """Return every registered platform, oldest first."""
        with self.works() as work:
            return work.platforms.all()

    def listed(self) -> list[ListedPlatform]:
        """Return every registered platform with its institution, oldest first."""
        with self.works() as work:
            return [ListedPlatform(p, work.institutions.get(p.institution_id)) for p in work.platforms.all()]

    def tool_keys(self, encryption_keys: Sequence[str]) -> SqlToolKeys:
        """Return the store of this tool's own signing keys."""
        return SqlToolKeys(self.database, time.time, Sealer(encryption_keys))

    def api_tokens(self, encryption_keys: Sequence[str]) -> SqlPlatformTokens:
        """Return the store of the tokens of LMSs' own APIs."""
        return SqlPlatformTokens(self.database, Sealer(encryption_keys))

    def registrations(self) -> SqlRegistrations:
        """Return the platforms as `lti` asks for them."""
        return SqlRegistrations(self.database, time.time)

    def add_platform(self, institution: str, new: NewPlatform) -> str:
        """Register a platform by hand and return its id; raise AlreadyThere if it is in use, AdminRefused."""
        now = time.time()
        with self.works() as work:
            tenant = onboarding.institution_named(work, institutions.checked_name(institution), now)
            return platforms.join(work, OPERATOR, tenant.id, new, now).id

    def approve(self, platform_id: str, institution: str) -> Institution:
        """Switch a waiting platform on for the institution of this name, or, if empty, for one of its own; return the
        institution. Raise AdminRefused or NotFound."""
        with self.works() as work:
            approved = platforms.approve(work, OPERATOR, platform_id, institution, time.time())
            return work.institutions.get(approved.institution_id)

    def switch(self, platform_id: str, *, on: bool) -> None:
        """Switch a platform off or on; raise AdminRefused or NotFound."""
        with self.works() as work:
            if on:
                platforms.change(work, OPERATOR, platform_id, time.time(), active=True)
            else:
                platforms.switch_off(work, platform_id, time.time())

    def remove(self, platform_id: str) -> None:
        """Forget a platform; raise InUse while it has exams, NotFound."""
        with self.works() as work:
            platforms.remove(work, OPERATOR, platform_id, time.time())
