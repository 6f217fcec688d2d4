/** Records for the institution page's tests, complete and valid; each test says only what matters to it. */
import type { AdminView, ApiView, CheckView, InstitutionView, PlatformView } from "../shared/wire.gen";

export function aPlatform(part: Partial<PlatformView> = {}): PlatformView {
  return {
    platform_id: "p1",
    name: "Moodle",
    family: "moodle",
    status: "active",
    switched_off_by: "",
    registered_at: "lms.example",
    issuer: "https://lms.example",
    client_id: "c1",
    auth_login_url: "https://lms.example/auth",
    auth_token_url: "https://lms.example/token",
    jwks_url: "https://lms.example/jwks",
    scopes: [],
    learns_deployments: false,
    deployments: [],
    created_at: 0,
    last_launch_at: null,
    settings: [],
    api: null,
    ...part,
  };
}

export function anApi(part: Partial<ApiView> = {}): ApiView {
  return {
    state: "unconnected",
    origin: "",
    offered: "https://lms.example",
    connected_at: null,
    connected_as: "",
    revoked_at: null,
    wanted: ["read", "write"],
    missing: [],
    redirect_url: "https://tool.example/connect/api/done",
    grant: "code",
    makes_placements: false,
    personal: [],
    ...part,
  };
}

export function anInstitution(part: Partial<InstitutionView> = {}): InstitutionView {
  return { institution_id: "i1", name: "Example", created_at: 0, platforms: [], invitations: [], role_rules: [], ...part };
}

export function anAdmin(part: Partial<AdminView> = {}): AdminView {
  return { operator: false, institutions: [anInstitution()], values: [], known_roles: [], ...part };
}

export function aCheck(part: Partial<CheckView> = {}): CheckView {
  return { name: "login", title: "Login address", status: "ok", text: "It answers.", ...part };
}
