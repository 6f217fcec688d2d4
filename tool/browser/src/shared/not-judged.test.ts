import { expect, it } from "vitest";
import { aRule, STANDARD } from "../setup/samples";
import { hint, notJudged, standIns } from "./not-judged";
import type { NotJudgedView, PolicyView } from "./wire.gen";

const VIEW: NotJudgedView = { types: ["tab_hidden", "fullscreen_left"], log: "read" };
const POLICY: PolicyView = {
  ...STANDARD,
  rules: [aRule("face_missing"), aRule("tab_hidden"), aRule("fullscreen_left", { enabled: false }), aRule("quiz_left")],
};
const sharing = (screen: boolean): PolicyView => ({ ...POLICY, values: { ...POLICY.values, screen } });

it("names what the policy asks for and nobody judges, and nothing else", () => {
  expect(notJudged(POLICY, VIEW)).toEqual(["tab hidden"]);
  expect(notJudged(POLICY, null)).toEqual([]);
});

it.each([
  ["read", "is read and stands in"],
  ["partly", "not read to its end"],
  ["unread", "not been read, so it does not stand in"],
  ["offered", "where the course keeps one"],
  ["none", "keeps no log of this quiz"],
] as const)("says how far a log that is %s stands in", (log, words) => {
  expect(standIns(sharing(false), { ...VIEW, log })).toContain(words);
});

it("does not praise a log whose rule is off, nor a screen that is not shared", () => {
  const off = { ...sharing(true), rules: POLICY.rules.filter(({ type }) => type !== "quiz_left") };
  expect(standIns(off, VIEW)).toBe("The rule about the LMS’s own log of the quiz is off. The shared screen stands in.");
  expect(standIns(sharing(false), VIEW)).toContain("The screen is not shared.");
});

it("says beside a rule what stands in for it", () => {
  const said = (log: boolean, screen: boolean) => hint("tab_hidden", VIEW, { log, screen });
  expect(said(true, true)).toBe("Not judged here: the quiz is in the LMS’s own page; its log and screen sharing stand in");
  expect(said(true, false)).toMatch(/its log stands in$/);
  expect(said(false, true)).toMatch(/screen sharing stands in$/);
  expect(said(false, false)).toMatch(/nothing stands in$/);
  expect(hint("tab_hidden", { ...VIEW, log: "none" }, { log: true, screen: false })).toMatch(/nothing stands in$/);
  expect(hint("quiz_left", { types: ["quiz_left"], log: "none" }, { log: true, screen: true })).toContain("keeps no log");
  expect([hint("face_missing", VIEW, { log: true, screen: true }), hint("tab_hidden", null, { log: true, screen: true })]).toEqual(["", ""]);
});
