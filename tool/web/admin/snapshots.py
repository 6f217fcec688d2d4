"""What the admin page shows, made from the records: institutions, their LMSs, invitations and role rules."""

from lti.checkup import Check
from lti.registration import ToolDescription
from tool.monitoring.tenancy import institutions, platforms
from tool.monitoring.tenancy.institutions import Administrator
from tool.monitoring.tenancy.ports import TenancyWork
from tool.monitoring.tenancy.records import Institution, Platform
from tool.web.admin import installation
from tool.web.admin.lms_api_view import api_view
from tool.web.launch.description import values
from tool.web.wire.admin import (
    AdminView,
    CheckView,
    ConnectionReport,
    DeploymentView,
    InstitutionView,
    InvitationView,
    PlatformView,
    RoleRule,
    ValueView,
)

_LIS = "http://purl.imsglobal.org/vocab/lis/v2"
KNOWN_ROLES = [
    *(f"{_LIS}/membership#{name}" for name in (
        "Administrator", "ContentDeveloper", "Instructor", "Learner", "Manager", "Member", "Mentor", "Officer",
    )),
    *(f"{_LIS}/membership/{name}" for name in (
        "Instructor#TeachingAssistant", "Instructor#Grader", "Instructor#ExternalInstructor",
        "Instructor#GuestInstructor",
        "Learner#GuestLearner", "Learner#NonCreditLearner", "Mentor#Auditor", "Mentor#Reviewer", "Mentor#Tutor",
    )),
    *(f"{_LIS}/institution/person#{name}" for name in (
        "Administrator", "Faculty", "Guest", "Instructor", "Observer", "Staff", "Student",
    )),
    *(f"{_LIS}/system/person#{name}" for name in ("Administrator", "SysAdmin", "SysSupport", "AccountAdmin")),
]
"""Roles of LTI 1.3, appendix A, that platforms send and an institution may want to read differently."""


def admin_snapshot(work: TenancyWork, by: Administrator, tool: ToolDescription, now: float) -> AdminView:
    """Return everything that this administrator sees; raise NotFound if their institution is gone."""
    return AdminView(
        operator=by.runs_the_server,
        institutions=[_institution(work, one, tool, now) for one in institutions.visible(work, by)],
        values=[ValueView(name=name, value=value) for name, value in values(tool).items()],
        known_roles=KNOWN_ROLES,
    )


def report(platform_id: str, checks: list[Check], now: float) -> ConnectionReport:
    """Return what came of a connection test."""
    views = [CheckView(name=c.name, title=c.title, status=c.status, text=c.text) for c in checks]
    return ConnectionReport(platform_id=platform_id, at=now, checks=views)


def _institution(
    work: TenancyWork, institution: Institution, tool: ToolDescription, now: float
) -> InstitutionView:
    return InstitutionView(
        institution_id=institution.id, name=institution.name, created_at=institution.created_at,
        platforms=[_platform(work, platform, tool) for platform in work.platforms.of_institution(institution.id)],
        invitations=[
            InvitationView(invitation_id=i.code_hash, created_at=i.created_at, expires_at=i.expires_at)
            for i in work.institutions.invitations(institution.id, now)
        ],
        role_rules=[
            RoleRule(lti_role=uri, role=role)  # type: ignore[arg-type]  # only such roles are ever kept
            for uri, role in sorted(institution.role_map.items()) if role in institutions.ROLES
        ],
    )


def _platform(work: TenancyWork, platform: Platform, tool: ToolDescription) -> PlatformView:
    return PlatformView(
        platform_id=platform.id, name=platform.name, family=platform.family, status=platforms.state_of(platform),
        switched_off_by=platform.switched_off_by, registered_at=platform.registered_at,
        issuer=platform.issuer, client_id=platform.client_id, auth_login_url=platform.auth_login_url,
        auth_token_url=platform.auth_token_url, jwks_url=platform.jwks_url, scopes=list(platform.scopes),
        learns_deployments=platform.learns_deployments,
        deployments=[
            DeploymentView(deployment_id=d.deployment_id, allowed=d.allowed, first_seen_at=d.first_seen_at)
            for d in work.platforms.deployments(platform.id)
        ],
        created_at=platform.created_at, last_launch_at=platform.last_launch_at,
        settings=installation.views(platform), api=api_view(work, platform, tool),
    )
