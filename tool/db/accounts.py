"""Repositories of institutions, platforms, people and launch tickets."""

from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import bindparam, delete, func, insert, or_, select, update
from sqlalchemy.orm import Session

from tool.db.prepared import Within
from tool.db.repository import Lookup, Repository
from tool.db.rows import (
    AttemptRow,
    DeploymentRow,
    ExamRow,
    InstitutionRow,
    InvitationRow,
    PersonRow,
    PlatformRow,
    PlatformTokenRow,
    TicketRow,
)
from tool.db.storage_errors import is_double
from tool.monitoring.tenancy.ports import AlreadyThere, InUse
from tool.monitoring.tenancy.records import ApiState, Deployment, Institution, Invitation, Participant, Platform
from tool.monitoring.work import NotFound


class SqlInstitutions(Repository[Institution, InstitutionRow]):
    """Tenants and invitations."""

    record = Institution
    row = InstitutionRow
    order = (InstitutionRow.created_at, InstitutionRow.id)
    _by_id = Lookup(Institution, InstitutionRow, ("id",))

    def get(self, record_id: str) -> Institution:
        """Return the institution; raise NotFound."""
        institution = self._by_id(self._session, record_id)
        if institution is None:
            raise self._missing()
        return institution

    def named(self, name: str) -> Institution | None:
        """Return the institution with exactly this name, if there is one."""
        return self._first(InstitutionRow.name == name)

    def all(self) -> list[Institution]:
        """Return every institution, oldest first."""
        return self._all()

    def remove_if_empty(self, institution_id: str) -> None:
        """Remove the institution, with its invitations, if it has no platform."""
        used = select(PlatformRow.id).where(PlatformRow.institution_id == institution_id).exists()
        self._session.execute(delete(InstitutionRow).where(InstitutionRow.id == institution_id, ~used))

    def invitations(self, institution_id: str, now: float) -> list[Invitation]:
        """Return the institution's invitations that can still be used, oldest first."""
        rows = self._session.scalars(
            select(InvitationRow)
            .where(InvitationRow.institution_id == institution_id, InvitationRow.used_at.is_(None))
            .where(InvitationRow.expires_at > now)
            .order_by(InvitationRow.created_at)
        )
        return [_invitation(row) for row in rows]

    def revoke_invitation(self, institution_id: str, code_hash: str) -> None:
        """Remove the invitation; raise NotFound if this institution has no such one."""
        gone = self._session.scalars(
            delete(InvitationRow)
            .where(InvitationRow.code_hash == code_hash, InvitationRow.institution_id == institution_id)
            .returning(InvitationRow.code_hash)
        ).first()
        if gone is None:
            raise NotFound("There is no such Invitation.")

    def invite(self, invitation: Invitation) -> None:
        """Keep a new invitation."""
        self._session.add(
            InvitationRow(
                code_hash=invitation.code_hash, institution_id=invitation.institution_id,
                created_at=invitation.created_at, expires_at=invitation.expires_at, used_at=invitation.used_at,
            )
        )
        self._session.flush()

    def invitation(self, code_hash: str) -> Invitation | None:
        """Return the invitation with this hash, used or not."""
        row = self._session.get(InvitationRow, code_hash, populate_existing=True)
        return None if row is None else _invitation(row)

    def use_invitation(self, code_hash: str, now: float) -> Invitation | None:
        """Use the invitation up, in one UPDATE; None if it cannot be used."""
        used = self._session.scalars(
            update(InvitationRow)
            .where(InvitationRow.code_hash == code_hash, InvitationRow.used_at.is_(None))
            .where(InvitationRow.expires_at > now)
            .values(used_at=now)
            .returning(InvitationRow.code_hash)
        ).first()
        return None if used is None else self.invitation(code_hash)


def _invitation(row: InvitationRow) -> Invitation:
    return Invitation(row.code_hash, row.institution_id, row.created_at, row.expires_at, row.used_at)


class SqlPlatforms(Repository[Platform, PlatformRow]):
    """Registered LMSs."""

    record = Platform
    row = PlatformRow
    order = (PlatformRow.created_at, PlatformRow.id)

    def add(self, record: Platform, deployment_ids: frozenset[str] = frozenset()) -> None:
        """Keep a new platform; raise AlreadyThere if its issuer and client_id are known."""
        if self._first(PlatformRow.issuer == record.issuer, PlatformRow.client_id == record.client_id):
            raise AlreadyThere("This platform is registered already.")
        super().add(record)
        for deployment_id in sorted(deployment_ids):
            self.add_deployment(Deployment(record.id, deployment_id, True, record.created_at))

    def all(self) -> list[Platform]:
        """Return every platform, oldest first."""
        return self._all()

    def of_institution(self, institution_id: str) -> list[Platform]:
        """Return the institution's platforms, oldest first."""
        return self._all(PlatformRow.institution_id == institution_id)

    def within(self, institution_id: str, platform_id: str) -> Platform:
        """Return the platform if it belongs to this institution; raise NotFound otherwise."""
        platform = self._first(PlatformRow.id == platform_id, PlatformRow.institution_id == institution_id)
        if platform is None:
            raise self._missing()
        return platform

    def api(self, platform_id: str) -> ApiState | None:
        """Return how the LMS's own API is connected; None if nobody has connected it."""
        row = self._session.get(PlatformTokenRow, platform_id)
        if row is None:
            return None
        parts = urlsplit(row.token_url)
        return ApiState(
            platform_id, f"{parts.scheme}://{parts.netloc}", row.scopes, row.connected_at, row.revoked_at,
            row.connected_as,
        )

    def launched(self, platform_id: str, now: float, api_said: str = "", family: str = "") -> None:
        """Note the time of a launch, to the minute, and what it said of the LMS's own API and kind (see the port)."""
        if family:
            unknown = update(PlatformRow).where(PlatformRow.id == platform_id, PlatformRow.family == "")
            self._session.execute(unknown.values(family=family[:200]))
        if api_said:
            said = update(PlatformRow).where(PlatformRow.id == platform_id, PlatformRow.api_said != api_said)
            self._session.execute(said.values(api_said=api_said))
        self._session.execute(
            update(PlatformRow)
            .where(PlatformRow.id == platform_id)
            .where(or_(PlatformRow.last_launch_at.is_(None), PlatformRow.last_launch_at < now - 60.0))
            .values(last_launch_at=now)
        )

    def script_seen(self, platform_id: str, now: float) -> None:
        """Note that a launch came from our script in the LMS's own pages."""
        self._session.execute(
            update(PlatformRow).where(PlatformRow.id == platform_id).values(script_seen_at=now)
        )

    def remove(self, platform_id: str) -> None:
        """Remove the platform, its deployments and its people; raise InUse while it has exams."""
        row = self._row(platform_id)
        exams = self._session.scalar(select(func.count()).where(ExamRow.platform_id == platform_id))
        if exams:
            raise InUse(f"This platform has {exams} exam(s) with their records. Switch it off instead of removing it.")
        self._session.execute(delete(PersonRow).where(PersonRow.platform_id == platform_id))
        self._session.execute(delete(DeploymentRow).where(DeploymentRow.platform_id == platform_id))
        self._session.delete(row)
        self._session.flush()

    def deployments(self, platform_id: str) -> list[Deployment]:
        """Return the platform's deployments, oldest first."""
        rows = self._session.scalars(
            select(DeploymentRow)
            .where(DeploymentRow.platform_id == platform_id)
            .order_by(DeploymentRow.first_seen_at, DeploymentRow.deployment_id)
        )
        return [Deployment(r.platform_id, r.deployment_id, r.allowed, r.first_seen_at) for r in rows]

    def add_deployment(self, record: Deployment) -> None:
        """Keep a deployment that is not known yet."""
        self._session.add(
            DeploymentRow(
                platform_id=record.platform_id, deployment_id=record.deployment_id, allowed=record.allowed,
                first_seen_at=record.first_seen_at,
            )
        )
        self._session.flush()

    def save_deployment(self, record: Deployment) -> None:
        """Keep the changed deployment; raise NotFound."""
        row = self._session.get(DeploymentRow, (record.platform_id, record.deployment_id))
        if row is None:
            raise NotFound("There is no such Deployment.")
        row.allowed = record.allowed
        self._session.flush()


class SqlPeople(Repository[Participant, PersonRow]):
    """People as platforms know them."""

    record = Participant
    row = PersonRow
    order = (PersonRow.first_seen_at, PersonRow.id)
    _known = Lookup(Participant, PersonRow, ("platform_id", "subject"))
    _insert = Within(insert(PersonRow).returning(PersonRow.id))
    _update = Within(
        update(PersonRow)
        .where(PersonRow.id == bindparam("known"))
        .values(
            name=bindparam("new_name"), email=bindparam("new_email"), locale=bindparam("new_locale"),
            last_seen_at=bindparam("seen_at"), lms_id=bindparam("new_lms_id"),
        )
        .returning(PersonRow.id)
    )

    def add(self, record: Participant) -> None:
        """Keep a new person; raise AlreadyThere if the platform's person is known."""
        connection = self._session.connection()
        try:
            self._insert(connection, **self._values(record))
        except connection.dialect.loaded_dbapi.IntegrityError as exc:
            if not is_double(exc):
                raise
            raise AlreadyThere("This person is known already.") from exc

    def save(self, record: Participant) -> None:
        """Keep what may change of a person; raise NotFound."""
        found = self._update(
            self._session.connection(), known=record.id, new_name=record.name, new_email=record.email,
            new_locale=record.locale, seen_at=record.last_seen_at, new_lms_id=record.lms_id,
        )
        if not found:
            raise self._missing()
        self._session.expire_all()  # what the session has read of the person before

    def known(self, platform_id: str, subject: str) -> Participant | None:
        """Return the person whom this platform calls `subject`, if seen before."""
        return self._known(self._session, platform_id, subject)

    def many(self, person_ids: list[str]) -> dict[str, Participant]:
        """Return these people by id; unknown ids are left out."""
        return {person.id: person for person in self._all(PersonRow.id.in_(person_ids))} if person_ids else {}

    def with_lms_ids(self, platform_id: str, lms_ids: list[str]) -> list[Participant]:
        """Return the people whom this platform's LMS knows by these ids of its own; unknown ids are left out."""
        return self._all(PersonRow.platform_id == platform_id, PersonRow.lms_id.in_(lms_ids)) if lms_ids else []

    def remove_unless_attempting(self, person_id: str) -> None:
        """Remove the person if no attempt of theirs is kept."""
        attempting = select(AttemptRow.id).where(AttemptRow.person_id == person_id).exists()
        self._session.execute(delete(PersonRow).where(PersonRow.id == person_id, ~attempting))


class SqlTickets:
    """One-time launch tickets."""

    _insert = Within(insert(TicketRow).returning(TicketRow.ticket_hash))

    def __init__(self, session: Session) -> None:
        self._session = session

    def put(self, ticket_hash: str, payload: dict[str, Any], expires_at: float) -> None:
        """Keep the payload under the hash of the ticket; raise AlreadyThere if there is one."""
        connection = self._session.connection()
        try:
            self._insert(connection, ticket_hash=ticket_hash, payload=payload, expires_at=expires_at)
        except connection.dialect.loaded_dbapi.IntegrityError as exc:
            raise AlreadyThere("There is such a ticket already.") from exc

    def take(self, ticket_hash: str, now: float) -> dict[str, Any] | None:
        """Return and remove the payload, in one DELETE; None if there is none that is good."""
        taken = self._session.execute(
            delete(TicketRow)
            .where(TicketRow.ticket_hash == ticket_hash)
            .returning(TicketRow.payload, TicketRow.expires_at)
        ).first()
        return taken[0] if taken is not None and taken[1] > now else None
