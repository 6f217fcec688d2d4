/** What the chooser says about the course's exams, and in which order. Pure. */
import { counted } from "../shared/format";
import type { LinkingView, OfferedExam } from "../shared/wire.gen";
import { sameTitle } from "./confirm-by-title";

/** "2 attempts open", "3 attempts", "No attempts yet". */
export function attemptWords({ open, total }: OfferedExam): string {
  if (open > 0) return `${counted(open, "attempt")} open`;
  return total === 0 ? "No attempts yet" : counted(total, "attempt");
}

/** The exam that has the activity's name first, then what was saved but not added, then the newest. */
export function likelyFirst({ exams, asked_title }: LinkingView): OfferedExam[] {
  const rank = (exam: OfferedExam) => 2 * Number(sameTitle(exam.title, asked_title)) + Number(exam.standing === "saved");
  return [...exams].sort((a, b) => rank(b) - rank(a) || b.created_at - a.created_at);
}
