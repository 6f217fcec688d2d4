"""Who sees a tool in which place."""

from tests.counterparts.canvas.lti import launches
from tests.counterparts.canvas.records import LtiKey


def visible(key: LtiKey, placement: str, *, staff: bool) -> bool:
    """Whether a place is shown: to members who are no staff, only where the tool did not ask for admins alone."""
    message = launches.wish(key, placement)
    return bool(message) and key.on and (staff or message.get(f"{launches.OWN}visibility") != "admins")
