"""The leave that an LMS's own API gives (OAuth 2.0): one token per platform, and one for each attempt whose examinee
has given their own; kept by `tool.db`, used by the door."""

from dataclasses import dataclass, field
from typing import Literal, Protocol

ClientSays = Literal["form", "basic"]
"""How the application names itself to the token address: in the form, or by HTTP Basic (RFC 6749, 2.3.1)."""
Grant = Literal["refresh", "client"]
"""By what a token is renewed: by its refresh token, or by the application's own name and secret, where an administrator
has let the application in as a whole (client credentials, RFC 6749, 4.4)."""


@dataclass(frozen=True, slots=True)
class PlatformToken:
    """What an LMS's administrator has connected, or one examinee has allowed. Times are Unix seconds.

    `holder_id`: the platform that was connected; of an examinee's own leave, the attempt that it is for.
    The token goes to no other origin than that of `token_url`. `refresh_token` is "" where the LMS gave none: unless
    `grant` is "client", such a token ends at `expires_at`. `scopes` are those granted, empty if the LMS named none.
    `revoked_at` is set once the LMS has refused to renew it. `connected_as`: the account of the LMS whose leave it is,
    by its name."""

    holder_id: str
    client_id: str
    client_secret: str = field(repr=False)
    client_says: ClientSays
    token_url: str
    access_token: str = field(repr=False)
    refresh_token: str = field(repr=False)
    expires_at: float
    scopes: frozenset[str]
    connected_at: float
    revoked_at: float | None = None
    connected_as: str = ""
    grant: Grant = "refresh"


def of_application(
    platform_id: str, client_id: str, client_secret: str, token_url: str, now: float
) -> PlatformToken:
    """Return the leave of an application that is let in by its own name and secret. There is no token in it yet: the
    first call fetches one, and fails if name or secret are wrong. `now` is Unix seconds."""
    return PlatformToken(
        holder_id=platform_id, client_id=client_id, client_secret=client_secret, client_says="basic",
        token_url=token_url, access_token="", refresh_token="", expires_at=0.0, scopes=frozenset(), connected_at=now,
        grant="client",
    )


class PlatformTokens(Protocol):
    """A store of these tokens: those of platforms, or those of examinees. Each call is a transaction of its own: never
    make one inside a unit of work."""

    def find(self, holder_id: str) -> PlatformToken | None:
        """Return the holder's token, revoked or not; None if nobody has given leave."""
        ...

    def keep(self, token: PlatformToken) -> None:
        """Keep the token instead of the one that its holder had."""
        ...

    def forget(self, holder_id: str) -> None:
        """Remove the holder's token, if there is one."""
        ...
