"""Repositories of institutions, platforms, people and launch tickets."""

from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tool.db.repository import Repository
from tool.db.rows import AttemptRow, DeploymentRow, InstitutionRow, InvitationRow, PersonRow, PlatformRow, TicketRow
from tool.monitoring.ports import AlreadyThere
from tool.monitoring.records import Institution, Invitation, Participant, Platform


class SqlInstitutions(Repository[Institution, InstitutionRow]):
    """Tenants and invitations."""

    record = Institution
    row = InstitutionRow
    order = (InstitutionRow.created_at, InstitutionRow.id)

    def named(self, name: str) -> Institution | None:
        """Return the institution with exactly this name, if there is one."""
        return self._first(InstitutionRow.name == name)

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
        if row is None:
            return None
        return Invitation(row.code_hash, row.institution_id, row.created_at, row.expires_at, row.used_at)

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
        self._session.add_all(
            DeploymentRow(platform_id=record.id, deployment_id=deployment) for deployment in sorted(deployment_ids)
        )
        self._session.flush()

    def all(self) -> list[Platform]:
        """Return every platform, oldest first."""
        return self._all()


class SqlPeople(Repository[Participant, PersonRow]):
    """People as platforms know them."""

    record = Participant
    row = PersonRow
    order = (PersonRow.first_seen_at, PersonRow.id)

    def known(self, platform_id: str, subject: str) -> Participant | None:
        """Return the person whom this platform calls `subject`, if seen before."""
        return self._first(PersonRow.platform_id == platform_id, PersonRow.subject == subject)

    def many(self, person_ids: list[str]) -> dict[str, Participant]:
        """Return these people by id; unknown ids are left out."""
        return {person.id: person for person in self._all(PersonRow.id.in_(person_ids))} if person_ids else {}


    def remove_unless_attempting(self, person_id: str) -> None:
        """Remove the person if no attempt of theirs is kept."""
        attempting = select(AttemptRow.id).where(AttemptRow.person_id == person_id).exists()
        self._session.execute(delete(PersonRow).where(PersonRow.id == person_id, ~attempting))


class SqlTickets:
    """One-time launch tickets."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def put(self, ticket_hash: str, payload: dict[str, Any], expires_at: float) -> None:
        """Keep the payload under the hash of the ticket; raise AlreadyThere if there is one."""
        self._session.add(TicketRow(ticket_hash=ticket_hash, payload=payload, expires_at=expires_at))
        try:
            self._session.flush()
        except IntegrityError as exc:
            raise AlreadyThere("There is such a ticket already.") from exc

    def take(self, ticket_hash: str, now: float) -> dict[str, Any] | None:
        """Return and remove the payload, in one DELETE; None if there is none that is good."""
        taken = self._session.execute(
            delete(TicketRow)
            .where(TicketRow.ticket_hash == ticket_hash)
            .returning(TicketRow.payload, TicketRow.expires_at)
        ).first()
        return taken[0] if taken is not None and taken[1] > now else None
