/** What the institution page makes of the server's records: who waits, what to call things, what a form lacks. Pure. */
import { plain, sentence } from "../shared/format";
import type { Tone } from "../shared/ui/badge";
import type {
  AdminView,
  ApiView,
  CheckView,
  ConnectApiBody,
  InstitutionView,
  MappedRole,
  NewPlatformBody,
  PlacementView,
  PlatformStatus,
  PlatformView,
  RoleRule,
} from "../shared/wire.gen";

export const NAME_LIMIT = 200;

export interface Waiting {
  platform: PlatformView;
  /** The institution that the registration stands under until it is approved. */
  institution: InstitutionView;
}

/** The registrations that wait for whoever runs the server, oldest first. */
export function waitingPlatforms(view: AdminView): Waiting[] {
  return view.institutions
    .flatMap((institution) => institution.platforms.map((platform) => ({ platform, institution })))
    .filter(({ platform }) => platform.status === "waiting")
    .sort((a, b) => a.platform.created_at - b.platform.created_at);
}

/** The institutions to choose from, by name: all but those that only a waiting registration has made. */
export function settled(view: AdminView): InstitutionView[] {
  return view.institutions
    .filter(({ platforms }) => platforms.length === 0 || platforms.some(({ status }) => status !== "waiting"))
    .sort((a, b) => a.name.localeCompare(b.name));
}

/** The institution with this id, or the first that there is. */
export function chosen(list: readonly InstitutionView[], id: string): InstitutionView | undefined {
  return list.find(({ institution_id }) => institution_id === id) ?? list[0];
}

export const STATUS: Record<PlatformStatus, { words: string; tone: Tone; means: string }> = {
  active: { words: "Active", tone: "good", means: "Launches from this LMS are taken." },
  waiting: { words: "Waiting for approval", tone: "warn", means: "Refused until whoever runs this server approves it." },
  off: { words: "Switched off", tone: "quiet", means: "Launches from this LMS are refused." },
};

/** Why the platform stands as it does, and whom to ask where this page cannot change it. */
export function means(platform: PlatformView): string {
  if (platform.status !== "off") return STATUS[platform.status].means;
  return platform.switched_off_by === "operator" ? "Switched off by whoever runs this server." : "Switched off by the institution.";
}

/** Whether this person may undo that the platform is off: what the operator switched off, only the operator may. */
export function mayUndo(platform: PlatformView, operator: boolean): boolean {
  return operator || platform.switched_off_by !== "operator";
}

export const CHECK: Record<CheckView["status"], { words: string; tone: Tone; icon: "check" | "alert" | "question" }> = {
  ok: { words: "OK", tone: "good", icon: "check" },
  failed: { words: "Failed", tone: "danger", icon: "alert" },
  unknown: { words: "Not yet known", tone: "quiet", icon: "question" },
};

/** "2 of 6 steps failed", for the heading over the steps and for screen readers. */
export function verdictOn(checks: readonly CheckView[]): string {
  const failed = checks.filter(({ status }) => status === "failed").length;
  const unknown = checks.filter(({ status }) => status === "unknown").length;
  if (failed > 0) return `${failed} of ${checks.length} checks failed`;
  if (unknown > 0) return `Nothing failed; ${unknown} of ${checks.length} not yet known`;
  return "Everything works";
}

/** The LMS's product code as a name: "open-edx" → "Open edx"; empty until a launch has told. */
export function family(code: string): string {
  return code === "" ? "" : sentence(plain(code).replaceAll("-", " "));
}

/** How many deployments were seen in launches and stand refused. */
export function refusedDeployments(platform: PlatformView): number {
  return platform.deployments.filter(({ allowed }) => !allowed).length;
}

/** The host of an address, as a first name for whoever is there; the text itself if it is no address. */
export function hostOf(address: string): string {
  try {
    return new URL(address).host || address;
  } catch {
    return address;
  }
}

/** Whether the registration came from another host than that of the issuer that it claims. */
export function cameFromElsewhere(platform: PlatformView): boolean {
  return platform.registered_at !== "" && platform.registered_at !== hostOf(platform.issuer);
}

// ---- the LMS's own API --------------------------------------------------------------------------------------------

/** How the API stands, in two or three words. */
export function apiBadge(api: ApiView): { words: string; tone: Tone } {
  if (api.state === "unconnected") return { words: "Not connected", tone: "quiet" };
  if (api.state === "revoked") return { words: "No longer let in", tone: "danger" };
  return api.missing.length === 0 ? { words: "Connected", tone: "good" } : { words: "Connected in part", tone: "warn" };
}

/** What became of a placement, in a word or two. */
export const PLACEMENT_WORDS: Record<PlacementView["state"], { words: string; tone: Tone }> = {
  made: { words: "Made", tone: "good" },
  there: { words: "There", tone: "good" },
  differs: { words: "To be corrected", tone: "warn" },
  failed: { words: "Not made", tone: "danger" },
};

/** What keeps the key from being sent, by field. */
export function apiKeyProblems(draft: ConnectApiBody): Partial<Record<keyof ConnectApiBody, string>> {
  const wrong: Partial<Record<keyof ConnectApiBody, string>> = {};
  if (!isWebAddress(draft.address.trim())) wrong.address = "Enter a whole address, beginning with https://.";
  if (draft.client_id.trim() === "") wrong.client_id = "The LMS shows it in its list of keys.";
  if (draft.client_secret.trim() === "") wrong.client_secret = "The LMS shows it at the key (Show Key).";
  return wrong;
}

/** The key as the server takes it. */
export function apiKeyBody({ address, client_id, client_secret }: ConnectApiBody): ConnectApiBody {
  return { address: address.trim(), client_id: client_id.trim(), client_secret: client_secret.trim() };
}

// ---- roles --------------------------------------------------------------------------------------------------------

export const MAPPED_ROLES: readonly { role: MappedRole; label: string; may: string }[] = [
  { role: "admin", label: "Administrator", may: "opens this page, and all that teachers may" },
  { role: "teacher", label: "Teacher", may: "sets exams up and invites proctors, and all that proctors may" },
  { role: "proctor", label: "Proctor", may: "watches live, intervenes, reviews" },
  { role: "examinee", label: "Examinee", may: "takes the exam" },
  { role: "nobody", label: "Nobody", may: "is refused" },
];

export function isMappedRole(value: string): value is MappedRole {
  return MAPPED_ROLES.some(({ role }) => role === value);
}

const SCOPES: readonly [RegExp, string][] = [
  [/\/membership(?:\/[\w-]+)?#/, "In the course"],
  [/\/institution\/person#/, "In the institution"],
  [/\/system\/person#/, "In the LMS"],
];

/** An LTI role as people read it: its last word, split, with what it is a part of, and where it holds. */
export function roleWords(uri: string): { name: string; scope: string } {
  const scope = SCOPES.find(([pattern]) => pattern.test(uri))?.[1] ?? "Other";
  const [, branch = "", last = uri] = /(?:\/membership\/([\w-]+))?[#/]([\w-]+)$/.exec(uri) ?? [];
  const name = spaced(last);
  return { name: branch === "" || branch === last ? name : `${name} (${spaced(branch)})`, scope };
}

function spaced(camel: string): string {
  return sentence(camel.replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase());
}

/** The known roles by where they hold, in the order they came. */
export function roleGroups(known: readonly string[]): [string, string[]][] {
  const groups = new Map<string, string[]>();
  for (const uri of known) {
    const { scope } = roleWords(uri);
    groups.set(scope, [...(groups.get(scope) ?? []), uri]);
  }
  return [...groups];
}

/** What is wrong with each rule; an empty string where nothing is. */
export function ruleProblems(rules: readonly RoleRule[]): string[] {
  return rules.map(({ lti_role }, index) => {
    const uri = lti_role.trim();
    if (uri === "") return "Choose an LTI role, or type its full address.";
    if (!/^(https?:\/\/|urn:)\S+$/.test(uri)) return "Type the full address of the role; it begins with http:// or urn:.";
    const twice = rules.findIndex((other) => other.lti_role.trim() === uri) !== index;
    return twice ? "This role has a rule above already." : "";
  });
}

/** Whether both say the same; their order says nothing. */
export function sameRules(a: readonly RoleRule[], b: readonly RoleRule[]): boolean {
  const said = (rules: readonly RoleRule[]) => JSON.stringify(rules.map((r) => [r.lti_role.trim(), r.role]).sort());
  return said(a) === said(b);
}

// ---- registration by hand -----------------------------------------------------------------------------------------

/** The form as it is typed; deployment ids one a line. */
export type PlatformDraft = Record<Exclude<keyof NewPlatformBody, "deployment_ids">, string> & { deployment_ids: string };

export const EMPTY_PLATFORM: PlatformDraft = {
  name: "",
  issuer: "",
  client_id: "",
  auth_login_url: "",
  auth_token_url: "",
  jwks_url: "",
  token_audience: "",
  deployment_ids: "",
};

const ADDRESSES = ["issuer", "auth_login_url", "auth_token_url", "jwks_url"] as const;

/** What keeps the draft from being sent, by field. */
export function platformProblems(draft: PlatformDraft): Partial<Record<keyof PlatformDraft, string>> {
  const wrong: Partial<Record<keyof PlatformDraft, string>> = {};
  if (draft.name.trim() === "") wrong.name = "Give this LMS a name that you will recognise.";
  if (draft.client_id.trim() === "") wrong.client_id = "The LMS shows the client ID after it has made the tool.";
  for (const field of ADDRESSES) {
    if (!isWebAddress(draft[field].trim())) wrong[field] = "Enter a whole address, beginning with https://.";
  }
  return wrong;
}

function isWebAddress(text: string): boolean {
  try {
    return /^https?:$/.test(new URL(text).protocol) && !/\s/.test(text);
  } catch {
    return false;
  }
}

/** The draft as the server takes it: trimmed, ids split at lines, commas and spaces. */
export function platformBody(draft: PlatformDraft): NewPlatformBody {
  const ids = draft.deployment_ids.split(/[\s,]+/).filter(Boolean);
  return {
    name: draft.name.trim(),
    issuer: draft.issuer.trim(),
    client_id: draft.client_id.trim(),
    auth_login_url: draft.auth_login_url.trim(),
    auth_token_url: draft.auth_token_url.trim(),
    jwks_url: draft.jwks_url.trim(),
    token_audience: draft.token_audience.trim(),
    deployment_ids: [...new Set(ids)],
  };
}
