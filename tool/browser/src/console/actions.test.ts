import { expect, it } from "vitest";
import { possible, suggestedReason, type ActionKind } from "./actions";
import { anIncident, aSnapshot } from "./samples";

const KINDS: ActionKind[] = ["admit", "warn", "pause", "resume", "extra_time", "flag", "terminate"];

it.each([
  ["waiting", ["admit", "flag", "terminate"]],
  ["admitted", ["warn", "flag", "terminate"]],
  ["running", ["warn", "pause", "extra_time", "flag", "terminate"]],
  ["disconnected", ["warn", "pause", "extra_time", "flag", "terminate"]],
  ["paused", ["warn", "resume", "extra_time", "flag", "terminate"]],
  ["submitted", ["flag"]],
  ["terminated", ["flag"]],
])("offers in state %s: %j", (state, kinds) => {
  expect(KINDS.filter((kind) => possible(kind, state))).toEqual(kinds);
});

it("suggests the reason that fits the latest incident", () => {
  const { reasons } = aSnapshot();
  const incidents = [anIncident({ reason: "not_in_view" }), anIncident({ reason: "left_exam" })];
  expect(suggestedReason(incidents, reasons)).toBe("left_exam");
  expect(suggestedReason([], reasons)).toBe("other");
});

it("suggests only a reason that there is", () => {
  expect(suggestedReason([anIncident({ reason: "other_person" })], { technical: "Technical problem" })).toBe("technical");
});
