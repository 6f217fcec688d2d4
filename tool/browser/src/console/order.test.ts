import { describe, expect, it } from "vitest";
import { found, held, lacksScreen, matches, needsAttention, sorted, step, tally } from "./order";
import { aTile } from "./samples";

describe("sorted", () => {
  it("puts the highest priority first, then recency, then what is still going on, then the name", () => {
    const tiles = [
      aTile({ attempt_id: "calm-z", person_name: "Zoe" }),
      aTile({ attempt_id: "over", state: "submitted", person_name: "Aaron" }),
      aTile({ attempt_id: "high-old", priority: 20, last_incident_at: 10 }),
      aTile({ attempt_id: "calm-a", person_name: "Abe" }),
      aTile({ attempt_id: "low", priority: 2, last_incident_at: 99 }),
      aTile({ attempt_id: "high-new", priority: 20, last_incident_at: 20 }),
      aTile({ attempt_id: "help", help_open: true, priority: 100 }),
      aTile({ attempt_id: "critical", priority: 40, last_incident_at: 1 }),
      aTile({ attempt_id: "unread", unread_chat: 1, last_incident_at: 5 }),
      aTile({ attempt_id: "waiting", state: "waiting" }),
    ];
    expect(sorted(tiles)).toEqual([
      "help",
      "critical",
      "high-new",
      "high-old",
      "low",
      "unread",
      "waiting",
      "calm-a",
      "calm-z",
      "over",
    ]);
  });

  it("does not let an incident that was looked at stay in front of calm ones for its recency", () => {
    const tiles = [aTile({ attempt_id: "b", person_name: "Bea", last_incident_at: 99 }), aTile({ attempt_id: "a", person_name: "Al" })];
    expect(sorted(tiles)).toEqual(["a", "b"]);
  });

  it("keeps two tries of one person in order", () => {
    const tiles = [aTile({ attempt_id: "second", attempt_number: 2 }), aTile({ attempt_id: "first", attempt_number: 1 })];
    expect(sorted(tiles)).toEqual(["first", "second"]);
  });

  it("gives the same order whatever the order of arrival", () => {
    const tiles = ["x", "y", "z"].map((id) => aTile({ attempt_id: id, person_name: id, priority: 20, last_incident_at: 7 }));
    expect(sorted([...tiles].reverse())).toEqual(sorted(tiles));
  });
});

describe("held", () => {
  it("moves nothing, lets the gone leave and appends newcomers", () => {
    expect(held(["a", "b", "c"], ["c", "new", "a"])).toEqual(["a", "c", "new"]);
  });

  it("takes the wanted order when there is none yet", () => {
    expect(held([], ["b", "a"])).toEqual(["b", "a"]);
  });
});

describe("filters", () => {
  it("counts every tile under all and under what it is", () => {
    const tiles = [
      aTile({ state: "waiting" }),
      aTile({ state: "paused" }),
      aTile({ state: "terminated" }),
      aTile({ severity: "low" }),
      aTile({ unread_chat: 1 }),
    ];
    expect(tally(tiles)).toEqual({ all: 5, attention: 2, waiting: 1, paused: 1, finished: 1 });
  });

  it("asks for attention when the LMS did not take a command, but not for an open incident of a finished attempt", () => {
    expect(needsAttention(aTile({ delivery_error: "503" }))).toBe(true);
    expect(needsAttention(aTile({ state: "submitted", open_incidents: 1 }))).toBe(false);
    expect(matches(aTile({ open_incidents: 1 }), "attention")).toBe(true);
  });

  it("finds names by any part, without accents or case", () => {
    const tile = aTile({ person_name: "Rosa Álvarez de la Peña" });
    expect(found(tile, "pena ros")).toBe(true);
    expect(found(tile, "  ")).toBe(true);
    expect(found(tile, "rosie")).toBe(false);
  });
});

describe("step", () => {
  it.each([
    ["ArrowRight", 0, 1],
    ["ArrowLeft", 0, 0],
    ["ArrowDown", 1, 4],
    ["ArrowUp", 4, 1],
    ["ArrowDown", 5, 5],
    ["Home", 5, 0],
    ["End", 0, 6],
    ["a", 3, 3],
  ])("%s from %d leads to %d of 7 in rows of 3", (key, from, to) => {
    expect(step(key, from, 7, 3)).toBe(to);
  });
});

it("misses the screen only while the exam runs", () => {
  const states = ["created", "waiting", "admitted", "running", "paused", "submitted"];
  expect(states.filter((state) => lacksScreen(aTile({ state })))).toEqual(["running"]);
  expect(lacksScreen(aTile({ streams: { screen: "webrtc" } }))).toBe(false);
});
