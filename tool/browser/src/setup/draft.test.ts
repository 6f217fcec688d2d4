import { expect, it } from "vitest";
import { bodyOf, draftOf, isChanged, partOf, problems, rulesOf, withPreset, withValue } from "./draft";
import { aCustomExam, anExam, STANDARD, VALUES } from "./samples";

it("starts as the exam is stored, unchanged", () => {
  expect(isChanged(draftOf(anExam()), anExam())).toBe(false);
  expect(isChanged(draftOf(aCustomExam()), aCustomExam())).toBe(false);
});

it("sends the fields that this page may change, by name, and no other", () => {
  const { values, rules, title } = bodyOf({ ...draftOf(anExam()), title: "  Algebra 2 " });
  expect(Object.keys(values).sort()).toEqual([
    "absence_minutes", "admission", "allowed_resources", "calibration", "hold_grades", "message", "microphone", "most_warnings",
    "notice_from", "pause_from", "require_fullscreen", "screen", "warn_from",
  ]);
  expect([title, rules]).toEqual(["Algebra 2", {}]);
});

it("lets a preset bring what the presets disagree on, and leaves the rest", () => {
  const draft = { ...draftOf(anExam()), values: { ...VALUES, message: "Hi", microphone: false, screen: true } };
  const low = withPreset(draft, "low", anExam());
  expect(low.preset).toBe("low");
  expect(low.values).toEqual({ ...draft.values, admission: "automatic", require_fullscreen: false });
  expect(isChanged(low, anExam())).toBe(true);
});

it("begins a custom preset with the rules that were chosen before", () => {
  const exam = anExam();
  const custom = withPreset(withPreset(draftOf(exam), "low", exam), "custom", exam);
  expect(custom.rules).toEqual({
    face_missing: { debounce_s: 15 },
    screen_share_stopped: { debounce_s: 6 },
    clipboard_used: { enabled: false },
  });
  expect(custom.values.admission).toBe("automatic");
  expect(withPreset(draftOf(exam), "custom", exam).rules).toEqual({});
});

it("does not lose changed rules to a look at another preset, and sends them only with custom", () => {
  const exam = aCustomExam();
  const high = withPreset(draftOf(exam), "high", exam);
  expect(bodyOf(high).rules).toEqual({});
  const back = withPreset(high, "custom", exam);
  expect(bodyOf(back).rules).toEqual({ face_missing: { debounce_s: 8 }, clipboard_used: { enabled: false } });
  expect(isChanged(back, exam)).toBe(false);
});

it("shows the rules of an exam as they would hold", () => {
  const exam = aCustomExam();
  const rule = (preset: "custom" | "standard") => rulesOf(draftOf(exam), exam, preset).find(({ type }) => type === "face_missing");
  expect(rule("custom")?.debounce_s).toBe(8);
  expect(rule("standard")?.debounce_s).toBe(5);
});

it("counts an exam with a preset that only a newer server knows as changed, since saving replaces it", () => {
  const foreign = anExam({ policy: { ...STANDARD, preset: "severe" } });
  expect(draftOf(foreign).preset).toBe("standard");
  expect(isChanged(draftOf(foreign), foreign)).toBe(true);
});

it("says what keeps it from being saved, and where", () => {
  const exam = aCustomExam();
  const draft = draftOf(exam);
  expect(problems(draft, exam)).toEqual({});
  expect(problems({ ...draft, title: "  " }, exam)).toHaveProperty("title");
  expect(problems({ ...draft, title: "x".repeat(201) }, exam)).toEqual({ title: "Too long: at most 200 characters." });
  const late = { ...draft, rules: { face_missing: { debounce_s: 601 } } };
  expect(problems(late, exam)).toEqual({ face_missing: "Give a time of 0 to 600 seconds." });
  expect(problems({ ...late, preset: "standard" }, exam)).toEqual({});
  expect(problems({ ...draft, rules: { face_missing: { debounce_s: Number.NaN } } }, exam)).toHaveProperty("face_missing");
});

it.each([
  ["a resource of 150 characters", { allowed_resources: ["x".repeat(150)] }, "allowed_resources"],
  ["31 resources", { allowed_resources: Array.from({ length: 31 }, (_, n) => `Book ${n}`) }, "allowed_resources"],
  ["a message of 2001 characters", { message: "x".repeat(2001) }, "message"],
])("says that the server would not take %s before it is sent", (_what, values, field) => {
  const draft = draftOf(anExam());
  expect(Object.keys(problems({ ...draft, values: { ...draft.values, ...values } }, anExam()))).toEqual([field]);
});

it("takes what the server takes: 30 resources of 120 characters", () => {
  const full = Array.from({ length: 30 }, (_, n) => `${n}`.padStart(120, "x"));
  expect(problems(withValue(draftOf(anExam()), "allowed_resources", full), anExam())).toEqual({});
});

it("knows the part that a refusal is about, and when it has changed since", () => {
  const draft = draftOf(aCustomExam());
  const parts = ["title", "message", "face_missing"].map((name) => partOf(draft, name));
  expect(parts).toEqual(['"Algebra"', '""', '{"debounce_s":8}']);
  expect(partOf(withValue(draft, "message", "Hi"), "message")).not.toBe(parts[1]);
});
