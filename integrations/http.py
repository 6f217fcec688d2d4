"""The one door for calls beyond LTI: what goes through it and what comes back. `tool.lms` keeps the door itself."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Method = Literal["GET", "POST", "PUT", "PATCH", "DELETE"]
Leave = Literal["lti", "api"]
"""By what leave a call is made: a token that LTI gives to this tool (client credentials, by scope), or the token of the
LMS's own API, for which an administrator has connected it once (`integrations.oauth`)."""


@dataclass(frozen=True, slots=True)
class Call:
    """One call. `what` begins the text of an error ("The presence report").

    `url` may be a path with the leave "api": it is then one on the LMS that was connected. The body is JSON (`json`),
    or a form of names and values in their order (`form`), or nothing. `scopes` are those that the call needs: an LTI
    token is asked for just these; a token of the API must hold them all. `repeatable`: a second time does no harm; None
    leaves it to the method (GET, PUT and DELETE do none)."""

    method: Method
    url: str
    what: str
    json: Any = None
    form: tuple[tuple[str, str], ...] = ()
    scopes: tuple[str, ...] = ()
    leave: Leave = "lti"
    repeatable: bool | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """A 2xx answer: `json` is None when it is empty; names of `headers` are lower case."""

    status: int
    json: Any
    headers: Mapping[str, str] = field(default_factory=dict)
