import { expect, it } from "vitest";
import { aDetail, anIncident, aSnapshot } from "../console/samples";
import type { ReportView } from "../shared/wire.gen";
import { isOver, summary } from "./summary";

const REPORT: ReportView = {
  exam_title: "Algebra",
  course_title: "Mathematics",
  policy: aSnapshot().policy,
  detail: aDetail({
    incidents: [anIncident({ severity: "low" }), anIncident({ severity: "high" }), anIncident({ severity: "low" })],
  }),
  started_at: 100,
  ended_at: 880,
  verdict_by: "",
  acting: "",
  verdict_note: "",
  transitions: [],
  stray: null,
};

it("counts incidents by severity, worst first", () => {
  expect(summary(REPORT).incidents).toEqual([
    ["high", 1],
    ["low", 2],
  ]);
});

it("measures from start to end, or not at all", () => {
  expect(summary(REPORT).tookS).toBe(780);
  expect(summary({ ...REPORT, ended_at: null }).tookS).toBeNull();
  expect(summary({ ...REPORT, started_at: null }).tookS).toBeNull();
});

it("asks for a verdict only when the attempt is over", () => {
  expect(["submitted", "terminated", "abandoned", "reviewed"].every(isOver)).toBe(true);
  expect(["running", "paused", "waiting"].some(isOver)).toBe(false);
});
