import { describe, expect, it } from "vitest";
import { applies, changed, changesBetween, meaning, missing, timeProblem, withChange, withoutChange } from "./custom";
import { aRule, STANDARD, VALUES } from "./samples";

const FACE = aRule("face_missing", { requires: ["camera"] });

describe("changes", () => {
  it("are what differs from standard, and make the same rules again", () => {
    const own = [{ ...FACE, on: false, debounce_s: 9 }, aRule("clipboard_used", { severity: "high" })];
    const base = [FACE, aRule("clipboard_used")];
    const changes = changesBetween(base, own);
    expect(changes).toEqual({ face_missing: { enabled: false, debounce_s: 9 }, clipboard_used: { severity: "high" } });
    expect(changed(base, changes)).toEqual(own);
    expect(changesBetween(STANDARD.rules, STANDARD.rules)).toEqual({});
  });

  it("are gone once they come to the same as standard", () => {
    const off = withChange({}, FACE, { enabled: false });
    const slow = withChange(off, FACE, { debounce_s: 9 });
    expect(slow).toEqual({ face_missing: { enabled: false, debounce_s: 9 } });
    expect(withChange(slow, FACE, { debounce_s: 5 })).toEqual(off);
    expect(withChange(off, FACE, { enabled: true })).toEqual({});
    expect(withoutChange({ ...slow, tab_hidden: { enabled: false } }, "face_missing")).toEqual({ tab_hidden: { enabled: false } });
  });

  it("leave a rule alone that the other side does not know", () => {
    expect(changesBetween([FACE], [])).toEqual({});
    expect(changed([FACE], { mind_reading: { enabled: false } })).toEqual([FACE]);
  });
});

describe("whether a rule applies", () => {
  const both = aRule("x", { requires: ["screen", "require_fullscreen"] });

  it("takes that it is on and that all that it needs is on", () => {
    expect(applies(both, VALUES)).toBe(false);
    expect(missing(both, VALUES)).toEqual(["Screen"]);
    expect(applies(both, { ...VALUES, screen: true })).toBe(true);
    expect(applies({ ...both, on: false }, { ...VALUES, screen: true })).toBe(false);
  });

  it("is no for a field that is not known here", () => {
    expect(missing(aRule("x", { requires: ["second_camera"] }), VALUES)).toEqual(["second_camera"]);
  });
});

it.each([
  [FACE, "Reported when nobody is in view for 5 s; the examinee is told at once."],
  [{ ...FACE, tell_examinee: false }, "Reported when nobody is in view for 5 s; the examinee is not told."],
  [{ ...FACE, on: false }, "Not reported."],
  [aRule("clipboard_used", { debounce_s: 0 }), "Reported as soon as something is copied, cut or pasted; the examinee is told at once."],
  [aRule("screen_share_stopped", { requires: ["screen"] }), "Not reported: it needs “Screen”, which is off in this exam."],
  [aRule("mind_reading", { title: "Mind reading" }), "Reported when “Mind reading” holds for 5 s; the examinee is told at once."],
  [{ ...FACE, debounce_s: Number.NaN }, "Not complete: give a time that can be."],
])("says what %o does", (rule, words) => {
  expect(meaning(rule, VALUES)).toBe(words);
});

it.each([
  ["never", "never", "low", false],
  ["high", "never", "medium", false],
  ["high", "never", "high", true],
  ["never", "low", "low", true],
] as const)("with notices from %s and warnings from %s on tells of %s: %s", (notice_from, warn_from, severity, told) => {
  const words = meaning({ ...FACE, severity }, { ...VALUES, notice_from, warn_from });
  expect(words.endsWith("the examinee is told at once.")).toBe(told);
});

it.each([
  [0, true],
  [600, true],
  [0.5, true],
  [-1, false],
  [600.5, false],
  [Number.NaN, false],
])("a time of %d s can be: %s", (debounce_s, fits) => {
  expect(timeProblem({ ...FACE, debounce_s }) === "").toBe(fits);
});
