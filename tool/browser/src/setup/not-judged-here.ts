/** What is not judged in the exam that is being set up, by what the draft says of that which stands in. Pure. */
import { hint } from "../shared/not-judged";
import { FIELDS } from "../shared/registry.gen";
import type { ExamView } from "../shared/wire.gen";
import { type Draft, rulesOf } from "./draft";

/** Whether nobody judges this type of rule in the exam, whatever is chosen. */
export function isNotJudged(type: string, { not_judged }: ExamView): boolean {
  return not_judged?.types.includes(type) === true;
}

/** Why it is not, and what stands in; "" for one that is judged. */
export function notJudgedHint(type: string, exam: ExamView, draft: Draft): string {
  const log = rulesOf(draft, exam).some((rule) => rule.type === "quiz_left" && rule.on);
  return hint(type, exam.not_judged, { log, screen: draft.values.screen });
}

/** What is said at fields that only ask for what nobody judges in this exam, by field. */
export function fieldNotes(exam: ExamView): Record<string, string> {
  const rules = exam.presets["standard"]?.rules ?? [];
  const idle = FIELDS.filter(({ name }) => {
    const asking = rules.filter((rule) => rule.requires.includes(name));
    return asking.length > 0 && asking.every((rule) => isNotJudged(rule.type, exam));
  });
  return Object.fromEntries(idle.map(({ name }) => [name, "Not in this exam: the quiz is in the LMS’s own page."]));
}
