/** Which page of the widget is shown, from the attempt's state alone: a reload lands where the examinee was. */
import type { AttemptView } from "../shared/wire.gen";
import type { Wanted } from "./device/wanted";
import { type Model, stateOf } from "./model";

export type Step = "opening" | "elsewhere" | "consent" | "check" | "waiting" | "ready" | "leaving" | "exam" | "terminated" | "finished";

export type CheckInStep = "consent" | "check" | "screen" | "gaze" | "waiting";

/** Check-in as the examinee counts it: what is checked is what the exam asks for. */
export function checkInSteps({ camera, microphone, screen }: Wanted & { screen: boolean }, calibrates = false): CheckInStep[] {
  const devices = camera || microphone || !screen;
  return ["consent", ...(devices ? (["check"] as const) : []), ...(screen ? (["screen"] as const) : []), ...(calibrates ? (["gaze"] as const) : []), "waiting"];
}

export function stepOf(model: Model): Step {
  const { attempt } = model;
  if (model.standing !== "active") return "elsewhere";
  if (attempt === null) return "opening";
  switch (stateOf(model)) {
    case "created":
      return "consent";
    case "checking_in":
      return attempt.consented ? "check" : "consent";
    case "waiting":
      return "waiting";
    case "admitted":
      return model.leaving ? "leaving" : "ready";
    case "running":
    case "paused":
    case "disconnected":
      return "exam";
    case "terminated":
      return "terminated";
    default:
      return "finished";
  }
}

/** Whether the camera has to be on without being asked for again: everything between the check and the end. */
export function needsCamera(step: Step): boolean {
  return step === "waiting" || step === "ready" || step === "leaving" || step === "exam";
}

/** Whether it is over and everything must be switched off. */
export function isOver(step: Step): boolean {
  return step === "terminated" || step === "finished";
}

/** Whether the examinee works in this state, so that rules apply. */
export function isAtWork(state: string): boolean {
  return state === "running" || state === "disconnected";
}

/** Whether the examinee is asked to calibrate their gaze. */
export function calibrates(attempt: AttemptView | null): boolean {
  return attempt !== null && attempt.calibration.state !== "off";
}
