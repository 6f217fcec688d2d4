// @vitest-environment jsdom
import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, expect, it, vi } from "vitest";
import type { Tabs } from "../shared/new-tab";
import type { Session } from "../shared/session";
import { SettingsLink } from "./settings-link";

afterEach(() => render(null, document.body));

async function pressed(open: Tabs["open"]): Promise<ReturnType<typeof vi.fn>> {
  const json = vi.fn(() => Promise.resolve({ url: "https://tool/setup#ticket=T" }));
  const session = { view: { exam_id: "x 1" }, json } as unknown as Session;
  await act(() => render(<SettingsLink session={session} tabs={{ open }} />, document.body));
  await act(async () => {
    document.querySelector<HTMLElement>("[data-testid=open-setup]")?.click();
    await new Promise((done) => setTimeout(done, 0));
  });
  return json;
}

it("opens the settings in a tab of their own", async () => {
  const replace = vi.fn();
  const json = await pressed(() => ({ close: vi.fn(), opener: null, location: { replace } as unknown as Location }));
  expect(json).toHaveBeenCalledWith("/api/exams/x%201/set-up", { method: "POST" });
  expect(replace).toHaveBeenCalledWith("https://tool/setup#ticket=T");
});

it("gives a link where the browser allows no tab", async () => {
  await pressed(() => null);
  expect(document.querySelector("[data-testid=settings-link]")?.getAttribute("href")).toBe("https://tool/setup#ticket=T");
});
