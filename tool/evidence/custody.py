"""The chain of custody of one attempt: each item of evidence is tied to the one before, so that none can be changed,
left out, added or moved without the first broken link being found."""

import hashlib
import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_HASH_BYTES = 32


@dataclass(frozen=True, slots=True)
class Item:
    """One item of evidence: SHA-256 of its bytes (hex), capture time (Unix s), and what captured it ("media-1")."""

    sha256: str
    captured_at: float
    source: str


@dataclass(frozen=True, slots=True)
class Link:
    """An item and its place in the chain: `digest` (hex) covers the item and, through the one before, all before it."""

    item: Item
    digest: str


@dataclass(frozen=True, slots=True)
class BrokenLink:
    """The first link that does not hold: its index, counted from 0, and why."""

    index: int
    reason: str


def start(attempt_id: str) -> str:
    """Return what stands in for the digest before the first link; it ties a chain to its attempt."""
    return hashlib.sha256(b"invigil custody 1\0" + attempt_id.encode()).hexdigest()


def link(previous: str, item: Item) -> Link:
    """Return the link of `item` after the digest `previous` (hex; `start` for the first).

    digest = SHA-256(previous (32 bytes) || item's SHA-256 (32 bytes) || captured_at (IEEE 754 double, big-endian)
    || source (UTF-8)). All parts but the last have a fixed length, so no two items give the same bytes. Raise
    ValueError for a hash that is not 32 bytes in hex."""
    body = _raw(previous) + _raw(item.sha256) + struct.pack(">d", item.captured_at) + item.source.encode()
    return Link(item, hashlib.sha256(body).hexdigest())


def chain(attempt_id: str, items: Iterable[Item]) -> tuple[Link, ...]:
    """Return the links of all items of an attempt, in order."""
    links: list[Link] = []
    previous = start(attempt_id)
    for item in items:
        links.append(link(previous, item))
        previous = links[-1].digest
    return tuple(links)


def first_broken(attempt_id: str, links: Sequence[Link], *, head: str | None = None) -> BrokenLink | None:
    """Return the first link that does not hold, None if all do.

    `head` is the last digest as it was written down elsewhere: without it, links cut off the end are not noticed. A
    head that differs is reported at the index behind the last link."""
    previous = start(attempt_id)
    for index, given in enumerate(links):
        try:
            expected = link(previous, given.item)
        except ValueError as error:
            return BrokenLink(index, str(error))
        if expected.digest != given.digest:
            return BrokenLink(index, "The link's digest does not follow from the item and the link before it.")
        previous = given.digest
    if head is not None and head != previous:
        return BrokenLink(len(links), "The chain does not end with the recorded head.")
    return None


def _raw(digest: str) -> bytes:
    try:
        raw = bytes.fromhex(digest)
    except ValueError:
        raw = b""
    if len(raw) != _HASH_BYTES or digest != raw.hex():
        raise ValueError("A SHA-256 is written as 64 small hexadecimal digits.")
    return raw
