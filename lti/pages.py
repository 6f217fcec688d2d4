"""Lists that a platform sends in pages: which page follows (RFC 8288), when to stop, and whether all of it was read."""

from collections.abc import Callable, Iterator
from typing import Any, TypeVar
from urllib.parse import urldefrag, urljoin, urlsplit, urlunsplit

from lti.addresses import origin
from lti.errors import ServiceFailed
from lti.link_header import target_of
from lti.ports import HttpAnswer

MAX_PAGES = 200
MAX_PAGES_S = 60.0
_Entry = TypeVar("_Entry")


class Listed(list[_Entry]):
    """What was read of a platform's list. `cut` says why there may be more, in words for an admin; "" when this is
    all."""

    cut: str = ""

    @classmethod
    def of(cls, entries: "list[_Entry]", pages: "Pages") -> "Listed[_Entry]":
        """Return what was read from pages that have been gone through."""
        listed = cls(entries)
        listed.cut = pages.cut
        return listed


class Pages:
    """The JSON of each page from `url` on, to be gone through once.

    `fetch` returns the JSON at an address and the address of the next page; `clock` gives Unix seconds; `what` begins
    the messages. Going through raises what `fetch` raises, and ServiceFailed when there are more than `MAX_PAGES` or
    another is to be asked for after `MAX_PAGES_S` seconds. It ends early at a page that leads back to one that was
    read, as some platforms' last page leads to itself; `cut` then says so, and is "" otherwise."""

    def __init__(
        self, url: str, fetch: Callable[[str], tuple[Any, str | None]], clock: Callable[[], float], what: str
    ) -> None:
        self._url = url
        self._fetch = fetch
        self._clock = clock
        self._what = what
        self.cut = ""

    def __iter__(self) -> Iterator[Any]:
        begun = self._clock()
        page: str | None = self._url
        seen: set[str] = set()
        while page is not None:
            if page in seen:
                self.cut = f"{self._what}: the platform's pages lead in a circle. What is on them was read."
                return
            if len(seen) == MAX_PAGES:
                raise ServiceFailed(f"{self._what}: there are more than {MAX_PAGES} pages.", retry=False)
            if self._clock() - begun > MAX_PAGES_S:
                raise ServiceFailed(
                    f"{self._what}: the pages did not come within {MAX_PAGES_S:g} seconds.", retry=True
                )
            seen.add(page)
            body, page = self._fetch(page)
            yield body


def next_page(answer: HttpAnswer, url: str) -> str | None:
    """Return the address of the page after the one at `url`, its case kept; None when there is none.

    An http address on the host of an https page is what a platform behind a proxy takes itself for: it is followed
    where `url` has led, by https. Raise ServiceFailed when the address cannot be read, or is on another host, which
    must not see the bearer token."""
    try:
        target = target_of(answer.headers.get("link", ""), "next")
        if target is None:
            return None
        following = _secured(urldefrag(urljoin(url, target)).url, url)
        elsewhere = origin(following) != origin(url)
    except ValueError:
        raise ServiceFailed("The address of the platform's next page could not be read.", retry=False) from None
    if elsewhere:
        raise ServiceFailed("The platform's next page is on another host.", retry=False)
    return following


def _secured(following: str, url: str) -> str:
    here, there = urlsplit(url), urlsplit(following)
    if here.scheme == "https" and there.scheme == "http" and there.hostname == here.hostname:
        return urlunsplit(there._replace(scheme=here.scheme, netloc=here.netloc))
    return following
