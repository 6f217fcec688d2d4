// @vitest-environment jsdom
import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Refused } from "../shared/http";
import type { GateStanding, GateView } from "../shared/wire.gen";
import { aSession, type Asked } from "./fakes";
import { anExam } from "./samples";
import { Setup } from "./setup";

const GATE: GateView = { state: "set", trouble: "", quiz_title: "Midterm", quiz_url: "https://lms.test/q", seen_at: 1, tries: 0, people: null };

function standing(gate: Partial<GateView> | null, open_attempts = 0): GateStanding {
  return { gate: gate === null ? null : { ...GATE, ...gate }, open_attempts };
}

let asked: Asked[];
let answers: Record<string, unknown>;

async function open(gate: Partial<GateView>, part: Parameters<typeof anExam>[0] = {}): Promise<void> {
  answers = { "GET /": anExam({ gate: { ...GATE, ...gate }, ...part }), "GET /guests": { guests: [], groups: {} } };
  const made = aSession(answers, false);
  made.session.view.role = "teacher";
  asked = made.asked;
  HTMLDialogElement.prototype.showModal = vi.fn();
  HTMLDialogElement.prototype.close = vi.fn();
  await act(() => render(<Setup session={made.session} />, document.body));
  await later(0);
  await later(0);
}

const maybe = (testid: string) => document.querySelector<HTMLElement>(`[data-testid="${testid}"]`);

function part(testid: string): HTMLElement {
  const found = maybe(testid);
  if (found === null) throw new Error(`there is no ${testid}`);
  return found;
}

const later = (ms: number) =>
  act(async () => {
    await vi.advanceTimersByTimeAsync(ms);
  });

const press = (testid: string) =>
  act(async () => {
    part(testid).click();
    await vi.advanceTimersByTimeAsync(0);
  });

const paths = () => asked.map(({ path }) => path);

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  render(null, document.body);
  vi.useRealTimers();
});

it("says what saving will do, and asks nothing of the LMS before", async () => {
  await open({ state: "resting" }, { standing: "draft" });
  expect(part("gate-what").textContent).toContain("When you save, Invigil sets an access code on this quiz.");
  expect(part("save").textContent).toBe("Save and proctor this quiz");
  expect(maybe("gate-stop")).toBeNull();
  await later(30_000);
  expect(paths().filter((path) => path.includes("gate"))).toEqual([]);
});

it("can be saved as it is, also where it is the exam of a copied course", async () => {
  await open({ state: "resting" }, { standing: "placed", copied: true });
  expect((part("save") as HTMLButtonElement).disabled).toBe(false);
  expect(part("save-state").textContent).toBe("Not saved yet");
});

it("shows the code come into place by itself", async () => {
  await open({ state: "setting" });
  expect(part("gate-state").textContent).toBe("Access code is being set");
  answers["GET /gate"] = standing({});
  await later(1_000);
  expect(part("gate-state").textContent).toBe("Shut with an access code");
});

it("says what is wrong and tries again on a press", async () => {
  await open({ state: "setting", trouble: "The LMS answered 500.", tries: 2 });
  expect(part("gate-trouble").textContent).toContain("The LMS answered 500.");
  expect(part("gate-again").textContent).toBe("Try again");
  answers["POST /gate/again"] = standing({ state: "setting" });
  await press("gate-again");
  expect(maybe("gate-trouble")).toBeNull();
});

it("sets a code again that was changed by hand", async () => {
  await open({ state: "changed", trouble: "Somebody has removed the access code in the LMS." });
  expect(part("gate-again").textContent).toBe("Set it again");
  answers["POST /gate/again"] = standing({ state: "setting" });
  await press("gate-again");
  expect(paths()).toContain("POST /gate/again");
});

it("stops after a question, and then is a page like any other", async () => {
  await open({});
  answers["POST /gate/stop"] = standing({ state: "lifting" });
  await press("gate-stop");
  expect(maybe("stop-title")).toBeNull();
  await press("stop-confirm");
  expect(part("gate").dataset["state"]).toBe("lifting");
  answers["GET /gate"] = standing(null);
  await later(1_000);
  expect(maybe("gate")).toBeNull();
});

it("has the title typed while somebody takes the quiz", async () => {
  await open({}, { open_attempts: 2 });
  answers["POST /gate/stop"] = new Refused("attempts_open", "It is being taken.", 409, "");
  await press("gate-stop");
  const input = part("stop-title") as HTMLInputElement;
  expect((part("stop-confirm") as HTMLButtonElement).disabled).toBe(true);
  await act(() => {
    input.value = "algebra";
    input.dispatchEvent(new Event("input", { bubbles: true }));
  });
  await press("stop-confirm");
  expect(asked.at(-1)).toEqual({ path: "POST /gate/stop", body: { confirmed_title: "algebra" } });
  expect(part("stop").textContent).toContain("It is being taken.");
});

it("says when it cannot be read how the quiz stands, and keeps what was known", async () => {
  await open({ state: "setting" });
  answers["GET /gate"] = new Error("x");
  await later(1_000);
  expect(part("gate").textContent).toContain("How the quiz stands could not be read.");
  expect(part("gate").dataset["state"]).toBe("setting");
});

it("shows no such part for exams that come by deep linking", async () => {
  await open({}, { gate: null });
  expect(maybe("gate")).toBeNull();
  expect(part("save").textContent).toBe("Save");
});

it("says how a list of people is made, kept and left", async () => {
  const people = { inside: 96, holds: 100 };
  await open({ state: "resting", people }, { standing: "draft" });
  expect(part("gate-what").textContent).toMatch(/one person in it who does not take the quiz/);
  render(null, document.body);
  await open({ state: "set", people });
  expect(part("gate-what").textContent).toMatch(/In it now: 96\. At most 100/);
  expect(part("gate-places").textContent).toMatch(/^96 of 100 places are taken/);
  await press("gate-stop");
  expect(document.body.textContent).toMatch(/The list itself stays/);
  render(null, document.body);
  await open({ state: "changed", trouble: "Make it: one, two.", people });
  expect(part("gate-again").textContent).toBe("Try again");
});
