"""Reading the Link header (RFC 8288, 3), and what platforms send that is nearly one: an address without its brackets,
a value without its quotes."""

import re
from dataclasses import dataclass

_PARAMETERS = r"(?:rel|rev|anchor|title\*?|type|hreflang|media)"
_TARGET = re.compile(r"<([^<>]*)>")
_BARE_TARGET = re.compile(
    rf"<?\s*([^\s<>\"]+?)>?(?=\s*(?:;\s*{_PARAMETERS}\s*=|,\s|$))", re.IGNORECASE
)
"""An address that lacks a bracket or both: it ends where a parameter or another link begins. It may hold commas and
semicolons itself."""
_PARAMETER = re.compile(
    r"\s*;\s*(?:([\w!#$%&'*+\-.^`|~]+)(?:\s*=\s*(?:\"((?:[^\"\\]|\\.)*)(?:\"|$)|([^;,\"<>]*)))?)?", re.ASCII
)
_SEPARATORS = re.compile(r"[\s,]*")
_ESCAPED = re.compile(r"\\(.)")


@dataclass(frozen=True, slots=True)
class Link:
    """One link: its address as it came, and its relation types in lower case."""

    target: str
    relations: frozenset[str]


def target_of(header: str, relation: str) -> str | None:
    """Return the address of the first link of this relation type (lower case), None when there is none.

    Raise ValueError when there may be one in a part of the header that cannot be read."""
    links, unread = parse(header)
    for link in links:
        if relation in link.relations:
            return link.target
    if relation in unread.lower():
        raise ValueError("The Link header cannot be read.")
    return None


def parse(header: str) -> tuple[list[Link], str]:
    """Return the links of a Link header, several of which may have been joined by commas, and what of it was no link.

    Of each link only the first `rel` counts (RFC 8288, 3.3), which may name several types."""
    links: list[Link] = []
    unread: list[str] = []
    at = _after_separators(header, 0)
    while at < len(header):
        found = _TARGET.match(header, at) or _BARE_TARGET.match(header, at)
        end = at
        if found is not None:
            parameters, end = _parameters(header, found.end())
            links.append(Link(found[1].strip(), frozenset(parameters.get("rel", "").lower().split())))
        at = _after_separators(header, end)
        if found is None or (at < len(header) and "," not in header[end:at]):
            following = header.find("<", at + 1)
            at, begun = following if following >= 0 else len(header), at
            unread.append(header[begun:at])
    return links, " ".join(unread)


def _after_separators(header: str, at: int) -> int:
    found = _SEPARATORS.match(header, at)
    return at if found is None else found.end()


def _parameters(header: str, at: int) -> tuple[dict[str, str], int]:
    """Return the parameters from `at` on by lower-case name, and where they end."""
    parameters: dict[str, str] = {}
    while (found := _PARAMETER.match(header, at)) is not None:
        name, quoted, bare = found.groups()
        value = (bare or "").strip().strip("'") if quoted is None else _ESCAPED.sub(r"\1", quoted)
        if name is not None:
            parameters.setdefault(name.lower(), value)
        at = found.end()
    return parameters, at
