"""What the LTI library asks of its host: stores for registrations, launch states and keys, and one way out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Registration:
    """One platform as this tool is registered with it. Identity is issuer + client_id, never the issuer alone.

    `token_audience` is the audience of token requests where it differs from `auth_token_url`. Empty `deployment_ids`
    means that the platform has not named its deployment yet; the first valid launch does."""

    id: str
    institution_id: str
    issuer: str
    client_id: str
    auth_login_url: str
    auth_token_url: str
    jwks_url: str
    token_audience: str | None = None
    deployment_ids: frozenset[str] = frozenset()
    active: bool = True


class Registrations(Protocol):
    """The platforms that this tool is registered with."""

    def find(self, issuer: str, client_id: str | None) -> Registration | None:
        """Return the registration; with `client_id` None only if the issuer has exactly one. Inactive ones too."""
        ...

    def learn_deployment(self, registration_id: str, deployment_id: str) -> None:
        """Keep the deployment that a first, fully checked launch named."""
        ...


@dataclass(frozen=True, slots=True)
class LaunchState:
    """One login that was begun. `state` and `nonce` are secrets used once; times are Unix seconds."""

    state: str
    nonce: str
    registration_id: str
    target_link_uri: str
    created_at: float
    expires_at: float


class LaunchStates(Protocol):
    """Logins under way. Kept on the server, so that no cookie is needed."""

    def put(self, launch_state: LaunchState) -> None:
        """Keep it."""
        ...

    def consume(self, state: str, now: float) -> LaunchState | None:
        """Take it out, atomically, so that only one caller ever gets it. None when unknown, used or expired."""
        ...


@dataclass(frozen=True, slots=True)
class ToolKey:
    """One signing key of this tool: RSA, PKCS#8 PEM; `kid` is its RFC 7638 thumbprint."""

    kid: str
    private_pem: str = field(repr=False)


class ToolKeys(Protocol):
    """This tool's signing keys."""

    def current(self) -> ToolKey:
        """Return the key to sign with."""
        ...

    def all(self) -> list[ToolKey]:
        """Return every key whose public half is to be published, the current one first."""
        ...


@dataclass(frozen=True, slots=True)
class HttpAnswer:
    """What a platform answered. Header names are lower case; the values keep their case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def ok(self) -> bool:
        """Whether the status is 2xx."""
        return 200 <= self.status < 300


class Http(Protocol):
    """The one way out to a platform: with time-outs, a size limit and an address check, following no redirects."""

    def send(self, method: str, url: str, *, headers: Mapping[str, str], body: bytes | None = None) -> HttpAnswer:
        """Send one request. Raise HttpFailed when there was no complete answer."""
        ...


class HttpFailed(Exception):
    """No usable answer came: refused address, no connection, time-out, too large. `retry`: whether later may help."""

    def __init__(self, message: str, *, retry: bool) -> None:
        super().__init__(message)
        self.retry = retry
