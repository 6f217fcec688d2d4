"""The page that an admin sees in the LMS after registering: what was done, and what is left to press there."""

from flask import Response

from integrations import registry
from tool.monitoring.tenancy.records import Institution, Platform
from tool.web.http.plain_pages import ANYWHERE, page


def joined(institution: Institution, platform: Platform, admin_url: str) -> Response:
    """Return the page after a registration with an invitation; `admin_url` is good once, for ten minutes."""
    return page(
        "registered.html", frame_ancestors=ANYWHERE, script=True, there=True, institution=institution.name,
        platform=platform.name, platform_id=platform.id, admin_url=admin_url, steps=_steps(platform),
    )


def _steps(platform: Platform) -> tuple[str, ...]:
    return registry.of_family(platform.family).after_registration(platform.messages)


def waiting(platform: Platform) -> Response:
    """Return the page after a registration without an invitation."""
    return _waiting(platform, unvouched=False)


def unvouched(platform: Platform) -> Response:
    """Return the page after a registration with an invitation whose issuer is not the host that it came from."""
    return _waiting(platform, unvouched=True)


def _waiting(platform: Platform, *, unvouched: bool) -> Response:
    return page(
        "registered.html", frame_ancestors=ANYWHERE, script=True, there=True, institution="",
        platform=platform.name, platform_id=platform.id, admin_url="", steps=_steps(platform), unvouched=unvouched,
        issuer=platform.issuer, host=platform.registered_at,
    )
