// @vitest-environment jsdom
import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { Session } from "../session";
import type { Channel, EvidenceView, StillRole } from "../wire.gen";
import { Still } from "./still";

const session = { blob: () => Promise.resolve(new Blob()) } as unknown as Session;

beforeEach(() => {
  URL.createObjectURL = () => "blob:picture";
  URL.revokeObjectURL = () => undefined;
  // jsdom has the element but not its modal state.
  HTMLDialogElement.prototype.showModal = () => undefined;
  HTMLDialogElement.prototype.close = () => undefined;
});
afterEach(() => render(null, document.body));

async function show(channel: Channel, role: StillRole | null = null): Promise<void> {
  const still: EvidenceView = { id: "e1", url: "/api/evidence/e1", channel, role, sha256: "ab", captured_at: 0 };
  await act(async () => {
    render(<Still still={still} session={session} caption="Tab hidden, Ada" />, document.body);
    await Promise.resolve();
  });
}

const press = (selector: string): Promise<void> => act(() => document.querySelector<HTMLElement>(selector)?.click());
const pictures = (): string[] => [...document.querySelectorAll("img")].map((image) => image.alt);

it.each([
  ["camera", "Camera"],
  ["screen", "Screen"],
] as const)("says that the picture shows the %s", async (channel, word) => {
  await show(channel);
  expect(pictures()).toEqual([expect.stringMatching(new RegExp(`^${word}: Tab hidden, Ada, `))]);
  expect(document.querySelector(".still__what")?.textContent).toMatch(new RegExp(`^${word} \\d`));
});

it.each([
  ["start", "Start"],
  ["worst", "Worst"],
  ["end", "End"],
] as const)("says which look of the incident it is, and when that was: %s", async (role, word) => {
  await show("camera", role);
  expect(document.querySelector(".still__what")?.textContent).toMatch(new RegExp(`^${word} \\d\\d:\\d\\d:\\d\\d$`));
  expect(pictures()).toEqual([expect.stringMatching(new RegExp(`^Camera, ${role}: Tab hidden, Ada, `))]);
});

it("needs no such word for the one picture of a screen", async () => {
  await show("screen", "start");
  expect(document.querySelector(".still__what")?.textContent).toMatch(/^Screen \d/);
});

it("shows a screen as a whole or point by point, then with the keyboard to scroll it", async () => {
  await show("screen");
  await press(".still__open");
  expect(document.querySelector(".still__zoom")?.getAttribute("tabindex")).toBeNull();
  await press("[data-testid=still-zoom]");
  expect(document.querySelector(".still__zoom--actual")?.getAttribute("tabindex")).toBe("0");
  await press("[data-testid=still-zoom]");
  expect(document.querySelector(".still__zoom--actual")).toBeNull();
});

it("needs no such choice for a camera's picture", async () => {
  await show("camera");
  await press(".still__open");
  expect(pictures()).toHaveLength(2);
  expect(document.querySelector("[data-testid=still-zoom]")).toBeNull();
});
