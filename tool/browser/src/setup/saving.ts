/** What is saved and what is not: the form with what is only typed so far, and what may be said of it. Pure. */
import { reason, Refused } from "../shared/http";
import { lineProblem, type LinesField } from "../shared/policy-fields";
import { FIELDS } from "../shared/registry.gen";
import type { ExamView } from "../shared/wire.gen";
import { type Draft, draftOf, isChanged, partOf, problems, withValue } from "./draft";

/** The form as it is on the screen: what was chosen, and by field what is typed for a list but not added to it. */
export interface Edit {
  draft: Draft;
  typed: Readonly<Record<string, string>>;
}

/** What the server refused: its words, the name of the part that they are about, and what that part held. */
export interface Refusal {
  field: string;
  message: string;
  part: string;
}

export function editOf(exam: ExamView): Edit {
  return { draft: draftOf(exam), typed: {} };
}

const LISTS: readonly LinesField[] = FIELDS.filter((field) => field.kind === "lines");

/** What is saved: the draft, with what is typed for a list added to it if it fits. */
export function settled({ draft, typed }: Edit): Draft {
  return LISTS.reduce((now, field) => {
    const text = (typed[field.name] ?? "").trim();
    const lines = now.values[field.name];
    return text === "" || lineProblem(field, text, lines) !== "" ? now : withValue(now, field.name, [...lines, text]);
  }, draft);
}

/** What keeps the form from being saved, by part. Typed text that does not fit into its list is said, not lost; what is in
 * the list already hinders nobody. */
export function wrongs(edit: Edit, exam: ExamView): Record<string, string> {
  const unfit = LISTS.map((field): [string, string] => {
    const text = (edit.typed[field.name] ?? "").trim();
    const lines = edit.draft.values[field.name];
    const listed = lines.some((line) => line.toLowerCase() === text.toLowerCase());
    return [field.name, listed ? "" : lineProblem(field, text, lines)];
  });
  return { ...problems(edit.draft, exam), ...Object.fromEntries(unfit.filter(([, words]) => words !== "")) };
}

/** Whether somebody has typed or chosen something that leaving the page would lose. */
export function isTouched({ draft, typed }: Edit, exam: ExamView): boolean {
  return isChanged(draft, exam) || Object.values(typed).some((text) => text.trim() !== "");
}

/** Whether there is anything to save. A form that nobody has saved yet is not stored, however little was changed. */
export function isUnsaved(edit: Edit, exam: ExamView): boolean {
  return exam.standing === "draft" || isTouched(edit, exam);
}

/** What the page may say. Nothing is called saved that is not stored, nor done that is not in the course. */
export function savedWords(edit: Edit, exam: ExamView): string {
  if (isUnsaved(edit, exam)) {
    const complete = Object.keys(wrongs(edit, exam)).length === 0;
    return complete ? "Not saved yet" : "Not saved yet. First correct what is marked above.";
  }
  return exam.standing === "saved" ? "Saved, but not in the course yet" : "All changes saved";
}

/** The form after `sent` was stored as `exam`: what was typed meanwhile stays. */
export function afterSaving(now: Edit, sent: Edit, exam: ExamView): Edit {
  return now === sent ? editOf(exam) : now;
}

export function refusalOf(problem: unknown, sent: Edit): Refusal {
  const field = problem instanceof Refused ? problem.field : "";
  return { field, message: reason(problem), part: heldIn(sent, field) };
}

/** Whether what was refused is still as it was sent. */
export function holds(refusal: Refusal, edit: Edit): boolean {
  return refusal.part === heldIn(edit, refusal.field);
}

function heldIn(edit: Edit, field: string): string {
  return partOf(settled(edit), field);
}
