// @vitest-environment jsdom
import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, expect, it } from "vitest";
import { Refused } from "../http";
import type { Session } from "../session";
import type { GuestMade, GuestsView, GuestView } from "../wire.gen";
import { Guests } from "./guests";

const PETRA: GuestView = {
  guest_id: "g1",
  name: "Petra",
  created_at: 0,
  expires_at: Date.now() / 1000 + 3600,
  last_used_at: null,
  revoked: false,
  groups: null,
};

let asked: { path: string; body: unknown }[];
let answers: (() => unknown)[];

const session = {
  view: { exam_id: "x1" },
  json: (path: string, options: { body?: unknown } = {}) => {
    asked.push({ path, body: options.body });
    return new Promise((done) => done(answers.shift()?.()));
  },
} as unknown as Session;

beforeEach(async () => {
  asked = [];
  answers = [(): GuestsView => ({ guests: [PETRA], groups: { "3": "Group A", "4": "Group B" } })];
  await act(() => render(<Guests session={session} />, document.body));
});
afterEach(() => render(null, document.body));

function part(testid: string): HTMLInputElement {
  const found = document.querySelector<HTMLInputElement>(`[data-testid="${testid}"]`);
  if (found === null) throw new Error(`there is no ${testid}`);
  return found;
}

async function type(name: string): Promise<void> {
  const input = part("guest-name");
  await act(() => {
    input.value = name;
    input.dispatchEvent(new Event("input", { bubbles: true }));
  });
}

const press = (testid: string) =>
  act(async () => {
    part(testid).click();
    await new Promise((done) => setTimeout(done, 0));
  });

it("shows the link once it is made, and the invited person in the list", async () => {
  await type("  Ada  Lovelace ");
  answers = [(): GuestMade => ({ url: "https://tool/console#invitation=C", guest: { ...PETRA, guest_id: "g2", name: "Ada Lovelace" } })];
  await press("guest-invite");
  expect(asked[1]).toEqual({ path: "/api/exams/x1/guests", body: { name: "Ada Lovelace", days: 7, groups: null } });
  expect(part("guest-link").textContent).toContain("https://tool/console#invitation=C");
  expect(document.querySelectorAll('[data-testid="guest"]')).toHaveLength(2);
});

it("asks for a name before it asks the server", async () => {
  await press("guest-invite");
  expect(asked).toHaveLength(1);
  expect(part("guest-name").getAttribute("aria-invalid")).toBe("true");
});

it("keeps what was typed when the server refuses", async () => {
  await type("Ada");
  answers = [
    () => {
      throw new Refused("too_many", "There are too many.", 409);
    },
  ];
  await press("guest-invite");
  expect(part("guest-name").value).toBe("Ada");
  expect(document.body.textContent).toContain("There are too many.");
});

it("revokes only after asking", async () => {
  await press("guest-revoke");
  expect(asked).toHaveLength(1);
  answers = [(): GuestsView => ({ guests: [{ ...PETRA, revoked: true }], groups: {} })];
  await press("guest-revoke-yes");
  expect(asked[1]?.path).toBe("/api/exams/x1/guests/g1/revoke");
  expect(document.querySelector('[data-testid="guest-revoke"]')).toBeNull();
});

it("limits an invitation to the groups that are ticked, and says so in the list", async () => {
  await type("Ada");
  const [first] = part("guest-groups").querySelectorAll<HTMLInputElement>("input");
  await act(() => first?.click());
  answers = [(): GuestMade => ({ url: "https://tool/c", guest: { ...PETRA, guest_id: "g2", groups: ["Group A"] } })];
  await press("guest-invite");
  expect(asked[1]?.body).toEqual({ name: "Ada", days: 7, groups: ["3"] });
  expect(document.querySelector('[data-testid="guest"]')?.textContent).toContain("sees Group A");
});
