// @vitest-environment jsdom
import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Refused } from "../shared/http";
import type { Session } from "../shared/session";
import type { ExamBody, ExamView } from "../shared/wire.gen";
import { aCustomExam, anExam, STANDARD, VALUES } from "./samples";
import { Setup } from "./setup";

let sent: ExamBody[];
let refusal: Refused | null;

async function open(exam: ExamView): Promise<void> {
  sent = [];
  refusal = null;
  const session = {
    view: { exam_id: "x1", institution: "School", role: "observer", deep_linking: false },
    json: (_path: string, options: { body?: ExamBody } = {}): Promise<ExamView> => {
      if (options.body === undefined) return Promise.resolve(exam);
      sent.push(options.body);
      return refusal === null ? Promise.resolve(exam) : Promise.reject(refusal);
    },
  } as unknown as Session;
  await act(() => render(null, document.body));
  await act(() => render(<Setup session={session} />, document.body));
  await act(() => Promise.resolve());
}

beforeEach(() => open(anExam()));
afterEach(() => render(null, document.body));

function part(testid: string, within = ""): HTMLInputElement {
  const found = document.querySelector<HTMLInputElement>(`${within} [data-testid="${testid}"]`);
  if (found === null) throw new Error(`there is no ${testid}`);
  return found;
}

const rule = (type: string) => `[data-testid="own-rule-${type}"]`;
const means = (type: string) => part("means", rule(type)).textContent;
const errorOf = (input: HTMLElement) =>
  (input.getAttribute("aria-describedby") ?? "").split(" ").map((id) => document.getElementById(id)?.textContent).at(-1);

const type = (input: HTMLInputElement, text: string) =>
  act(() => {
    input.value = text;
    input.dispatchEvent(new Event("input", { bubbles: true }));
  });

const choose = (select: HTMLElement & { value: string }, value: string) =>
  act(() => {
    select.value = value;
    select.dispatchEvent(new Event("change", { bubbles: true }));
  });

const press = (element: HTMLElement) =>
  act(async () => {
    element.click();
    await new Promise((done) => setTimeout(done, 0));
  });

const custom = () => press(part("preset-custom").querySelector("input") as HTMLElement);

describe("the fields", () => {
  it("come from their descriptions: what cannot be changed here is only shown", () => {
    expect([part("camera").checked, part("camera").disabled, part("screen").disabled]).toEqual([true, true, false]);
    expect(part("admission-proctor").checked).toBe(true);
    expect(document.body.textContent).not.toContain("Kept for");
  });

  it("say while it is typed that a resource of 150 characters is too long, and lose none of it", async () => {
    const input = part("resource-input");
    await type(input, "x".repeat(150));
    expect(errorOf(input)).toBe("Too long: at most 120 characters.");
    expect(input.getAttribute("aria-invalid")).toBe("true");
    expect(part("resource-add").disabled).toBe(true);
    await act(() => void input.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true })));
    expect(input.value).toHaveLength(150);
    await type(input, "x".repeat(120));
    await press(part("resource-add"));
    await press(part("save"));
    expect(sent[0]?.values.allowed_resources).toEqual(["Calculator", "x".repeat(120)]);
  });

  it("keep a message that is too long, say so, and do not send it", async () => {
    const message = part("message");
    await type(message, "x".repeat(2001));
    expect(errorOf(message)).toBe("Too long: at most 2000 characters.");
    expect(part("save").disabled).toBe(true);
    expect(part("save-state").textContent).toContain("correct");
    expect(message.value).toHaveLength(2001);
  });
});

describe("what the server refuses", () => {
  it("is said at its field, which gets the keyboard, until it is changed", async () => {
    await type(part("message"), "Hello");
    refusal = new Refused("bad_field", "Message to examinees: no.", 409, "message");
    await press(part("save"));
    const message = part("message");
    expect(errorOf(message)).toBe("Message to examinees: no.");
    expect(document.activeElement).toBe(message);
    await press(part("screen"));
    expect(errorOf(message)).toBe("Message to examinees: no.");
    await type(message, "Hello!");
    expect(document.body.textContent).not.toContain("examinees: no.");
  });

  it("is said at its rule", async () => {
    await custom();
    await type(part("seconds", rule("face_missing")), "8");
    refusal = new Refused("bad_field", "No face in view: no.", 409, "face_missing");
    await press(part("save"));
    expect(errorOf(part("seconds", rule("face_missing")))).toBe("No face in view: no.");
  });

  it("is said once for the whole form if it is about no part of it", async () => {
    await type(part("exam-title"), "Another");
    refusal = new Refused("gone", "There is no such exam.", 404);
    await press(part("save"));
    expect(document.querySelector(".note--danger")?.textContent).toBe("There is no such exam.");
    expect(part("exam-title").value).toBe("Another");
  });
});

describe("rules of one's own", () => {
  it("start from what is chosen now and are sent as what differs from standard", async () => {
    await custom();
    expect(part("rules-differing").textContent).toContain("All rules are as standard");
    await press(part("on", rule("clipboard_used")));
    await type(part("seconds", rule("face_missing")), "8.5");
    await choose(part("severity", rule("face_missing")), "critical");
    expect(means("face_missing")).toBe("Reported when nobody is in view for 8.5 s; the examinee is told at once.");
    expect(means("clipboard_used")).toBe("Not reported.");
    expect(part("rules-differing").textContent).toContain("2 rules changed");
    await press(part("save"));
    expect(sent).toMatchObject([
      { preset: "custom", rules: { face_missing: { debounce_s: 8.5, severity: "critical" }, clipboard_used: { enabled: false } } },
    ]);
  });

  it("go back to standard one by one, and the keyboard stays in the rule", async () => {
    await open(aCustomExam());
    const back = part("back-to-standard", rule("face_missing"));
    expect(back.textContent).toBe("Back to standard: face missing");
    await press(back);
    expect(part("seconds", rule("face_missing")).value).toBe("5");
    expect(document.querySelector(`${rule("face_missing")} [data-testid="back-to-standard"]`)).toBeNull();
    expect(document.activeElement).toBe(part("on", rule("face_missing")));
    expect(part("rules-differing").textContent).toContain("1 rule changed");
  });

  it("go back to standard all together", async () => {
    await open(aCustomExam());
    await press(part("rules-standard"));
    expect(part("on", rule("clipboard_used")).checked).toBe(true);
    expect(document.activeElement?.textContent).toBe("Your rules");
    await press(part("save"));
    expect(sent).toMatchObject([{ preset: "custom", rules: {} }]);
  });

  it("say what they need that this exam does not capture, and follow it", async () => {
    await custom();
    expect(means("screen_share_stopped")).toContain("it needs “Screen”");
    await press(part("screen"));
    expect(means("screen_share_stopped")).toBe("Reported when the screen is not shared for 2 s; the examinee is told at once.");
  });

  it("let a time be typed in any way, and ask for one where there is none", async () => {
    await custom();
    const seconds = part("seconds", rule("face_missing"));
    await type(seconds, "");
    expect(errorOf(seconds)).toBe("Give a time of 0 to 600 seconds.");
    expect(part("save").disabled).toBe(true);
    await type(seconds, "0");
    expect(means("face_missing")).toContain("Reported as soon as nobody is in view");
  });
});

it("says calmly what a newer version of Invigil has chosen and this server does not know", async () => {
  await open(anExam({ policy: { ...STANDARD, not_applied: ["second_camera", "mind_reading"] } }));
  expect(part("not-applied").textContent).toBe(
    "This server does not know “second camera”, “mind reading”. They are not applied here.",
  );
});

it("only shows what was chosen in the LMS's own form", async () => {
  await open({ ...aCustomExam(), set_in_lms: true, policy: { ...aCustomExam().policy, values: { ...VALUES, microphone: false } } });
  expect(part("on", rule("clipboard_used")).closest("fieldset")?.disabled).toBe(true);
  expect(part("microphone").checked).toBe(false);
});
