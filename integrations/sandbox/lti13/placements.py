"""The places from which a tool opens without a link of its own, named as in Canvas, or for the settings of a link."""

from enum import StrEnum


class Placement(StrEnum):
    """Where a tool is opened: a course's menu (for staff), the site's administration, the settings of a quiz's link."""

    COURSE = "course_navigation"
    SITE = "account_navigation"
    SETTINGS = "exam_settings"


def custom(placement: str) -> dict[str, str]:
    """Return the custom parameters that this site's administrator has given the place, so that a tool can tell it."""
    return {"invigil_place": placement} if placement else {}
