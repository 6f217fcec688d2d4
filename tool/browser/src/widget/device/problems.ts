/** Why camera or microphone cannot be had, and what the examinee can do about it. */
import { t } from "../words";
import { type Devices, devicesOf, type Wanted } from "./wanted";

export type ProblemCode =
  | "insecure"
  | "not_allowed_here"
  | "blocked"
  | "dismissed"
  | "system"
  | "not_found"
  | "in_use"
  | "unsuitable"
  | "unknown";

/** One problem: what is the case, and the steps that help, in the order to try them. */
export interface DeviceProblem<Code extends string = string> {
  code: Code;
  title: string;
  steps: string[];
}

/** What is known about the page beside the error itself. */
export interface DeviceContext {
  secure: boolean;
  /** false when the page around the widget has not passed the devices on (Permissions-Policy). */
  delegated: boolean;
  /** The browser's remembered answer; "unknown" where it does not tell. */
  permission: PermissionState | "unknown";
}

/** Put a getUserMedia failure into words. `error` is what was thrown. */
export function explain(error: unknown, wanted: Wanted, context: DeviceContext): DeviceProblem<ProblemCode> {
  const code = codeOf(error, context);
  const devices = devicesOf(wanted);
  return { code, ...WORDS[code](devices === "none" ? "both" : devices) }; // nobody asks for none
}

function codeOf(error: unknown, context: DeviceContext): ProblemCode {
  if (!context.secure) return "insecure";
  const name = error instanceof Error ? error.name : "";
  const message = error instanceof Error ? error.message.toLowerCase() : "";
  switch (name) {
    case "NotAllowedError":
    case "SecurityError":
      if (!context.delegated) return "not_allowed_here";
      if (message.includes("system")) return "system";
      return context.permission === "prompt" ? "dismissed" : "blocked";
    case "NotFoundError":
      return "not_found";
    case "NotReadableError":
    case "AbortError":
      return "in_use";
    case "OverconstrainedError":
      return "unsuitable";
    default:
      return "unknown";
  }
}

const WORDS: Record<ProblemCode, (context: Devices) => Omit<DeviceProblem, "code">> = {
  insecure: (context) => ({
    title: t("problem.insecure.title"),
    steps: [t("problem.insecure.step1", { context }), t("problem.insecure.step2")],
  }),
  not_allowed_here: (context) => ({
    title: t("problem.not_allowed_here.title", { context }),
    steps: [t("problem.not_allowed_here.step1"), t("problem.not_allowed_here.step2")],
  }),
  blocked: (context) => ({
    title: t("problem.blocked.title", { context }),
    steps: [t("problem.blocked.step1", { context }), t("problem.blocked.step2", { context }), t("problem.blocked.step3")],
  }),
  dismissed: (context) => ({
    title: t("problem.dismissed.title"),
    steps: [t("problem.dismissed.step1"), t("problem.dismissed.step2", { context })],
  }),
  system: (context) => ({
    title: t("problem.system.title", { context }),
    steps: [t("problem.system.step1"), t("problem.system.step2"), t("problem.system.step3")],
  }),
  not_found: (context) => ({
    title: t("problem.not_found.title", { context }),
    steps: [t("problem.not_found.step1"), t("problem.not_found.step2", { context }), t("problem.not_found.step3")],
  }),
  in_use: (context) => ({
    title: t("problem.in_use.title", { context }),
    steps: [t("problem.in_use.step1"), t("problem.in_use.step2"), t("problem.in_use.step3")],
  }),
  unsuitable: () => ({
    title: t("problem.unsuitable.title"),
    steps: [t("problem.unsuitable.step1")],
  }),
  unknown: (context) => ({
    title: t("problem.unknown.title", { context }),
    steps: [t("problem.unknown.step1"), t("problem.unknown.step2"), t("problem.unknown.step3")],
  }),
};
