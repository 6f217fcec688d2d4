"""The stores that `lti` asks for. Each call is a transaction of its own: never call one inside a unit of work."""

from collections.abc import Callable

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from lti import keys
from lti.ports import LaunchState, Registration, ToolKey
from tool.db.engine import Database
from tool.db.rows import DeploymentRow, LaunchStateRow, PlatformRow, ToolKeyRow
from tool.monitoring.ports import NotFound


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
    """Serves `lti.ports.ToolKeys`; makes the first key when there is none. `clock` returns Unix seconds."""

    def __init__(
        self, database: Database, clock: Callable[[], float], generate: Callable[[], ToolKey] = keys.generate
    ) -> None:
        self._database = database
        self._clock = clock
        self._generate = generate

    def current(self) -> ToolKey:
        """Return the newest key."""
        return self.all()[0]

    def all(self) -> list[ToolKey]:
        """Return every key, the newest first."""
        with self._database.session() as session:
            rows = session.scalars(
                select(ToolKeyRow).order_by(ToolKeyRow.created_at.desc(), ToolKeyRow.kid)
            ).all()
            known = [ToolKey(kid=row.kid, private_pem=row.private_pem) for row in rows]
            return known or [self._made(session)]

    def rotate(self) -> ToolKey:
        """Make a new key to sign with; the old ones stay published."""
        with self._database.session() as session:
            return self._made(session)

    def _made(self, session: Session) -> ToolKey:
        key = self._generate()
        session.add(ToolKeyRow(kid=key.kid, private_pem=key.private_pem, created_at=self._clock()))
        return key
