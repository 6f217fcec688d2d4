"""The records of who is connected: what repositories return and take. Times are Unix seconds (float)."""

from dataclasses import dataclass, field
from typing import Literal

Switcher = Literal["", "operator", "institution"]


@dataclass(frozen=True, slots=True)
class Institution:
    """A tenant: the school that registered one or more platforms."""

    id: str
    name: str
    created_at: float
    role_map: dict[str, str] = field(default_factory=dict)
    """The institution's own reading of LTI roles: role URI to a value of `domain.people.Role`, or to "nobody"."""


@dataclass(frozen=True, slots=True)
class Invitation:
    """The right to register a platform for an institution once. Only the SHA-256 (hex) of the code is kept."""

    code_hash: str
    institution_id: str
    created_at: float
    expires_at: float
    used_at: float | None = None


@dataclass(frozen=True, slots=True)
class Platform:
    """An LMS registered over LTI 1.3. Its identity is issuer and client_id together, never the issuer alone.

    Not active and never approved: it waits for approval. `learns_deployments`: a launch may add a deployment. `family`
    is the product_family_code, `scopes` what the platform granted and `messages` what it sends, as far as it said.
    `switched_off_by`: who did, while it is off; empty while it is active or waits. `registered_at` is the host[:port]
    that the registration was made with, which nobody can claim as they can an issuer; empty if it was typed by hand.
    `api_said` is the origin of the LMS's own API as its last launch named it, "" if none did: what an administrator is
    offered to connect, and nothing is sent there before they do. `settings`: what its adapter must know of this one
    installation, by name (`integrations`). `script_seen_at`: when a launch last came from Invigil's script in the LMS's
    own pages, to the hour."""

    id: str
    institution_id: str
    name: str
    issuer: str
    client_id: str
    auth_login_url: str
    auth_token_url: str
    jwks_url: str
    token_audience: str | None
    active: bool
    created_at: float
    approved_at: float | None = None
    learns_deployments: bool = False
    family: str = ""
    scopes: tuple[str, ...] = ()
    messages: tuple[str, ...] = ()
    last_launch_at: float | None = None
    switched_off_by: Switcher = ""
    registered_at: str = ""
    api_said: str = ""
    settings: dict[str, str] = field(default_factory=dict)
    script_seen_at: float | None = None


@dataclass(frozen=True, slots=True)
class ApiState:
    """That an administrator has connected the API of a platform's LMS, without anything secret: the LMS's origin, the
    scopes granted, since when and by whose leave, and when the LMS was found to let Invigil in no more."""

    platform_id: str
    origin: str
    scopes: tuple[str, ...]
    connected_at: float
    revoked_at: float | None = None
    connected_as: str = ""


@dataclass(frozen=True, slots=True)
class Deployment:
    """One deployment of a platform: named at registration, or seen in a launch. Only allowed ones may launch."""

    platform_id: str
    deployment_id: str
    allowed: bool
    first_seen_at: float


@dataclass(frozen=True, slots=True)
class Participant:
    """A person as one platform knows them; `subject` is the platform's opaque `sub`, `lms_id` the id by which the LMS's
    own API knows them, "" if no launch has told it."""

    id: str
    platform_id: str
    subject: str
    name: str
    email: str
    locale: str
    first_seen_at: float
    last_seen_at: float
    lms_id: str = ""
