// @vitest-environment jsdom
/** The set-up of an exam whose quiz is in the LMS's own page: what is not judged, and that it was proctored before. */
import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, expect, it, vi } from "vitest";
import type { ExamView } from "../shared/wire.gen";
import { aSession, type Asked } from "./fakes";
import { anExam, aRule, STANDARD } from "./samples";
import { Setup } from "./setup";

const RULES = [
  aRule("face_missing"),
  aRule("fullscreen_left", { requires: ["require_fullscreen"] }),
  aRule("quiz_left"),
];
const POLICY = { ...STANDARD, rules: RULES };
const NOT_JUDGED: ExamView["not_judged"] = { types: ["fullscreen_left"], log: "offered" };
let asked: Asked[];

async function open(part: Partial<ExamView>): Promise<void> {
  const exam = anExam({ policy: POLICY, presets: { standard: POLICY }, not_judged: NOT_JUDGED, ...part });
  const made = aSession({ "GET /": exam, "POST /earlier": { url: "https://invigil.test/console" } }, false);
  asked = made.asked;
  await act(() => render(<Setup session={made.session} />, document.body));
  await act(() => Promise.resolve());
}

afterEach(() => {
  render(null, document.body);
  vi.unstubAllGlobals();
});

const row = (type: string) => document.querySelector(`[data-testid="rule-${type}"]`)?.textContent ?? "";

it("says beside each rule that nobody judges here that it is so, and what stands in", async () => {
  await open({});
  expect(row("fullscreen_left")).toContain("Not judged here: the quiz is in the LMS’s own page; its log stands in");
  expect(row("fullscreen_left")).toContain("Not judged");
  expect(row("face_missing")).not.toContain("Not judged");
  expect(document.querySelector('[data-testid="preset-standard"]')?.textContent).toContain("2 rules");
  expect(document.body.textContent).toContain("Not in this exam: the quiz is in the LMS’s own page.");
});

it("says it with rules of one's own, too, in place of what such a rule would do", async () => {
  await open({ policy: { ...POLICY, preset: "custom" } });
  const rule = document.querySelector('[data-testid="own-rule-fullscreen_left"]');
  expect(rule?.getAttribute("data-on")).toBe("false");
  const described = rule?.querySelector("[role=group]")?.getAttribute("aria-describedby") ?? "";
  expect(document.getElementById(described)?.textContent).toMatch(/^Not judged here: .* its log stands in\.$/);
});

it("says nothing of the kind where everything is judged", async () => {
  await open({ not_judged: null });
  expect(document.body.textContent).not.toContain("Not judged");
  expect(document.body.textContent).not.toContain("Not in this exam");
  expect(document.querySelector('[data-testid="earlier"]')).toBeNull();
});

it("leads to the exam by which the quiz was proctored before", async () => {
  await open({ earlier: [{ exam_id: "x0", title: "Algebra", attempts: 2, until: 1_800_000_000 }] });
  expect(document.querySelector('[data-testid="earlier"]')?.textContent).toContain("2 attempts");
  const tab = { location: { replace: vi.fn() }, close: vi.fn(), opener: null };
  vi.stubGlobal("open", () => tab);
  await act(async () => {
    document.querySelector<HTMLElement>('[data-testid="open-earlier"]')?.click();
    await new Promise((done) => setTimeout(done, 0));
  });
  expect(asked.at(-1)).toMatchObject({ path: expect.stringMatching(/\/earlier$/) as unknown, body: { exam_id: "x0" } });
});
