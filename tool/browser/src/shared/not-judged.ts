/** What is not judged where the quiz is in a window of the LMS's own, in words, and what stands in for it. Pure. */
import type { NotJudgedView, PolicyView, QuizLog } from "./wire.gen";

const LOG_RULE = "quiz_left";
const LOGS: Record<QuizLog, string> = {
  none: "The LMS keeps no log of this quiz that Invigil can read.",
  offered: "The LMS’s own log of the quiz stands in, where the course keeps one.",
  unread: "The LMS’s own log of the quiz has not been read, so it does not stand in.",
  partly: "The LMS’s own log of the quiz stands in, but only in part: it was not read to its end.",
  read: "The LMS’s own log of the quiz is read and stands in.",
};

/** What stands in, as far as it goes: the log only where the rule about it is on. */
export interface StandIns {
  log: boolean;
  screen: boolean;
}

/** The titles of what the policy asks for and nobody judges. */
export function notJudged({ rules }: PolicyView, view: NotJudgedView | null): string[] {
  return view === null ? [] : rules.filter((rule) => rule.enabled && view.types.includes(rule.type)).map((rule) => rule.title);
}

/** What stands in for it, in sentences. */
export function standIns({ rules, values }: PolicyView, { log }: NotJudgedView): string {
  const heeded = rules.some((rule) => rule.type === LOG_RULE && rule.enabled);
  const ofLog = heeded || log === "none" ? LOGS[log] : "The rule about the LMS’s own log of the quiz is off.";
  return `${ofLog} ${values.screen ? "The shared screen stands in." : "The screen is not shared."}`;
}

/** What is said beside one rule while a policy is chosen; "" for one that is judged. */
export function hint(type: string, view: NotJudgedView | null, { log, screen }: StandIns): string {
  if (view === null || !view.types.includes(type)) return "";
  if (type === LOG_RULE) return "Not judged here: the LMS keeps no log of this quiz that Invigil can read";
  const helped = [view.log !== "none" && log ? "its log" : "", screen ? "screen sharing" : ""].filter(Boolean);
  const who = helped.length === 0 ? "nothing stands in" : `${helped.join(" and ")} ${helped.length > 1 ? "stand" : "stands"} in`;
  return `Not judged here: the quiz is in the LMS’s own page; ${who}`;
}
