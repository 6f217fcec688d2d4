// @vitest-environment jsdom
import { act } from "preact/test-utils";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { attempt } from "../fakes";
import { reduce, EMPTY } from "../model";
import { ANSWERS_WITHIN_MS } from "./own-window";
import { clear, prepare, show } from "./fakes";

const WAY = "https://lms.example/courses/1/quizzes/2/take?access_code=sesame";

function button(testid: string): HTMLElement | null {
  return document.querySelector(`[data-testid=${testid}]`);
}

/** Press it, and let all follow that follows at once. */
async function press(testid: string): Promise<void> {
  await act(() => button(testid)?.click());
  for (let turn = 0; turn < 8; turn += 1) await act(() => Promise.resolve());
}

interface Tab {
  opener: unknown;
  went: string[];
}

let tabs: Tab[];

function allowTabs(allowed: boolean): void {
  window.open = () => {
    if (!allowed) return null;
    const tab: Tab = { opener: window, went: [] };
    tabs.push(tab);
    const location = { replace: (url: string) => tab.went.push(url) };
    return Object.assign(tab, { location, document: document.implementation.createHTMLDocument(), close: () => undefined }) as unknown as Window;
  };
}

beforeEach(() => {
  prepare();
  tabs = [];
  allowTabs(true);
});
afterEach(() => {
  clear();
  vi.useRealTimers();
});

describe("a quiz that LTI starts with nothing of ours beside it", () => {
  const FORM = { url: "https://lms.example/start", jwt: "s3cret" };
  let posted: { to: string; jwt: string; target: string; own: boolean }[];

  beforeEach(() => {
    posted = [];
    HTMLFormElement.prototype.submit = function submit() {
      const field = this.elements.namedItem("JWT") as HTMLInputElement;
      posted.push({ to: this.action, jwt: field.value, target: this.target, own: this.ownerDocument === document });
    };
  });

  it("is started in a tab of its own, and this page stays", async () => {
    const startAside = vi.fn(() => Promise.resolve(FORM));
    await show({ attempt: attempt({ state: "admitted", aside: true }) }, { startAside });
    await press("begin");
    expect(posted).toEqual([{ to: FORM.url, jwt: FORM.jwt, target: "_self", own: false }]);
    expect(tabs[0]?.opener).toBeNull();
    expect(button("way-in")?.textContent).toContain("neither is what happens in the quiz's own tab");
    expect(button("way-in")?.textContent).not.toContain("own log");
  });

  it("takes one more press when the browser allows no tab", async () => {
    allowTabs(false);
    await show({ attempt: attempt({ aside: true }) }, { startAside: () => Promise.resolve(FORM) });
    await press("open-quiz");
    expect(posted).toEqual([]);
    await press("quiz-form");
    expect(posted).toEqual([{ to: FORM.url, jwt: FORM.jwt, target: "_blank", own: true }]);
    expect(button("quiz-form")).toBeNull();
  });

  it("says before that what happens there is not measured", async () => {
    await show({ attempt: attempt({ state: "created", consented: false, aside: true }) });
    expect(document.body.textContent).toContain("What happens in the quiz's own tab is not measured");
  });
});

describe("a quiz that a code opens", () => {
  it("opens in a tab that knows nothing of this page, and its address is nowhere in it", async () => {
    await show({ attempt: attempt({ state: "admitted", by_code: true }) }, { handOver: () => Promise.resolve(WAY) });
    await press("begin");
    expect(tabs.map(({ opener, went }) => ({ opener, went }))).toEqual([{ opener: null, went: [WAY] }]);
    expect(new XMLSerializer().serializeToString(document)).not.toContain("sesame");
  });

  it("is a link when the browser allows no tab", async () => {
    allowTabs(false);
    await show({ attempt: attempt({ by_code: true }) }, { handOver: () => Promise.resolve(WAY) });
    await press("open-quiz");
    expect(button("quiz-link")?.getAttribute("rel")).toBe("noopener noreferrer");
  });

  it("says why it cannot begin, in the server's words", async () => {
    const handOver = () => Promise.reject(new Error("The quiz is being prepared."));
    await show({ attempt: attempt({ state: "admitted", by_code: true }) }, { handOver });
    await press("begin");
    expect(document.body.textContent).toContain("The quiz is being prepared.");
  });

  it("is not offered in a pause, nor where LTI opens the quiz", async () => {
    await show({ attempt: attempt({ state: "paused", by_code: true }) });
    expect(button("way-in")).toBeNull();
    await show({ attempt: attempt() });
    expect(button("way-in")).toBeNull();
  });

  it("is left to the page around where that opens it", async () => {
    const openInShell = vi.fn(() => Promise.resolve());
    await show({ attempt: attempt({ state: "admitted", by_code: true }) }, { shellOpens: true, framed: true, openInShell });
    expect(button("float")).toBeNull();
    await press("begin");
    expect(openInShell).toHaveBeenCalledOnce();
    expect(tabs).toEqual([]);
  });

  it("shows a code that is to be typed until the attempt stops", () => {
    const running = reduce({ ...EMPTY, attempt: attempt({ by_code: true }) }, { type: "code", code: "sesame" });
    expect(running.code).toBe("sesame");
    for (const state of ["paused", "terminated", "submitted"]) {
      expect(reduce(running, { type: "attempt", view: attempt({ state, server_time: 2000 }) }).code).toBe("");
    }
  });
});

describe("the panel beside the quiz", () => {
  it("floats, and comes back when its window is closed", async () => {
    const floating = document.createElement("iframe");
    await show({ attempt: attempt({ by_code: true }) });
    document.head.append(floating); // outside what Preact draws
    window.open = () => floating.contentWindow;
    await press("float");
    expect(floating.contentDocument?.querySelector("[data-testid=floating] [data-testid=preview]")).not.toBeNull();
    expect(document.querySelector("[data-testid=preview]")).toBeNull();
    await act(() => void floating.contentWindow?.dispatchEvent(new Event("pagehide")));
    expect(button("floats")).toBeNull();
    expect(document.querySelector("[data-testid=preview]")).not.toBeNull();
    floating.remove();
  });
});

describe("in a frame", () => {
  const parts = { framed: true, shellOpens: false, ownWindow: () => Promise.resolve("https://tool.example/widget"), close: vi.fn() };

  it("goes on in a window of its own, and this page lets go", async () => {
    vi.useFakeTimers();
    await show({ attempt: attempt({ state: "created", consented: false, by_code: true }) }, parts);
    await act(() => void vi.advanceTimersByTime(ANSWERS_WITHIN_MS));
    await press("own-window-open");
    expect(tabs[0]?.went).toEqual(["https://tool.example/widget"]);
    expect(parts.close).toHaveBeenCalled();
    expect(button("own-window-gone")).not.toBeNull();
  });

  it("goes into a window of its own where the screen is to be shared, unless the exam has begun", async () => {
    vi.useFakeTimers();
    const shares = { ...attempt().policy, values: { ...attempt().policy.values, screen: true } };
    await show({ attempt: attempt({ state: "created", by_code: true, policy: shares }) }, { ...parts, shellOpens: true });
    await act(() => void vi.advanceTimersByTime(ANSWERS_WITHIN_MS));
    expect(button("own-window")?.textContent).toContain("stays shared until you have handed in");
    await press("own-window-stay");
    expect(button("own-window")).toBeNull();
    clear();
    await show({ attempt: attempt({ by_code: true, policy: shares }) }, { ...parts, shellOpens: true });
    await act(() => void vi.advanceTimersByTime(ANSWERS_WITHIN_MS));
    expect(button("own-window")).toBeNull();
  });

  it("says beside the quiz that all is well in its own window", async () => {
    vi.useFakeTimers();
    await show({ standing: "asked" }, { ...parts, shellOpens: true });
    await act(() => void vi.advanceTimersByTime(5000));
    expect(button("elsewhere")?.textContent).toContain("All is well");
    expect(button("continue-here")).not.toBeNull();
  });

  it("stays where the page around opens the quiz, and where LTI does", async () => {
    vi.useFakeTimers();
    await show({ attempt: attempt({ state: "created", by_code: true }) }, { ...parts, shellOpens: true });
    await act(() => void vi.advanceTimersByTime(ANSWERS_WITHIN_MS));
    expect(button("own-window")).toBeNull();
    clear();
    await show({ attempt: attempt({ state: "created" }) }, parts);
    await act(() => void vi.advanceTimersByTime(ANSWERS_WITHIN_MS));
    expect(button("own-window")).toBeNull();
  });
});
