// @vitest-environment jsdom
/** What consoles, lists and reports say of what nobody judged and of whom nobody watched. */
import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, expect, it } from "vitest";
import { aDetail, aSnapshot } from "../../console/samples";
import { Report } from "../../report/report";
import { aRule } from "../../setup/samples";
import type { Session } from "../session";
import type { NotJudgedView, ReportView } from "../wire.gen";
import { NotJudged } from "./not-judged";
import { Strays } from "./strays";

const POLICY = { ...aSnapshot().policy, rules: [aRule("tab_hidden"), aRule("quiz_left")] };
const VIEW: NotJudgedView = { types: ["tab_hidden"], log: "unread" };
const STRAY = { user: "9", name: "Eve", since: 60, seen_at: 120 };

afterEach(() => render(null, document.body));

const told = (testid: string) => document.querySelector(`[data-testid="${testid}"]`)?.textContent ?? "";

async function report(part: Partial<ReportView>): Promise<void> {
  const view: ReportView = {
    exam_title: "Algebra", course_title: "", policy: POLICY, detail: aDetail({ not_judged: VIEW }), started_at: 1, ended_at: 2,
    verdict_by: "", verdict_note: "", acting: "", transitions: [], stray: null, ...part,
  };
  const session = { view: { attempt_id: "a1", return_url: null }, json: () => Promise.resolve(view) } as unknown as Session;
  await act(() => render(<Report session={session} />, document.body));
  await act(() => Promise.resolve());
}

it("a report says what was not judged of the attempt, and that the log does not stand in", async () => {
  await report({});
  expect(told("not-judged-attempt")).toContain("Not judged in this attempt: tab hidden.");
  expect(told("not-judged-attempt")).toContain("not been read, so it does not stand in");
  expect(told("stray")).toBe("");
});

it("a report says that its examinee was in the quiz without Invigil, too, and when", async () => {
  await report({ stray: STRAY, detail: aDetail() });
  expect(told("stray")).toMatch(/Ana Silva in this quiz without Invigil.*began .*, first seen /);
  expect(told("not-judged-attempt")).toBe("");
});

it("says nothing while everything is judged", () => {
  void act(() => render(<NotJudged policy={POLICY} view={null} of="exam" />, document.body));
  expect(document.body.textContent).toBe("");
});

it("a list names who was in the quiz without Invigil, and says how many it does not name", () => {
  const strays = ["Eve", "", "C", "D", "E"].map((name, index) => ({ ...STRAY, name, user: `${index}` }));
  void act(() => render(<Strays strays={strays} count={7} afterwards />, document.body));
  expect(told("lms-strays")).toContain("Eve (began ");
  expect(told("lms-strays")).toContain("number 1 in the LMS");
  expect(told("lms-strays")).toContain("and 3 more");
  expect(told("lms-strays")).toContain("2 more are not listed");
  void act(() => render(<Strays strays={[]} afterwards />, document.body));
  expect(document.body.textContent).toBe("");
});
