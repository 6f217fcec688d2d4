/** What a course's list says about each exam, and in which order. Pure. */
import { counted } from "../shared/format";
import type { Tone } from "../shared/ui/badge";
import type { CourseExam } from "../shared/wire.gen";

/** Exams where something goes on first, then the newest. */
export function ordered(exams: readonly CourseExam[]): CourseExam[] {
  const live = (exam: CourseExam) => Number(exam.waiting + exam.open > 0);
  return [...exams].sort((a, b) => live(b) - live(a) || b.created_at - a.created_at);
}

export interface Figure {
  key: "waiting" | "open" | "total" | "flagged";
  words: string;
  tone: Tone;
}

/** What is worth saying in figures: always how many attempts there were, the rest when there is any. */
export function figures(exam: CourseExam): Figure[] {
  const list: Figure[] = [
    { key: "waiting", words: `${exam.waiting} waiting to be let in`, tone: "info" },
    { key: "open", words: `${exam.open} open now`, tone: "good" },
    { key: "flagged", words: `${exam.flagged} flagged`, tone: "warn" },
  ];
  const total: Figure = { key: "total", words: exam.total === 0 ? "No attempts yet" : counted(exam.total, "attempt"), tone: "quiet" };
  return [...list.filter(({ key }) => exam[key] > 0), total];
}

/** "(3) Mathematics": what the tab's title says while examinees wait. */
export function tabTitle(course: string, exams: readonly CourseExam[]): string {
  const waiting = exams.reduce((sum, exam) => sum + exam.waiting, 0);
  return `${waiting > 0 ? `(${waiting}) ` : ""}${course === "" ? "Proctored exams" : course} · Invigil`;
}
