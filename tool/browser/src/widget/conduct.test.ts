// @vitest-environment jsdom
import { beforeEach, describe, expect, it } from "vitest";
import { speak } from "../shared/i18n";
import { acts, automatic, countLine, warningLine } from "./conduct";
import { attempt, POLICY, rule, withValues } from "./fakes";

const LIMIT = { ...rule("warning_limit", 1), severity: "high" };
const WITH_LIMIT = { ...POLICY, rules: [LIMIT] };
const NEVER = "Nothing ends your exam automatically: only a person can do that.";

beforeEach(() => speak(["en"], ["en", "es"]));

describe("what happens automatically", () => {
  it("is said to be nothing but what a person does, where the policy says so", () => {
    const policy = withValues({ notice_from: "never" });
    expect(automatic(attempt({ policy }))).toEqual([NEVER]);
    expect(acts(policy)).toBe(false);
  });

  it("names warnings and pauses where there are some, and that a person lets the examinee go on", () => {
    const policy = withValues({ warn_from: "high", pause_from: "critical" });
    const said = automatic(attempt({ policy })).join(" ");
    expect(said).toContain("warning automatically");
    expect(said).toContain("A proctor looks at it and lets you go on");
    expect(acts(policy)).toBe(true);
  });

  it.each([
    ["never", "With 3 warnings, the proctors are told and look at what happened."],
    ["critical", "With 3 warnings, the proctors are told and look at what happened."],
    ["high", "With 3 warnings, your exam is paused until a proctor has looked at it."],
    ["low", "With 3 warnings, your exam is paused until a proctor has looked at it."],
  ] as const)("says what the limit means when pauses come from %s on", (pause_from, sentence) => {
    const policy = withValues({ pause_from }, WITH_LIMIT);
    expect(automatic(attempt({ policy, most_warnings: 3 }))).toContain(sentence);
  });

  it("says how much absence there may be only where that is a rule", () => {
    const rules = [rule("absent_too_long", 1)];
    const policy = withValues({ absence_minutes: 15 }, { ...POLICY, rules });
    expect(automatic(attempt({ policy })).join(" ")).toContain("15 minutes");
    const off = withValues({ absence_minutes: 15 }, { ...POLICY, rules: [rule("absent_too_long", 1, false)] });
    expect(automatic(attempt({ policy: off })).join(" ")).not.toContain("15 minutes");
  });

  it.each([true, false])("says that a grade may be kept back only where that is set (%s)", (hold_grades) => {
    const said = automatic(attempt({ policy: withValues({ hold_grades }) })).join(" ");
    expect(said.includes("your grade may be kept back")).toBe(hold_grades);
  });
});

describe("the count of warnings", () => {
  it.each([
    [0, 3, "Warnings: 0 of 3"],
    [2, 3, "Warnings: 2 of 3"],
    [4, 3, "Warnings: 4"],
    [2, 0, "Warnings: 2"],
    [0, 0, ""],
  ])("%d of %d reads %j", (warnings, most_warnings, words) => {
    expect(countLine({ warnings, most_warnings })).toBe(words);
  });

  it("says under a warning what happens at the limit, and at the limit what happens now", () => {
    expect(warningLine(2, 3, WITH_LIMIT)).toBe("Warning 2 of 3. With warning 3 the proctors look at what happened.");
    expect(warningLine(3, 3, WITH_LIMIT)).toBe("Warning 3 of 3. The proctors now look at what happened.");
    expect(warningLine(3, 3, withValues({ pause_from: "high" }, WITH_LIMIT))).toContain("paused");
    expect(warningLine(4, 3, WITH_LIMIT)).toBe("Warning 4. The proctors now look at what happened.");
    expect(warningLine(4, 0, POLICY)).toBe("Warning 4.");
    expect(warningLine(0, 3, POLICY)).toBe("");
  });

  it("is there in Spanish", () => {
    speak(["es"], ["en", "es"]);
    expect(warningLine(2, 3, WITH_LIMIT)).toContain("Advertencia 2 de 3.");
    expect(countLine({ warnings: 1, most_warnings: 3 })).toBe("Advertencias: 1 de 3");
  });
});
