// @vitest-environment jsdom
/** The script for Canvas's theme, run in a page as Canvas runs it. It ships with the adapter; here is where a DOM is. */
import { readFileSync } from "node:fs";
import { compileFunction } from "node:vm";
import { afterEach, beforeEach, expect, it, vi } from "vitest";

const SOURCE = readFileSync("../../integrations/canvas/theme/invigil.js", "utf8");
const TOOL = "https://invigil.example";
const LMS = location.origin;

let answers: Record<string, unknown>;
let asked: string[];
let went: string[];

/** Show a page of Canvas at this path and run the script in it. */
async function at(path: string, launchUrl = `${TOOL}/lti/launch`): Promise<HTMLIFrameElement | null> {
  history.replaceState(null, "", path);
  const script = SOURCE.replace("{{ launch_url }}", launchUrl).replaceAll("location.assign(", "testWent(");
  const run = compileFunction(script, ["testWent"]) as (testWent: (url: string) => void) => void;
  run((url) => void went.push(url));
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
  return document.querySelector("#invigil-panel iframe");
}

function panel(): HTMLElement | null {
  return document.querySelector("#invigil-panel");
}

/** The frame says this, or another origin or window does. */
function says(frame: HTMLIFrameElement, data: object, origin = TOOL, source = frame.contentWindow): void {
  window.dispatchEvent(new MessageEvent("message", { data: { version: 1, ...data }, origin, source }));
}

beforeEach(() => {
  [asked, went] = [[], []];
  answers = {
    "/api/v1/courses/7/quizzes/12": { has_access_code: true },
    "/api/v1/courses/7/quizzes/13": { has_access_code: false },
    "/api/v1/courses/7/assignments/90": { is_quiz_lti_assignment: true },
    "/api/v1/courses/7/assignments/91": { is_quiz_lti_assignment: false },
  };
  vi.stubGlobal("fetch", (path: string) => {
    asked.push(path);
    return Promise.resolve({ ok: path in answers, json: () => Promise.resolve(answers[path]) });
  });
});

afterEach(() => {
  document.body.replaceChildren();
  document.body.removeAttribute("style");
  delete (window as { invigilTheme?: number }).invigilTheme;
  vi.unstubAllGlobals();
});

it.each(["/courses/7/quizzes/12", "/courses/7/quizzes/12/take", "/courses/7/quizzes/12/take/questions/5"])(
  "has Canvas launch Invigil beside the quiz at %s",
  async (path) => {
    const frame = await at(path);
    const aim = encodeURIComponent(`${TOOL}/lti/launch?quiz=classic:12`);
    expect(frame?.getAttribute("src")).toBe(`/courses/7/external_tools/retrieve?display=borderless&url=${aim}`);
    expect(frame?.getAttribute("allow")).toContain("display-capture *");
    expect(document.body.style.paddingRight).toBe("340px");
  },
);

it("knows a quiz of New Quizzes by its assignment", async () => {
  const frame = await at("/courses/7/assignments/90");
  expect(frame?.getAttribute("src")).toContain(encodeURIComponent("?quiz=new:90"));
});

it.each(["/courses/7/quizzes/13", "/courses/7/quizzes/99", "/courses/7/assignments/91"])("leaves %s alone", async (path) => {
  expect(await at(path)).toBeNull();
});

it.each(["/", "/courses/7", "/courses/7/quizzes", "/courses/7/quizzes/12/edit", "/courses/7/quizzes/12/history", "/evil/courses/7/quizzes/12"])(
  "asks nothing at %s",
  async (path) => {
    expect(await at(path)).toBeNull();
    expect(asked).toEqual([]);
  },
);

it("does nothing before the address is filled in, and nothing twice", async () => {
  expect(await at("/courses/7/quizzes/12", "{{ launch_url }}")).toBeNull();
  delete (window as { invigilTheme?: number }).invigilTheme;
  await at("/courses/7/quizzes/12");
  await at("/courses/7/quizzes/12");
  expect(document.querySelectorAll("#invigil-panel")).toHaveLength(1);
});

it("tells the widget, and nobody else, that it opens the quiz", async () => {
  const frame = await at("/courses/7/quizzes/12");
  if (frame === null || frame.contentWindow === null) throw new Error("There is no frame.");
  const told = vi.spyOn(frame.contentWindow, "postMessage").mockReturnValue(undefined);
  says(frame, { subject: "invigil.ready" });
  expect(told).toHaveBeenCalledWith({ subject: "invigil.shell", version: 1, open: true }, TOOL);
  const origins: unknown[] = told.mock.calls.map((call) => (call as unknown[])[1]);
  expect(new Set(origins)).toEqual(new Set([TOOL]));
});

it("goes to its own quiz and nowhere else", async () => {
  const frame = await at("/courses/7/quizzes/12");
  if (frame === null) throw new Error("There is no frame.");
  const way = `${LMS}/courses/7/quizzes/12/take?access_code=sesame`;
  const elsewhere = [
    "https://evil.example/courses/7/quizzes/12/take", `${LMS}/courses/7/quizzes/13/take`, `${LMS}/courses/8/quizzes/12/take`,
    `${LMS}/logout`, "javascript:alert(1)", "", null, `${LMS}/courses/7/quizzes/12/edit`, `${LMS}/courses/7/assignments/12`,
  ];
  for (const url of elsewhere) says(frame, { subject: "invigil.open", url });
  says(frame, { subject: "invigil.open", url: way }, "https://evil.example");
  says(frame, { subject: "invigil.open", url: way }, TOOL, window);
  says(frame, { subject: "invigil.open", url: way, version: 2 });
  expect(went).toEqual([]);
  says(frame, { subject: "invigil.open", url: way });
  expect(went).toEqual([way]);
});

it("goes away when Invigil does not proctor the quiz, and the page is as before", async () => {
  document.body.style.paddingRight = "3px";
  const frame = await at("/courses/7/quizzes/12");
  if (frame === null) throw new Error("There is no frame.");
  says(frame, { subject: "invigil.away" }, "https://evil.example");
  expect(panel()).not.toBeNull();
  says(frame, { subject: "invigil.away" });
  expect(panel()).toBeNull();
  expect(document.body.style.paddingRight).toBe("3px");
});

it("can be made small by a button, never closed, and comes back when there is something to see", async () => {
  const frame = await at("/courses/7/quizzes/12");
  const buttons = document.querySelectorAll<HTMLButtonElement>("#invigil-panel button");
  expect(buttons).toHaveLength(1);
  buttons[0]?.click();
  expect(panel()?.style.height).toBe("32px");
  expect(panel()?.contains(frame)).toBe(true);
  if (frame !== null) says(frame, { subject: "invigil.focus" });
  expect(panel()?.style.height).toBe("100vh");
});

it.each([
  ["en", "Proctoring", "Make the panel smaller", "Show the panel"],
  ["es-MX", "Supervisión", "Reducir el panel", "Mostrar el panel"],
  ["fi", "Proctoring", "Make the panel smaller", "Show the panel"],
])("names the panel in Canvas's language %s, or in English", async (language, name, hide, show) => {
  document.documentElement.lang = language;
  const frame = await at("/courses/7/quizzes/12");
  const bar = panel()?.querySelector("button");
  expect([frame?.title, panel()?.getAttribute("aria-label")]).toEqual([name, name]);
  expect(bar?.textContent).toBe(`${name} – ${hide}`);
  bar?.click();
  expect(bar?.textContent).toBe(`${name} – ${show}`);
  document.documentElement.lang = "";
});
