import { beforeEach, expect, it, vi } from "vitest";
import { Refused } from "../shared/http";
import type { AdminView, ConnectionReport, InvitationMade } from "../shared/wire.gen";
import { aCheck, anAdmin, anInstitution, aPlatform } from "./samples";
import { AdminStore } from "./store";

/** A server whose answers the test gives when it wants to. */
class FakeServer {
  view = { token: "t", expires_at: 0, operator: false, person_name: "Ada", platform_id: "p1" };
  calls: { path: string; method: string; body: unknown }[] = [];
  waiting: { answer: (value: unknown) => void; refuse: (error: Error) => void }[] = [];

  json = <T>(path: string, options: { method?: string; body?: unknown } = {}): Promise<T> => {
    this.calls.push({ path, method: options.method ?? "GET", body: options.body });
    return new Promise<unknown>((answer, refuse) => this.waiting.push({ answer, refuse })) as Promise<T>;
  };

  next() {
    const call = this.waiting.shift();
    if (call === undefined) throw new Error("nothing was asked");
    return call;
  }
}

let server: FakeServer;
let store: AdminStore;
const named = (name: string): AdminView => anAdmin({ institutions: [anInstitution({ name })] });
const shownName = () => store.state.view?.institutions[0]?.name;

beforeEach(() => {
  server = new FakeServer();
  store = new AdminStore(server);
});

it("knows from which LMS this person came", () => {
  expect(store.cameFrom(aPlatform({ platform_id: "p1" }))).toBe(true);
  expect(store.cameFrom(aPlatform({ platform_id: "p2" }))).toBe(false);
});

it("loads, and tells its listeners", async () => {
  const told = vi.fn();
  const stop = store.subscribe(told);
  const loading = store.load();
  server.next().answer(named("Alpha"));
  await loading;
  expect(shownName()).toBe("Alpha");
  expect(told).toHaveBeenCalledOnce();
  stop();
});

it("keeps what it has when it cannot be brought up to date, and says so until it can", async () => {
  let loading = store.load();
  server.next().answer(named("Alpha"));
  await loading;
  loading = store.load();
  server.next().refuse(new Refused("offline", "No network."));
  await loading;
  expect(shownName()).toBe("Alpha");
  expect(store.state.error).toBe("No network.");
  loading = store.load();
  server.next().answer(named("Alpha"));
  await loading;
  expect(store.state.error).toBe("");
});

it("shows what a change answers, not what was asked for before it", async () => {
  const loading = store.load();
  const saving = store.saveInstitution("i1", { name: "Beta", role_rules: [] });
  const [load, save] = [server.next(), server.next()];
  save.answer(named("Beta"));
  await saving;
  load.answer(named("Alpha"));
  await loading;
  expect(shownName()).toBe("Beta");
  expect(server.calls[1]).toEqual({ path: "/api/admin/institutions/i1", method: "PUT", body: { name: "Beta", role_rules: [] } });
});

it("hands on a refusal and changes nothing", async () => {
  const saving = store.saveInstitution("i1", { name: "Taken", role_rules: [] });
  server.next().refuse(new Refused("name_taken", "There is one.", 409));
  await expect(saving).rejects.toMatchObject({ code: "name_taken" });
  expect(store.state.view).toBeNull();
});

it("answers an invitation with the link and takes the page that comes with it", async () => {
  const inviting = store.invite("Beta");
  const made: InvitationMade = { url: "https://tool/register?invitation=c", expires_at: 9, admin: named("Beta") };
  server.next().answer(made);
  expect((await inviting).url).toBe(made.url);
  expect(shownName()).toBe("Beta");
  expect(server.calls[0]?.body).toEqual({ institution_name: "Beta" });
});

it("keeps the last test of each LMS", async () => {
  const testing = store.test("p 1");
  const report: ConnectionReport = { platform_id: "p 1", at: 1, checks: [aCheck()] };
  server.next().answer(report);
  await testing;
  expect(store.state.reports.get("p 1")).toEqual(report);
  expect(server.calls[0]?.path).toBe("/api/admin/platforms/p%201/test");
});

it.each([
  ["revoke", () => store.revoke("i1", "v1"), "POST", "/api/admin/institutions/i1/invitations/v1/revoke"],
  ["approve", () => store.approve("p1", "Alpha"), "POST", "/api/admin/platforms/p1/approve"],
  ["remove", () => store.remove("p1"), "POST", "/api/admin/platforms/p1/remove"],
  [
    "deployment",
    () => store.setDeployment("p1", { deployment_id: "7", allowed: true }),
    "PUT",
    "/api/admin/platforms/p1/deployments",
  ],
  ["disconnect", () => store.disconnectApi("p1"), "POST", "/api/admin/platforms/p1/api/disconnect"],
  [
    "settings",
    () => store.chooseSettings("p1", { values: { signer: "tool" } }),
    "PUT",
    "/api/admin/platforms/p1/settings",
  ],
  [
    "platform",
    () => store.savePlatform("p1", { name: "M", active: true, learns_deployments: false }),
    "PUT",
    "/api/admin/platforms/p1",
  ],
])("asks for the change: %s", async (_name, change, method, path) => {
  const changing = change();
  server.next().answer(named("Alpha"));
  await changing;
  expect(server.calls).toMatchObject([{ method, path }]);
  expect(shownName()).toBe("Alpha");
});
