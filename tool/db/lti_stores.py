"""The stores that `lti` asks for. Each call is a transaction of its own: never call one inside a unit of work."""

from collections.abc import Callable

from sqlalchemy import and_, bindparam, func, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from lti import keys
from lti.ports import Registration, ToolKey
from tool.db.engine import Database
from tool.db.prepared import Alone, Rows
from tool.db.rows import DeploymentRow, PlatformRow, ToolKeyRow, UsedStateRow
from tool.db.sealing import Sealer
from tool.monitoring.work import NotFound

MAX_WAITING = 50
"""Deployments of one platform that may wait for an admin; more are refused without being kept."""
LEAD_S = 900.0
"""A new key is published this long before it signs: three times the `max-age` of the published key set."""
OVERLAP_S = 7 * 86400.0
"""A key stays published this long after another took over, for platforms that cache the key set for days."""


_REGISTERED = select(
    PlatformRow.id, PlatformRow.institution_id, PlatformRow.issuer, PlatformRow.client_id, PlatformRow.auth_login_url,
    PlatformRow.auth_token_url, PlatformRow.jwks_url, PlatformRow.token_audience, PlatformRow.active,
    PlatformRow.learns_deployments, DeploymentRow.deployment_id,
).outerjoin(DeploymentRow, and_(DeploymentRow.platform_id == PlatformRow.id, DeploymentRow.allowed))
_COUNTING = or_(PlatformRow.active, PlatformRow.approved_at.is_not(None))


class SqlRegistrations:
    """Serves `lti.ports.Registrations`: every platform is a registration. Nothing of them is kept in memory: what an
    admin switches off is off at the next launch, whichever process it comes to."""

    def __init__(self, database: Database, clock: Callable[[], float]) -> None:
        issued = PlatformRow.issuer == bindparam("issuer")
        self._database = database
        self._clock = clock
        self._by_id = Alone(database, _REGISTERED.where(PlatformRow.id == bindparam("id")))
        self._by_client = Alone(database, _REGISTERED.where(issued, PlatformRow.client_id == bindparam("client_id")))
        counted = select(func.count(), func.min(PlatformRow.client_id))
        self._clients = Alone(database, counted.where(issued, _COUNTING))

    def find(self, issuer: str, client_id: str | None) -> Registration | None:
        """Return the registration; with `client_id` None only if the issuer has exactly one. Then those that wait for
        approval do not count: anybody can make one."""
        if client_id is None:
            [(clients, client_id)] = self._clients(issuer=issuer)
            if clients != 1:
                return None
        return _registration(self._by_client(issuer=issuer, client_id=client_id))

    def by_id(self, registration_id: str) -> Registration:
        """Return the registration; raise NotFound."""
        found = _registration(self._by_id(id=registration_id))
        if found is None:
            raise NotFound("There is no such registration.")
        return found

    def learn_deployment(self, registration_id: str, deployment_id: str, *, allowed: bool) -> bool:
        """Keep the deployment that a launch named, if it is new; return whether it may launch."""
        with self._database.session() as session:
            row = session.get(DeploymentRow, (registration_id, deployment_id))
            if row is None:
                waiting = session.scalar(
                    select(func.count()).where(
                        DeploymentRow.platform_id == registration_id, DeploymentRow.allowed.is_(False)
                    )
                )
                if not allowed and (waiting or 0) >= MAX_WAITING:
                    return False
                row = DeploymentRow(
                    platform_id=registration_id, deployment_id=deployment_id, allowed=allowed,
                    first_seen_at=self._clock(),
                )
                session.add(row)
            return row.allowed


def _registration(rows: Rows) -> Registration | None:
    """Return the registration of rows of `_REGISTERED`: one for each allowed deployment, or one without any."""
    if not rows:
        return None
    id_, institution_id, issuer, client_id, login_url, token_url, jwks_url, audience, active, learns, _ = rows[0]
    return Registration(
        id=id_, institution_id=institution_id, issuer=issuer, client_id=client_id, auth_login_url=login_url,
        auth_token_url=token_url, jwks_url=jwks_url, token_audience=audience, active=active,
        learns_deployments=learns, deployment_ids=frozenset(row[-1] for row in rows if row[-1] is not None),
    )


class SqlUsedStates:
    """Remembers which states have come in."""

    def __init__(self, database: Database) -> None:
        insert = postgresql.insert if database.engine.dialect.name == "postgresql" else sqlite.insert
        made = insert(UsedStateRow).on_conflict_do_nothing().returning(UsedStateRow.id)
        self._insert = Alone(database, made)

    def first_use(self, state_id: str, expires_at: float) -> bool:
        """Note that the state has come in; return False if it had before. Only one caller ever gets True."""
        return len(self._insert(id=state_id, expires_at=expires_at)) == 1


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
