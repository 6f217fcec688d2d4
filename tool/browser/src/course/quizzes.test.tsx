// @vitest-environment jsdom
import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, expect, it, vi } from "vitest";
import type { Session } from "../shared/session";
import type { CourseExam, CourseQuiz, CourseQuizzes, CourseSessionView, GateView } from "../shared/wire.gen";
import { Course } from "./course";
import { about, orderedQuizzes } from "./quiz-words";

const GATE: GateView = { state: "set", trouble: "", quiz_title: "Midterm", quiz_url: "", seen_at: 1, tries: 0, people: null };

function aQuiz(part: Partial<CourseQuiz> = {}): CourseQuiz {
  return {
    kind: "classic",
    kind_words: "Classic quiz",
    quiz_id: "q1",
    title: "Midterm",
    published: true,
    has_code: false,
    opens_at: null,
    closes_at: null,
    time_limit_min: 60,
    exam_id: null,
    gate: null,
    ...part,
  };
}

function ready(...quizzes: CourseQuiz[]): CourseQuizzes {
  return { state: "ready", words: "", quizzes };
}

let asked: string[];

async function open(list: CourseQuizzes | Error | "never", { exams = [] as CourseExam[], may_set_up = true } = {}): Promise<void> {
  asked = [];
  const json = (path: string, options: { method?: string; body?: unknown } = {}): Promise<unknown> => {
    asked.push(`${options.method ?? "GET"} ${path} ${JSON.stringify(options.body ?? null)}`);
    if (path === "/api/course") return Promise.resolve({ course_title: "Maths", may_set_up, exams });
    if (options.method === "POST") return Promise.resolve({ url: "https://tool.test/setup#ticket=t" });
    if (list === "never") return new Promise(() => undefined);
    return list instanceof Error ? Promise.reject(list) : Promise.resolve(list);
  };
  const view = { course_title: "Maths", institution: "School", return_url: null };
  await act(() => render(null, document.body));
  await act(() => render(<Course session={{ view, json } as unknown as Session<CourseSessionView>} />, document.body));
  await act(() => Promise.resolve());
}

const all = (testid: string) => [...document.querySelectorAll<HTMLElement>(`[data-testid="${testid}"]`)];
const text = (testid: string) => all(testid).map((element) => element.textContent);

afterEach(() => {
  render(null, document.body);
  vi.unstubAllGlobals();
});

it("says of each quiz what it is and how it stands, and offers those that are free", async () => {
  await open(
    ready(
      aQuiz({ quiz_id: "q2", title: "Final", exam_id: "x2", gate: GATE }),
      aQuiz({ quiz_id: "q3", title: "Retake", exam_id: "x3", gate: { ...GATE, state: "resting" } }),
      aQuiz({ published: false, has_code: true, time_limit_min: null }),
    ),
  );
  const [retake, midterm, final] = text("quiz");
  expect(midterm).toContain("MidtermClassic quizNot publishedHas an access code of its ownNo time limit");
  expect(midterm).toContain("Proctor this quiz");
  expect(retake).toContain("Finish the set-up");
  expect(final).toContain("Shut with an access code");
  expect(final).not.toContain("Proctor this quiz");
});

it("opens the set-up of the quiz that was pressed", async () => {
  const tab = { location: { replace: vi.fn() }, opener: null, close: vi.fn() };
  vi.stubGlobal("open", () => tab);
  await open(ready(aQuiz()));
  await act(async () => {
    all("proctor")[0]?.click();
    await new Promise((done) => setTimeout(done, 0));
  });
  expect(asked).toContain('POST /api/course/quizzes {"kind":"classic","quiz_id":"q1"}');
});

it("offers nothing to those who may not set up", async () => {
  await open(ready(aQuiz()), { may_set_up: false });
  expect(text("quiz")).toHaveLength(1);
  expect(all("proctor")).toEqual([]);
});

it("does not look like a course without quizzes when the list cannot be had", async () => {
  await open({ state: "not_connected", words: "Ask whoever administers your LMS to connect its API.", quizzes: [] });
  expect(text("quizzes-trouble")[0]).toContain("Ask whoever administers your LMS to connect its API.");
  expect(all("no-quizzes")).toEqual([]);
  await open(new Error("x"));
  expect(text("quizzes-trouble")).toHaveLength(1);
  expect(all("course")).toHaveLength(1);
  await open(ready());
  expect(all("no-quizzes")).toHaveLength(1);
});

it("shows the exams while the LMS is still being asked", async () => {
  await open("never");
  expect(all("course")[0]?.dataset["ready"]).toBe("true");
  expect(text("quizzes")[0]).toContain("Asking the LMS for its quizzes…");
});

it("leaves an LMS without such a list as it was", async () => {
  await open({ state: "not_offered", words: "", quizzes: [] });
  expect(all("quizzes")).toEqual([]);
  expect(text("no-exams")[0]).toContain("Add to course");
  await open(ready(aQuiz()));
  expect(text("no-exams")[0]).toContain("Choose one from the list below.");
});

it("puts free quizzes first and says when and how long", () => {
  const done = aQuiz({ quiz_id: "done", gate: GATE });
  expect(orderedQuizzes([done, aQuiz()]).map(({ quiz_id }) => quiz_id)).toEqual(["q1", "done"]);
  expect(about(aQuiz())).toBe("60 minutes");
  expect(about(aQuiz({ opens_at: 1_800_000_000, time_limit_min: 1 }))).toMatch(/^Opens .+ · 1 minute$/);
});
