"""Addresses of this server's pages: whose platform a page belongs to, which origins it may meet, what opens it."""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote, urlencode

import msgspec

from tool.link.tokens import TokenRefused, Tokens
from tool.web.http.security import origin_of
from tool.web.wire.shared import Surface

_PAGE_LIFETIME_S = 30 * 86400.0


class PageOrigins(msgspec.Struct, frozen=True):
    """Body of a "page" token: addresses of a platform, beside its login address, that a signed launch has named."""

    platform_id: str
    origins: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PageAddresses:
    """Writes and reads addresses of pages. `public_url` is the address of this process."""

    tokens: Tokens
    public_url: str

    def opened_by(
        self, surface: Surface, platform_id: str, auth_login_url: str, origins: Iterable[str], ticket: str
    ) -> str:
        """Return the address that opens the page once. `origins`: where else the platform's pages are."""
        query = {"platform": platform_id}
        more = tuple(sorted(set(origins) - own_origins(auth_login_url)))
        if more:
            query["origins"] = self.tokens.mint("page", PageOrigins(platform_id, more), _PAGE_LIFETIME_S)
        return f"{self.public_url}/{surface}?{urlencode(query)}#ticket={ticket}"

    def invitation(self, platform_id: str, code: str) -> str:
        """Return the address of an invited proctor's console."""
        return f"{self.public_url}/console?{urlencode({'platform': platform_id})}#invitation={quote(code)}"

    def origins(self, platform_id: str, auth_login_url: str, page_token: str) -> list[str]:
        """Return the origins that the platform's pages may meet: its own, and those that the page token names."""
        return sorted({*own_origins(auth_login_url), *self._named(platform_id, page_token)})

    def _named(self, platform_id: str, page_token: str) -> tuple[str, ...]:
        if not page_token:
            return ()
        try:
            named = self.tokens.read("page", page_token, PageOrigins)
        except TokenRefused:
            return ()
        return named.origins if named.platform_id == platform_id else ()


def own_origins(auth_login_url: str) -> set[str]:
    """Return the origin of a platform's login address, if it has one."""
    origin = origin_of(auth_login_url)
    return {origin} if origin else set()
