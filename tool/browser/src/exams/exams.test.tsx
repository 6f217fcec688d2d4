// @vitest-environment jsdom
import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, expect, it } from "vitest";
import { Refused } from "../shared/http";
import { speak } from "../shared/i18n";
import type { Session } from "../shared/session";
import type { OwnExamView, OwnSessionView } from "../shared/wire.gen";
import { Exams } from "./exams";
import { LANGUAGES } from "./words";

const STATES: OwnExamView["state"][] = ["new", "open", "over", "ended", "shut"];

function exam(state: OwnExamView["state"]): OwnExamView {
  return { exam_id: state, title: `Algebra ${state}`, state, time_limit_min: state === "new" ? 30 : null, taken: 0 };
}

async function show(answer: () => Promise<unknown>): Promise<void> {
  const view = { course_title: "Maths", institution: "School", return_url: "https://lms.example/" };
  const session = { view, json: answer } as unknown as Session<OwnSessionView>;
  await act(() => render(<Exams session={session} />, document.body));
  for (let turn = 0; turn < 8; turn += 1) await act(() => Promise.resolve());
}

beforeEach(() => speak(["en"], LANGUAGES));
afterEach(() => render(null, document.body));

it("offers a button only where there is something to do", async () => {
  await show(() => Promise.resolve({ course_title: "Maths", exams: STATES.map(exam) }));
  const buttons = [...document.querySelectorAll("[data-testid=own-open]")];
  expect(buttons.map((button) => button.getAttribute("aria-label"))).toEqual([
    "To the check-in of Algebra new",
    "Go on with Algebra open",
  ]);
  expect(document.body.textContent).toContain("30 minutes");
});

it("says it where there is none, in the examinee's language", async () => {
  speak(["es"], LANGUAGES);
  await show(() => Promise.resolve({ course_title: "Maths", exams: [] }));
  expect(document.body.textContent).toContain("Ahora no hay aquí ningún examen para usted.");
});

it("says what went wrong, and that it can be tried again", async () => {
  await show(() => Promise.reject(new Refused("offline", "There is no network.")));
  expect(document.body.textContent).toContain("There is no network.");
  expect(document.querySelector("button")?.textContent).toBe("Try again");
});
