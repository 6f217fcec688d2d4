/** What a proctor can do to an attempt in which state, and what each asks for. Pure; the server has the last word. */
import type { CapabilityView, Channel, IncidentView, Snapshot } from "../shared/wire.gen";

export type ActionKind = "warn" | "pause" | "resume" | "extra_time" | "flag" | "terminate" | "readmit" | "admit" | "breach" | "gaze_off" | "gaze_on";

export interface ActionForm {
  title: string;
  /** What happens, said before it happens. */
  effect: string;
  confirm: string;
  /** A reason must be chosen by hand. */
  reasonRequired: boolean;
  textLabel: string;
  drastic: boolean;
  /** No reason is chosen: there are none to choose from. */
  reasonless?: boolean;
}

const OPEN = new Set(["created", "checking_in", "waiting", "admitted", "running", "paused", "disconnected"]);
const AT_WORK = new Set(["running", "disconnected"]);

/** Whether the action makes sense in this state. `unseen`: what the exam asks for and does not arrive. */
export function possible(kind: ActionKind, state: string, unseen: readonly Channel[] = []): boolean {
  switch (kind) {
    case "admit":
      return state === "waiting" || (state === "admitted" && unseen.length > 0);
    case "pause":
      return AT_WORK.has(state);
    case "resume":
      return state === "paused";
    case "warn":
    case "extra_time":
      return AT_WORK.has(state) || state === "paused" || (kind === "warn" && state === "admitted");
    case "terminate":
    case "breach":
    case "gaze_off":
    case "gaze_on":
      return OPEN.has(state);
    case "readmit":
      return state === "terminated";
    case "flag":
      return true;
  }
}

/** Forms of the actions that ask something first; resume acts at once, and so does admit for those who are seen. */
export const FORMS: Record<Exclude<ActionKind, "resume">, ActionForm> = {
  admit: {
    title: "Admit unseen",
    effect:
      "A picture that this exam asks for does not arrive. You can admit all the same: the examinee may begin without, " +
      "and your reason is kept with the attempt.",
    confirm: "Admit without",
    reasonRequired: true,
    textLabel: "Message to the examinee",
    drastic: false,
  },
  warn: {
    title: "Warn",
    effect: "The examinee sees this warning at once and goes on working.",
    confirm: "Send warning",
    reasonRequired: false,
    textLabel: "Message to the examinee",
    drastic: false,
  },
  pause: {
    title: "Pause",
    effect: "The quiz is covered and answers are refused until you resume.",
    confirm: "Pause attempt",
    reasonRequired: false,
    textLabel: "Message to the examinee",
    drastic: false,
  },
  extra_time: {
    title: "Extra time",
    effect: "The minutes are added to this attempt's time limit.",
    confirm: "Give extra time",
    reasonRequired: false,
    textLabel: "Message to the examinee",
    drastic: false,
  },
  flag: {
    title: "Flag",
    effect: "The attempt is marked for the teacher's review, with your reason. The examinee is not told.",
    confirm: "Flag attempt",
    reasonRequired: true,
    textLabel: "Note for the reviewer",
    drastic: false,
  },
  breach: {
    title: "Record a breach",
    effect:
      "An incident is written down in your name, with a picture of this moment if one arrives. The examinee is not told: " +
      "to tell them, warn them too.",
    confirm: "Record breach",
    reasonRequired: true,
    textLabel: "What you saw",
    drastic: false,
  },
  gaze_off: {
    title: "Do not judge the gaze",
    effect:
      "An accommodation: where this examinee looks is not judged from now on, here and in later attempts at this exam, and " +
      "they are not asked to calibrate. What was measured of their eyes is deleted. Everything else stays as it is.",
    confirm: "Do not judge it",
    reasonRequired: false,
    textLabel: "Note for the record, without any diagnosis",
    drastic: false,
    reasonless: true,
  },
  gaze_on: {
    title: "Judge the gaze again",
    effect: "The accommodation ends: the exam's rules about looking away hold for this examinee, too, from now on.",
    confirm: "Judge it again",
    reasonRequired: false,
    textLabel: "Note for the record, without any diagnosis",
    drastic: false,
    reasonless: true,
  },
  terminate: {
    title: "Block attempt",
    effect:
      "The attempt ends now. The examinee sees your reason and text; " +
      "what was answered so far stays with the LMS.",
    confirm: "Block attempt",
    reasonRequired: true,
    textLabel: "Message to the examinee",
    drastic: true,
  },
  readmit: {
    title: "Readmit",
    effect:
      "The attempt is opened again in the LMS, with the answers that were there and the time given back. " +
      "The examinee checks in once more, and you admit.",
    confirm: "Readmit examinee",
    reasonRequired: true,
    textLabel: "Message to the examinee",
    drastic: false,
  },
};

export type FormKind = keyof typeof FORMS;

/** Seconds that the confirm button of a drastic action stays off, so that its effect is read first. */
export const READING_S = 1.5;

/** The reason that fits the latest incident, if there is one to choose. */
export function suggestedReason(incidents: readonly IncidentView[], reasons: Record<string, string>): string {
  const latest = incidents.at(-1);
  const code = latest?.reason ?? "other";
  return code in reasons ? code : (Object.keys(reasons)[0] ?? "other");
}

/** What the LMS does about this action, to be said beside it; null when it is not asked to do anything. */
export function inLms(kind: ActionKind, capabilities: readonly CapabilityView[]): CapabilityView | null {
  return capabilities.find((capability) => capability.verb === kind) ?? null;
}

/** Whether proctors of this exam may write a breach down: its rule is on. */
export function recordsBreaches({ policy }: Snapshot): boolean {
  return policy.rules.some((rule) => rule.type === "breach_recorded" && rule.enabled);
}

/** What a warning means for the limit, said before it is sent; "" where there is none. */
export function warningEffect(warnings: number, most: number): string {
  if (most === 0) return "";
  if (warnings >= most) return `This is warning ${warnings + 1}; the limit of ${most} was reached before.`;
  const reached = warnings + 1 === most ? ": the limit is reached, and that is an incident of its own" : "";
  return `This is warning ${warnings + 1} of ${most}${reached}.`;
}
