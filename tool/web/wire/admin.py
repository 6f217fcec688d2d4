"""What web and browser say to each other about institutions and their LMSs, over HTTP: the admin page.

Bearer tokens of admin sessions only. `GET /api/admin` answers with everything the page shows, and so does every change;
the server decides what the session may see: one institution, or all of them for whoever runs the server."""

from typing import Literal

from tool.web.wire.shared import Struct

PlatformStatus = Literal["active", "waiting", "off"]
SwitchedOffBy = Literal["", "operator", "institution"]
CheckStatus = Literal["ok", "failed", "unknown"]
ApiStateWord = Literal["unconnected", "connected", "revoked"]
ApiGrant = Literal["code", "client"]
PlacementState = Literal["made", "there", "differs", "failed"]
MappedRole = Literal["admin", "teacher", "proctor", "examinee", "nobody"]


class AdminSessionView(Struct, frozen=True, kw_only=True):
    """Answer to POST /api/admin/session (TicketBody) and POST /api/admin/session/renew. `platform_id`: the LMS that the
    person came from, null for who came by a link; when it is switched off, this session ends."""

    token: str
    expires_at: float
    operator: bool
    person_name: str
    platform_id: str | None


class DeploymentView(Struct, frozen=True, kw_only=True):
    """One deployment of a platform. One that is not allowed was seen in a launch, which was refused."""

    deployment_id: str
    allowed: bool
    first_seen_at: float


class ChoiceView(Struct, frozen=True, kw_only=True):
    """One answer to a question about an LMS, and what people read for it."""

    value: str
    label: str


class SettingView(Struct, frozen=True, kw_only=True):
    """A question about this one installation of an LMS, with the answers that are offered and the one that holds."""

    name: str
    label: str
    help: str
    value: str
    choices: list[ChoiceView]


class ApiView(Struct, frozen=True, kw_only=True):
    """How the LMS's own API is connected. `origin` is that of the LMS, "" while nobody has connected it; `offered` the
    one that the form begins with, "" if none is known. `connected_as`: the account whose leave it is. `wanted` are the
    scopes to be allowed at the LMS's API key, `missing` those of them that were not granted; `redirect_url` goes there,
    too. `grant`: whether somebody gives leave in the LMS ("code"), or the application's key and secret are all that it
    takes ("client"). `makes_placements`: whether Invigil can make its places in the LMS by it. `personal`: scopes that
    single examinees may allow, to be allowed at the key, too, if it is to allow only some; often none."""

    state: ApiStateWord
    origin: str
    offered: str
    connected_at: float | None
    connected_as: str
    revoked_at: float | None
    wanted: list[str]
    missing: list[str]
    redirect_url: str
    grant: ApiGrant
    makes_placements: bool
    personal: list[str]


class PlatformView(Struct, frozen=True, kw_only=True):
    """One registered LMS. `switched_off_by`: who did, while it is off. What the operator has switched off, nobody else
    switches on again or removes. `registered_at`: the host[:port] that it registered from; empty if it was typed in
    by hand. `settings`: what its kind of LMS is to be asked about, often nothing. `api`: how
    its own API is connected, null where Invigil uses none."""

    platform_id: str
    name: str
    family: str
    status: PlatformStatus
    switched_off_by: SwitchedOffBy
    registered_at: str
    issuer: str
    client_id: str
    auth_login_url: str
    auth_token_url: str
    jwks_url: str
    scopes: list[str]
    learns_deployments: bool
    deployments: list[DeploymentView]
    created_at: float
    last_launch_at: float | None
    settings: list[SettingView]
    api: ApiView | None


class InvitationView(Struct, frozen=True, kw_only=True):
    """A registration link that was given out and can still be used. The link itself is shown only once."""

    invitation_id: str
    created_at: float
    expires_at: float


class RoleRule(Struct, frozen=True, kw_only=True):
    """The institution reads this LTI role (a full URI) as that role of Invigil, whatever the standard says."""

    lti_role: str
    role: MappedRole


class InstitutionView(Struct, frozen=True, kw_only=True):
    """One institution with what belongs to it."""

    institution_id: str
    name: str
    created_at: float
    platforms: list[PlatformView]
    invitations: list[InvitationView]
    role_rules: list[RoleRule]


class ValueView(Struct, frozen=True, kw_only=True):
    """A value that an LMS without dynamic registration asks for."""

    name: str
    value: str


class AdminView(Struct, frozen=True, kw_only=True):
    """GET /api/admin. `values` is what an LMS without dynamic registration asks for; `known_roles` are LTI role URIs to
    choose from."""

    operator: bool
    institutions: list[InstitutionView]
    values: list[ValueView]
    known_roles: list[str]


class InstitutionBody(Struct, frozen=True, kw_only=True):
    """PUT /api/admin/institutions/{institution_id}: name and role mapping. Answer: AdminView; `name_taken`,
    `bad_role`."""

    name: str
    role_rules: list[RoleRule]


class InviteBody(Struct, frozen=True, kw_only=True):
    """POST /api/admin/invitations. Only whoever runs the server may name an institution that is not there yet; others
    leave the name empty and invite for their own. Answer: InvitationMade."""

    institution_name: str = ""


class InvitationMade(Struct, frozen=True, kw_only=True):
    """The registration link, shown this once, and the page as it is now."""

    url: str
    expires_at: float
    admin: AdminView


class NewPlatformBody(Struct, frozen=True, kw_only=True):
    """POST /api/admin/institutions/{institution_id}/platforms: registration by hand. Answer: AdminView;
    `already_registered`, `bad_address`."""

    name: str
    issuer: str
    client_id: str
    auth_login_url: str
    auth_token_url: str
    jwks_url: str
    token_audience: str = ""
    deployment_ids: list[str] = []


class PlatformBody(Struct, frozen=True, kw_only=True):
    """PUT /api/admin/platforms/{platform_id}: name, on or off, whether new deployments are taken. Answer: AdminView."""

    name: str
    active: bool
    learns_deployments: bool


class SettingsBody(Struct, frozen=True, kw_only=True):
    """PUT /api/admin/platforms/{platform_id}/settings: answers by name; one that is left out stays. Answer: AdminView;
    `bad_setting`."""

    values: dict[str, str]


class ConnectApiBody(Struct, frozen=True, kw_only=True):
    """POST /api/admin/platforms/{platform_id}/api: the LMS's address, and the key that was made there for its API.
    Answer: ApiQuestion; `bad_address`, `no_api`, `other_way`, `waiting`. POST …/api/application, where the key is all
    that it takes: answer AdminView, and `api_no_token`, too."""

    address: str
    client_id: str
    client_secret: str


class ApiQuestion(Struct, frozen=True, kw_only=True):
    """Where the LMS asks its administrator for leave: to be opened in a tab of its own, once, until `expires_at`."""

    url: str
    expires_at: float


class PlacementView(Struct, frozen=True, kw_only=True):
    """One of Invigil's places in the LMS: made now, there already, there but not as it should be, or not made; in
    words, with what to do."""

    title: str
    state: PlacementState
    text: str


class PlacementsMade(Struct, frozen=True, kw_only=True):
    """Answer to POST /api/admin/platforms/{platform_id}/api/placements; `no_placements`, `lms_failed`, `waiting`."""

    placements: list[PlacementView]


class ApproveBody(Struct, frozen=True, kw_only=True):
    """POST /api/admin/platforms/{platform_id}/approve, by whoever runs the server: which institution a registration
    that waits belongs to; a new name makes a new one. Answer: AdminView."""

    institution_name: str


class DeploymentBody(Struct, frozen=True, kw_only=True):
    """PUT /api/admin/platforms/{platform_id}/deployments: allow or forbid one that is known. Answer: AdminView."""

    deployment_id: str
    allowed: bool


class CheckView(Struct, frozen=True, kw_only=True):
    """One step of the connection test, in words for an admin: what was tried, what came of it, what to do."""

    name: str
    title: str
    status: CheckStatus
    text: str


class ConnectionReport(Struct, frozen=True, kw_only=True):
    """POST /api/admin/platforms/{platform_id}/test."""

    platform_id: str
    at: float
    checks: list[CheckView]
