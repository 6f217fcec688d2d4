"""Where in an LMS this tool wants to be found: its messages, by place, for registration and for Canvas's own form."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from lti import claims
from lti.message import MASQUERADE_PARAMETER, MessageType

PLACE_PARAMETER = "invigil_place"
"""Custom parameter that tells a launch from a navigation link which link that was."""

MASQUERADE_VARIABLE = "Canvas.masqueradingUser.id"
CUSTOM = {MASQUERADE_PARAMETER: f"${MASQUERADE_VARIABLE}"}
"""Custom parameters of the whole tool, for platforms that know the variable."""


@dataclass(frozen=True, slots=True)
class Place:
    """One placement. `custom` is sent with launches from it; `visibility`: who sees it (admins: in a course those who
    teach, in an account administrators); `default_enabled`: whether a course shows it without being told."""

    placement: str
    message: MessageType
    custom: Mapping[str, str] = field(default_factory=dict)
    visibility: str = ""
    default_enabled: bool | None = None

    def extensions(self) -> dict[str, Any]:
        """Return the keys of a registration's message that say so (Canvas, doc/api/registration.md)."""
        values = {
            f"{claims.CANVAS}visibility": self.visibility or None,
            f"{claims.CANVAS}course_navigation/default_enabled": self.default_enabled,
        }
        return {name: value for name, value in values.items() if value is not None}


PLACES = (
    Place(
        "course_navigation", MessageType.RESOURCE_LINK, {PLACE_PARAMETER: "course_navigation"}, "admins",
        default_enabled=True,
    ),
    Place("account_navigation", MessageType.RESOURCE_LINK, {PLACE_PARAMETER: "account_navigation"}, "admins"),
    Place("assignment_selection", MessageType.DEEP_LINKING),
    Place("link_selection", MessageType.DEEP_LINKING),
)
"""The places that only platforms with placements of their own offer."""

CONTENT_AREA = "ContentArea"
"""The standard's one placement for adding content (LTI Dynamic Registration 1.0)."""


def offered(place: Place, listed: tuple[str, ...]) -> str | None:
    """Return the placement as the platform spells it, with or without a prefix of its own; None if it has it not."""
    return next((name for name in listed if name.removeprefix(claims.CANVAS) == place.placement), None)
