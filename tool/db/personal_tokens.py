"""The store of examinees' own leave: one token for an attempt, sealed, used with the key of their LMS's API."""

from sqlalchemy import select

from integrations.base import NotConnected
from integrations.oauth import PlatformToken, PlatformTokens
from tool.db.engine import Database
from tool.db.rows import PersonalTokenRow
from tool.db.sealing import CannotUnseal, Sealer


class SqlPersonalTokens:
    """Serves `tool.lms.own_leave.OwnTokens`: the holder of a token is an attempt. `platforms` has the tokens of
    platforms, by whose key these are used. Each call is a transaction of its own: never call one inside a unit of
    work."""

    def __init__(self, database: Database, sealer: Sealer, platforms: PlatformTokens) -> None:
        self._database = database
        self._sealer = sealer
        self._platforms = platforms

    def find(self, holder_id: str) -> PlatformToken | None:
        """Return the leave for an attempt, None if there is none, or if the LMS's API is not connected any more; raise
        NotConnected if none of the keys opens it."""
        with self._database.session() as session:
            row = session.get(PersonalTokenRow, holder_id)
        key = None if row is None else self._platforms.find(row.platform_id)
        try:
            return None if row is None or key is None else self._token(row, key)
        except CannotUnseal as exc:
            raise NotConnected(str(exc)) from exc

    def put(self, token: PlatformToken, platform_id: str) -> None:
        """Keep a leave that was given just now, instead of an earlier one."""
        seal = self._sealer.seal
        with self._database.session() as session:
            session.merge(
                PersonalTokenRow(
                    attempt_id=token.holder_id, platform_id=platform_id, access_token=seal(token.access_token),
                    refresh_token=seal(token.refresh_token), expires_at=token.expires_at,
                    scopes=tuple(sorted(token.scopes)), given_at=token.connected_at, revoked_at=token.revoked_at,
                )
            )

    def keep(self, token: PlatformToken) -> None:
        """Keep what came of a renewal, unless the leave is gone meanwhile."""
        seal = self._sealer.seal
        with self._database.session() as session:
            row = session.get(PersonalTokenRow, token.holder_id)
            if row is not None:
                row.access_token, row.refresh_token = seal(token.access_token), seal(token.refresh_token)
                row.expires_at, row.revoked_at = token.expires_at, token.revoked_at

    def forget(self, holder_id: str) -> None:
        """Remove the leave for an attempt, if there is one."""
        with self._database.session() as session:
            row = session.get(PersonalTokenRow, holder_id)
            if row is not None:
                session.delete(row)

    def given_before(self, at: float) -> list[str]:
        """Return the attempts whose leave is older than `at` (Unix seconds), oldest first."""
        with self._database.session() as session:
            found = select(PersonalTokenRow.attempt_id).where(PersonalTokenRow.given_at < at)
            return list(session.scalars(found.order_by(PersonalTokenRow.given_at, PersonalTokenRow.attempt_id)))

    def _token(self, row: PersonalTokenRow, key: PlatformToken) -> PlatformToken:
        unseal = self._sealer.unseal
        return PlatformToken(
            holder_id=row.attempt_id, client_id=key.client_id, client_secret=key.client_secret,
            client_says=key.client_says, token_url=key.token_url, access_token=unseal(row.access_token),
            refresh_token=unseal(row.refresh_token), expires_at=row.expires_at, scopes=frozenset(row.scopes),
            connected_at=row.given_at, revoked_at=row.revoked_at,
        )
