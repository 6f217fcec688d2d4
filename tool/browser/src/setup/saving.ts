/** What is saved and what is not: the form with what is only typed so far, what may be said of it, and where a refusal
 * belongs. Pure. */
import { Refused, reason } from "../shared/http";
import type { ExamBody, ExamView } from "../shared/wire.gen";
import { draftOf, isChanged, problems, withResource } from "./draft";

/** The form as it is on the screen: what would be sent, and a resource that is typed but not added. */
export interface Edit {
  draft: ExamBody;
  pending: string;
}

export type Field = keyof ExamBody;

/** Why something was refused, in words, and the field that it is about; null if it is about none. */
export interface Refusal {
  field: Field | null;
  words: string;
}

export function editOf(exam: ExamView): Edit {
  return { draft: draftOf(exam), pending: "" };
}

/** What is sent: the title trimmed, the typed resource among the others. */
export function settled({ draft, pending }: Edit): ExamBody {
  return withResource({ ...draft, title: draft.title.trim() }, pending);
}

/** What keeps the form from being saved, by field. A typed resource that does not fit into the list is said, not lost. */
export function wrongs(edit: Edit): Partial<Record<Field, string>> {
  const found = problems(edit.draft);
  if (edit.pending.trim() === "" || isListed(settled(edit), edit.pending)) return found;
  return { ...found, allowed_resources: "The list is full. Remove a resource to add this one, or clear it here." };
}

function isListed(draft: ExamBody, text: string): boolean {
  const wanted = text.trim().toLowerCase();
  return draft.allowed_resources.some((resource) => resource.toLowerCase() === wanted);
}

/** Whether somebody has typed or chosen something that leaving the page would lose. */
export function isTouched(edit: Edit, exam: ExamView): boolean {
  return isChanged(edit.draft, exam) || edit.pending.trim() !== "";
}

/** Whether there is anything to save. A form that nobody has saved yet is not stored, however little was changed. */
export function isUnsaved(edit: Edit, exam: ExamView): boolean {
  return exam.standing === "draft" || isTouched(edit, exam);
}

/** What the page may say. Nothing is called saved that is not stored, nor done that is not in the course. */
export function savedWords(edit: Edit, exam: ExamView): string {
  if (isUnsaved(edit, exam)) return "Not saved yet";
  return exam.standing === "saved" ? "Saved, but not in the course yet" : "All changes saved";
}

/** The form after `sent` was stored as `exam`: what was typed meanwhile stays. */
export function afterSaving(now: Edit, sent: Edit, exam: ExamView): Edit {
  return now === sent ? editOf(exam) : now;
}

const FIELD_OF: Record<string, Field> = {
  bad_title: "title",
  message_too_long: "message",
  bad_resources: "allowed_resources",
  unknown_preset: "preset",
};

export function refusalOf(problem: unknown): Refusal {
  return { field: problem instanceof Refused ? (FIELD_OF[problem.code] ?? null) : null, words: reason(problem) };
}
