"""What the `invigil` command does to the database: migrate, invite, list and add platforms."""

import time
from collections.abc import Sequence

from tool.db import schema
from tool.db.engine import Database
from tool.db.lti_stores import SqlToolKeys
from tool.db.sealing import Sealer
from tool.db.work import Works
from tool.monitoring import onboarding
from tool.monitoring.records import Platform


class Administration:
    """An installation's database as its operator sees it. Close it when done."""

    def __init__(self, database_url: str) -> None:
        self._database = Database(database_url)
        self._works = Works(self._database)

    def close(self) -> None:
        """Close the connections."""
        self._database.close()

    def migrate(self) -> None:
        """Bring the schema to this version."""
        schema.upgrade(self._database)

    def invite(self, institution: str, lifetime_s: float) -> str:
        """Return a code that lets one platform register for this institution within `lifetime_s` seconds."""
        with self._works() as work:
            return onboarding.invite(work, institution, time.time(), lifetime_s)

    def platforms(self) -> list[Platform]:
        """Return every registered platform, oldest first."""
        with self._works() as work:
            return work.platforms.all()

    def tool_keys(self, encryption_keys: Sequence[str]) -> SqlToolKeys:
        """Return the store of this tool's own signing keys."""
        return SqlToolKeys(self._database, time.time, Sealer(encryption_keys))

    def add_platform(
        self, *, institution: str, issuer: str, client_id: str, deployment_ids: Sequence[str],
        auth_login_url: str, auth_token_url: str, jwks_url: str,
    ) -> str:
        """Register a platform by hand and return its id; raise AlreadyThere if issuer and client_id are known."""
        now = time.time()
        with self._works() as work:
            tenant = onboarding.institution_named(work, institution, now)
            platform = Platform(
                id=work.new_id(), institution_id=tenant.id, name=institution, issuer=issuer, client_id=client_id,
                auth_login_url=auth_login_url, auth_token_url=auth_token_url, jwks_url=jwks_url,
                token_audience=None, active=True, created_at=now,
            )
            onboarding.add_platform(work, platform, frozenset(deployment_ids), now)
        return platform.id
