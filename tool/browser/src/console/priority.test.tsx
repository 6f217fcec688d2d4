// @vitest-environment jsdom
import { render } from "preact";
import { afterEach, expect, it } from "vitest";
import { partWords, PriorityBadge, PriorityParts, WarningsBadge } from "./priority";
import { aTile } from "./samples";

const URGENT = aTile({
  warnings: 2,
  priority: 70,
  priority_parts: [
    { words: "1 open high incident", points: 40 },
    { words: "2 unseen medium incidents", points: 20 },
    { words: "warned twice", points: 10 },
  ],
});

afterEach(() => render(null, document.body));

it("says every part with its points", () => {
  expect(partWords(URGENT.priority_parts)).toBe("1 open high incident 40, 2 unseen medium incidents 20, warned twice 10");
  render(<PriorityParts tile={URGENT} />, document.body);
  expect(document.body.textContent).toBe(`Priority 70: ${partWords(URGENT.priority_parts)}`);
});

it("tells it to those who point at a tile and to those who have it read out", () => {
  render(<PriorityBadge tile={URGENT} />, document.body);
  expect(document.querySelector(".badge")?.getAttribute("title")).toContain("1 open high incident 40");
  expect(document.querySelector('[data-testid="priority"]')?.textContent).toContain("1 open high incident 40");
});

it("is quiet about a quiet examinee", () => {
  render([<PriorityBadge tile={aTile()} />, <PriorityParts tile={aTile()} />, <WarningsBadge tile={aTile()} most={3} />], document.body);
  expect(document.body.textContent).toBe("");
});

it.each([
  [3, "Warned 2 of 3", "warn"],
  [2, "Warned 2 of 2", "alert"],
  [1, "Warned 2 (limit 1)", "alert"],
  [0, "Warned 2", "warn"],
])("counts warnings against a limit of %d", (most, words, tone) => {
  render(<WarningsBadge tile={URGENT} most={most} />, document.body);
  expect(document.body.textContent).toBe(words);
  expect(document.querySelector(".badge")?.className).toContain(`badge--${tone}`);
});
