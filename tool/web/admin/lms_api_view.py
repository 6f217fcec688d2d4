"""What the admin page shows of an LMS's own API: how it is connected, and what to enter to connect it."""

from urllib.parse import urlsplit

from integrations import registry
from integrations.base import Integration
from lti.addresses import origin
from lti.registration import ToolDescription
from tool.lms import api_grants
from tool.monitoring.tenancy.ports import TenancyWork
from tool.monitoring.tenancy.records import Platform
from tool.web.admin.lms_api import DONE_PATH
from tool.web.launch.description import server_of
from tool.web.wire.admin import ApiView


def api_view(work: TenancyWork, platform: Platform, tool: ToolDescription) -> ApiView | None:
    """Return how the API is connected, None where Invigil uses none of this kind of LMS."""
    adapter = registry.of_platform(platform.family, platform.issuer)
    if not api_grants.uses_api(adapter):
        return None
    known = work.platforms.api(platform.id)
    wanted, redirect_url = list(adapter.api_scopes), f"{server_of(tool)}{DONE_PATH}"
    if known is None:
        return ApiView(
            state="unconnected", origin="", offered=_offered(adapter, platform), connected_at=None, connected_as="",
            revoked_at=None, wanted=wanted, missing=[], redirect_url=redirect_url, grant=adapter.api_grant,
            makes_placements=adapter.makes_placements, personal=list(adapter.personal_scopes),
        )
    return ApiView(
        state="connected" if known.revoked_at is None else "revoked", origin=known.origin, offered=known.origin,
        connected_at=known.connected_at, connected_as=known.connected_as, revoked_at=known.revoked_at, wanted=wanted,
        missing=api_grants.missing(wanted, known.scopes), redirect_url=redirect_url, grant=adapter.api_grant,
        makes_placements=adapter.makes_placements, personal=list(adapter.personal_scopes),
    )


def _offered(adapter: Integration, platform: Platform) -> str:
    """Return the address that the form begins with: what a launch said, else the issuer's if no other school has it."""
    if platform.api_said:
        return platform.api_said
    shared = urlsplit(platform.issuer).hostname in adapter.hosted_hosts
    return "" if shared else origin(platform.issuer)
