// @vitest-environment jsdom
import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, expect, it } from "vitest";
import { minute } from "../shared/format";
import type { RosterView } from "../shared/wire.gen";
import { ClassList } from "./class-list";
import { LmsNotice } from "./lms-notice";
import { EMPTY, reduce } from "./model";
import { aSnapshot } from "./samples";

afterEach(() => render(null, document.body));

const ROSTER: RosterView = { state: "read", enrolled: 30, missing: 2, names: ["Ana Silva", "Ben Ode"], read_at: 1000 };

function shown(part: Partial<RosterView>): string {
  void act(() => render(<ClassList roster={{ ...ROSTER, ...part }} />, document.body));
  return document.body.textContent.replaceAll(/\s+/g, " ").trim();
}

it("says how many have not started, and keeps their names behind one press", () => {
  shown({});
  expect(document.querySelector("summary")?.textContent).toBe("2 of 30 have not started");
  const details = document.querySelector("details");
  expect(details?.open).toBe(false);
  expect([...document.querySelectorAll("li")].map((item) => item.textContent)).toEqual(["Ana Silva", "Ben Ode"]);
  void act(() => document.querySelector("summary")?.click());
  expect(details?.open).toBe(true);
  shown({ missing: 1, names: ["Ben Ode"] });
  expect(document.querySelector("summary")?.textContent).toBe("1 of 30 has not started");
  expect(document.querySelector("details")?.open).toBe(true);
});

it("says what it does not know instead of a number", () => {
  expect(shown({ state: "none", enrolled: 0, missing: 0, names: [], read_at: null })).toBe(
    "This LMS gives no class list: who has not started is not known here.",
  );
  expect(shown({ state: "reading", read_at: null })).toBe("Reading the class list…");
  expect(shown({ state: "failed", read_at: null })).toBe("The class list cannot be read right now. It is tried again.");
  expect(shown({ state: "failed" })).toContain(`The LMS’s class list of ${minute(1000)}; it cannot be read anew right now.`);
});

it("counts those without a name, and says when all are there", () => {
  expect(shown({ missing: 5 })).toContain("And 3 others whose names are not listed here.");
  expect(shown({ missing: 5, names: [] })).toContain("The LMS gives no names.");
  expect(shown({ missing: 0, names: [] })).toBe("All 30 who are enrolled have started.");
  expect(shown({ enrolled: 0, missing: 0, names: [] })).toBe("The LMS’s class list has no examinees in it.");
});

it("names who is in the quiz unwatched, a few at once, and says since when the LMS is silent", () => {
  const strays = ["Eve", "", "C", "D", "E", "F"].map((name, index) => ({ user: `9${index}`, name, since: 60, seen_at: 70 }));
  void act(() => render(<LmsNotice unread_since={120} strays={strays} />, document.body));
  const told = document.querySelector("[data-testid=lms-strays]")?.textContent ?? "";
  expect(told).toContain(`In the quiz without Invigil: Eve (since ${minute(60)}); number 91 in the LMS (since ${minute(60)})`);
  expect(told).toContain("and 2 more");
  expect(document.querySelector("[data-testid=lms-unread]")?.textContent).toContain(`cannot be read since ${minute(120)}.`);
  void act(() => render(<LmsNotice unread_since={null} strays={[]} />, document.body));
  expect(document.body.textContent).toBe("");
});

it("follows what the server says", () => {
  const connected = reduce(EMPTY, { type: "snapshot", data: aSnapshot() });
  const told = reduce(connected, { type: "roster", data: ROSTER });
  expect(told.snapshot?.roster).toEqual(ROSTER);
  const watch = { unread_since: 5, strays: [] };
  expect(reduce(told, { type: "lms_watch", data: watch }).snapshot).toMatchObject({ roster: ROSTER, lms_watch: watch });
  expect(reduce(EMPTY, { type: "roster", data: ROSTER })).toBe(EMPTY);
});
