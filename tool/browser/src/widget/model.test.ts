import { describe, expect, it } from "vitest";
import { attempt, message, notice } from "./fakes";
import { type Action, EMPTY, type Model, reduce, stateOf } from "./model";
import { isOver, needsCamera, type Step, stepOf } from "./steps";

function after(...actions: Action[]): Model {
  return actions.reduce(reduce, EMPTY);
}

function at(state: string, changes = {}): Model {
  return after({ type: "attempt", view: attempt({ state, ...changes }) });
}

describe("stepOf", () => {
  it.each<[string, boolean, Step]>([
    ["created", false, "consent"],
    ["checking_in", false, "consent"],
    ["checking_in", true, "check"],
    ["waiting", true, "waiting"],
    ["admitted", true, "ready"],
    ["running", true, "exam"],
    ["disconnected", true, "exam"],
    ["paused", true, "exam"],
    ["terminated", true, "terminated"],
    ["submitted", true, "finished"],
    ["abandoned", true, "finished"],
    ["reviewed", true, "finished"],
  ])("shows an attempt that is %s (consented: %s) the page %s", (state, consented, step) => {
    expect(stepOf(at(state, { consented }))).toBe(step);
  });

  it("opens before anything is known", () => {
    expect(stepOf(EMPTY)).toBe("opening");
  });

  it("leaves while admitted only: a refused start comes back to the button", () => {
    const leaving = reduce(at("admitted"), { type: "leaving", leaving: true });
    expect(stepOf(leaving)).toBe("leaving");
    const sentBack = reduce(leaving, { type: "attempt", view: attempt({ state: "checking_in", server_time: 1001 }) });
    const again = reduce(sentBack, { type: "attempt", view: attempt({ state: "admitted", server_time: 1002 }) });
    expect(stepOf(again)).toBe("ready");
  });

  it("needs the camera from the waiting room to the end, and not after", () => {
    const steps: Step[] = ["opening", "consent", "check", "waiting", "ready", "leaving", "exam", "terminated", "finished"];
    expect(steps.filter(needsCamera)).toEqual(["waiting", "ready", "leaving", "exam"]);
    expect(steps.filter(isOver)).toEqual(["terminated", "finished"]);
  });
});

describe("attempt", () => {
  it("ignores an older view that arrives late", () => {
    const model = reduce(at("paused", { server_time: 2000 }), { type: "attempt", view: attempt({ server_time: 1999 }) });
    expect(model.attempt?.state).toBe("paused");
  });

  it("forgets the own request for help when it was answered", () => {
    const asked = reduce(at("running", { help_open: true }), { type: "help", help: { kind: "question", at: 5 } });
    const answered = reduce(asked, { type: "attempt", view: attempt({ help_open: false, server_time: 1001 }) });
    expect(asked.help).toEqual({ kind: "question", at: 5 });
    expect(answered.help).toBeNull();
  });
});

describe("notices", () => {
  it("pauses at once when the notice is here before the attempt", () => {
    const model = reduce(at("running"), { type: "notice", notice: notice("pause", "n1") });
    expect(stateOf(model)).toBe("paused");
    expect(stepOf(model)).toBe("exam");
  });

  it("takes a pause away on resume, whichever message comes first", () => {
    const pause: Action = { type: "notice", notice: notice("pause", "n1") };
    const byNotice = after({ type: "attempt", view: attempt() }, pause, { type: "notice", notice: notice("resume", "n2") });
    expect(byNotice.notices.map((n) => n.kind)).toEqual(["resume"]);
    const byAttempt = after(
      { type: "attempt", view: attempt({ state: "paused" }) },
      pause,
      { type: "attempt", view: attempt({ state: "running", server_time: 1001 }) },
    );
    expect(byAttempt.notices).toEqual([]);
  });

  it("keeps a pause through a view that does not know of it yet", () => {
    const model = after(
      { type: "attempt", view: attempt() },
      { type: "notice", notice: notice("pause", "n1") },
      { type: "attempt", view: attempt({ watching: true, server_time: 1001 }) },
    );
    expect(stateOf(model)).toBe("paused");
  });

  it("ends the exam at once on a terminate notice", () => {
    expect(stepOf(reduce(at("running"), { type: "notice", notice: notice("terminate", "n1") }))).toBe("terminated");
  });

  it("keeps every warning until it is read, and the two newest mild ones", () => {
    const model = after(
      { type: "notice", notice: notice("warn", "w1") },
      { type: "notice", notice: notice("incident", "i1", "No face in view") },
      { type: "notice", notice: notice("incident", "i2", "No face in view") },
      { type: "notice", notice: notice("incident", "i3", "Too dark to see") },
      { type: "notice", notice: notice("extra_time", "x1") },
      { type: "notice", notice: notice("warn", "w2") },
    );
    expect(model.notices.map((n) => n.id)).toEqual(["w1", "i3", "x1", "w2"]);
    expect(reduce(model, { type: "dismiss", id: "w1" }).notices.map((n) => n.id)).toEqual(["i3", "x1", "w2"]);
  });

  it("shows a notice that is sent twice once", () => {
    const action: Action = { type: "notice", notice: notice("warn", "w1") };
    expect(after(action, action).notices).toHaveLength(1);
  });

  it("lets the admission notice go when the exam runs", () => {
    const model = after(
      { type: "attempt", view: attempt({ state: "admitted" }) },
      { type: "notice", notice: notice("admit", "n1") },
      { type: "attempt", view: attempt({ state: "running", server_time: 1001 }) },
    );
    expect(model.notices).toEqual([]);
  });
});

describe("chat and connection", () => {
  it("merges messages by id, oldest first", () => {
    const model = after(
      { type: "chat", message: message("m2", 20) },
      { type: "attempt", view: attempt({ chat: [message("m1", 10), message("m2", 20)] }) },
      { type: "chat", message: message("m3", 15) },
    );
    expect(model.chat.map((m) => m.id)).toEqual(["m1", "m3", "m2"]);
  });

  it("remembers since when it is offline, not the last try", () => {
    const model = after(
      { type: "link", link: "online", at: 1 },
      { type: "link", link: "offline", at: 10 },
      { type: "link", link: "connecting", at: 20 },
    );
    expect(model.offlineSince).toBe(10);
    expect(reduce(model, { type: "link", link: "online", at: 30 }).offlineSince).toBeNull();
  });
});
