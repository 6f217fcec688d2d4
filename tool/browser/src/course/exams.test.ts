import { expect, it } from "vitest";
import type { CourseExam } from "../shared/wire.gen";
import { figures, ordered, tabTitle } from "./exams";

function anExam(part: Partial<CourseExam>): CourseExam {
  return {
    exam_id: "x1",
    title: "Algebra",
    preset: "standard",
    linked: true,
    waiting: 0,
    open: 0,
    total: 0,
    flagged: 0,
    created_at: 0,
    gate: null, strays: [], stray_count: 0,
    ...part,
  };
}

it("puts exams that go on first, then the newest", () => {
  const list = [
    anExam({ exam_id: "old", created_at: 1 }),
    anExam({ exam_id: "new", created_at: 9 }),
    anExam({ exam_id: "live", created_at: 2, waiting: 1 }),
  ];
  expect(ordered(list).map(({ exam_id }) => exam_id)).toEqual(["live", "new", "old"]);
});

it("says only what there is", () => {
  expect(figures(anExam({})).map(({ words }) => words)).toEqual(["No attempts yet"]);
  expect(figures(anExam({ waiting: 2, open: 1, total: 1 })).map(({ words }) => words)).toEqual([
    "2 waiting to be let in",
    "1 open now",
    "1 attempt",
  ]);
});

it("names the tab", () => {
  expect(tabTitle("Maths", [anExam({ waiting: 2 }), anExam({ waiting: 1 })])).toBe("(3) Maths · Invigil");
  expect(tabTitle("", [])).toBe("Proctored exams · Invigil");
});
