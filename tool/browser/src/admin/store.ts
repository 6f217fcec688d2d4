/** The institution page's data: one record, answered anew by every change; and the connection tests that were run. */
import { reason } from "../shared/http";
import type { Session } from "../shared/session";
import type {
  AdminSessionView,
  AdminView,
  ApiQuestion,
  ConnectApiBody,
  ConnectionReport,
  DeploymentBody,
  InstitutionBody,
  InvitationMade,
  NewPlatformBody,
  PlacementsMade,
  PlatformBody,
  PlatformView,
  SettingsBody,
} from "../shared/wire.gen";

const TEST_TIMEOUT_MS = 150_000; // up to eight steps, each of which asks the LMS for at most ten seconds or so

export interface AdminState {
  /** null until the first answer. */
  view: AdminView | null;
  /** Why the page could not be loaded or brought up to date; empty when it is. */
  error: string;
  /** The last connection test of each platform, since the page was opened. */
  reports: ReadonlyMap<string, ConnectionReport>;
}

export class AdminStore {
  state: AdminState = { view: null, error: "", reports: new Map() };
  private readonly session: Pick<Session<AdminSessionView>, "json" | "view">;
  private readonly listeners = new Set<() => void>();
  /** Counts changes: an answer to a question that is older than the last change is out of date. */
  private turn = 0;

  constructor(session: Pick<Session<AdminSessionView>, "json" | "view">) {
    this.session = session;
  }

  /** Whether this person runs the server. */
  get operator(): boolean {
    return this.session.view.operator;
  }

  /** Whether this person was launched from this LMS: switched off, it takes their page along. */
  cameFrom(platform: PlatformView): boolean {
    return this.session.view.platform_id === platform.platform_id;
  }

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  /** Asks for everything anew. Does not throw: what went wrong is in the state. */
  load = async (): Promise<void> => {
    const turn = this.turn;
    try {
      const view = await this.session.json<AdminView>("/api/admin");
      if (turn === this.turn) this.set({ view, error: "" });
    } catch (error) {
      this.set({ error: reason(error) });
    }
  };

  /** Makes a registration link; the link is in the answer and nowhere else. */
  async invite(institutionName: string): Promise<InvitationMade> {
    const body = { institution_name: institutionName };
    const made = await this.session.json<InvitationMade>("/api/admin/invitations", { method: "POST", body });
    this.take(made.admin);
    return made;
  }

  revoke(institutionId: string, invitationId: string): Promise<void> {
    return this.change("POST", `/api/admin/institutions/${id(institutionId)}/invitations/${id(invitationId)}/revoke`);
  }

  saveInstitution(institutionId: string, body: InstitutionBody): Promise<void> {
    return this.change("PUT", `/api/admin/institutions/${id(institutionId)}`, body);
  }

  addPlatform(institutionId: string, body: NewPlatformBody): Promise<void> {
    return this.change("POST", `/api/admin/institutions/${id(institutionId)}/platforms`, body);
  }

  savePlatform(platformId: string, body: PlatformBody): Promise<void> {
    return this.change("PUT", `/api/admin/platforms/${id(platformId)}`, body);
  }

  /** Asks for the address at which the LMS gives leave; it is good once. */
  connectApi(platformId: string, body: ConnectApiBody): Promise<ApiQuestion> {
    return this.session.json<ApiQuestion>(`/api/admin/platforms/${id(platformId)}/api`, { method: "POST", body });
  }

  /** Where key and secret are all that the LMS asks for. */
  connectApplication(platformId: string, body: ConnectApiBody): Promise<void> {
    return this.change("POST", `/api/admin/platforms/${id(platformId)}/api/application`, body);
  }

  /** Not a change of the page: the answer says what became of each placement. */
  makePlacements(platformId: string): Promise<PlacementsMade> {
    return this.session.json<PlacementsMade>(`/api/admin/platforms/${id(platformId)}/api/placements`, { method: "POST" });
  }

  disconnectApi(platformId: string): Promise<void> {
    return this.change("POST", `/api/admin/platforms/${id(platformId)}/api/disconnect`);
  }

  chooseSettings(platformId: string, body: SettingsBody): Promise<void> {
    return this.change("PUT", `/api/admin/platforms/${id(platformId)}/settings`, body);
  }

  approve(platformId: string, institutionName: string): Promise<void> {
    return this.change("POST", `/api/admin/platforms/${id(platformId)}/approve`, { institution_name: institutionName });
  }

  remove(platformId: string): Promise<void> {
    return this.change("POST", `/api/admin/platforms/${id(platformId)}/remove`);
  }

  setDeployment(platformId: string, body: DeploymentBody): Promise<void> {
    return this.change("PUT", `/api/admin/platforms/${id(platformId)}/deployments`, body);
  }

  /** Runs the connection test and keeps what came of it. */
  async test(platformId: string): Promise<ConnectionReport> {
    const report = await this.session.json<ConnectionReport>(`/api/admin/platforms/${id(platformId)}/test`, {
      method: "POST",
      timeoutMs: TEST_TIMEOUT_MS,
    });
    this.set({ reports: new Map(this.state.reports).set(platformId, report) });
    return report;
  }

  private async change(method: "POST" | "PUT", path: string, body?: unknown): Promise<void> {
    this.take(await this.session.json<AdminView>(path, body === undefined ? { method } : { method, body }));
  }

  private take(view: AdminView): void {
    this.turn += 1;
    this.set({ view, error: "" });
  }

  private set(part: Partial<AdminState>): void {
    this.state = { ...this.state, ...part };
    for (const listener of [...this.listeners]) listener();
  }
}

function id(text: string): string {
  return encodeURIComponent(text);
}
