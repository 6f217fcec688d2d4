// @vitest-environment jsdom
import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { submitToPlatform } from "../shared/form";
import { Refused } from "../shared/http";
import type { ExamBody, ExamView } from "../shared/wire.gen";
import { type Asked, anOffer, aSession, aVisit } from "./fakes";
import { anExam } from "./samples";
import { Setup } from "./setup";

vi.mock("../shared/form", () => ({ submitToPlatform: vi.fn() }));

beforeEach(() => {
  // jsdom knows the element, but neither opens nor closes it
  HTMLDialogElement.prototype.showModal = vi.fn();
  HTMLDialogElement.prototype.close = vi.fn();
});
afterEach(() => {
  render(null, document.body);
  vi.clearAllMocks();
});

const find = (testid: string) => document.querySelector<HTMLInputElement>(`[data-testid="${testid}"]`);

function part(testid: string): HTMLInputElement {
  const found = find(testid);
  if (found === null) throw new Error(`there is no ${testid}`);
  return found;
}

const settle = () => act(() => new Promise<void>((done) => setTimeout(done, 0)));

async function type(testid: string, text: string): Promise<void> {
  await act(() => {
    const input = part(testid);
    input.value = text;
    input.dispatchEvent(new Event("input", { bubbles: true }));
  });
}

async function press(testid: string): Promise<void> {
  await act(() => part(testid).click());
  await settle();
}

async function open(answers: Record<string, unknown>, deepLinking = true): Promise<Asked[]> {
  const { session, asked } = aSession(answers, deepLinking);
  await act(() => render(<Setup session={session} />, document.body));
  await settle();
  return asked;
}

const state = () => part("save-state").textContent;
const leaves = () => window.dispatchEvent(new Event("beforeunload", { cancelable: true }));
const sent = (asked: Asked[], what: string) => asked.filter(({ path }) => path === what).map(({ body }) => body as ExamBody);
const draft = (part: Partial<ExamView> = {}) => anExam({ standing: "draft", ...part });

it("says beside a rule that the server cannot look for it now, in the table and in the editor", async () => {
  await open({ "GET /": anExam({ unmeasured: ["face_missing"] }), "GET /linking": aVisit() });
  expect(part("rule-face_missing").textContent).toContain("Not looked for on this server now");
  expect(part("rule-clipboard_used").textContent).not.toContain("Not looked for");
  await press("preset-custom");
  expect(part("own-rule-face_missing").textContent).toContain("Not looked for on this server now");
  expect(document.querySelectorAll('[data-testid="unmeasured"]')).toHaveLength(1);
});

it("does not call a new form saved, and saves it as it is", async () => {
  const asked = await open({ "GET /": draft(), "GET /linking": aVisit(), "PUT /": anExam({ standing: "saved" }) });
  expect(state()).toBe("Not saved yet");
  expect(leaves()).toBe(true);
  await press("save");
  expect(sent(asked, "PUT /")).toHaveLength(1);
  expect(state()).toBe("Saved, but not in the course yet");
  expect(part("add-to-course").textContent).toBe("Add to course");
});

it("saves a resource that was typed but not added, and warns before it is lost", async () => {
  const asked = await open({ "GET /": anExam(), "PUT /": anExam() }, false);
  expect(find("add-to-course")).toBeNull();
  expect(part("save").disabled).toBe(true);
  await type("resource-input", "Ruler");
  expect(state()).toBe("Not saved yet");
  expect(leaves()).toBe(false);
  await press("save");
  expect(sent(asked, "PUT /")[0]?.values["allowed_resources"]).toEqual(["Calculator", "Ruler"]);
  expect(part("resource-input").value).toBe("");
});

it("loses nothing when saving is refused, and says at the field what to change", async () => {
  await open({ "GET /": anExam(), "PUT /": new Refused("bad_field", "120 characters or fewer.", 409, "allowed_resources") }, false);
  await type("exam-title", "Geometry");
  await type("resource-input", "A very long name");
  await press("save");
  const field = part("resource-input");
  expect([field.value, part("exam-title").value, state()]).toEqual(["A very long name", "Geometry", "Not saved yet"]);
  expect(field.getAttribute("aria-invalid")).toBe("true");
  expect(document.activeElement).toBe(field);
  const error = document.getElementById(field.getAttribute("aria-describedby")?.split(" ").at(-1) ?? "");
  expect(error?.textContent).toBe("120 characters or fewer.");
  expect(leaves()).toBe(false);
  await type("resource-input", "Ruler");
  expect(field.getAttribute("aria-invalid")).toBeNull();
});

it("says elsewhere what is about no field", async () => {
  await open({ "GET /": anExam(), "PUT /": new Refused("offline", "The network is gone.") }, false);
  await type("exam-title", "Geometry");
  await press("save");
  expect(document.querySelector(".note--danger")?.textContent).toBe("The network is gone.");
});

it("asks which exam it is about, the one with the activity's name first", async () => {
  const exams = [anOffer({ exam_id: "x2", created_at: 9 }), anOffer({ exam_id: "x3", title: "Final  EXAM", open: 2, total: 2 })];
  const visit = aVisit({ asked_title: "Final exam", exams });
  const asked = await open({ "GET /": draft(), "GET /linking": visit, "POST /linking": new Refused("not_found", "It is gone.", 404) });
  const rows = [...document.querySelectorAll('[data-testid="offered"]')].map((row) => row.textContent);
  expect(rows[0]).toContain("Same name as your activity2 attempts open");
  expect(rows[1]).toContain("No attempts yet");
  await press("offered-change");
  expect(asked.at(-1)).toEqual({ path: "POST /linking", body: { exam_id: "x3" } });
  expect(document.body.textContent).toContain("It is gone.");
  await press("chooser-another");
  expect(state()).toBe("Not saved yet");
  expect(document.activeElement?.tagName).toBe("H1");
});

it("does not ask where the LMS has told, or the course has none", async () => {
  await open({ "GET /": anExam(), "GET /linking": aVisit({ exams: [anOffer()] }) });
  expect([find("chooser"), part("in-course").tagName]).toEqual([null, "DIV"]);
  render(null, document.body);
  await open({ "GET /": draft({ copied: true }), "GET /linking": aVisit({ exams: [anOffer()] }) });
  expect([find("chooser"), part("copied").tagName]).toEqual([null, "DIV"]);
});

it("prefers saving once the exam is in the course, and says how many take it", async () => {
  await open({ "GET /": anExam({ open_attempts: 2 }), "GET /linking": aVisit() });
  expect(part("being-taken").textContent).toContain("2 attempts open right now");
  expect(part("save").type).toBe("submit");
  expect([part("add-to-course").type, part("add-to-course").textContent]).toEqual(["button", "Add to course again"]);
});

it("saves and adds a new exam", async () => {
  const form = { url: "https://lms", jwt: "j" };
  const asked = await open({ "GET /": draft(), "GET /linking": aVisit(), "PUT /": anExam({ standing: "saved" }), "POST /deep-link": form });
  await press("add-to-course");
  expect(asked.slice(2).map(({ path }) => path)).toEqual(["PUT /", "GET /linking", "POST /deep-link"]);
  expect(submitToPlatform).toHaveBeenCalledExactlyOnceWith(form);
});

it("adds an exam that is being taken only with its name typed", async () => {
  const answers: Record<string, unknown> = {
    "GET /": anExam({ open_attempts: 1 }),
    "GET /linking": aVisit({ in_the_way: { title: "Algebra", open: 1 } }),
    "POST /deep-link": { url: "https://lms", jwt: "j" },
  };
  const asked = await open(answers);
  await press("add-to-course");
  expect(sent(asked, "POST /deep-link")).toEqual([]);
  expect(part("relink").textContent).toContain("The old link still leads to this exam");
  expect(part("relink-confirm").disabled).toBe(true);
  await type("relink-title", "Geometry");
  await act(() => void part("relink-title").dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true })));
  expect(part("relink-title").getAttribute("aria-invalid")).toBe("true");
  await type("relink-title", " algebra ");
  answers["POST /deep-link"] = new Refused("attempts_open", "Type its name.", 409);
  await press("relink-confirm");
  expect(part("relink").textContent).toContain("Type its name.");
  answers["POST /deep-link"] = { url: "https://lms", jwt: "j" };
  await press("relink-confirm");
  expect(sent(asked, "POST /deep-link").at(-1)).toEqual({ confirmed_title: " algebra " });
  expect(submitToPlatform).toHaveBeenCalledOnce();
});

it("says what happens when another exam may be replaced, and takes the question back", async () => {
  const visit = aVisit({ asked_title: "Final", in_the_way: { title: "Final", open: 3 } });
  await open({ "GET /": anExam({ standing: "saved" }), "GET /linking": visit });
  await press("add-to-course");
  expect(part("relink").textContent).toContain("Whoever has begun stays in the exam that is being taken");
  await press("relink-cancel");
  expect([find("relink"), part("add-to-course").getAttribute("aria-busy")]).toEqual([null, "false"]);
  expect(submitToPlatform).not.toHaveBeenCalled();
});

it("only shows an exam that is set up in the LMS's own form", async () => {
  await open({ "GET /": anExam({ set_in_lms: true }), "GET /linking": aVisit() });
  expect(find("add-to-course")).toBeNull();
  expect(part("save").disabled).toBe(true);
});
