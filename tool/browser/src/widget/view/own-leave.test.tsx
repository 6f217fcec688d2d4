// @vitest-environment jsdom
import { act } from "preact/test-utils";
import { afterEach, beforeEach, expect, it } from "vitest";
import { attempt } from "../fakes";
import { clear, prepare, show } from "./fakes";

const ASKED = "https://lms.example/login/oauth2/auth?state=own.secret";
const opened: string[] = [];

function shown(testid: string): HTMLElement | null {
  return document.querySelector(`[data-testid=${testid}]`);
}

async function press(testid: string): Promise<void> {
  await act(() => shown(testid)?.click());
  for (let turn = 0; turn < 8; turn += 1) await act(() => Promise.resolve());
}

beforeEach(() => {
  prepare();
  opened.length = 0;
  window.open = () => ({ opener: null, close: () => undefined, location: { replace: (url: string) => opened.push(url) } }) as unknown as Window;
});
afterEach(clear);

const waiting = attempt({ state: "waiting", consented: true, by_code: true, own_leave: "possible" });

it("asks in a tab of its own, says that nobody has to, and keeps no address", async () => {
  await show({ attempt: waiting }, { askLeave: () => Promise.resolve(ASKED) });
  expect(shown("own-leave")?.textContent).toContain("You do not have to");
  await press("give-leave");
  expect(opened).toEqual([ASKED]);
  expect(new XMLSerializer().serializeToString(document)).not.toContain("own.secret");
});

it("is a link when the browser allows no tab", async () => {
  window.open = () => null;
  await show({ attempt: waiting }, { askLeave: () => Promise.resolve(ASKED) });
  await press("give-leave");
  expect(shown("leave-link")?.getAttribute("href")).toBe(ASKED);
  await press("leave-link");
  expect(shown("leave-link")).toBeNull();
});

it("says what the server says against it", async () => {
  await show({ attempt: waiting }, { askLeave: () => Promise.reject(new Error("no")) });
  await press("give-leave");
  expect(shown("own-leave")?.querySelector(".note")).not.toBeNull();
});

it("thanks for what was given, and asks no more", async () => {
  await show({ attempt: { ...waiting, own_leave: "given" } });
  expect(shown("own-leave")?.textContent).toContain("Thank you");
  expect(shown("give-leave")).toBeNull();
});

it("is not there where nothing needs it", async () => {
  await show({ attempt: { ...waiting, own_leave: "none" } });
  expect(shown("own-leave")).toBeNull();
});
