"""The desks of the web process that need much of what it stands on, each put together in one place."""

from tool.lms.connection import ConnectionTest
from tool.lms.consents import Consents
from tool.web.admin.api import AdminServices
from tool.web.admin.lms_api import DONE_PATH, ApiDesk
from tool.web.admin.registration import RegistrationDesk
from tool.web.exam.own_leave import OwnLeaveDesk
from tool.web.exam.uef_api import UefServices
from tool.web.foundations import Foundations
from tool.web.launch.addresses import PageAddresses
from tool.web.launch.description import tool_description


def uef_services(base: Foundations, addresses: PageAddresses) -> UefServices:
    """Return what the page that extends an LMS's own pages is served by."""
    consents = Consents(base.api_tokens, base.http, base.clock)
    return UefServices(
        base.works, base.sessions, base.sealer, consents,
        lambda platform_id: base.outward.to(base.registrations.by_id(platform_id)), addresses, base.public_url,
        base.clock,
    )


def registration_desk(base: Foundations) -> RegistrationDesk:
    """Return the desk that dynamic registrations come to."""
    return RegistrationDesk(
        base.works, base.sessions, base.http, tool_description(base.public_url), base.public_url,
        base.settings.open_registration, base.clock,
    )


def admin_services(base: Foundations) -> AdminServices:
    """Return what the admin page's routes are served by."""
    return AdminServices(
        works=base.works, sessions=base.sessions, test=connection_test(base), tool=tool_description(base.public_url),
        register_url=f"{base.public_url}/lti/register", invitation_lifetime_s=base.settings.invitation_lifetime_s,
        allow_private=base.settings.allow_private_platforms, clock=base.clock,
    )


def api_desk(base: Foundations) -> ApiDesk:
    """Return the desk that connects LMSs' own APIs."""
    return ApiDesk(
        works=base.works, tokens=base.api_tokens, sealer=base.sealer, leave=base.outward.leave, http=base.http,
        public_url=base.public_url, allow_private=base.settings.allow_private_platforms, clock=base.clock,
        calls=lambda platform_id: base.outward.to(base.registrations.by_id(platform_id)),
        tool=tool_description(base.public_url),
    )


def own_leave_desk(base: Foundations) -> OwnLeaveDesk:
    """Return the desk at which examinees let Invigil hand in for them."""
    return OwnLeaveDesk(base.works, base.own_leaves, f"{base.public_url}{DONE_PATH}", base.clock)


def connection_test(base: Foundations) -> ConnectionTest:
    """Return the test of a connection to a platform."""
    jwks_url = tool_description(base.public_url).jwks_url
    return ConnectionTest(
        base.works, base.registrations.by_id, base.keys, base.http, jwks_url, base.outward.leave, base.clock
    )
