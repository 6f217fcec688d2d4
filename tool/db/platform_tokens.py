"""The store of the tokens of LMSs' own APIs: what is secret of them lies sealed."""

from typing import get_args

from integrations.base import NotConnected
from integrations.oauth import ClientSays, Grant, PlatformToken
from tool.db.engine import Database
from tool.db.rows import PlatformTokenRow
from tool.db.sealing import CannotUnseal, Sealer


class SqlPlatformTokens:
    """Serves `integrations.oauth.PlatformTokens`. Each call is a transaction of its own: never call one inside a unit
    of work. What was sealed with a former key is sealed anew when the token is renewed."""

    def __init__(self, database: Database, sealer: Sealer) -> None:
        self._database = database
        self._sealer = sealer

    def find(self, holder_id: str) -> PlatformToken | None:
        """Return the platform's token, revoked or not; raise NotConnected if none of the keys opens it."""
        with self._database.session() as session:
            row = session.get(PlatformTokenRow, holder_id)
        try:
            return None if row is None else self._token(row)
        except CannotUnseal as exc:
            raise NotConnected(str(exc)) from exc

    def keep(self, token: PlatformToken) -> None:
        """Keep the token instead of the one that the platform had."""
        seal = self._sealer.seal
        with self._database.session() as session:
            session.merge(
                PlatformTokenRow(
                    platform_id=token.holder_id, client_id=token.client_id, client_secret=seal(token.client_secret),
                    client_says=token.client_says, token_url=token.token_url, access_token=seal(token.access_token),
                    refresh_token=seal(token.refresh_token), expires_at=token.expires_at,
                    scopes=tuple(sorted(token.scopes)), connected_at=token.connected_at, revoked_at=token.revoked_at,
                    grant=token.grant,
                    connected_as=token.connected_as,
                )
            )

    def forget(self, holder_id: str) -> None:
        """Remove the platform's token, if there is one."""
        with self._database.session() as session:
            row = session.get(PlatformTokenRow, holder_id)
            if row is not None:
                session.delete(row)

    def _token(self, row: PlatformTokenRow) -> PlatformToken:
        unseal = self._sealer.unseal
        says: dict[str, ClientSays] = {word: word for word in get_args(ClientSays)}
        grants: dict[str, Grant] = {word: word for word in get_args(Grant)}
        return PlatformToken(
            holder_id=row.platform_id, client_id=row.client_id, client_secret=unseal(row.client_secret),
            client_says=says[row.client_says], token_url=row.token_url, access_token=unseal(row.access_token),
            refresh_token=unseal(row.refresh_token), expires_at=row.expires_at, scopes=frozenset(row.scopes),
            connected_at=row.connected_at, revoked_at=row.revoked_at, grant=grants[row.grant],
            connected_as=row.connected_as,
        )
