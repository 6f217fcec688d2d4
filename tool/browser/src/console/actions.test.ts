import { expect, it } from "vitest";
import { possible, recordsBreaches, suggestedReason, warningEffect, type ActionKind } from "./actions";
import type { RuleView } from "../shared/wire.gen";
import { anIncident, aSnapshot } from "./samples";

const A_RULE: RuleView = {
  type: "",
  title: "",
  category: "rules",
  threshold: 1,
  unit: "",
  debounce_s: 0,
  severity: "high",
  tell_examinee: false,
  on: true,
  enabled: true,
  requires: [],
  avoid: "",
};
const KINDS: ActionKind[] = ["admit", "warn", "pause", "resume", "extra_time", "flag", "terminate", "breach", "gaze_off"];

it.each([
  ["waiting", ["admit", "flag", "terminate", "breach", "gaze_off"]],
  ["admitted", ["warn", "flag", "terminate", "breach", "gaze_off"]],
  ["running", ["warn", "pause", "extra_time", "flag", "terminate", "breach", "gaze_off"]],
  ["disconnected", ["warn", "pause", "extra_time", "flag", "terminate", "breach", "gaze_off"]],
  ["paused", ["warn", "resume", "extra_time", "flag", "terminate", "breach", "gaze_off"]],
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

it.each([
  [0, 3, "This is warning 1 of 3."],
  [2, 3, "This is warning 3 of 3: the limit is reached, and that is an incident of its own."],
  [7, 3, "This is warning 8; the limit of 3 was reached before."],
  [7, 0, ""],
])("says with %d warnings and a limit of %d what the next one means", (warnings, most, words) => {
  expect(warningEffect(warnings, most)).toBe(words);
});

it("offers to record a breach where the exam's rules have it", () => {
  const { policy } = aSnapshot();
  const rule = { ...A_RULE, type: "breach_recorded" };
  expect(recordsBreaches(aSnapshot())).toBe(false);
  expect(recordsBreaches(aSnapshot({ policy: { ...policy, rules: [rule] } }))).toBe(true);
  expect(recordsBreaches(aSnapshot({ policy: { ...policy, rules: [{ ...rule, enabled: false }] } }))).toBe(false);
});
