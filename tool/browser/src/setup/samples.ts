/** Exams for the set-up page's tests, complete and valid; each test says only what matters to it. */
import type { PolicyValues } from "../shared/registry.gen";
import type { ExamView, PolicyView, RuleView } from "../shared/wire.gen";

export function aRule(type: string, part: Partial<RuleView> = {}): RuleView {
  return {
    type,
    title: type.replaceAll("_", " "),
    category: "",
    threshold: 1,
    unit: "",
    debounce_s: 5,
    severity: "medium",
    tell_examinee: true,
    on: true,
    enabled: true,
    requires: [],
    avoid: "",
    ...part,
  };
}

export const VALUES: PolicyValues = {
  camera: true,
  microphone: true,
  screen: false,
  require_fullscreen: true,
  calibration: true,
  admission: "proctor",
  allowed_resources: ["Calculator"],
  message: "",
  notice_from: "low",
  warn_from: "never",
  pause_from: "never",
  most_warnings: 3,
  absence_minutes: 15,
  hold_grades: false,
  retention_days: 90,
};

/** Three rules: one of the camera, one that waits for the screen, one that needs nothing. */
function rules(factor: number, clipboard: boolean): RuleView[] {
  return [
    aRule("face_missing", { debounce_s: 5 * factor, requires: ["camera"] }),
    aRule("screen_share_stopped", { debounce_s: 2 * factor, severity: "high", requires: ["screen"], enabled: false }),
    aRule("clipboard_used", { debounce_s: 0, severity: "low", on: clipboard, enabled: clipboard }),
  ];
}

export const STANDARD: PolicyView = { preset: "standard", revision: 2, values: VALUES, rules: rules(1, true), not_applied: [] };
export const LOW: PolicyView = {
  ...STANDARD,
  preset: "low",
  values: { ...VALUES, admission: "automatic", require_fullscreen: false },
  rules: rules(3, false),
};

export function anExam(part: Partial<ExamView> = {}): ExamView {
  return {
    exam_id: "x1",
    title: "Algebra",
    course_title: "Mathematics",
    policy: STANDARD,
    presets: { low: LOW, standard: STANDARD, high: { ...STANDARD, preset: "high", rules: rules(0.6, true) } },
    capabilities: [],
    set_in_lms: false,
    standing: "placed",
    copied: false,
    open_attempts: 0,
    unmeasured: [],
    gate: null,
    not_judged: null,
    earlier: [],
    ...part,
  };
}

/** An exam with rules of its own: clipboard off, a face may be missing for 8 s. */
export function aCustomExam(): ExamView {
  const own = STANDARD.rules.map((rule) => {
    if (rule.type === "clipboard_used") return { ...rule, on: false, enabled: false };
    return rule.type === "face_missing" ? { ...rule, debounce_s: 8 } : rule;
  });
  return anExam({ policy: { ...STANDARD, preset: "custom", rules: own } });
}
