/** What is saved and what is not: the form with what is only typed so far, what may be said of it, and where a refusal
 * belongs. Pure. */
import { Refused, reason } from "../shared/http";
import { lineProblem, type LinesField } from "../shared/policy-fields";
import { FIELDS } from "../shared/registry.gen";
import type { ExamBody, ExamView } from "../shared/wire.gen";
import { bodyOf, type Draft, draftOf, isChanged, partOf, problems, withValue } from "./draft";

/** The form as it is on the screen: what was chosen, and what is typed for a list but not added to it, by field. */
export interface Edit {
  draft: Draft;
  typed: Readonly<Record<string, string>>;
}

/** Why something was refused, in words; the part of the form that it is about, and what that held. `field` is "" if it is
 * about no part. */
export interface Refusal {
  field: string;
  words: string;
  part: string;
}

const LISTS = FIELDS.filter((field): field is LinesField => field.kind === "lines" && field.set_up);

export function editOf(exam: ExamView): Edit {
  return { draft: draftOf(exam), typed: {} };
}

/** What is sent: what is typed for a list is on it. */
export function settled(edit: Edit): ExamBody {
  return bodyOf(LISTS.reduce((draft, list) => withTyped(draft, list, edit.typed[list.name] ?? ""), edit.draft));
}

function withTyped(draft: Draft, { name }: LinesField, text: string): Draft {
  const lines = draft.values[name];
  const line = text.trim();
  if (line === "" || lines.some((other) => other.toLowerCase() === line.toLowerCase())) return draft;
  return withValue(draft, name, [...lines, line]);
}

/** What keeps the form from being saved, by part. What is typed for a list and does not fit there is said, not lost. */
export function wrongs({ draft, typed }: Edit, exam: ExamView): Record<string, string> {
  const found = problems(draft, exam);
  for (const list of LISTS) {
    const text = typed[list.name] ?? "";
    const lines = draft.values[list.name];
    const listed = lines.some((other) => other.toLowerCase() === text.trim().toLowerCase());
    const words = text.trim() === "" || listed ? "" : lineProblem(list, text, lines);
    if (words !== "") found[list.name] ??= words;
  }
  return found;
}

/** Whether somebody has typed or chosen something that leaving the page would lose. */
export function isTouched({ draft, typed }: Edit, exam: ExamView): boolean {
  return isChanged(draft, exam) || Object.values(typed).some((text) => text.trim() !== "");
}

/** Whether there is anything to save. A form that nobody has saved yet is not stored, however little was changed; nor is a
 * quiz proctored that nobody has saved. */
export function isUnsaved(edit: Edit, exam: ExamView): boolean {
  return exam.standing === "draft" || exam.gate?.state === "resting" || isTouched(edit, exam);
}

/** What the page may say. Nothing is called saved that is not stored, nor done that is not in the course. */
export function savedWords(edit: Edit, exam: ExamView): string {
  if (isUnsaved(edit, exam)) {
    return Object.keys(wrongs(edit, exam)).length === 0 ? "Not saved yet" : "Not saved yet. First correct what is marked above.";
  }
  return exam.standing === "saved" ? "Saved, but not in the course yet" : "All changes saved";
}

/** The form after `sent` was stored as `exam`: what was typed meanwhile stays. */
export function afterSaving(now: Edit, sent: Edit, exam: ExamView): Edit {
  return now === sent ? editOf(exam) : now;
}

export function refusalOf(problem: unknown, edit: Edit): Refusal {
  const field = problem instanceof Refused ? problem.field : "";
  return { field, words: reason(problem), part: held(edit, field) };
}

/** What the form holds under a part's name, with what is typed there, to know when it was changed. */
function held({ draft, typed }: Edit, name: string): string {
  return `${partOf(draft, name)} ${typed[name] ?? ""}`;
}

/** Whether the form shows a part of this name: a field that can be changed here, the title, or a rule. */
export function isPart(name: string, exam: ExamView): boolean {
  const field = FIELDS.some((each) => each.set_up && each.name === name);
  return field || name === "title" || exam.presets.standard?.rules.some((rule) => rule.type === name) === true;
}

/** Whether a refusal still stands at its part: until somebody changes that. */
export function stands(refusal: Refusal | null, edit: Edit, exam: ExamView): refusal is Refusal {
  return refusal !== null && isPart(refusal.field, exam) && refusal.part === held(edit, refusal.field);
}
