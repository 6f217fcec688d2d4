// @vitest-environment jsdom
import { act } from "preact/test-utils";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { speak } from "../../shared/i18n";
import type { AttemptView, CalibrateBody, CalibrationView } from "../../shared/wire.gen";
import { OFF } from "../device/camera";
import { attempt } from "../fakes";
import { ANSWER_MS, TARGET_MS } from "../gaze-run";
import en from "../locales/en.json";
import es from "../locales/es.json";
import { perChannel } from "../media/channels";
import type { Model } from "../model";
import { SEEN_WITHIN_MS } from "./door";
import { clear, knownIn, prepare, show, texts } from "./fakes";

const STREAM = { getTracks: () => [], getAudioTracks: () => [] } as unknown as MediaStream;
const SEEN: Partial<Model> = {
  camera: { ...OFF, kind: "on", stream: STREAM },
  media: perChannel(() => ({ kind: "live", since: 0 })),
};
const OPEN: CalibrationView = { state: "open", at: null, why: null };
const told: CalibrateBody[] = [];
const spoken: string[] = [];

beforeEach(() => {
  prepare();
  vi.useFakeTimers();
  speak(["en"], ["en", "es"]);
  told.length = 0;
  spoken.length = 0;
});
afterEach(() => {
  clear();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const part = (testid: string): HTMLElement | null => document.querySelector(`[data-testid="${testid}"]`);
const phase = (): string | undefined => part("gaze")?.dataset.phase;
const target = (): string | undefined => part("gaze-stage")?.dataset.target;
const wait = (ms: number): Promise<void> => act(() => vi.advanceTimersByTimeAsync(ms).then(() => undefined));

async function press(testid: string): Promise<void> {
  await act(async () => {
    part(testid)?.click();
    await vi.advanceTimersByTimeAsync(0);
  });
}

async function key(name: string, on: EventTarget = document.body): Promise<void> {
  await act(async () => {
    on.dispatchEvent(new KeyboardEvent("keydown", { key: name, bubbles: true, cancelable: true }));
    await vi.advanceTimersByTimeAsync(0);
  });
}

function door(calibration: CalibrationView, changes: Partial<AttemptView> = {}, more: Partial<Model> = SEEN): Promise<void> {
  const calibrate = (body: CalibrateBody): Promise<void> => Promise.resolve(void told.push(body));
  return show({ attempt: attempt({ state: "waiting", calibration, ...changes }), ...more }, { calibrate });
}

/** Through all targets; then the server says what came of it. */
async function through(outcome: CalibrationView): Promise<void> {
  await press("gaze-start");
  await wait(5 * TARGET_MS);
  expect(phase()).toBe("measuring");
  await door(outcome);
}

describe("the step", () => {
  it("goes round the corners, thanks, and lets on", async () => {
    await door(OPEN);
    expect(phase()).toBe("before");
    await press("gaze-start");
    const round = [];
    for (let n = 0; n < 5; n += 1) {
      round.push(target());
      await wait(TARGET_MS);
    }
    expect(round).toEqual(["centre", "top_left", "top_right", "bottom_right", "bottom_left"]);
    expect(told.at(-1)).toEqual({ target: null, ended: true });
    await door({ state: "measured", at: 5, why: null });
    expect(document.querySelector("h1")?.textContent).toBe(en.gaze.result_measured);
    await press("gaze-done");
    expect(part("gaze")).toBeNull();
    expect(document.querySelector(".step--room")).not.toBeNull();
  });

  it.each([
    ["too_few_looks", en.gaze.unread_too_few_looks],
    ["no_face", en.gaze.unread_no_face],
    ["eyes_unread", en.gaze.unread_eyes_unread],
    ["did_not_follow", en.gaze.unread_did_not_follow],
  ] as const)("says of %s that it does not matter, and can be repeated once", async (why, words) => {
    await door(OPEN);
    await through({ state: "unread", at: 5, why });
    expect(document.body.textContent).toContain(`${words} ${en.gaze.no_matter}`);
    expect(part("gaze-again")).not.toBeNull();
    await press("gaze-again");
    await wait(5 * TARGET_MS);
    await door({ state: "measured", at: 9, why: null });
    expect(phase()).toBe("measured");
    expect(part("gaze-again")).toBeNull();
    await press("gaze-done");
    expect(part("gaze-later")).toBeNull();
  });

  it("does not wait for ever for an answer", async () => {
    await door(OPEN);
    await press("gaze-start");
    await wait(5 * TARGET_MS);
    await wait(ANSWER_MS);
    expect(phase()).toBe("unread");
  });

  it.each(["waiting", "admitted"])("can be skipped while %s, and done later", async (state) => {
    await door(OPEN, { state });
    await press("gaze-skip");
    expect(part("gaze")).toBeNull();
    expect(told).toEqual([]);
    await press("gaze-later");
    expect(phase()).toBe("before");
  });

  it("stays where it is when the door opens meanwhile, and says so", async () => {
    await door(OPEN);
    await press("gaze-start");
    await door(OPEN, { state: "admitted" });
    expect(target()).toBe("centre");
    await key("Escape");
    expect(part("begin")).not.toBeNull();
  });
});

describe("the keyboard", () => {
  it("starts with Enter and skips with Escape", async () => {
    await door(OPEN);
    await key("Enter");
    expect(target()).toBe("centre");
    await key("Escape");
    expect(part("gaze-stage")).toBeNull();
    expect(told).toEqual([{ target: "centre" }, { target: null }]);
  });

  it("leaves Enter on a button to the button", async () => {
    await door(OPEN);
    await key("Enter", part("gaze-skip") ?? document.body);
    expect(target()).toBeUndefined();
  });
});

describe("whom it is not shown to", () => {
  it.each([
    ["those who are not asked", { state: "off", at: null, why: null }],
    ["those who have calibrated", { state: "measured", at: 5, why: null }],
    ["those whose eyes could not be read", { state: "unread", at: 5, why: "no_face" }],
  ] as const)("%s", async (_who, calibration) => {
    await door(calibration);
    expect(part("gaze")).toBeNull();
    expect(part("gaze-later") === null).toBe(calibration.state === "off");
  });

  it("those of whom no picture arrives: they wait some seconds, and go on", async () => {
    await door(OPEN, { unseen: ["camera"] });
    expect(part("gaze-start")?.getAttribute("aria-disabled")).toBe("true");
    await press("gaze-start");
    await key("Enter");
    expect(target()).toBeUndefined();
    await wait(SEEN_WITHIN_MS);
    expect(part("gaze")).toBeNull();
    expect(part("gaze-later")).toBeNull();
  });

  it("those who send one still a second, since that would be too seldom", async () => {
    await door(OPEN, {}, { ...SEEN, media: perChannel(() => ({ kind: "frames", since: 0 })) });
    expect(part("gaze")).toBeNull();
    expect(part("gaze-later")).toBeNull();
  });

  it("those for whom a proctor makes the exception meanwhile", async () => {
    await door(OPEN);
    await press("gaze-start");
    await door({ state: "off", at: null, why: null });
    expect(part("gaze-stage")).toBeNull();
    expect(told.at(-1)).toEqual({ target: null });
  });
});

it("measures nothing while the page is not in front", async () => {
  await door(OPEN);
  await press("gaze-start");
  await wait(TARGET_MS);
  await act(async () => {
    Object.defineProperty(document, "hidden", { configurable: true, value: true });
    document.dispatchEvent(new Event("visibilitychange"));
    Object.defineProperty(document, "hidden", { configurable: true, value: false });
    await vi.advanceTimersByTimeAsync(0);
  });
  expect(phase()).toBe("before");
  expect(document.body.textContent).toContain(en.gaze.hidden);
  expect(told.at(-1)).toEqual({ target: null });
});

it("reads aloud when asked to, in the language of the page, and is said to screen readers in any case", async () => {
  vi.stubGlobal("speechSynthesis", { cancel: () => undefined, speak: (said: { text: string; lang: string }) => spoken.push(said.text) });
  vi.stubGlobal(
    "SpeechSynthesisUtterance",
    class {
      lang = "";
      constructor(readonly text: string) {}
    },
  );
  await door(OPEN);
  await press("gaze-aloud");
  expect(spoken.at(-1)).toContain(en.gaze.how);
  await press("gaze-start");
  expect(spoken.at(-1)).toBe(en.gaze.look_centre);
  await wait(TARGET_MS);
  expect(spoken.at(-1)).toBe(en.gaze.look_top_left);
  expect(part("live-region")?.textContent).toBe(en.gaze.look_top_left);
});

it("is offered no reading aloud where the browser cannot", async () => {
  await door(OPEN);
  expect(part("gaze-aloud")).toBeNull();
});

describe.each([
  ["en", en],
  ["es", es],
] as const)("in %s", (language, catalogue) => {
  it("has all its words", async () => {
    speak([language], ["en", "es"]);
    const unknown = (): string[] => texts().filter((text) => !knownIn(catalogue)(text.replace(/^· /, "")));
    await door(OPEN);
    expect(unknown()).toEqual([]);
    await press("gaze-start");
    expect(unknown()).toEqual([]);
    await wait(5 * TARGET_MS);
    expect(unknown()).toEqual([]);
    await door({ state: "measured", at: 5, why: null });
    expect(unknown()).toEqual([]);
  });

  it("is said before anything is agreed to, where it is asked for", async () => {
    speak([language], ["en", "es"]);
    await door(OPEN, { state: "created", consented: false });
    expect(texts()).toContain(catalogue.consent.gaze);
    await door({ state: "off", at: null, why: null }, { state: "created", consented: false });
    expect(texts()).not.toContain(catalogue.consent.gaze);
  });
});
