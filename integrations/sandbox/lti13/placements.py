"""The places in the sandbox's menus from which a tool opens without a link of its own, named as in Canvas."""

from enum import StrEnum


class Placement(StrEnum):
    """Where a tool is opened: a course's menu (for staff), or the site's administration."""

    COURSE = "course_navigation"
    SITE = "account_navigation"


def custom(placement: str) -> dict[str, str]:
    """Return the custom parameters that this site's administrator has given the place, so that a tool can tell it."""
    return {"invigil_place": placement} if placement else {}
