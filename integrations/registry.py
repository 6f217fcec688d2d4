"""Which adapter serves an LMS: told by the services that its launches name, never by its name."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from integrations.base import Integration, NullIntegration
from integrations.moodle.adapter import MoodleIntegration

_ADAPTERS = (MoodleIntegration,)
_LONGEST = 2048


def services_of(custom: Mapping[str, str], platform_origin: str) -> dict[str, str]:
    """Return the addresses of services beyond LTI that a launch's custom parameters name, by parameter.

    Teachers of some platforms can type custom parameters, and calls carry the platform's token: so only addresses on
    the platform's own origin (scheme://host[:port]) count."""
    known = {name for adapter in _ADAPTERS for name in adapter.PARAMETERS}
    return {
        name: url for name, url in sorted(custom.items())
        if name in known and len(url) <= _LONGEST and _origin(url) == platform_origin
    }


def integration_of(services: Mapping[str, str]) -> Integration:
    """Return the adapter for an exam's services (`services_of`)."""
    return next((adapter(services) for adapter in _ADAPTERS if adapter.fits(services)), NullIntegration())


def _origin(url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.netloc}".lower() if parts.scheme in ("http", "https") else ""
