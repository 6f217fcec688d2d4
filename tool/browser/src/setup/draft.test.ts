import { expect, it } from "vitest";
import type { ExamView, PolicyView, RuleView } from "../shared/wire.gen";
import { applies, draftOf, isChanged, problems, RESOURCES_LIMIT, withoutResource, withPreset, withResource } from "./draft";

const POLICY: PolicyView = {
  preset: "standard",
  rules: [],
  camera: true,
  microphone: true,
  screen: false,
  admission: "proctor",
  require_fullscreen: true,
  allowed_resources: ["Calculator"],
  message: "",
  retention_days: 90,
};
const EXAM: ExamView = {
  exam_id: "x1",
  title: "Algebra",
  course_title: "Mathematics",
  policy: POLICY,
  presets: {
    low: { ...POLICY, preset: "low", admission: "automatic", require_fullscreen: false },
    standard: POLICY,
  },
  capabilities: [],
  set_in_lms: false,
  standing: "placed",
  copied: false,
  open_attempts: 0,
};

it("starts as the exam is stored, unchanged", () => {
  expect(isChanged(draftOf(EXAM), EXAM)).toBe(false);
});

it("lets a preset bring its admission and full screen, and leaves the rest", () => {
  const draft = withPreset({ ...draftOf(EXAM), message: "Hi", microphone: false }, "low", EXAM);
  expect(draft).toMatchObject({ preset: "low", admission: "automatic", require_fullscreen: false, message: "Hi", microphone: false });
  expect(isChanged(draft, EXAM)).toBe(true);
});

it("lets no preset decide about the screen", () => {
  const shared = { ...EXAM, policy: { ...POLICY, screen: true } };
  expect(isChanged(draftOf(shared), shared)).toBe(false);
  expect(withPreset(draftOf(shared), "low", shared).screen).toBe(true);
  expect(isChanged({ ...draftOf(shared), screen: false }, shared)).toBe(true);
});

it("applies a rule only if the draft asks for what it is about", () => {
  const rule = (type: string): RuleView => ({ type, enabled: type === "tab_hidden" }) as RuleView;
  const draft = { ...draftOf(EXAM), require_fullscreen: true, screen: true };
  const applied = (preset: string, asked: typeof draft) =>
    ["tab_hidden", "fullscreen_left", "screen_share_stopped"].filter((type) => applies(rule(type), preset, asked));
  expect(applied("standard", draft)).toEqual(["tab_hidden", "fullscreen_left", "screen_share_stopped"]);
  expect(applied("low", draft)).toEqual(["tab_hidden", "screen_share_stopped"]);
  expect(applied("standard", { ...draft, require_fullscreen: false, screen: false })).toEqual(["tab_hidden"]);
});

it("counts an exam with rules of its own as changed, since saving replaces them", () => {
  const own = { ...EXAM, policy: { ...POLICY, preset: "custom" } };
  expect(isChanged(draftOf(own), own)).toBe(true);
});

it("adds a resource once, trimmed, and removes it", () => {
  const draft = withResource(draftOf(EXAM), "  Ruler ");
  expect(draft.allowed_resources).toEqual(["Calculator", "Ruler"]);
  expect(withResource(draft, "ruler")).toBe(draft);
  expect(withResource(draft, "   ")).toBe(draft);
  expect(withoutResource(draft, "Calculator").allowed_resources).toEqual(["Ruler"]);
});

it("has an end to the list", () => {
  const full = Array.from({ length: RESOURCES_LIMIT + 5 }, (_, n) => `Book ${n}`).reduce(withResource, draftOf(EXAM));
  expect(full.allowed_resources).toHaveLength(RESOURCES_LIMIT);
});

it("asks for a name", () => {
  expect(problems({ ...draftOf(EXAM), title: "  " })).toHaveProperty("title");
  expect(problems(draftOf(EXAM))).toEqual({});
});
