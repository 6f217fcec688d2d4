/** The conversation with a played Learn: who is heard, what is said in which order, and that saving is always answered. */
import { describe, expect, it } from "vitest";
import { Refused } from "../shared/http";
import type { UefPanelView } from "../shared/wire.gen";
import { ANSWER_WITHIN_MS, converse, HELLO_AGAIN_MS, type Desk } from "./conversation";
import { PANEL, type Element } from "./messages";

const ORIGIN = "https://learn.test";
const VIEW: UefPanelView = { lines: ["The rules are strict."], setup_url: "https://tool.test/setup#ticket=x" };

interface Said {
  type: string;
  [key: string]: unknown;
}

/** Learn's page: keeps what it is told, and moves time by hand. */
class Learn {
  readonly hellos: { message: unknown; target: unknown }[] = [];
  readonly told: Said[] = [];
  readonly trouble: string[] = [];
  readonly parent = { postMessage: (message: unknown, target: unknown) => void this.hellos.push({ message, target }) };
  private hear: (event: MessageEvent) => void = () => undefined;
  private port: { onmessage: ((event: { data: unknown }) => void) | null } = { onmessage: null };
  private waiting: { run: () => void; ms: number }[] = [];

  constructor(desk: Desk) {
    const around = {
      parent: this.parent as unknown as Window,
      listen: (heard: (event: MessageEvent) => void) => void (this.hear = heard),
      later: (run: () => void, ms: number) => void this.waiting.push({ run, ms }),
    };
    const learn = { origin: ORIGIN, handle: "invigil", userToken: "leave" };
    converse(learn, desk, around, (words) => void this.trouble.push(words));
  }

  hello(origin = ORIGIN, source: unknown = this.parent, data: unknown = { type: "integration:hello" }): void {
    const port = { onmessage: null, postMessage: (message: Said) => void this.told.push(message) };
    const before = this.told.length;
    this.hear({ origin, source, data, ports: [port] } as unknown as MessageEvent);
    if (this.told.length > before) this.port = port;
  }

  say(data: unknown): void {
    this.port.onmessage?.({ data });
  }

  pass(ms: number): void {
    const due = this.waiting.filter((one) => one.ms === ms);
    this.waiting = this.waiting.filter((one) => one.ms !== ms);
    for (const one of due) one.run();
  }

  open(portalId = "p1", about: object = { contentId: "_1_1", courseUuid: "c1" }, selector = PANEL): void {
    this.say({ type: "event:event", eventType: "portal:new", portalId, selector, selectorData: about });
  }

  of(type: string): Said[] {
    return this.told.filter((one) => one.type === type);
  }
}

const settled = (): Promise<void> => new Promise((done) => setTimeout(done, 0));
const good: Desk = { panel: () => Promise.resolve(VIEW), saved: () => Promise.resolve(VIEW) };

function connected(desk: Desk = good): Learn {
  const learn = new Learn(desk);
  learn.hello();
  learn.say({ type: "authorization:authorize" });
  return learn;
}

function lines(contents: unknown): unknown[] {
  return ((contents as Element).children as Element[]).map((line) => line.children);
}

describe("hello", () => {
  it("is said to Learn's origin alone, until Learn answers", () => {
    const learn = new Learn(good);
    learn.pass(HELLO_AGAIN_MS);
    expect(learn.hellos).toEqual(Array(2).fill({ message: { type: "integration:hello" }, target: ORIGIN }));
    learn.hello();
    learn.pass(HELLO_AGAIN_MS);
    expect(learn.hellos).toHaveLength(2);
  });

  it.each([
    ["another origin", "https://learn.test.evil", undefined, undefined],
    ["another window", ORIGIN, {}, undefined],
    ["another message", ORIGIN, undefined, { type: "hello" }],
    ["no message", ORIGIN, undefined, null],
  ])("is not taken from %s, which never gets the user's leave", (_what, origin, source, data) => {
    const learn = new Learn(good);
    learn.hello(origin, source ?? learn.parent, data === undefined ? { type: "integration:hello" } : data);
    expect(learn.told).toEqual([]);
  });

  it("counts once: a second port gets nothing", () => {
    const learn = new Learn(good);
    learn.hello();
    learn.hello();
    expect(learn.told).toEqual([{ type: "authorization:authorize", token: "leave" }]);
  });
});

describe("after the user's leave", () => {
  it("it subscribes and registers under its handle", () => {
    expect(connected().told.slice(1)).toEqual([
      { type: "event:subscribe", subscriptions: ["portal:new", "portal:remove"] },
      { type: "proctoring-service:register", proctoringPlacementHandle: "invigil" },
    ]);
  });

  it("nothing is registered when Learn refuses, and it is said", () => {
    const learn = new Learn(good);
    learn.hello();
    learn.say({ type: "authorization:authorize", status: "error", errorMessage: "No." });
    expect(learn.told).toHaveLength(1);
    expect(learn.trouble).toEqual(["No."]);
  });

  it("a refused registration is said", () => {
    const learn = connected();
    learn.say({ type: "proctoring-service:register", status: "success" });
    learn.say({ type: "proctoring-service:register", status: "error", errorMessage: "No such handle" });
    expect(learn.trouble).toEqual(["No such handle"]);
  });
});

describe("the panel", () => {
  it("shows what our server says of the test, and the way to its set-up", async () => {
    const learn = connected();
    learn.open();
    await settled();
    const [render] = learn.of("portal:render");
    expect(render?.["portalId"]).toBe("p1");
    expect(lines(render?.["contents"])).toEqual(["The rules are strict.", "Change the rules on Invigil's page"]);
  });

  it("is not shown elsewhere, nor in a portal that is gone", async () => {
    const learn = connected();
    learn.open("p2", {}, "course.outline");
    learn.open("p3");
    learn.say({ type: "event:event", eventType: "portal:remove", portalId: "p3" });
    await settled();
    expect(learn.of("portal:render")).toEqual([]);
  });

  it.each([[{ contentId: "_1_1" }], [{}], [null]])("says what will hold where Learn tells no course", async (about) => {
    const learn = connected({ ...good, panel: () => Promise.reject(new Error("must not be asked")) });
    learn.open("p1", about as object);
    await settled();
    expect(String(lines(learn.of("portal:render")[0]?.["contents"])[0])).toContain("When you save");
  });

  it("says it when our server cannot be asked", async () => {
    const learn = connected({ ...good, panel: () => Promise.reject(new Refused("offline", "Not connected.")) });
    learn.open();
    await settled();
    expect(lines(learn.of("portal:render")[0]?.["contents"])).toEqual([
      "Invigil cannot show this test's rules now. Not connected.",
    ]);
  });
});

describe("saved settings", () => {
  const SAVED = {
    type: "proctoring-service:settings-saved", correlationId: "k1", contentId: "_1_1", courseUuid: "c1", enabled: true,
  };
  const answers = (learn: Learn): Said[] => learn.of("proctoring-service:settings-saved:response");

  it("are told to our server, answered under their id, and the open panel shows them", async () => {
    const asked: unknown[] = [];
    const saved: Desk["saved"] = (...all) => (asked.push(all), Promise.resolve(VIEW));
    const learn = connected({ ...good, saved });
    learn.open();
    await settled();
    learn.say(SAVED);
    await settled();
    expect(asked).toEqual([["_1_1", "c1", true]]);
    expect(answers(learn)).toEqual([
      { type: "proctoring-service:settings-saved:response", correlationId: "k1", success: true },
    ]);
    expect(learn.of("portal:render")).toHaveLength(2);
  });

  it("are answered with our server's words when they could not be kept", async () => {
    const learn = connected({ ...good, saved: () => Promise.reject(new Refused("teachers_only", "Only teachers.")) });
    learn.say({ ...SAVED, enabled: "yes" });
    await settled();
    expect(answers(learn)).toMatchObject([{ correlationId: "k1", success: false, error: "Only teachers." }]);
  });

  it("are answered in time even if our server is slow, and once only", async () => {
    let late: (view: UefPanelView) => void = () => undefined;
    const learn = connected({ ...good, saved: () => new Promise((done) => void (late = done)) });
    learn.say(SAVED);
    learn.pass(ANSWER_WITHIN_MS);
    late(VIEW);
    await settled();
    expect(answers(learn)).toMatchObject([{ success: false }]);
  });
});
