import { describe, expect, it } from "vitest";
import { parseEvent, parseSignal, Shell, type ShellEvent, type ShellSignal } from "./shell";

const ORIGIN = "https://lms.example";

class FakeParent {
  readonly posted: { message: unknown; target: string }[] = [];
  postMessage(message: unknown, target: string): void {
    this.posted.push({ message, target });
  }
}

class FakeFrame {
  listener: ((event: MessageEvent) => void) | null = null;
  parent: unknown = new FakeParent();
  addEventListener(_type: "message", listener: (event: MessageEvent) => void): void {
    this.listener = listener;
  }
  removeEventListener(): void {
    this.listener = null;
  }
  say(data: unknown, origin = ORIGIN, source: unknown = this.parent): void {
    this.listener?.({ data, origin, source } as MessageEvent);
  }
}

const SIGNAL = { subject: "invigil.signal", version: 1, signal: "window_blurred", active: true, at: 1000 };

function heardBy(frame: FakeFrame, origin = ORIGIN): { shell: Shell; heard: ShellSignal[] } {
  const shell = new Shell(frame, origin);
  const heard: ShellSignal[] = [];
  shell.onSignal((signal) => heard.push(signal));
  return { shell, heard };
}

describe("Shell", () => {
  it("hears the platform's own page and remembers the level", () => {
    const frame = new FakeFrame();
    const { shell, heard } = heardBy(frame);
    expect(shell.answered).toBe(false);
    frame.say(SIGNAL);
    expect(heard).toEqual([{ signal: "window_blurred", active: true, at: 1000 }]);
    expect(shell.answered).toBe(true);
    expect(shell.level("window_blurred")?.active).toBe(true);
    expect(shell.level("fullscreen_left")).toBeNull();
  });

  it("does not hear another origin, nor another window of the right origin", () => {
    const frame = new FakeFrame();
    const { shell, heard } = heardBy(frame);
    frame.say(SIGNAL, "https://lms.example.evil");
    frame.say(SIGNAL, "null");
    frame.say(SIGNAL, ORIGIN, new FakeParent());
    expect(heard).toEqual([]);
    expect(shell.answered).toBe(false);
  });

  it("begins by the shell only when the shell has said that it does", () => {
    const frame = new FakeFrame();
    const { shell } = heardBy(frame);
    frame.say({ subject: "invigil.shell", version: 2, begin: true });
    frame.say({ subject: "invigil.shell", version: 1, begin: "yes" });
    frame.say({ subject: "invigil.shell", version: 1, begin: true }, "https://evil.example");
    expect(shell.begins).toBe(false);
    frame.say({ subject: "invigil.shell", version: 1, begin: true });
    expect(shell.begins).toBe(true);
    shell.begin({ url: "https://lms.example/start", jwt: "x.y.z" });
    const message = { subject: "invigil.begin", version: 1, url: "https://lms.example/start", jwt: "x.y.z" };
    expect((frame.parent as FakeParent).posted).toEqual([{ message, target: ORIGIN }]);
  });

  it("speaks to the platform's origin only, with subject and version", () => {
    const frame = new FakeFrame();
    const { shell } = heardBy(frame);
    shell.ready();
    shell.state({ state: "running", require_fullscreen: true, message: "", watch: ["copy"], elsewhere: false });
    shell.focus();
    const parent = frame.parent as FakeParent;
    expect(parent.posted.map((post) => post.target)).toEqual([ORIGIN, ORIGIN, ORIGIN]);
    expect(parent.posted.map((post) => post.message)).toEqual([
      { subject: "invigil.ready", version: 1 },
      { subject: "invigil.state", version: 1, state: "running", require_fullscreen: true, message: "", watch: ["copy"], elsewhere: false },
      { subject: "invigil.focus", version: 1 },
    ]);
  });

  it("is silent and deaf at top level and without a platform origin", () => {
    const top = new FakeFrame();
    const parent = top.parent as FakeParent;
    top.parent = top;
    const atTop = new Shell(top, ORIGIN);
    atTop.ready();
    expect(atTop.present).toBe(false);
    expect(top.listener).toBeNull();

    const unknown = new FakeFrame();
    const { shell } = heardBy(unknown, "");
    shell.ready();
    expect(unknown.listener).toBeNull();
    expect((unknown.parent as FakeParent).posted).toEqual([]);
    expect(parent.posted).toEqual([]);
  });

  it("hears of events by name and time, from the platform's own page only, and takes none for a signal", () => {
    const frame = new FakeFrame();
    const { shell, heard } = heardBy(frame);
    const happened: ShellEvent[] = [];
    const end = shell.onEvent((event) => happened.push(event));
    const pasted = { subject: "invigil.event", version: 1, event: "paste", at: 1000 };
    frame.say(pasted, "https://lms.example.evil");
    frame.say({ ...pasted, text: "what was pasted" });
    expect(happened).toEqual([{ event: "paste", at: 1000 }]);
    expect(heard).toEqual([]);
    expect(shell.answered).toBe(false);
    end();
    frame.say(pasted);
    expect(happened).toHaveLength(1);
  });

  it("hears nothing after close", () => {
    const frame = new FakeFrame();
    const { shell, heard } = heardBy(frame);
    shell.close();
    frame.say(SIGNAL);
    expect(heard).toEqual([]);
  });
});

describe("parseSignal", () => {
  it.each([
    ["another subject", { ...SIGNAL, subject: "invigil.state" }],
    ["another version", { ...SIGNAL, version: 2 }],
    ["an unknown signal", { ...SIGNAL, signal: "face_missing" }],
    ["a level that is no boolean", { ...SIGNAL, active: 1 }],
    ["a time that is no number", { ...SIGNAL, at: "now" }],
    ["a time that is not finite", { ...SIGNAL, at: Number.NaN }],
    ["text", "invigil.signal"],
    ["nothing", null],
  ])("refuses %s", (_what, data) => {
    expect(parseSignal(data)).toBeNull();
  });
});

describe("parseEvent", () => {
  const pasted = { subject: "invigil.event", version: 1, event: "paste", at: 1000 };
  it.each([
    ["another subject", { ...pasted, subject: "invigil.signal" }],
    ["another version", { ...pasted, version: 2 }],
    ["a name that is no text", { ...pasted, event: 7 }],
    ["a time that is not finite", { ...pasted, at: Number.POSITIVE_INFINITY }],
    ["nothing", null],
  ])("refuses %s", (_what, data) => {
    expect(parseEvent(data)).toBeNull();
  });
});
