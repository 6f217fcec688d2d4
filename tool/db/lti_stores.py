"""The stores that `lti` asks for. Each call is a transaction of its own: never call one inside a unit of work."""

from collections.abc import Callable

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from lti import keys
from lti.ports import LaunchState, Registration, ToolKey
from tool.db.engine import Database
from tool.db.rows import DeploymentRow, LaunchStateRow, PlatformRow, ToolKeyRow
from tool.db.sealing import Sealer
from tool.monitoring.ports import NotFound

LEAD_S = 900.0
"""A new key is published this long before it signs: three times the `max-age` of the published key set."""
OVERLAP_S = 7 * 86400.0
"""A key stays published this long after another took over, for platforms that cache the key set for days."""


class SqlRegistrations:
    """Serves `lti.ports.Registrations`: every platform is a registration."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def find(self, issuer: str, client_id: str | None) -> Registration | None:
        """Return the registration; with `client_id` None only if the issuer has exactly one."""
        query = select(PlatformRow).where(PlatformRow.issuer == issuer)
        if client_id is not None:
            query = query.where(PlatformRow.client_id == client_id)
        with self._database.session() as session:
            rows = session.scalars(query.limit(2)).all()
            return _registration(session, rows[0]) if len(rows) == 1 else None

    def by_id(self, registration_id: str) -> Registration:
        """Return the registration; raise NotFound."""
        with self._database.session() as session:
            row = session.get(PlatformRow, registration_id)
            if row is None:
                raise NotFound("There is no such registration.")
            return _registration(session, row)

    def learn_deployment(self, registration_id: str, deployment_id: str) -> None:
        """Keep the deployment that a first launch named; again is no error."""
        with self._database.session() as session:
            session.merge(DeploymentRow(platform_id=registration_id, deployment_id=deployment_id))


def _registration(session: Session, row: PlatformRow) -> Registration:
    deployments = session.scalars(
        select(DeploymentRow.deployment_id).where(DeploymentRow.platform_id == row.id)
    )
    return Registration(
        id=row.id, institution_id=row.institution_id, issuer=row.issuer, client_id=row.client_id,
        auth_login_url=row.auth_login_url, auth_token_url=row.auth_token_url, jwks_url=row.jwks_url,
        token_audience=row.token_audience, deployment_ids=frozenset(deployments), active=row.active,
    )


class SqlLaunchStates:
    """Serves `lti.ports.LaunchStates`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, launch_state: LaunchState) -> None:
        """Keep it."""
        with self._database.session() as session:
            session.add(
                LaunchStateRow(
                    state=launch_state.state, nonce=launch_state.nonce, platform_id=launch_state.registration_id,
                    target_link_uri=launch_state.target_link_uri, created_at=launch_state.created_at,
                    expires_at=launch_state.expires_at,
                )
            )

    def consume(self, state: str, now: float) -> LaunchState | None:
        """Consume it in one UPDATE, so that only one caller ever gets it."""
        with self._database.session() as session:
            row = session.scalars(
                update(LaunchStateRow)
                .where(LaunchStateRow.state == state, LaunchStateRow.consumed_at.is_(None))
                .where(LaunchStateRow.expires_at > now)
                .values(consumed_at=now)
                .returning(LaunchStateRow)
            ).first()
            if row is None:
                return None
            return LaunchState(
                state=row.state, nonce=row.nonce, registration_id=row.platform_id,
                target_link_uri=row.target_link_uri, created_at=row.created_at, expires_at=row.expires_at,
            )


class SqlToolKeys:
    """Serves `lti.ports.ToolKeys`; makes the first key when there is none. `clock` returns Unix seconds.

    Private keys are stored sealed. A new key is published at once but signs only after LEAD_S, when platforms that
    cache the key set have had time to fetch it; a key that no longer signs stays published for OVERLAP_S."""

    def __init__(
        self, database: Database, clock: Callable[[], float], sealer: Sealer,
        generate: Callable[[], ToolKey] = keys.generate,
    ) -> None:
        self._database = database
        self._clock = clock
        self._sealer = sealer
        self._generate = generate

    def current(self) -> ToolKey:
        """Return the key to sign with: the newest that has been published for LEAD_S, else the oldest."""
        with self._database.session() as session:
            rows = self._rows(session)
            return self._read(_signing(rows, self._clock()))

    def all(self) -> list[ToolKey]:
        """Return every key to publish, the newest first."""
        with self._database.session() as session:
            return [self._read(row) for row in self._rows(session)]

    def rotate(self) -> ToolKey:
        """Make a new key, which will sign after LEAD_S; remove keys that have not signed for OVERLAP_S."""
        now = self._clock()
        with self._database.session() as session:
            made = self._made(session)
            rows = self._rows(session)
            retired = rows[rows.index(_signing(rows, now)) + 1 :]
            successors = {row.kid: rows[rows.index(row) - 1] for row in retired}
            for row in retired:
                if successors[row.kid].created_at + LEAD_S + OVERLAP_S <= now:
                    session.delete(row)
            return self._read(made)

    def _rows(self, session: Session) -> list[ToolKeyRow]:
        query = select(ToolKeyRow).order_by(ToolKeyRow.created_at.desc(), ToolKeyRow.kid)
        rows = list(session.scalars(query)) or [self._made(session)]
        for row in rows:
            if not self._sealer.is_sealed(row.private_pem):
                row.private_pem = self._sealer.seal(row.private_pem)
        return rows

    def _made(self, session: Session) -> ToolKeyRow:
        key = self._generate()
        row = ToolKeyRow(kid=key.kid, private_pem=self._sealer.seal(key.private_pem), created_at=self._clock())
        session.add(row)
        session.flush()
        return row

    def _read(self, row: ToolKeyRow) -> ToolKey:
        return ToolKey(kid=row.kid, private_pem=self._sealer.unseal(row.private_pem))


def _signing(rows: list[ToolKeyRow], now: float) -> ToolKeyRow:
    """Return the key that signs now, of keys that are sorted newest first."""
    return next((row for row in rows if row.created_at + LEAD_S <= now), rows[-1])
