// @vitest-environment jsdom
import { act } from "preact/test-utils";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { speak } from "../../shared/i18n";
import type { CheckInBody, PolicyView } from "../../shared/wire.gen";
import { OFF } from "../device/camera";
import { SCREEN_OFF, type ScreenState } from "../device/screen";
import { explainScreen, type ScreenContext, wrongSurface } from "../device/screen-problems";
import { attempt, withValues } from "../fakes";
import en from "../locales/en.json";
import es from "../locales/es.json";
import { perChannel } from "../media/channels";
import type { Model } from "../model";
import { clear, knownIn, prepare, show, texts } from "./fakes";

const SCREEN: PolicyView = withValues({ screen: true });
const STREAM = { getTracks: () => [], getAudioTracks: () => [] } as unknown as MediaStream;
const SHARED: ScreenState = { ...SCREEN_OFF, kind: "on", stream: STREAM };
const LIVE: Partial<Model> = { screen: SHARED, media: perChannel(() => ({ kind: "live", since: 0 })) };

const at = (kind: ScreenState["kind"]) => (): ScreenState => ({ ...SCREEN_OFF, kind });
const refused = (name: string | null, context: Partial<ScreenContext> = {}) => (): ScreenState => {
  const error = name === null ? null : Object.assign(new Error(), { name });
  return { kind: "refused", stream: null, problem: explainScreen(error, { secure: true, delegated: true, ...context }) };
};

/** All that can be the case with the screen; the words are chosen when it is shown. */
const STATES: Record<string, () => ScreenState> = {
  off: at("off"),
  asking: at("asking"),
  ended: at("ended"),
  silent: () => ({ ...SHARED, kind: "silent" }),
  shared: () => SHARED,
  insecure: refused(null, { secure: false }),
  unsupported: refused(null),
  undelegated: refused("NotAllowedError", { delegated: false }),
  dismissed: refused("NotAllowedError"),
  system: refused("NotReadableError"),
  unknown: refused("StrangeError"),
  window: () => ({ kind: "refused", stream: null, problem: wrongSurface() }),
  windowLater: () => ({ kind: "refused", stream: null, problem: wrongSurface(true) }),
};

beforeEach(prepare);
afterEach(clear);

const part = (testid: string): HTMLElement | null => document.querySelector(`[data-testid="${testid}"]`);

async function press(testid: string): Promise<void> {
  await act(async () => {
    part(testid)?.click();
    await Promise.resolve();
  });
}

describe.each([
  ["es", es],
  ["en", en],
] as const)("in %s", (language, catalogue) => {
  beforeEach(() => speak([language], ["en", "es"]));
  const unknown = (): string[] => texts().filter((text) => !knownIn(catalogue)(text.replace(/^· /, "")));

  describe.each(Object.keys(STATES))("a screen that is %s", (name) => {
    const screen = (): ScreenState => STATES[name]?.() ?? SCREEN_OFF;

    it.each([
      ["in the check", "checking_in", withValues({ camera: false, microphone: false }, SCREEN)],
      ["in the waiting room", "waiting", SCREEN],
      ["in the exam", "running", SCREEN],
    ])("is told of %s with words of the catalogue", async (_where, state, policy) => {
      await show({ attempt: attempt({ state, policy }), screen: screen() });
      expect(unknown()).toEqual([]);
    });
  });

  it.each(["created", "submitted", "terminated"])("has the words of an attempt that is %s", async (state) => {
    await show({ attempt: attempt({ state, consented: state !== "created", policy: SCREEN }) }, { screen: { possible: false } });
    expect(unknown()).toEqual([]);
  });

  it("speaks of no sharing where the exam does not ask for the screen", async () => {
    for (const state of ["created", "checking_in", "waiting", "running", "submitted"]) {
      await show({ attempt: attempt({ state, consented: state !== "created" }) });
      expect(texts().filter((text) => /your (whole )?screen|su pantalla|compart/i.test(text))).toEqual([]);
      clear();
    }
  });
});

describe("the rules", () => {
  beforeEach(() => speak(["en"], ["en", "es"]));

  it("name the screen and its stills among what is captured", async () => {
    await show({ attempt: attempt({ state: "created", consented: false, policy: SCREEN }) });
    expect(texts()).toContain(en.consent.screen);
    expect(texts()).toContain(en.consent.still_both);
    expect(part("needs-computer")).toBeNull();
  });

  it("say on a phone that a computer is needed, before anything is agreed to", async () => {
    await show({ attempt: attempt({ state: "created", consented: false, policy: SCREEN }) }, { screen: { possible: false } });
    expect(part("needs-computer")?.textContent).toBe(en.consent.computer);
  });
});

describe("the check", () => {
  beforeEach(() => speak(["en"], ["en", "es"]));

  async function check(changes: Partial<Model>, policy = SCREEN): Promise<{ shared: number; passed: CheckInBody[] }> {
    const done = { shared: 0, passed: [] as CheckInBody[] };
    const parts = {
      shareScreen: () => (done.shared += 1),
      checkIn: (body: CheckInBody) => Promise.resolve(void done.passed.push(body)),
    };
    await show({ attempt: attempt({ state: "checking_in", policy }), ...changes }, parts);
    return done;
  }

  it("comes to the screen after the camera, as a step of its own", async () => {
    const camera = { ...OFF, kind: "on" as const, stream: STREAM };
    const done = await check({ camera }, withValues({ camera: false }, SCREEN));
    expect(texts()).toContain("Step 2 of 4: Microphone check");
    await press("check-next");
    expect(texts()).toContain("Step 3 of 4: Your screen");
    expect(done.passed).toEqual([]);
    await press("screen-share");
    expect(done.shared).toBe(1);
  });

  it("says that the screen is shared when it goes on", async () => {
    const done = await check({ screen: SHARED }, withValues({ camera: false, microphone: false }, SCREEN));
    expect(texts()).toContain("Step 2 of 3: Your screen");
    await press("check-continue");
    expect(done.passed).toEqual([{ camera: false, microphone: false, screen: true, luma: null }]);
  });

  it("does not go on without the screen, and offers nothing to press where nothing helps", async () => {
    await check({ screen: refused(null)() }, withValues({ camera: false, microphone: false }, SCREEN));
    expect(part("check-continue")).toBeNull();
    expect(part("screen-share")).toBeNull();
    expect(part("device-problem")?.dataset["code"]).toBe("unsupported");
  });
});

describe.each(["waiting", "running", "paused"])("in a room (%s)", (state) => {
  beforeEach(() => speak(["en"], ["en", "es"]));
  const room = (changes: Partial<Model>, parts = {}) => show({ attempt: attempt({ state, policy: SCREEN }), ...changes }, parts);
  const region = (role: string) => part("screen-state")?.querySelector(`[role="${role}"]`)?.textContent;

  it("says quietly that the screen is shared", async () => {
    await room(LIVE);
    expect(region("status")).toBe(en.screen.line);
    expect(region("alert")).toBe("");
  });

  it("alerts when it is not, and one press asks for it", async () => {
    let shared = 0;
    await room({ screen: at("ended")() }, { shareScreen: () => (shared += 1) });
    expect(region("status")).toBe("");
    expect(region("alert")).toContain(en.screen.ended);
    await press("screen-share");
    expect(shared).toBe(1);
  });

  it("keeps the keyboard in the widget when the pressed button goes away", async () => {
    await room({ screen: at("ended")() });
    part("screen-share")?.focus();
    await room(LIVE);
    expect(document.activeElement?.tagName).toBe("MAIN");
  });
});
