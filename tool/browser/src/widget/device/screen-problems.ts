/** Why the screen is not shared, and what the examinee can do about it. */
import { t } from "../words";
import type { DeviceProblem } from "./problems";

export type ScreenCode = "insecure" | "unsupported" | "not_allowed_here" | "dismissed" | "system" | "wrong_surface" | "wrong_later" | "unknown";

/** What is known about the page beside the error itself. */
export interface ScreenContext {
  secure: boolean;
  /** false when the page around the widget has not passed the screen on (Permissions-Policy). */
  delegated: boolean;
}

/** Put a getDisplayMedia failure into words. `error` is what was thrown; null when the browser has no getDisplayMedia. */
export function explainScreen(error: unknown, context: ScreenContext): DeviceProblem<ScreenCode> {
  return problem(codeOf(error, context));
}

/** A window or a tab was chosen; `later`: after the whole screen had been shared for a while. */
export function wrongSurface(later = false): DeviceProblem<ScreenCode> {
  return problem(later ? "wrong_later" : "wrong_surface");
}

function codeOf(error: unknown, { secure, delegated }: ScreenContext): ScreenCode {
  if (!secure) return "insecure";
  if (error === null) return "unsupported";
  const { name, message } = error instanceof Error ? error : { name: "", message: "" };
  switch (name) {
    case "NotAllowedError":
    case "SecurityError":
      if (!delegated || /policy/i.test(message)) return "not_allowed_here";
      return /system/i.test(message) ? "system" : "dismissed";
    case "InvalidStateError": // asked without a press that the browser counts
      return "dismissed";
    case "NotFoundError": // Firefox, when macOS shows it no screen
    case "NotReadableError":
      return "system";
    default:
      return "unknown";
  }
}

function problem(code: ScreenCode): DeviceProblem<ScreenCode> {
  return { code, ...WORDS[code]() };
}

const WORDS: Record<ScreenCode, () => Omit<DeviceProblem, "code">> = {
  insecure: () => ({
    title: t("problem.insecure.title"),
    steps: [t("screen.insecure.step1"), t("problem.insecure.step2")],
  }),
  unsupported: () => ({
    title: t("screen.unsupported.title"),
    steps: [t("screen.unsupported.step1"), t("screen.unsupported.step2"), t("screen.unsupported.step3")],
  }),
  not_allowed_here: () => ({
    title: t("screen.not_allowed_here.title"),
    steps: [t("screen.not_allowed_here.step1"), t("screen.not_allowed_here.step2"), t("screen.not_allowed_here.step3")],
  }),
  dismissed: () => ({
    title: t("screen.dismissed.title"),
    steps: [t("screen.dismissed.step1"), t("screen.dismissed.step2")],
  }),
  system: () => ({
    title: t("screen.system.title"),
    steps: [t("screen.system.step1"), t("screen.system.step2"), t("screen.system.step3")],
  }),
  wrong_surface: () => ({
    title: t("screen.wrong_surface.title"),
    steps: [t("screen.wrong_surface.step1"), t("screen.wrong_surface.step2")],
  }),
  wrong_later: () => ({
    title: t("screen.wrong_later.title"),
    steps: [t("screen.wrong_later.step1"), t("screen.wrong_later.step2")],
  }),
  unknown: () => ({
    title: t("screen.unknown.title"),
    steps: [t("screen.unknown.step1"), t("screen.unknown.step2"), t("screen.unknown.step3")],
  }),
};
