import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ADMIN_DOOR, COURSE_DOOR, examDoor, openSession, RENEW_EVERY_MS, SessionEnded, signsIn, type Surroundings } from "./session";
import type { SessionView } from "./wire.gen";

const VIEW: SessionView = {
  token: "first",
  expires_at: 2000,
  surface: "console",
  role: "proctor",
  person_name: "Petra",
  institution: "Example",
  platform_origin: "http://lms.example",
  locale: "en",
  exam_id: "x1",
  attempt_id: null,
  return_url: null,
  deep_linking: false,
};
const KEY = "invigil.session.console";

/** A browser in a test: an address, a store, timers that run when told, and scripted answers. */
class Around implements Surroundings {
  location: Surroundings["location"];
  replaced: string[] = [];
  timers: { run: () => void; ms: number }[] = [];
  clock = 1_000_000;
  kept = new Map<string, string>();
  storage: Surroundings["storage"];

  constructor(hash: string, options: { embedded?: boolean } = {}) {
    this.location = { hash, pathname: "/console", search: "?platform=p1" };
    this.storage = {
      getItem: (key) => this.kept.get(key) ?? null,
      setItem: (key, value) => void this.kept.set(key, value),
      removeItem: (key) => void this.kept.delete(key),
    };
    if (options.embedded === true) this.storage = null;
  }

  history = { replaceState: (_data: unknown, _title: string, url?: string | URL | null) => void this.replaced.push(String(url)) };
  later = (run: () => void, ms: number) => void this.timers.push({ run, ms });
  now = () => this.clock;

  async runTimer(): Promise<number> {
    const timer = this.timers.shift();
    if (timer === undefined) throw new Error("no timer is set");
    timer.run();
    await new Promise((done) => setTimeout(done, 0));
    return timer.ms;
  }
}

let answers: (() => Promise<Response>)[] = [];
let calls: { path: string; init: RequestInit }[] = [];

const says = (status: number, body: unknown) => () => Promise.resolve(new Response(JSON.stringify(body), { status }));
const cut = () => Promise.reject(new TypeError("network"));

beforeEach(() => {
  answers = [];
  calls = [];
  vi.stubGlobal("fetch", (path: string, init: RequestInit) => {
    calls.push({ path, init });
    const answer = answers.shift();
    return answer === undefined ? Promise.reject(new Error(`unexpected call of ${path}`)) : answer();
  });
});
afterEach(() => vi.unstubAllGlobals());

it("turns the ticket into a session and takes it out of the address", async () => {
  const around = new Around("#ticket=T1");
  answers = [says(200, VIEW)];
  const session = await openSession(examDoor("console"), around);
  expect(session.token()).toBe("first");
  expect(calls[0]?.path).toBe("/api/session");
  expect(calls[0]?.init.body).toBe('{"ticket":"T1"}');
  expect(around.replaced).toEqual(["/console?platform=p1"]);
  expect(around.kept.has(KEY)).toBe(true);
});

it("keeps nothing when embedded", async () => {
  const around = new Around("#ticket=T1", { embedded: true });
  answers = [says(200, VIEW)];
  await openSession(examDoor("console"), around);
  expect(around.kept.size).toBe(0);
});

it("says that the session has ended when the ticket is dead", async () => {
  answers = [says(401, { code: "ticket_used", message: "Used." })];
  await expect(openSession(examDoor("console"), new Around("#ticket=T1"))).rejects.toBeInstanceOf(SessionEnded);
});

it("does not call a lost network an ended session", async () => {
  answers = [cut];
  await expect(openSession(examDoor("console"), new Around("#ticket=T1"))).rejects.toMatchObject({ code: "offline" });
});

it("has no session without a ticket and without a kept one", async () => {
  await expect(openSession(examDoor("console"), new Around(""))).rejects.toBeInstanceOf(SessionEnded);
  expect(calls).toEqual([]);
});

it("comes back after a reload by renewing what the tab kept", async () => {
  const around = new Around("");
  around.kept.set(KEY, JSON.stringify(VIEW));
  answers = [says(200, { ...VIEW, token: "second" })];
  const session = await openSession(examDoor("console"), around);
  expect(session.token()).toBe("second");
  expect(calls[0]?.init.headers).toMatchObject({ Authorization: "Bearer first" });
});

it.each(["expired", "of another surface", "garbled"])("forgets a kept session that is %s", async (what) => {
  const around = new Around("");
  const kept = { expired: { ...VIEW, expires_at: 999 }, "of another surface": { ...VIEW, surface: "report" } }[what];
  around.kept.set(KEY, kept === undefined ? "{" : JSON.stringify(kept));
  await expect(openSession(examDoor("console"), around)).rejects.toBeInstanceOf(SessionEnded);
  expect(around.kept.size).toBe(0);
});

it("renews every five minutes and uses the new token from then on", async () => {
  const around = new Around("#ticket=T1");
  answers = [says(200, VIEW), says(200, { ...VIEW, token: "second" }), says(200, { done: true })];
  const session = await openSession(examDoor("console"), around);
  expect(await around.runTimer()).toBe(RENEW_EVERY_MS);
  expect(session.token()).toBe("second");
  await session.json("/api/anything");
  expect(calls[2]?.init.headers).toMatchObject({ Authorization: "Bearer second" });
  expect(around.timers).toHaveLength(1);
});

it("tries again soon when a renewal is lost in the network", async () => {
  const around = new Around("#ticket=T1");
  answers = [says(200, VIEW), cut, says(200, { ...VIEW, token: "second" })];
  const session = await openSession(examDoor("console"), around);
  await around.runTimer();
  expect(session.token()).toBe("first");
  expect(await around.runTimer()).toBeLessThan(RENEW_EVERY_MS);
  expect(session.token()).toBe("second");
});

it("tells its listeners when a renewal is refused", async () => {
  const around = new Around("#ticket=T1");
  answers = [says(200, VIEW), says(401, { code: "session_ended", message: "Over." })];
  const session = await openSession(examDoor("console"), around);
  const ended = vi.fn();
  session.onEnded(ended);
  await around.runTimer();
  expect(ended).toHaveBeenCalledOnce();
  expect(around.kept.size).toBe(0);
});

it("can be told to renew at once, and keeps one renewal planned", async () => {
  const around = new Around("#ticket=T1");
  answers = [says(200, VIEW), says(200, { ...VIEW, token: "second" })];
  const session = await openSession(examDoor("console"), around);
  session.check();
  session.check();
  await new Promise((done) => setTimeout(done, 0));
  expect(session.token()).toBe("second");
  await around.runTimer(); // the renewal that was planned before: another has taken its place
  expect(calls).toHaveLength(2);
  expect(around.timers).toHaveLength(1);
});

it("passes on the server's words when it refuses", async () => {
  answers = [says(200, VIEW), says(409, { code: "too_late", message: "The attempt is over." })];
  const session = await openSession(examDoor("console"), new Around("#ticket=T1"));
  await expect(session.json("/api/x")).rejects.toMatchObject({ code: "too_late", message: "The attempt is over.", status: 409 });
});

it("has words for an answer that is not ours", async () => {
  answers = [says(200, VIEW), () => Promise.resolve(new Response("<html>", { status: 502 }))];
  const session = await openSession(examDoor("console"), new Around("#ticket=T1"));
  await expect(session.json("/api/x")).rejects.toMatchObject({ code: "failed", status: 502 });
});

describe("a guest's invitation", () => {
  it("becomes a session like any other and leaves the address", async () => {
    const around = new Around("#invitation=C0DE");
    answers = [says(200, VIEW)];
    const session = await openSession(examDoor("console"), around);
    expect(session.view.person_name).toBe("Petra");
    expect(calls[0]).toMatchObject({ path: "/api/join", init: { method: "POST", body: '{"code":"C0DE"}' } });
    expect(around.replaced).toEqual(["/console?platform=p1"]);
    expect(around.kept.has(KEY)).toBe(true);
  });

  it("that was revoked opens nothing", async () => {
    answers = [says(403, { code: "not_invited", message: "Revoked." })];
    await expect(openSession(examDoor("console"), new Around("#invitation=C0DE"))).rejects.toMatchObject({
      name: "SessionEnded",
      invited: true,
    });
  });

  it("stays in the address while the network is down, so that trying again works", async () => {
    const around = new Around("#invitation=C0DE");
    answers = [cut, says(200, VIEW)];
    await expect(openSession(examDoor("console"), around)).rejects.toMatchObject({ code: "offline" });
    expect(around.replaced).toEqual([]);
    await openSession(examDoor("console"), around);
    expect(around.replaced).toHaveLength(1);
  });

  it("is for the console only", async () => {
    await expect(openSession(examDoor("report"), new Around("#invitation=C0DE"))).rejects.toBeInstanceOf(SessionEnded);
    expect(calls).toEqual([]);
  });
});

it.each([
  ["admin", ADMIN_DOOR, "/api/admin/session"],
  ["course", COURSE_DOOR, "/api/course/session"],
] as const)("keeps the %s session apart from an exam's", async (_name, door, path) => {
  const around = new Around("");
  around.kept.set(KEY, JSON.stringify(VIEW));
  await expect(openSession(door as typeof ADMIN_DOOR, around)).rejects.toBeInstanceOf(SessionEnded);
  expect(around.kept.has(KEY)).toBe(true);

  around.location = { ...around.location, hash: "#ticket=T1" };
  answers = [says(200, { token: "one", expires_at: 2000 }), says(200, { token: "two", expires_at: 3000 })];
  const session = await openSession(door as typeof ADMIN_DOOR, around);
  await around.runTimer();
  expect(calls.map((call) => call.path)).toEqual([path, `${path}/renew`]);
  expect(session.token()).toBe("two");
  expect(JSON.parse(around.kept.get(KEY) ?? "null")).toEqual(VIEW);
});

it("knows an address that signs in", () => {
  expect(["#ticket=a", "#invitation=b", "#institution=c", ""].map(signsIn)).toEqual([true, true, false, false]);
});

it("keeps the administrator's session nowhere, and the course's in the tab", async () => {
  const around = new Around("#ticket=T1");
  answers = [says(200, { token: "one", expires_at: 2000 })];
  await openSession(ADMIN_DOOR, around);
  expect(around.kept.size).toBe(0);
  around.location = { ...around.location, hash: "#ticket=T2" };
  answers = [says(200, { token: "two", expires_at: 2000 })];
  await openSession(COURSE_DOOR, around);
  expect([...around.kept.keys()]).toEqual(["invigil.course"]);
});
