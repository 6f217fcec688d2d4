import { expect, it } from "vitest";
import type { GuestView } from "../wire.gen";
import { dayWords, guestName, mayInvite, shown, standing } from "./standing";

function aGuest(part: Partial<GuestView> = {}): GuestView {
  return { guest_id: "g1", name: "Petra", created_at: 0, expires_at: 1000, last_used_at: null, revoked: false, groups: null, ...part };
}

it("says whether a link is still good", () => {
  expect(standing(aGuest(), 500)).toMatchObject({ good: true, tone: "good" });
  expect(standing(aGuest(), 1000)).toMatchObject({ good: false });
  expect(standing(aGuest({ revoked: true }), 500)).toEqual({ words: "Revoked", tone: "quiet", good: false });
});

it("shows revoked links last, new ones first", () => {
  const list = [
    aGuest({ guest_id: "revoked", revoked: true, created_at: 9 }),
    aGuest({ guest_id: "old", created_at: 1 }),
    aGuest({ guest_id: "new", created_at: 5 }),
  ];
  expect(shown(list).map(({ guest_id }) => guest_id)).toEqual(["new", "old", "revoked"]);
});

it("tidies names, counts days, and knows who may invite", () => {
  expect(guestName("  Ada   Lovelace ")).toBe("Ada Lovelace");
  expect([1, 7].map(dayWords)).toEqual(["1 day", "7 days"]);
  expect(["teacher", "admin", "proctor", "examinee"].map(mayInvite)).toEqual([true, true, false, false]);
});
