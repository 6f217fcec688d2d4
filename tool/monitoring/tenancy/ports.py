"""The repositories of tenants, platforms and people, as monitoring asks for them; `tool.db` implements them."""

from typing import Any, Protocol

from tool.monitoring.tenancy.records import ApiState, Deployment, Institution, Invitation, Participant, Platform
from tool.monitoring.work import Transaction


class Institutions(Protocol):
    """Tenants and the invitations to register platforms for them."""

    def add(self, record: Institution) -> None:
        """Keep a new institution."""
        ...

    def get(self, record_id: str) -> Institution:
        """Return it; raise NotFound."""
        ...

    def named(self, name: str) -> Institution | None:
        """Return the institution with exactly this name, if there is one."""
        ...

    def all(self) -> list[Institution]:
        """Return every institution, oldest first."""
        ...

    def save(self, record: Institution) -> None:
        """Keep the changed institution; raise NotFound."""
        ...

    def remove_if_empty(self, institution_id: str) -> None:
        """Remove the institution, with its invitations, if it has no platform."""
        ...

    def invitations(self, institution_id: str, now: float) -> list[Invitation]:
        """Return the institution's invitations that can still be used, oldest first."""
        ...

    def revoke_invitation(self, institution_id: str, code_hash: str) -> None:
        """Remove the invitation; raise NotFound if this institution has no such one."""
        ...

    def invite(self, invitation: Invitation) -> None:
        """Keep a new invitation."""
        ...

    def invitation(self, code_hash: str) -> Invitation | None:
        """Return the invitation with this hash, used or not."""
        ...

    def use_invitation(self, code_hash: str, now: float) -> Invitation | None:
        """Use the invitation up, atomically; None if there is none, or it has expired, or was used before."""
        ...


class Platforms(Protocol):
    """Registered LMSs."""

    def add(self, record: Platform, deployment_ids: frozenset[str] = frozenset()) -> None:
        """Keep a new platform; a second one with the same issuer and client_id raises AlreadyThere."""
        ...

    def get(self, record_id: str) -> Platform:
        """Return it; raise NotFound."""
        ...

    def all(self) -> list[Platform]:
        """Return every platform, oldest first."""
        ...

    def of_institution(self, institution_id: str) -> list[Platform]:
        """Return the institution's platforms, oldest first."""
        ...

    def within(self, institution_id: str, platform_id: str) -> Platform:
        """Return the platform if it belongs to this institution; raise NotFound otherwise."""
        ...

    def save(self, record: Platform) -> None:
        """Keep the changed platform; raise NotFound."""
        ...

    def launched(self, platform_id: str, now: float, api_said: str = "", family: str = "") -> None:
        """Note the time of a launch, what it said of the LMS's own API if it said anything, and the kind of LMS that it
        named (product_family_code, lower case) if none is known: of one that was typed in by hand."""
        ...

    def script_seen(self, platform_id: str, now: float) -> None:
        """Note that a launch came from Invigil's script in the LMS's own pages."""
        ...

    def api(self, platform_id: str) -> ApiState | None:
        """Return how the LMS's own API is connected; None if nobody has connected it."""
        ...

    def remove(self, platform_id: str) -> None:
        """Remove the platform, its deployments and its people; raise InUse while it has exams."""
        ...

    def deployments(self, platform_id: str) -> list[Deployment]:
        """Return the platform's deployments, oldest first."""
        ...

    def add_deployment(self, record: Deployment) -> None:
        """Keep a deployment that is not known yet."""
        ...

    def save_deployment(self, record: Deployment) -> None:
        """Keep the changed deployment; raise NotFound."""
        ...


class AlreadyThere(Exception):
    """A record with this identity exists already."""


class InUse(Exception):
    """A record cannot be removed, because others need it. The message says which and what to do instead."""


class Tickets(Protocol):
    """One-time tickets that carry a launch to the page's first request."""

    def put(self, ticket_hash: str, payload: dict[str, Any], expires_at: float) -> None:
        """Keep the JSON payload under the hash of the ticket."""
        ...

    def take(self, ticket_hash: str, now: float) -> dict[str, Any] | None:
        """Return and remove the payload, atomically; None if unknown, taken or expired."""
        ...


class People(Protocol):
    """Persons as the platforms know them."""

    def get(self, record_id: str) -> Participant:
        """Return the person; raise NotFound."""
        ...

    def known(self, platform_id: str, subject: str) -> Participant | None:
        """Return the person whom this platform calls `subject`, if seen before."""
        ...

    def remove_unless_attempting(self, person_id: str) -> None:
        """Remove the person if no attempt of theirs is kept."""
        ...

    def many(self, person_ids: list[str]) -> dict[str, Participant]:
        """Return these people by id; unknown ids are left out."""
        ...

    def with_lms_ids(self, platform_id: str, lms_ids: list[str]) -> list[Participant]:
        """Return the people whom this platform's LMS knows by these ids of its own; unknown ids are left out."""
        ...

    def add(self, record: Participant) -> None:
        """Keep a new person; raise AlreadyThere if the platform's person is known."""
        ...

    def save(self, record: Participant) -> None:
        """Keep the changed person; raise NotFound."""
        ...


class TenancyWork(Transaction, Protocol):
    """One unit of work over institutions, their platforms and people."""

    institutions: Institutions
    platforms: Platforms
    tickets: Tickets
    people: People
