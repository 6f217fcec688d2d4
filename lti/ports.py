"""What the LTI library asks of its host: stores for registrations, launch states and keys, and one way out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Registration:
    """One platform as this tool is registered with it. Identity is issuer + client_id, never the issuer alone.

    `token_audience` is the audience of token requests where it differs from `auth_token_url`. `deployment_ids` are the
    allowed ones; empty means that the platform has not named its deployment yet, and the first valid launch does. With
    `learns_deployments`, every valid launch from a deployment that is not known yet adds it."""

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
    learns_deployments: bool = False


class Registrations(Protocol):
    """The platforms that this tool is registered with."""

    def find(self, issuer: str, client_id: str | None) -> Registration | None:
        """Return the registration; with `client_id` None only if the issuer has exactly one. Inactive ones too."""
        ...

    def learn_deployment(self, registration_id: str, deployment_id: str, *, allowed: bool) -> bool:
        """Keep the deployment that a fully checked launch named, for the admin to see; one that is known stays as it
        is. Return whether it may launch."""
        ...


@dataclass(frozen=True, slots=True)
class LaunchState:
    """One login that was begun. `id` and `nonce` are used once; `expires_at` is Unix seconds.

    `issuer` and `client_id` are those of the registration: what a launch names is compared with them before any store
    is asked.

    `browser_hash` is the SHA-256 (hex) of a secret that was given to the browser that began the login;
    `storage_target` is the frame in which the platform offered to keep it for browsers that keep no cookie, "" if none.
    """

    id: str
    nonce: str
    registration_id: str
    issuer: str
    client_id: str
    browser_hash: str
    storage_target: str
    expires_at: float


class LaunchStates(Protocol):
    """Logins under way. They travel signed with the browser, so that a login that nobody finishes costs nothing."""

    def issue(self, login: LaunchState) -> str:
        """Return the text that the platform will send back as `state`; nobody can make or change it."""
        ...

    def read(self, state: str, now: float) -> LaunchState | None:
        """Return the login of this text, None when forged or expired. Asks no store and changes nothing."""
        ...

    def consume(self, login: LaunchState) -> bool:
        """Spend the login: True for exactly one caller, whoever asks at the same time."""
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
    """No usable answer came: refused address, no connection, time-out, too large. `retry`: whether later may help;
    `reached`: whether the request may have reached the platform."""

    def __init__(self, message: str, *, retry: bool, reached: bool = True) -> None:
        super().__init__(message)
        self.retry = retry
        self.reached = reached


class NotCalled(HttpFailed):
    """The tool does not call this address, whatever may be there. The message says why."""

    def __init__(self, message: str) -> None:
        super().__init__(message, retry=False, reached=False)
