"""What happened to those who are connected, told to listeners after the commit."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ApiConnected:
    """An administrator has connected an LMS's own API, or connected it anew."""

    platform_id: str


@dataclass(frozen=True, slots=True)
class PlatformSwitched:
    """An LMS was switched on or off; while it is off, nobody from it may be here."""

    platform_id: str
    active: bool
