"""The HTTP routes of the admin page. Bearer tokens of admin sessions only; everything stays in the session's scope."""

from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus

from flask import Blueprint, Response, request

from lti.checkup import Check
from lti.registration import ToolDescription
from tool.monitoring.tenancy import institutions, platforms
from tool.monitoring.tenancy.institutions import Administrator
from tool.web.admin import by_hand, installation, snapshots
from tool.web.admin.requests import Said, administrator, asked, session_of
from tool.web.http.json_calls import answer, body_of
from tool.web.http.limits import RateLimit
from tool.web.http.refusals import Refused
from tool.web.http.sessions import Sessions
from tool.web.wire.admin import (
    ApproveBody,
    DeploymentBody,
    InstitutionBody,
    InvitationMade,
    InviteBody,
    NewPlatformBody,
    PlatformBody,
    SettingsBody,
)
from tool.web.wire.shared import TicketBody
from tool.web.works import WebWork, WebWorks

MAX_BODY_BYTES = 65_536


@dataclass(frozen=True, slots=True)
class AdminServices:
    """What the routes need. `test` tries a platform's connection, by its id; `allow_private` as in the setting
    `allow_private_platforms`; `clock` gives Unix seconds."""

    works: WebWorks
    sessions: Sessions
    test: Callable[[str], list[Check]]
    tool: ToolDescription
    register_url: str
    invitation_lifetime_s: float
    allow_private: bool
    clock: Callable[[], float]
    tests: RateLimit = field(default_factory=lambda: RateLimit(burst=4, per_second=1 / 30))


def admin_blueprint(services: AdminServices) -> Blueprint:
    """Return the blueprint: /api/admin and everything below it."""
    blueprint = Blueprint("admin", __name__, url_prefix="/api/admin")

    @blueprint.before_request
    def limit() -> None:
        request.max_content_length = MAX_BODY_BYTES

    @blueprint.post("/session")
    def open_session() -> Response:
        return answer(services.sessions.redeem_admin(body_of(TicketBody).ticket))

    @blueprint.post("/session/renew")
    def renew_session() -> Response:
        return answer(services.sessions.renew_admin(session_of(services.sessions)))

    @blueprint.get("")
    def read_all() -> Response:
        by = administrator(services.sessions)
        with services.works() as work, Said():
            return answer(snapshots.admin_snapshot(work, by, services.tool, services.clock()))

    _institution_routes(blueprint, services)
    _platform_routes(blueprint, services)
    _one_platform_routes(blueprint, services)
    return blueprint


def _institution_routes(blueprint: Blueprint, services: AdminServices) -> None:
    @blueprint.post("/invitations")
    def invite() -> Response:
        by, body, now = administrator(services.sessions), body_of(InviteBody), services.clock()
        with services.works() as work, Said():
            code = institutions.invite(work, by, body.institution_name, now, services.invitation_lifetime_s)
            made = InvitationMade(
                url=f"{services.register_url}?invitation={code}", expires_at=now + services.invitation_lifetime_s,
                admin=snapshots.admin_snapshot(work, by, services.tool, now),
            )
        return answer(made)

    @blueprint.post("/institutions/<institution_id>/invitations/<invitation_id>/revoke")
    def revoke(institution_id: str, invitation_id: str) -> Response:
        return _changed(services, lambda work, by: institutions.revoke_invitation(
            work, by, institution_id, invitation_id, services.clock()
        ))

    @blueprint.put("/institutions/<institution_id>")
    def change_institution(institution_id: str) -> Response:
        body = asked(services.sessions, InstitutionBody)
        role_map = {rule.lti_role.strip(): rule.role for rule in body.role_rules}
        if len(role_map) < len(body.role_rules):
            raise Refused("bad_role", "Each LTI role can have one rule only.", HTTPStatus.CONFLICT)
        return _changed(services, lambda work, by: institutions.change(
            work, by, institution_id, body.name, role_map, services.clock()
        ))


def _platform_routes(blueprint: Blueprint, services: AdminServices) -> None:
    @blueprint.post("/institutions/<institution_id>/platforms")
    def add(institution_id: str) -> Response:
        body = asked(services.sessions, NewPlatformBody)
        typed = {name: getattr(body, name) for name in NewPlatformBody.__struct_fields__}
        return _changed(services, lambda work, by: platforms.join(
            work, by, institution_id, by_hand.checked(**typed, allow_private=services.allow_private), services.clock()
        ))

    @blueprint.put("/platforms/<platform_id>")
    def change(platform_id: str) -> Response:
        body = asked(services.sessions, PlatformBody)
        return _changed(services, lambda work, by: platforms.change(
            work, by, platform_id, services.clock(), name=body.name, active=body.active,
            learns_deployments=body.learns_deployments,
        ))

    @blueprint.put("/platforms/<platform_id>/deployments")
    def allow(platform_id: str) -> Response:
        body = asked(services.sessions, DeploymentBody)
        return _changed(services, lambda work, by: platforms.allow_deployment(
            work, by, platform_id, body.deployment_id, services.clock(), allowed=body.allowed
        ))


def _one_platform_routes(blueprint: Blueprint, services: AdminServices) -> None:
    @blueprint.post("/platforms/<platform_id>/approve")
    def approve(platform_id: str) -> Response:
        if not administrator(services.sessions).runs_the_server:
            raise Refused("operator_only", "Only whoever runs this server can approve an LMS.", HTTPStatus.FORBIDDEN)
        body = asked(services.sessions, ApproveBody)
        return _changed(services, lambda work, by: platforms.approve(
            work, by, platform_id, body.institution_name, services.clock()
        ))

    @blueprint.put("/platforms/<platform_id>/settings")
    def choose_settings(platform_id: str) -> Response:
        body = asked(services.sessions, SettingsBody)
        return _changed(services, lambda work, by: installation.choose(
            work, by, platform_id, body.values, services.clock()
        ))

    @blueprint.post("/platforms/<platform_id>/remove")
    def remove(platform_id: str) -> Response:
        return _changed(services, lambda work, by: platforms.remove(work, by, platform_id, services.clock()))

    @blueprint.post("/platforms/<platform_id>/test")
    def test(platform_id: str) -> Response:
        by = administrator(services.sessions)
        with services.works() as work, Said():
            institutions.platform_of(work, by, platform_id)
        if not services.tests.allow(platform_id):
            raise Refused(
                "too_fast", "This connection was tested a moment ago. Wait half a minute.", HTTPStatus.TOO_MANY_REQUESTS
            )
        with Said():
            checks = services.test(platform_id)
        return answer(snapshots.report(platform_id, checks, services.clock()))


def _changed(services: AdminServices, change: Callable[[WebWork, Administrator], object]) -> Response:
    """Make the change in a unit of work and answer with the page as it is then."""
    by = administrator(services.sessions)
    with services.works() as work, Said():
        change(work, by)
        view = snapshots.admin_snapshot(work, by, services.tool, services.clock())
    return answer(view)
