import { describe, expect, it } from "vitest";
import { type LinesField, lineProblem, type NumberField, problem, tooLong, used } from "./policy-fields";
import { FIELDS, type PolicyValues } from "./registry.gen";

const LINES = FIELDS.find((field) => field.kind === "lines") as LinesField;
const NUMBER = FIELDS.find((field) => field.name === "retention_days") as NumberField;
const VALUES = { retention_days: 90, allowed_resources: [] as string[], message: "" } as unknown as PolicyValues;

describe("one more line", () => {
  it("may have as many characters as the server takes, and not one more", () => {
    expect(lineProblem(LINES, "x".repeat(LINES.longest), [])).toBe("");
    expect(lineProblem(LINES, "x".repeat(LINES.longest + 1), [])).toBe(`Too long: at most ${LINES.longest} characters.`);
  });

  it("is counted without the blanks around it, and may be empty while it is typed", () => {
    expect(lineProblem(LINES, `  ${"x".repeat(LINES.longest)}  `, [])).toBe("");
    expect(lineProblem(LINES, "   ", [])).toBe("");
  });

  it("is not there twice, and there is an end to the list", () => {
    expect(lineProblem(LINES, " ruler ", ["Ruler"])).toBe("It is in the list already.");
    expect(lineProblem(LINES, "Book", Array.from({ length: LINES.most }, (_, n) => `${n}`))).toContain(`at most ${LINES.most}`);
  });
});

it.each([0, 0.5, 3651, Number.NaN])("a number field does not take %d", (value) => {
  expect(problem(NUMBER, { ...VALUES, retention_days: value })).toBe("Give 1 to 3650 days.");
  expect(problem(NUMBER, VALUES)).toBe("");
});

it("says the same words however much too long a text gets, and how much room is left beside it", () => {
  expect(tooLong("x".repeat(11), 10)).toBe(tooLong("x".repeat(12), 10));
  expect(used("x".repeat(8), 10)).toBe("");
  expect(used("x".repeat(12), 10)).toBe("12 of 10 characters");
});
