import { describe, expect, it } from "vitest";
import type { ChatView, DeliveryView, RuleView } from "../shared/wire.gen";
import { alarm, EMPTY, FEED_LENGTH, notMeasured, reduce, type ConsoleState, type Message } from "./model";
import { aDetail, aHelp, anIncident, aSnapshot, aTile } from "./samples";

function after(...messages: Message[]): ConsoleState {
  return messages.reduce(reduce, EMPTY);
}

const SNAPSHOT: Message = { type: "snapshot", data: aSnapshot({ tiles: [aTile(), aTile({ attempt_id: "a2" })] }) };
const FOCUS: Message[] = [SNAPSHOT, { type: "focus", attemptId: "a1" }, { type: "detail", data: aDetail() }];
const CHAT: ChatView = { id: "c1", attempt_id: "a1", author: "proctor", name: "Petra", text: "Hello", at: 60, client_id: "k1" };

describe("tiles", () => {
  it("takes the snapshot's and replaces one at a time, leaving the others untouched", () => {
    const before = after(SNAPSHOT);
    const now = reduce(before, { type: "tile", data: aTile({ state: "paused" }) });
    expect(now.tiles.get("a1")?.state).toBe("paused");
    expect(now.tiles.get("a2")).toBe(before.tiles.get("a2"));
  });

  it("forgets tiles that a later snapshot no longer has", () => {
    const state = after(SNAPSHOT, { type: "snapshot", data: aSnapshot({ tiles: [aTile()] }) });
    expect([...state.tiles.keys()]).toEqual(["a1"]);
  });

  it("updates the tile inside the open detail too", () => {
    const state = after(...FOCUS, { type: "tile", data: aTile({ state: "paused" }) });
    expect(state.detail?.tile.state).toBe("paused");
  });
});

describe("a connection that was gone", () => {
  it("brings what happened meanwhile into the list, and nothing from before this page", () => {
    const old = anIncident({ id: "i0", opened_at: 10 });
    const first: Message = { type: "snapshot", data: aSnapshot({ server_time: 50, recent: [old] }) };
    const back = aSnapshot({ server_time: 90, recent: [old, anIncident({ id: "i1", opened_at: 60 })] });
    expect(after(first).feed).toEqual([]);
    expect(after(first, { type: "snapshot", data: back }).feed.map((item) => item.id)).toEqual(["i1"]);
  });
});

describe("storage", () => {
  it("is as the snapshot says, until the server says otherwise", () => {
    const full = after(SNAPSHOT, { type: "storage", data: { state: "full" } });
    expect(full.snapshot?.storage).toBe("full");
    expect(reduce(full, { type: "storage", data: { state: "ok" } }).snapshot?.storage).toBe("ok");
    expect(after({ type: "storage", data: { state: "full" } }).snapshot).toBeNull();
  });
});

describe("incidents", () => {
  it("lists the newest first and changes one in place when it ends", () => {
    const state = after(
      SNAPSHOT,
      { type: "incident", data: anIncident({ id: "i1", opened_at: 100 }) },
      { type: "incident", data: anIncident({ id: "i2", opened_at: 110 }) },
      { type: "incident", data: anIncident({ id: "i1", opened_at: 100, ended_at: 120 }) },
    );
    expect(state.feed.map((item) => item.id)).toEqual(["i2", "i1"]);
    expect(state.feed[1]).toMatchObject({ incident: { ended_at: 120 } });
  });

  it("does not list the end of an incident from before this page was opened", () => {
    const state = after(SNAPSHOT, { type: "incident", data: anIncident({ opened_at: 40, ended_at: 60 }) });
    expect(state.feed).toEqual([]);
  });

  it("keeps listing those that opened during a break of the connection", () => {
    const later = { type: "snapshot", data: aSnapshot({ server_time: 500 }) } as const;
    const state = after(SNAPSHOT, later, { type: "incident", data: anIncident({ opened_at: 400 }) });
    expect(state.feed).toHaveLength(1);
  });

  it("does not grow without end", () => {
    const many = Array.from({ length: FEED_LENGTH + 20 }, (_, n): Message => ({
      type: "incident",
      data: anIncident({ id: `i${n}`, opened_at: 100 + n }),
    }));
    const state = after(SNAPSHOT, ...many);
    expect(state.feed).toHaveLength(FEED_LENGTH);
    expect(state.feed[0]?.id).toBe(`i${FEED_LENGTH + 19}`);
  });

  it("goes into the open detail of its attempt only", () => {
    const state = after(
      ...FOCUS,
      { type: "incident", data: anIncident({ id: "mine" }) },
      { type: "incident", data: anIncident({ id: "other", attempt_id: "a2" }) },
    );
    expect(state.detail?.incidents.map((incident) => incident.id)).toEqual(["mine"]);
  });
});

describe("alarm", () => {
  const state = after(SNAPSHOT);
  it("sounds once for a new incident", () => {
    const message: Message = { type: "incident", data: anIncident() };
    expect(alarm(state, message)).toBe("incident");
    expect(alarm(reduce(state, message), message)).toBeNull();
  });

  it.each([{ seen: true }, { ended_at: 120 }, { opened_at: 40 }])("is silent for an incident with %o", (part) => {
    expect(alarm(state, { type: "incident", data: anIncident(part) })).toBeNull();
  });

  it("sounds differently for a call for help, and not for its answer", () => {
    expect(alarm(state, { type: "help", data: aHelp() })).toBe("help");
    expect(alarm(state, { type: "help", data: aHelp({ done: true }) })).toBeNull();
  });
});

it("knows how the media plane stands, from the snapshot and since", () => {
  const behind = { every_s: 11, wanted_s: 1 };
  const state = after(SNAPSHOT, { type: "media", data: { away: false, behind, unmeasured: [] } });
  expect(state.snapshot).toMatchObject({ media_away: false, media_behind: behind });
  expect(reduce(state, { type: "media", data: { away: true, behind: null, unmeasured: [] } }).snapshot).toMatchObject({
    media_away: true,
    media_behind: null,
  });
});

it("names what the exam asks for and the media plane cannot notice, and nothing that it does not ask for", () => {
  const media = { away: false, behind: null, unmeasured: ["second_screen_visible", "phone_visible"] };
  const { snapshot } = after(SNAPSHOT, { type: "media", data: media });
  const rule = (type: string, title: string, enabled: boolean) => ({ type, title, enabled }) as RuleView;
  const rules = [
    rule("face_missing", "No face", true),
    rule("second_screen_visible", "Screen", true),
    rule("phone_visible", "Phone", false),
  ];
  if (snapshot === null) throw new Error("no snapshot");
  expect(notMeasured({ ...snapshot, policy: { ...snapshot.policy, rules } })).toEqual(["Screen"]);
});

describe("focus", () => {
  it("drops the detail of the attempt before, and ignores a detail that comes too late", () => {
    const state = after(...FOCUS, { type: "focus", attemptId: "a2" }, { type: "detail", data: aDetail() });
    expect(state.focus).toBe("a2");
    expect(state.detail).toBeNull();
  });

  it("shows in the feed what opening has marked as looked at", () => {
    const state = after(
      SNAPSHOT,
      { type: "incident", data: anIncident() },
      { type: "focus", attemptId: "a1" },
      { type: "detail", data: aDetail({ incidents: [anIncident({ seen: true })] }) },
    );
    expect(state.feed[0]).toMatchObject({ incident: { seen: true } });
  });

  it("shows everywhere what another proctor has looked at, and nothing else", () => {
    const incidents = [anIncident(), anIncident({ id: "i2" })];
    const state = after(
      SNAPSHOT,
      ...incidents.map((data): Message => ({ type: "incident", data })),
      { type: "focus", attemptId: "a1" },
      { type: "detail", data: aDetail({ incidents }) },
      { type: "seen", data: { attempt_id: "a1", incident_ids: ["i2"] } },
    );
    expect(state.detail?.incidents.map(({ id, seen }) => [id, seen])).toEqual([[anIncident().id, false], ["i2", true]]);
    expect(state.feed.map((item) => item.kind === "incident" && [item.id, item.incident.seen])).toContainEqual(["i2", true]);
  });

  it("replaces a delivery by its id", () => {
    const waiting: DeliveryView = {
      id: "d1", attempt_id: "a1", verb: "pause", status: "waiting", tries: 0, last_error: "", impossible: false, created_at: 60, delivered_at: null,
    };
    const state = after(...FOCUS, { type: "delivery", data: waiting }, { type: "delivery", data: { ...waiting, status: "delivered" } });
    expect(state.detail?.deliveries.map((delivery) => delivery.status)).toEqual(["delivered"]);
  });
});

describe("chat", () => {
  const sending: Message = { type: "sending", data: { clientId: "k1", attemptId: "a1", text: "Hello", at: 60, error: "" } };

  it("holds a message as pending until it comes back, once", () => {
    const waiting = after(...FOCUS, sending);
    expect(waiting.pending).toHaveLength(1);
    const state = [{ type: "chat", data: CHAT }, { type: "chat", data: CHAT }].reduce<ConsoleState>(
      (s, m) => reduce(s, m as Message),
      waiting,
    );
    expect(state.pending).toEqual([]);
    expect(state.detail?.chat).toHaveLength(1);
  });

  it("keeps a refused message with the reason, and clears that on the next try", () => {
    const refused = after(...FOCUS, sending, { type: "send_failed", clientId: "k1", error: "Not connected." });
    expect(refused.pending[0]?.error).toBe("Not connected.");
    expect(reduce(refused, sending).pending).toMatchObject([{ error: "" }]);
  });
});

describe("who is out of sight", () => {
  it("is closed and forgotten with the snapshot that no longer has them", () => {
    const incident: Message = { type: "incident", data: anIncident({ attempt_id: "a1" }) };
    const without: Message = { type: "snapshot", data: aSnapshot({ tiles: [aTile({ attempt_id: "a2" })] }) };
    const state = after(...FOCUS, incident, without);
    expect([...state.tiles.keys()]).toEqual(["a2"]);
    expect([state.focus, state.detail, state.feed]).toEqual([null, null, []]);
    expect(after(...FOCUS, incident, SNAPSHOT).focus).toBe("a1");
  });
});
