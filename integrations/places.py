"""Where in an LMS this tool wants to be found, and what else it asks for when it is registered."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

_LONGEST = 512
PLACE_PARAMETER = "invigil_place"
"""Custom parameter that tells a launch from a navigation link which link that was."""
COURSE_PLACE, ACCOUNT_PLACE = "course_navigation", "account_navigation"
SETTINGS_PLACE = "exam_settings"
"""Not in any navigation: with it, an LMS asks an exam's own link for the exam's settings."""
EXTENSION_PLACE = "page_extension"
"""Not in any navigation: a hidden frame in the LMS's own pages, which Invigil extends from there."""
HANDLE_PARAMETER = "invigil_handle"
"""Custom parameter of such a launch: under which the LMS knows its proctoring service."""

COURSE_PARAMETER, USER_PARAMETER = "invigil_course", "invigil_user"
ASSIGNMENT_PARAMETER, API_PARAMETER = "invigil_assignment", "invigil_api"
"""Custom parameters by which an LMS's launches tell its own ids, and the address of its API (`told_by`)."""

SHELL_PARAMETER, SHELL_SINCE_PARAMETER = "invigil_shell", "invigil_shell_since"
"""Custom parameters by which an LMS that lets an exam go on in one page of its own at a time names that page."""
_LONGEST_SHELL = 64


@dataclass(frozen=True, slots=True)
class Told:
    """What a launch says in the LMS's own words, "" where it says nothing: ids of course, person and assignment, and
    the address of the LMS's API."""

    course: str = ""
    user: str = ""
    assignment: str = ""
    api: str = ""


def told_by(custom: Mapping[str, str]) -> Told:
    """Read the custom parameters of a launch. A variable that the LMS did not fill in comes as it was asked for, with
    a dollar sign in front, or as `@X@name@X@`: it says nothing."""
    def said(name: str) -> str:
        value = custom.get(name, "")
        return "" if value.startswith(("$", "@X@")) else value[:_LONGEST]

    return Told(said(COURSE_PARAMETER), said(USER_PARAMETER), said(ASSIGNMENT_PARAMETER), said(API_PARAMETER))


def shell_named(custom: Mapping[str, str]) -> tuple[str, float]:
    """Return what the LMS calls its page around the panel that is launched, "" if it names none, and since when the
    exam goes on in that page (Unix seconds by its clock)."""
    name, since = custom.get(SHELL_PARAMETER, ""), custom.get(SHELL_SINCE_PARAMETER, "")
    fits = name.isalnum() and len(name) <= _LONGEST_SHELL and since.isascii() and since.isdigit() and len(since) <= 12
    return (name, float(since)) if fits else ("", 0.0)


@dataclass(frozen=True, slots=True)
class Placed:
    """What became of one placement that was to be made: its name, whether it is there now ("differs": it was, but not
    as it should be), and the same in words with what to do."""

    title: str
    state: Literal["made", "there", "differs", "failed"]
    words: str


class Tool(Protocol):
    """What the tool says of itself. All addresses are public ones; `logo_url` is None where there is no logo."""

    @property
    def name(self) -> str:
        """What people call the tool."""
        ...

    @property
    def description(self) -> str:
        """What the tool does, in a sentence."""
        ...

    @property
    def domain(self) -> str:
        """Host[:port] of its addresses."""
        ...

    @property
    def launch_url(self) -> str:
        """Where it is launched."""
        ...

    @property
    def login_url(self) -> str:
        """Where logins begin."""
        ...

    @property
    def jwks_url(self) -> str:
        """Where its keys are."""
        ...

    @property
    def logo_url(self) -> str | None:
        """Its picture."""
        ...

    @property
    def custom_parameters(self) -> Mapping[str, str]:
        """Custom parameters that go with every launch."""
        ...


@dataclass(frozen=True, slots=True)
class Place:
    """One placement. `message` is the LTI message it sends, `custom` goes with launches from it; `visibility`: who sees
    it (admins: in a course those who teach, in an account administrators; members: everybody in a course);
    `default_enabled`: whether a course shows it without being told; `new_tab`: it opens a tab of its own, since camera
    and screen work best at the top."""

    placement: str
    message: str
    custom: Mapping[str, str] = field(default_factory=dict)
    visibility: str = ""
    default_enabled: bool | None = None
    new_tab: bool = False


PLACES = (
    Place(
        COURSE_PLACE, "LtiResourceLinkRequest", {PLACE_PARAMETER: COURSE_PLACE}, "members", default_enabled=True,
        new_tab=True,
    ),
    Place(ACCOUNT_PLACE, "LtiResourceLinkRequest", {PLACE_PARAMETER: ACCOUNT_PLACE}, "admins"),
    Place("assignment_selection", "LtiDeepLinkingRequest"),
    Place("link_selection", "LtiDeepLinkingRequest"),
)
"""The places that only LMSs with placements of their own offer; each is asked for where it is offered."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One place as a registration asks for it. `spelt`: how the LMS may spell the placement; `keys`: further keys of
    the message, each a full URI."""

    spelt: tuple[str, ...]
    place: Place
    keys: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a registration asks for beyond LTI: `keys` of the tool's configuration, `custom` parameters of every launch,
    `places`. `account_name` is the institution's own name, where the LMS tells it: any value, not yet looked at."""

    places: tuple[Asked, ...]
    keys: Mapping[str, Any] = field(default_factory=dict)
    custom: Mapping[str, str] = field(default_factory=dict)
    account_name: Any = ""
