"""The one door for calls beyond LTI: what goes through it and what comes back. `tool.lms` keeps the door itself."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Method = Literal["GET", "POST", "PUT", "PATCH", "DELETE"]
Leave = Literal["lti", "api", "own"]
"""By what leave a call is made: a token that LTI gives to this tool (client credentials, by scope); the token of the
LMS's own API, for which an administrator has connected it once (`integrations.oauth`); or the examinee's own, for what
is to be done to their attempt in their name (`integrations.personal`)."""

_HARMLESS = frozenset({"GET", "PUT", "DELETE"})


@dataclass(frozen=True, slots=True)
class Call:
    """One call. `what` begins the text of an error ("The presence report").

    `url` may be a path unless the leave is LTI's: it is then one on the LMS that was connected. The body is JSON
    (`json`), or a form of names and values in their order (`form`), or nothing. `scopes` are those that the call
    needs: an LTI token is asked for just these; a token of the API must hold them all. `repeatable`: a second time
    does no harm; None leaves it to the method (GET, PUT and DELETE do none). What is not repeatable goes out once:
    when it is not known whether an earlier try was carried out, the door refuses the next. `looked`: whoever makes
    the call has looked in the LMS and knows that it was not, so that it may go."""

    method: Method
    url: str
    what: str
    json: Any = None
    form: tuple[tuple[str, str], ...] = ()
    scopes: tuple[str, ...] = ()
    leave: Leave = "lti"
    repeatable: bool | None = None
    looked: bool = False

    @property
    def harmless(self) -> bool:
        """Whether a second time does no harm."""
        return self.method in _HARMLESS if self.repeatable is None else self.repeatable


@dataclass(frozen=True, slots=True)
class Reply:
    """A 2xx answer: `json` is None when it is empty; names of `headers` are lower case; `url` is the whole address that
    was called."""

    status: int
    json: Any
    headers: Mapping[str, str] = field(default_factory=dict)
    url: str = ""
